"""Measurements: what scoring costs, and what damage does to each figure."""
