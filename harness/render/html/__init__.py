"""The report as one HTML file: no network, no other script than its own, light and dark, for print and telephone."""

from .changes import changes_of
from .document import render

__all__ = ["changes_of", "render"]
