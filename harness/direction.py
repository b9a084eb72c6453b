"""Which way a figure is good: most are the better the higher, and a few the lower."""

from __future__ import annotations

# What should not be there: shares of the output that are no article, unwanted snippets, words that are wrong.
_LOW = frozenset({"noise", "duplication", "page", "invention", "snippets_without", "wcxb_without", "fundus_wer"})


def lower_is_better(figure: str) -> bool:
    """Return whether a figure, by its column name, is for the worse when it rises."""
    return figure in _LOW or figure.startswith("defect_")
