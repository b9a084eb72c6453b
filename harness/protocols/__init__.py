"""How a benchmark makes its published table of counts: one recipe a benchmark."""
