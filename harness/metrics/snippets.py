"""Snippets: the short texts that an output must hold, and those that it must not.

A cheap annotation for pages that nobody has transcribed: a snippet is a hit when the output holds it, both in NFC and
with white space collapsed, case kept.

=========================== =========================================
case                        figures
=========================== =========================================
no snippets annotated       not applicable at all
only ``must_include``       ``snippets_without`` is not applicable
empty output, or a failure  ``snippets_with`` 0, ``snippets_without`` 0
=========================== =========================================

``snippets_with`` is the share of ``must_include`` that is there (1 is best), ``snippets_without`` the share of
``must_exclude`` that is there (0 is best). A run pools its pages.

Source: the segments of trafilatura's evaluation (A. Barbaresi 2021), which counts them in another way.
"""

from __future__ import annotations

from ..alignment import Candidate, Reference
from ..text import normal
from .base import Counts, Figures, Pooled


class Snippets(Pooled):
    """Shares of wanted and unwanted snippets; figures ``snippets_with``, ``snippets_without``."""

    name = "snippets"
    signature = "snippets|case|v2"

    def count(self, reference: Reference, candidate: Candidate) -> Counts | None:
        """Return how many snippets there are of each sort, and how many of them the output holds."""
        case = reference.case
        if not case.must_include and not case.must_exclude:
            return None
        text = normal(candidate.text)
        return {
            "with": len(case.must_include),
            "with-found": sum(normal(snippet) in text for snippet in case.must_include),
            "without": len(case.must_exclude),
            "without-found": sum(normal(snippet) in text for snippet in case.must_exclude),
        }

    def figures(self, counts: Counts) -> Figures:
        """Return both shares."""
        return {
            f"snippets_{sort}": counts[f"{sort}-found"] / counts[sort] if counts.get(sort) else None
            for sort in ("with", "without")
        }
