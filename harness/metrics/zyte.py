r"""Zyte's metric: 4-grams of words, weighed by page, precision and recall averaged over different pages.

Words are ``\w+``, case kept (the script sets IGNORECASE, which changes nothing for this pattern). A shingle is four
words in a row; tp, fp and fn are sizes of the intersection and the differences of the two multisets of shingles,
divided by their sum, so that no page weighs more than another. *Accuracy* is the share of the pages whose two lists of
words are equal.

======================= ================== ================== =======================
page                    precision          recall             accuracy
======================= ================== ================== =======================
both texts empty        left out           left out           1
output empty            left out           0                  0
expected text empty     0                  left out           0
fewer than four words   one short shingle, which only the same few words match
======================= ================== ================== =======================

A run's precision is the mean over the pages with output (tp + fp > 0), its recall the mean over the pages with expected
text (tp + fn > 0), its F1 the harmonic mean of these two means: not the mean of the pages' F1, and an extractor that
fails on a page loses recall alone. Odd and kept: precision and recall are computed from the divided counts, so they may
differ from tp / (tp + fp) in the last bit. The peer's script stops with an error where precision + recall is 0, or no
page has output, or none expected text; here the figure is 0, and not applicable where no page has either.

Its "±" is the standard deviation (n - 1) of 1,000 bootstrap resamples of the pages, until 2019 1.96 times that:
``statistics.bootstrap(page_terms(counts), figures_of_sums)``.

Source: scrapinghub/article-extraction-benchmark, ``evaluate.py`` (MIT).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from ..alignment import Candidate, Reference
from .base import Aggregate, Aggregated, Counts, Figures, Mean
from .peer_words import ExpectedWords

N = 4
# The order of the last axis in page_terms, and of the result of figures_of_sums.
COUNTS = ("tp", "fp", "fn", "exact")
FIGURES = ("f1", "precision", "recall", "accuracy")

Floats = npt.NDArray[np.float64]


class Zyte(Aggregated):
    """Figures ``zyte_f1``, ``zyte_precision``, ``zyte_recall``, ``zyte_accuracy``."""

    name = "zyte"
    signature = rf"zyte(n={N})|tok:\w+|v1"

    def count(self, reference: Reference, candidate: Candidate) -> Counts | None:
        """Return ``tp``, ``fp``, ``fn`` in shingles and ``exact``, 1 where the words are equal."""
        if reference.case.expected is None:
            return None
        expected = reference.memo("zyte", lambda: ExpectedWords(reference.expected_text, N))
        return count_output(expected, candidate.text)

    def figures(self, counts: Counts) -> Figures:
        """Return the figures of one page; those that it is left out of are not applicable."""
        tp, fp, fn = normalised(counts)
        precision = precision_of(tp, fp, fn) if tp + fp > 0 else None
        recall = recall_of(tp, fp, fn) if tp + fn > 0 else None
        f1 = None if precision is None and recall is None else _harmonic(precision or 0.0, recall or 0.0)
        return _named(f1, precision, recall, float(counts["exact"]))

    def start(self) -> Aggregate:
        """Return the peer's aggregate: precision and recall averaged apart, F1 their harmonic mean."""
        return _ZyteMeans()


class _ZyteMeans:
    def __init__(self) -> None:
        self._precision, self._recall, self._exact = Mean(), Mean(), Mean()

    def add(self, counts: Counts | None) -> None:
        if counts is None:
            return
        tp, fp, fn = normalised(counts)
        if tp + fp > 0:
            self._precision.add(precision_of(tp, fp, fn))
        if tp + fn > 0:
            self._recall.add(recall_of(tp, fp, fn))
        self._exact.add(counts["exact"])

    def figures(self) -> Figures:
        accuracy = self._exact.value
        if self._precision.value is None and self._recall.value is None:
            return _named(None, None, None, accuracy)
        precision, recall = self._precision.value or 0.0, self._recall.value or 0.0
        return _named(_harmonic(precision, recall), precision, recall, accuracy)


def count_texts(expected: str, output: str) -> dict[str, int]:
    """Return ``tp``, ``fp``, ``fn`` and ``exact`` of two texts."""
    return count_output(ExpectedWords(expected, N), output)


def count_output(expected: ExpectedWords, output: str) -> dict[str, int]:
    """Return ``tp``, ``fp``, ``fn`` and ``exact`` of an output."""
    match = expected.match(output)
    return {
        "tp": match.shared,
        "fp": match.output - match.shared,
        "fn": match.expected - match.shared,
        "exact": int(match.equal),
    }


def normalised(counts: Mapping[str, int]) -> tuple[float, float, float]:
    """Return tp, fp, fn divided by their sum; zeros for two empty texts."""
    tp, fp, fn = counts["tp"], counts["fp"], counts["fn"]
    total = tp + fp + fn
    return (tp / total, fp / total, fn / total) if total else (0.0, 0.0, 0.0)


def precision_of(tp: float, fp: float, fn: float) -> float:
    """Return a page's precision from its normalised counts; asked only for pages with output."""
    return 1.0 if fp == fn == 0 else tp / (tp + fp)


def recall_of(tp: float, fp: float, fn: float) -> float:
    """Return a page's recall from its normalised counts; asked only for pages with expected text."""
    return 1.0 if fp == fn == 0 else tp / (tp + fn)


def page_terms(counts: npt.NDArray[np.int64]) -> Floats:
    """Return what a run's figures are sums of, for a bootstrap over the pages.

    Args:
        counts: (..., 4) integers in the order of :data:`COUNTS`, first axis the pages.

    Returns:
        (..., 5): precision, whether it counts, recall, whether it counts, whether the words are equal.
    """
    whole = counts[..., :3].sum(axis=-1, keepdims=True)
    tp, fp, fn = np.moveaxis(counts[..., :3] / np.maximum(whole, 1), -1, 0)
    perfect = (fp == 0) & (fn == 0)
    has_output, has_expected = tp + fp > 0, tp + fn > 0
    precision = np.where(perfect, 1.0, tp / np.where(has_output, tp + fp, 1.0)) * has_output
    recall = np.where(perfect, 1.0, tp / np.where(has_expected, tp + fn, 1.0)) * has_expected
    return np.stack([precision, has_output, recall, has_expected, counts[..., 3]], axis=-1).astype(np.float64)


def figures_of_sums(sums: Floats, pages: int) -> Floats:
    """Return (..., 4) figures in the order of :data:`FIGURES` from (..., 5) sums of :func:`page_terms` over pages."""
    precision = sums[..., 0] / np.maximum(sums[..., 1], 1.0)
    recall = sums[..., 2] / np.maximum(sums[..., 3], 1.0)
    both = precision + recall
    f1 = 2 * precision * recall / np.where(both > 0, both, 1.0)
    return np.stack([f1, precision, recall, sums[..., 4] / pages], axis=-1)


def _harmonic(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _named(*figures: float | None) -> Figures:
    return {f"zyte_{name}": figure for name, figure in zip(FIGURES, figures, strict=True)}
