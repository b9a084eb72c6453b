r"""fundus-evaluation: ROUGE-LSum, exact paragraphs and word error rate, the best over the optional paragraphs.

Both texts are lists of paragraphs, white space collapsed, empty ones dropped. A paragraph of the golden may be
optional: the output is compared with the golden for each choice of which to leave out, and each measure takes its own
best: ROUGE-LSum and paragraphs by F1, the word error rate by being least; the first of equals, whole golden first.
With more than four optional paragraphs only two choices are tried: with all of them, and without any.

* *ROUGE-LSum* over rouge-score's default tokens, longest runs of ``[a-z0-9]`` in the lower-cased text, no stemmer.
  Sentences are those of Punkt over the paragraphs, joined by blank lines, which are no boundaries; see :mod:`.punkt`
  for the rules. NLTK is not pinned there; ours are the rules of 3.8.1, of the time of its paper.
* *Paragraphs*: the multiset of equal paragraphs, precision, recall and F1.
* *Word error rate*: (substitutions + insertions + deletions) / words of the golden, as jiwer computes it. It has no
  upper bound: 0 is best.

============================================ ==================================================================
case                                         figures
============================================ ==================================================================
both empty                                   ROUGE 0 (so in rouge-score), paragraphs not applicable (NaN), error 0
output empty                                 ROUGE 0, paragraph precision and F1 not applicable, recall 0, error 1
golden empty                                 ROUGE 0, paragraph recall and F1 not applicable, precision 0, error
                                             is the number of words of the output (so in jiwer)
no paragraph equal                           paragraph precision and recall 0, F1 not applicable (NaN)
a failure                                    as an empty output
too much to compare                          not computed: counts ``too_long``, figures ``None``
no expected text annotated                   not applicable at all
============================================ ==================================================================

Odd, and kept so: what is not applicable drops out of the means, so an extractor gains by finding no paragraph at all;
letters beyond a-z part words ("café" is "caf"), and a text without any scores 0 even when it is perfect.

A case of the peer has its paragraphs as lines of its own text, and neither these nor the output's are collapsed. Any
other golden case has optional spans of the page in place of optional paragraphs: each is one paragraph, at its place
in the page's order. Needs ``pip install "scraper-harness[peers]"``.

Source: M. Dallabetta, C. Dobberstein, A. Breiding, A. Akbik, "Fundus: A Simple-to-Use News Scraper Optimized for High
Quality Extractions", 2024, and its code; rouge-score 0.1.2; jiwer 4.0.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain, combinations

import numpy as np

from ..alignment import Candidate, Reference
from ..alignment.labels import OPTIONAL
from ..text import collapse, words
from .base import Counts, Figures, MeanOfPages
from .levenshtein import WordString
from .punkt import sentences, signature
from .rouge import MAXIMUM_CELLS, RougePage

# fundus-evaluation's default: 2^4 goldens a page.
MAXIMUM_OPTIONAL = 4

_DEFAULT_TOKEN = re.compile("[a-z0-9]+")
_RATES = ("precision", "recall", "f1")


def paragraphs(text: str) -> list[str]:
    """Return the lines of a text that are not blank, white space collapsed."""
    return [line for line in map(collapse, text.split("\n")) if line]


def lines(text: str) -> list[str]:
    """Return the lines of a text that are not blank, as they stand."""
    return [line for line in text.split("\n") if line.strip()]


def rouge_tokens(text: str) -> list[str]:
    """Return the tokens of rouge-score's default tokenizer.

    >>> rouge_tokens("It’s 1,000 Ö-Mails")
    ['it', 's', '1', '000', 'mails']
    """
    return _DEFAULT_TOKEN.findall(text.lower())


def jiwer_words(text: str) -> list[str]:
    """Return the words that jiwer compares: white space delimits them when it is a space, or two or more characters."""
    return [word for word in re.sub(r"\s\s+", " ", text).strip().split(" ") if word]


class FundusPage:
    """One golden, to compare any number of outputs with.

    Args:
        body: its paragraphs, optional ones included.
        optional: which of them are optional, by number.
    """

    def __init__(self, body: Sequence[str], optional: Collection[int] = ()) -> None:
        bodies = [
            [paragraph for at, paragraph in enumerate(body) if at not in removed]
            for removed in _choices(sorted(optional))
        ]
        self._goldens = [_Golden(one, len(bodies)) for one in bodies]
        self._met: dict[tuple[str, ...], dict[str, int]] = {}

    def count(self, output: Sequence[str]) -> dict[str, int]:
        """Return the counts of each measure against the golden that is best for it, or ``too_long`` alone."""
        key = tuple(output)
        if key not in self._met:
            self._met[key] = self._count(key)
        return self._met[key]

    def _count(self, output: Sequence[str]) -> dict[str, int]:
        joined = "\n\n".join(output)
        tokens = [rouge_tokens(sentence) for sentence in sentences(joined)]
        spoken = jiwer_words(joined)
        rouge, matches, errors = [], [], []
        for golden in self._goldens:
            counts, edits = golden.rouge.count(tokens), golden.words.edits(golden.words.spell(spoken))
            if edits is None or "too_long" in counts:
                return {"too_long": 1}
            rouge.append(counts)
            errors.append({"edits": edits, "expected": len(golden.words)})
            matches.append(golden.match(output))
        best = {
            "rouge": max(rouge, key=_f1),
            # NaN for the peer where nothing matches; then nothing matches whichever paragraphs are left out.
            "paragraph": max(matches, key=_f1),
            "wer": min(errors, key=_error_rate),
        }
        return {f"{name}-{what}": size for name, counts in best.items() for what, size in counts.items()}


class _Golden:
    def __init__(self, body: Sequence[str], share: int) -> None:
        joined = "\n\n".join(body)
        self.rouge = RougePage(map(rouge_tokens, sentences(joined)), MAXIMUM_CELLS // share)
        self.words = WordString(jiwer_words(joined), share)
        self._body = Counter(body)

    def match(self, output: Sequence[str]) -> dict[str, int]:
        hits = (self._body & Counter(output)).total()
        return {"hits": hits, "output": len(output), "expected": self._body.total()}


def _choices(optional: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Yield which optional paragraphs to leave out: none first."""
    if len(optional) > MAXIMUM_OPTIONAL:
        return iter([(), tuple(optional)])
    return chain.from_iterable(combinations(optional, size) for size in range(len(optional) + 1))


