r"""WCXB's metric: the bag of lower-cased ``\w+`` words, and snippets that must or must not come up.

Precision = shared words / words of the output, recall = shared words / expected words, F1 their harmonic mean. *with*
and *without* are the shares of the wanted and of the unwanted snippets that the output holds, ignoring case: a good
extractor has the one at 1 and the other at 0. A run's figures are means over the pages, each apart, so that F1 is not
the harmonic mean of the two others.

======================= =========================================
page                    figures
======================= =========================================
no expected words       P = R = F1 = 1 if the output has none either, else 0
no output words         P = R = F1 = 0
nothing shared          P = R = F1 = 0
no wanted snippets      with = 1
no unwanted snippets    without = 1, as if all had come up
no expected text        P, R, F1 not applicable
neither text nor snippets annotated: not applicable at all
======================= =========================================

Odd and kept: *without* of a page that has no unwanted snippets is 1, the worst. Snippets are compared with white space
as it stands, so one that the output breaks across lines is not found. In the data set a page's ``main_content`` may
be missing, which the peer reads as an empty text: its adapter must give an empty expected text, not none.

Source: Murrough-Foley/web-content-extraction-benchmark (CC-BY-4.0), numbers of its sample.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..alignment import Candidate, Reference
from .base import Counts, Figures, MeanOfPages
from .peer_words import ExpectedWords


class Wcxb(MeanOfPages):
    """Figures ``wcxb_f1``, ``wcxb_precision``, ``wcxb_recall``, ``wcxb_with``, ``wcxb_without``."""

    name = "wcxb"
    signature = r"wcxb|tok:lower(\w+)|v1"

    def count(self, reference: Reference, candidate: Candidate) -> Counts | None:
        """Return the words ``shared``, in ``output`` and ``expected``; the snippets and how many were found."""
        case = reference.case
        if case.expected is None and not case.must_include and not case.must_exclude:
            return None
        wanted, unwanted = reference.memo("wcxb-snippets", lambda: lowered(case.must_include, case.must_exclude))
        counts = count_snippets(wanted, unwanted, candidate.text)
        if case.expected is not None:
            expected = reference.memo("wcxb", lambda: ExpectedWords(reference.expected_text, 1, lower=True))
            counts |= count_output(expected, candidate.text)
        return counts

    def figures(self, counts: Counts) -> Figures:
        """Return F1, precision, recall and the two rates of snippets."""
        precision, recall, f1 = None, None, None
        if "expected" in counts:
            precision, recall, f1 = scores(counts["shared"], counts["output"], counts["expected"])
        return {
            "wcxb_f1": f1,
            "wcxb_precision": precision,
            "wcxb_recall": recall,
            "wcxb_with": counts["with_found"] / counts["with"] if counts["with"] else 1.0,
            "wcxb_without": counts["without_found"] / counts["without"] if counts["without"] else 1.0,
        }


def count_texts(expected: str, output: str) -> dict[str, int]:
    """Return how many words are ``shared``, in ``output`` and ``expected``."""
    return count_output(ExpectedWords(expected, 1, lower=True), output)


def count_output(expected: ExpectedWords, output: str) -> dict[str, int]:
    """Return how many words are ``shared``, in ``output`` and ``expected``."""
    match = expected.match(output)
    return {"shared": match.shared, "output": match.output, "expected": match.expected}


def lowered(wanted: Sequence[str], unwanted: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return both lists of snippets in lower case."""
    return [snippet.lower() for snippet in wanted], [snippet.lower() for snippet in unwanted]


def count_snippets(wanted: Sequence[str], unwanted: Sequence[str], output: str) -> dict[str, int]:
    """Return the numbers of lower-cased snippets ``with`` and ``without``, and of those found in the output."""
    text = output.lower() if wanted or unwanted else ""
    return {
        "with": len(wanted),
        "with_found": sum(snippet in text for snippet in wanted),
        "without": len(unwanted),
        "without_found": sum(snippet in text for snippet in unwanted),
    }


def scores(shared: int, output: int, expected: int) -> tuple[float, float, float]:
    """Return precision, recall and F1 as the peer computes them, the harmonic mean from the two quotients."""
    if not expected or not output:
        score = float(not expected and not output)
        return score, score, score
    precision, recall = shared / output, shared / expected
    return precision, recall, 2 * precision * recall / (precision + recall) if shared else 0.0
