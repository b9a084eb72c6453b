"""Run extractors over golden cases and score what they answer."""
