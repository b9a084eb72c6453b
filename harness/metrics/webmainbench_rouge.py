"""WebMainBench's ROUGE-5: precision, recall and F1 over 5-grams of jieba's words.

Every piece that jieba gives is a token, white space and punctuation too; case is kept. P = shared 5-grams / 5-grams of
the output, R = shared / 5-grams of the expected text, F1 their harmonic mean.

============================================= =======================================
case                                          P, R, F1
============================================= =======================================
both texts blank                              1, 1, 1
one of them blank                             0, 0, 0
fewer than 5 tokens on either side            0, 0, 0, even for equal texts
a text of more than a million characters      ``too_long`` in the counts, no figures
============================================= =======================================

The text is not stripped before it is cut, so white space at its ends makes 5-grams too. Compared are the case's
Markdown and the article's Markdown, on either side the plain text where there is none. Needs
``pip install "scraper-harness[peers]"``.

Source: github.com/opendatalab/WebMainBench, ``TextRougeNgramMetric`` (2025), over rouge-score's n-grams; C.-Y. Lin,
"ROUGE: A Package for Automatic Evaluation of Summaries", 2004.
"""

from __future__ import annotations

import logging
import warnings
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache

from ..alignment import Candidate, Reference
from ..errors import UsageError
from .base import Counts, Figures, MeanOfPages
from .webmainbench import expected_markdown, markdown_of

N = 5
# jieba cuts some 300,000 characters a second.
MAX_CHARACTERS = 1_000_000
_Grams = Counter[tuple[str, ...]]


class WebMainBenchRouge(MeanOfPages):
    """ROUGE-5; figures ``webmainbench_rouge5_f1``, ``..._precision``, ``..._recall``."""

    name = "webmainbench_rouge"
    signature = f"webmainbench_rouge(n={N})|tok:jieba-0.42|v1"

    def count(self, reference: Reference, candidate: Candidate) -> Counts | None:
        """Return ``hits``, ``output`` and ``expected``, in 5-grams, and ``blank`` (1) when both texts are."""
        if reference.case.expected is None:
            return None
        wanted, output = expected_markdown(reference), markdown_of(candidate)
        if max(len(wanted), len(output)) > MAX_CHARACTERS:
            return {"too_long": 1}
        expected = reference.memo("webmainbench_rouge", lambda: _grams(wanted))
        return reference.memo(f"webmainbench_rouge:{output}", lambda: _count(wanted, expected, output, _grams(output)))

    def figures(self, counts: Counts) -> Figures:
        """Return F1, precision and recall."""
        precision: float | None
        recall: float | None
        f1: float | None
        precision = recall = f1 = None
        if counts.get("blank"):
            precision = recall = f1 = 1.0
        elif not counts.get("too_long"):
            precision = counts["hits"] / max(counts["output"], 1)
            recall = counts["hits"] / max(counts["expected"], 1)
            f1 = 2 * precision * recall / (precision + recall) if counts["hits"] else 0.0
        return {
            "webmainbench_rouge5_f1": f1,
            "webmainbench_rouge5_precision": precision,
            "webmainbench_rouge5_recall": recall,
        }


def count_texts(expected: str, output: str) -> dict[str, int]:
    """Return the counts of two texts."""
    if max(len(expected), len(output)) > MAX_CHARACTERS:
        return {"too_long": 1}
    return _count(expected, _grams(expected), output, _grams(output))


def _count(expected: str, wanted: _Grams, output: str, given: _Grams) -> dict[str, int]:
    if not expected.strip() and not output.strip():
        return {"blank": 1}
    hits = (wanted & given).total() if len(wanted) < len(given) else (given & wanted).total()
    return {"hits": hits, "output": given.total(), "expected": wanted.total()}


def _grams(text: str) -> _Grams:
    tokens = _cutter()(text)
    return Counter(zip(*(tokens[i:] for i in range(N)), strict=False))


@cache
def _cutter() -> Callable[[str], Sequence[str]]:
    try:
        with warnings.catch_warnings():
            # Escapes that newer Pythons warn of when they compile the library.
            warnings.simplefilter("ignore")
            import jieba  # type: ignore[import-untyped, unused-ignore]
    except ImportError:
        raise UsageError(
            "webmainbench_rouge needs jieba, which is not installed; run: pip install 'scraper-harness[peers]'"
        ) from None
    # It reports on loading its dictionary, on stderr.
    jieba.setLogLevel(logging.WARNING)
    cut: Callable[[str], Sequence[str]] = jieba.lcut
    return cut
