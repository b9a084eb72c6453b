"""Public benchmarks as golden cases: one adapter a layout, opened by ``name:path``."""

from .opening import is_spec, open_spec

__all__ = ["is_spec", "open_spec"]
