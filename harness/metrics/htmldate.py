"""htmldate's metric: whether the date of publication is the annotated day.

====================== ================= =======================================
annotated              given             counts
====================== ================= =======================================
a day                  the same day      tp
a day                  anything else     fp (alone: a wrong date is no fn)
a day                  nothing           fn
none (``null``)        a date            fp
none (``null``)        nothing           tn and fn, both
a month or a year      anything          not applicable: the peer knows days only
not annotated          anything          not applicable
====================== ================= =======================================

Of what is given the first ten characters are compared, as the peer's wrappers cut the answers of libraries that give a
time: the day as written, without regard to zones. A failure has given nothing.

Precision = tp / (tp + fp), recall = tp / (tp + fn), accuracy = (tp + tn) / all four, F1 = 2 tp / (2 tp + fp + fn), over
the sum of the pages' counts. Where a denominator is 0 the peer stops with an error; here the figure is not applicable.

Odd and kept: a page rightly left without a date is booked twice, as tn and as fn, so it costs recall, F1 and half an
accuracy (the peer's first version booked a tn alone; its own pages all have a date). A wrong date costs precision but
not recall.

Source: adbar/htmldate, ``tests/evaluation.py`` and ``tests/comparison.py`` (Apache-2.0).
"""

from __future__ import annotations

import re

from ..alignment import Candidate, Reference
from .base import Counts, Figures, Pooled

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])")


class HtmlDate(Pooled):
    """Figures ``htmldate_f1``, ``htmldate_precision``, ``htmldate_recall``, ``htmldate_accuracy``."""

    name = "htmldate"
    of_metadata = True
    signature = "htmldate|day|v1"

    def count(self, reference: Reference, candidate: Candidate) -> Counts | None:
        """Return ``tp``, ``fp``, ``tn``, ``fn``."""
        metadata = reference.case.metadata
        if "published" not in metadata:
            return None
        annotated = metadata["published"]
        if not isinstance(annotated, str):
            expected = None
        elif found := _DAY.match(annotated.strip()):
            expected = found[0]
        else:
            return None
        given = candidate.article.published if candidate.article else None
        return count_dates(expected, given)

    def figures(self, counts: Counts) -> Figures:
        """Return F1, precision, recall and accuracy."""
        tp, fp, tn, fn = (counts.get(name, 0) for name in ("tp", "fp", "tn", "fn"))
        return {
            "htmldate_f1": _ratio(2 * tp, 2 * tp + fp + fn),
            "htmldate_precision": _ratio(tp, tp + fp),
            "htmldate_recall": _ratio(tp, tp + fn),
            "htmldate_accuracy": _ratio(tp + tn, tp + fp + tn + fn),
        }


def count_dates(expected: str | None, given: str | None) -> dict[str, int]:
    """Return ``tp``, ``fp``, ``tn``, ``fn`` of an answer; ``expected`` is a day (``2025-04-07``) or ``None``."""
    day = (given or "").strip()[:10]
    if not day:
        return {"tp": 0, "fp": 0, "tn": int(expected is None), "fn": 1}
    right = int(day == expected)
    return {"tp": right, "fp": 1 - right, "tn": 0, "fn": 0}


def _ratio(part: int, whole: int) -> float | None:
    return part / whole if whole else None
