"""What can be said of extractors without gold: how they behave, where they disagree, which pages to annotate next."""
