r"""WCEB: the two figures of the Web Content Extraction Benchmark, with its conventions.

*ROUGE-LSum* over English sentences (Punkt under the rules of NLTK 3.8.1, which WCEB locks; whatever the page's
language) and tokens split at white space, case and punctuation kept; see :mod:`.rouge`. *Levenshtein*, so called, is
the Indel similarity of all tokens, ``1 - (insertions + deletions) / (expected + output)``: a substitution costs 2.

================================ ===================================================================
case                             figures
================================ ===================================================================
expected text blank, output too  P = R = F1 = Levenshtein = 1
expected text blank, output not  R = 1, P = F1 = 0, Levenshtein 0
output blank, expected text not  all 0
a failure                        as an empty output
too much to compare              not computed: counts ``too_long``, figures ``None``; see
                                 :mod:`.rouge` and :mod:`.levenshtein` for how much that is
no expected text annotated       not applicable at all
================================ ===================================================================

Odd, and kept so: a sentence may end inside a token (``"end."Next``), so ROUGE-LSum counts a few tokens more than
Levenshtein; a heading without a full stop is one sentence with what follows, so the order of neighbouring blocks
matters now and then; text without full stops, Chinese for instance, is one sentence of few tokens.

*Micro* is the mean over all pages, whatever their data set (:meth:`Wceb.start`); *macro* is the mean of the data
sets' means (:func:`macro`). Neither is a micro average in the usual sense: nothing is pooled.

Needs ``pip install "scraper-harness[peers]"``.

Source: J. Bevendorff, S. Gupta, J. Kiesel, B. Stein, "An Empirical Comparison of Web Content Extraction Algorithms",
SIGIR 2023, and its code; rouge-score 0.1.2; python-Levenshtein's ``ratio``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ..alignment import Candidate, Reference
from .base import Counts, Figures, MeanOfPages, Means
from .levenshtein import WordString, similarity
from .punkt import sentences, signature
from .rouge import RougePage

_WORD = re.compile(r"\w+")


class WcebPage:
    """One expected text, to compare any number of outputs with."""

    def __init__(self, expected: str) -> None:
        self._rouge = RougePage(sentence.split() for sentence in sentences(expected))
        self._words = WordString(expected.split())
        self._met: dict[str, dict[str, int]] = {}

    def count(self, output: str) -> dict[str, int]:
        """Return the counts of one output, in tokens, or ``too_long`` alone.

        ``hits``, ``output`` and ``expected`` are those of ROUGE-LSum; ``indel`` is the distance between the texts, and
        ``indel-most`` the tokens of both.
        """
        if output not in self._met:
            self._met[output] = self._count(output)
        return self._met[output]

    def _count(self, output: str) -> dict[str, int]:
        spelled = self._words.spell_text(output)
        counts = self._rouge.count(sentence.split() for sentence in sentences(output))
        indel = None if "too_long" in counts else self._words.indel(spelled)
        if indel is None:
            return {"too_long": 1}
        return {**counts, "indel": indel, "indel-most": len(self._words) + len(spelled)}


def count_texts(expected: str, output: str) -> dict[str, int]:
    """Return the counts of one pair of texts."""
    return WcebPage(expected).count(output)


class Wceb(MeanOfPages):
    """Figures ``wceb_rouge_f1``, ``wceb_rouge_precision``, ``wceb_rouge_recall`` and ``wceb_levenshtein``."""

    name = "wceb"
    signature = f"wceb|rouge_lsum+indel|sentences:{signature()}|tok:split|v1"

    def count(self, reference: Reference, candidate: Candidate) -> Counts | None:
        """Return the counts of :class:`WcebPage`; ``None`` without an expected text."""
        if reference.case.expected is None:
            return None
        return reference.memo("wceb", lambda: WcebPage(reference.expected_text)).count(candidate.text)

    def figures(self, counts: Counts) -> Figures:
        """Return ROUGE-LSum and the Indel similarity; ``None`` for all where they were not computed."""
        if counts.get("too_long"):
            return dict.fromkeys(("wceb_rouge_f1", "wceb_rouge_precision", "wceb_rouge_recall", "wceb_levenshtein"))
        hits, output, expected = counts["hits"], counts["output"], counts["expected"]
        if expected:
            precision, recall = hits / output if output else 0.0, hits / expected
            f1 = 2 * hits / (output + expected)
        else:
            precision, recall, f1 = (0.0, 1.0, 0.0) if output else (1.0, 1.0, 1.0)
        return {
            "wceb_rouge_f1": f1,
            "wceb_rouge_precision": precision,
            "wceb_rouge_recall": recall,
            "wceb_levenshtein": similarity(counts["indel"], counts["indel-most"]),
        }


def macro(groups: Mapping[str, Iterable[Counts | None]]) -> Figures:
    """Return WCEB's macro average: the mean of the data sets' means, from the pages' counts by data set."""
    metric = Wceb()
    means = Means()
    for pages in groups.values():
        means.add(metric.aggregate(pages))
    return means.figures()


def complexity(expected: str, html: str) -> float | None:
    r"""Return how much of a page is not the article: 1 - (expected tokens / tokens of the body), between 0 and 1.

    Tokens are ``\w+``; scripts and styles are no part of the body, all else is, seen or not, and without white space
    between elements, as in the DOM's ``textContent``. ``None`` when neither side has a token (NaN in WCEB).

    The page must have been read before (:func:`..html.read_html` refuses those that nest too deep to be parsed).
    """
    from selectolax.lexbor import LexborHTMLParser

    body = LexborHTMLParser(html).body
    if body is None:
        text = ""
    else:
        for element in body.css("script, style"):
            element.decompose()
        text = body.text(deep=True, separator="", strip=False)
    wanted, all_tokens = _size(expected), _size(text)
    if not all_tokens:
        return 0.0 if wanted else None
    return 1 - min(wanted / all_tokens, 1.0)


def _size(text: str) -> int:
    return sum(1 for _ in _WORD.finditer(text))
