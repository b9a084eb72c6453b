"""Metrics: one file each. A metric turns one output for one case into integer counts; figures come from the counts."""
