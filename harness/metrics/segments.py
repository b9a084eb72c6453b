"""trafilatura's metric: a handful of segments that the output must hold, and a handful that it must not.

A segment counts as held when it occurs in the output after every run of white space has become one space in both. A
wanted one (``must_include``) held is a true positive, missing a false negative; an unwanted one (``must_exclude``) held
is a false positive, missing a true negative. A run pools the counts of its pages.

Precision = tp / (tp + fp), recall = tp / (tp + fn), accuracy = (tp + tn) / all, F1 = 2 tp / (2 tp + fp + fn).

========================== ===========================================
case                       figures
========================== ===========================================
a denominator of 0         that figure is 0
failure                    a full miss: every wanted segment a false negative, every unwanted one a true negative
empty output               the same
no segments annotated      not applicable
========================== ===========================================

Odd and kept: a failure earns its true negatives, so that doing nothing has an accuracy of about one half. A blank
segment (which the peer's corpus refuses) is held by every output that is not a failure.

Source: adbar/trafilatura, ``tests/eval_common.py`` (Apache-2.0).
"""

from __future__ import annotations

from collections.abc import Sequence

from ..alignment import Candidate, Reference
from ..text import collapse
from .base import Aggregate, Aggregated, Counts, Figures, PooledCounts

_NOTHING = {"tp": 0, "fp": 0, "fn": 0, "tn": 0}


class Segments(Aggregated):
    """Figures ``segments_f1``, ``segments_precision``, ``segments_recall``, ``segments_accuracy``."""

    name = "segments"
    signature = "segments|whitespace:collapsed|v1"

    def count(self, reference: Reference, candidate: Candidate) -> Counts | None:
        """Return ``tp``, ``fp``, ``fn``, ``tn``."""
        case = reference.case
        if not case.must_include and not case.must_exclude:
            return None
        expected = reference.memo("segments", lambda: ExpectedSegments(case.must_include, case.must_exclude))
        return expected.count(None if candidate.article is None else candidate.text)

    def figures(self, counts: Counts) -> Figures:
        """Return F1, precision, recall and accuracy."""
        tp, fp, fn, tn = (counts[name] for name in ("tp", "fp", "fn", "tn"))
        return {
            "segments_f1": _ratio(2 * tp, 2 * tp + fp + fn),
            "segments_precision": _ratio(tp, tp + fp),
            "segments_recall": _ratio(tp, tp + fn),
            "segments_accuracy": _ratio(tp + tn, tp + fp + fn + tn),
        }

    def start(self) -> Aggregate:
        """Return an aggregate of all pages' segments together; no figure applies until a page has any."""
        # Without a page its figures are 0 over 0, which the peer calls 0.
        return PooledCounts(lambda total: self.figures(total) if total else dict.fromkeys(self.figures(_NOTHING)))


class ExpectedSegments:
    """The segments of a page, made comparable once; every output is searched for them, identical outputs once."""

    def __init__(self, wanted: Sequence[str], unwanted: Sequence[str]) -> None:
        self._wanted, self._unwanted = ([_Segment(text) for text in texts] for texts in (wanted, unwanted))
        self._counted: dict[str | None, dict[str, int]] = {}

    def count(self, output: str | None) -> dict[str, int]:
        """Return ``tp``, ``fp``, ``fn``, ``tn``; ``None`` is a failure."""
        if output not in self._counted:
            searched = _Searched(output)
            tp = sum(map(searched.holds, self._wanted))
            fp = sum(map(searched.holds, self._unwanted))
            self._counted[output] = {"tp": tp, "fp": fp, "fn": len(self._wanted) - tp, "tn": len(self._unwanted) - fp}
        return self._counted[output]


def count_texts(wanted: Sequence[str], unwanted: Sequence[str], output: str | None) -> dict[str, int]:
    """Return ``tp``, ``fp``, ``fn``, ``tn`` of an output; ``None`` is a failure."""
    return ExpectedSegments(wanted, unwanted).count(output)


class _Segment:
    """A segment with its white space collapsed, and the longest piece of it that has none."""

    __slots__ = ("piece", "text")

    def __init__(self, text: str) -> None:
        self.text = collapse(text)
        self.piece = max(self.text.split(" "), key=len)


class _Searched:
    """An output whose white space is collapsed only if a segment cannot be judged without."""

    __slots__ = ("_collapsed", "_text")

    def __init__(self, text: str | None) -> None:
        self._text = text
        self._collapsed: str | None = None

    def holds(self, segment: _Segment) -> bool:
        """Whether the segment occurs in the output, white space aside."""
        if self._text is None or segment.piece not in self._text:
            return False
        if segment.text in self._text:
            return True
        if self._collapsed is None:
            self._collapsed = collapse(self._text)
        return segment.text in self._collapsed


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