def _rates(counts: Mapping[str, int]) -> Figures:
    """Return precision, recall and F1 of paragraphs; ``None`` where the peer divides by zero."""
    hits, output, expected = counts["hits"], counts["output"], counts["expected"]
    return {
        "precision": hits / output if output else None,
        "recall": hits / expected if expected else None,
        "f1": 2 * hits / (output + expected) if hits else None,
    }


def _f1(counts: Mapping[str, int]) -> float:
    """Return F1 by the peers' own steps: which of two goldens is better may hang on the last bit."""
    hits, output, expected = counts["hits"], counts["output"], counts["expected"]
    if not hits:
        return 0.0
    precision, recall = hits / output, hits / expected
    return 2 * precision * recall / (precision + recall)


def _part(counts: Mapping[str, int], name: str) -> dict[str, int]:
    return {what.removeprefix(f"{name}-"): size for what, size in counts.items() if what.startswith(f"{name}-")}


def _error_rate(counts: Mapping[str, int]) -> float:
    return counts["edits"] / (counts["expected"] or 1)


def count_texts(expected: str, output: str) -> dict[str, int]:
    """Return the counts of one pair of texts, a paragraph a line, none of them optional.

    White space stays as it is, as in the peer's scorers; it is the peer's scrapers that collapse it (a no-break space
    keeps Punkt from seeing where a word begins).
    """
    return FundusPage(lines(expected)).count(lines(output))


class Fundus(MeanOfPages):
    """Figures ``fundus_rouge_f1`` ..., ``fundus_paragraph_f1`` ... and ``fundus_wer`` (the least is the best)."""

    name = "fundus"
    signature = f"fundus(optional={MAXIMUM_OPTIONAL})|rouge_lsum+paragraphs+wer|sentences:{signature()}|tok:rouge|v1"

    def count(self, reference: Reference, candidate: Candidate) -> Counts | None:
        """Return the counts of :class:`FundusPage`; ``None`` without an expected text."""
        case = reference.case
        if case.expected is None:
            return None
        page = reference.memo("fundus", lambda: FundusPage(*body_of(reference)))
        return page.count(paragraphs(candidate.text) if case.peer_text is None else lines(candidate.text))

    def figures(self, counts: Counts) -> Figures:
        """Return all figures of a page; ``None`` for those that do not apply or were not computed."""
        if counts.get("too_long") or not counts:
            names = [f"fundus_{measure}_{rate}" for measure in ("rouge", "paragraph") for rate in _RATES]
            return dict.fromkeys([*names, "fundus_wer"])
        rouge, paragraph, wer = (_part(counts, name) for name in ("rouge", "paragraph", "wer"))
        return {
            "fundus_rouge_precision": rouge["hits"] / (rouge["output"] or 1),
            "fundus_rouge_recall": rouge["hits"] / (rouge["expected"] or 1),
            "fundus_rouge_f1": 2 * rouge["hits"] / ((rouge["output"] + rouge["expected"]) or 1),
            **{f"fundus_paragraph_{rate}": value for rate, value in _rates(paragraph).items()},
            "fundus_wer": _error_rate(wer),
        }


def body_of(reference: Reference) -> tuple[list[str], set[int]]:
    """Return a case's expected paragraphs, and which of them are optional: the peer's own where the case has them."""
    case = reference.case
    if case.peer_text is None:
        return with_optional(reference)
    found = [(line, number) for number, line in enumerate(case.peer_text.split("\n")) if line.strip()]
    optional = {place for place, (_, number) in enumerate(found) if number in case.peer_optional}
    return [line for line, _ in found], optional


def with_optional(reference: Reference) -> tuple[list[str], set[int]]:
    """Return a case's expected paragraphs with its optional spans among them, and which these are."""
    body: list[tuple[int, int, str]] = []
    begun = 0  # blocks with words, as the reference counts them
    for block in reference.case.expected or ():
        body += [(begun, 0, paragraph) for paragraph in paragraphs(block.text)]
        begun += bool(words(block.text))
    place_of = _Places(reference)
    for quote in reference.case.optional:
        text = collapse(quote.exact)
        if text:
            body.append((place_of(text), -1, text))
    body.sort(key=lambda one: one[:2])
    return [text for _, _, text in body], {number for number, (_, optional, _) in enumerate(body) if optional}


class _Places:
    """Before which expected block a quote stands, by where the page has it."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference
        self._page = reference.page[: reference.visible_size]
        self._optional = reference.labels[: reference.visible_size] == OPTIONAL

    def __call__(self, quote: str) -> int:
        reference = self._reference
        wanted = reference.numbers(reference.cut(words(quote)))
        if not len(wanted) or len(wanted) > len(self._page):
            return 0
        windows = np.lib.stride_tricks.sliding_window_view(self._page, len(wanted))
        for start in np.flatnonzero(self._page[: len(windows)] == wanted[0]).tolist():
            if self._optional[start] and np.array_equal(windows[start], wanted):
                before = int(reference.twins[:start].max(initial=-1))
                return sum(1 for block_start, _ in reference.expected_spans if block_start <= before)
        return 0
