"""Cases to look at again: all good extractors agree with one another there, and not with the golden text.

Mostly the gold is right and the page is hard. But where libraries that work in different ways give the same words, a
person may have copied the wrong ones.

*Good* are the libraries in the upper half by mean F1, at least five, each in its best mode: modes of one library agree
because they are one. Their *agreement* on a page is the mean over all pairs of the F1 of single words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import fsum
from pathlib import Path

from ..alignment.candidate import article_text
from ..errors import UsageError
from ..execution.outputs import Outputs
from ..metrics.base import Mean, precision_recall_f1
from ..metrics.ledger import Ledger
from ..run_files import run_file
from ..runs import CaseInfo, CaseResult, RunResult
from ..text import words

LEAST_EXTRACTORS = 5
LEAST_AGREEMENT = 0.9
MOST_F1 = 0.7
_RUN = 4
_EXCERPT = 24

_LEDGER = Ledger()


@dataclass(frozen=True, slots=True)
class Suspect:
    """A case to look at.

    Attributes:
        case: its id.
        agreement: mean pairwise F1 of the good extractors' words, 0 to 1.
        f1: their mean F1 against the gold.
        extra: a passage that all of them have and the gold lacks; ``None`` where there is none, or the gold is not at
            hand.
        lacking: a passage of the gold that none of them has; ``None`` likewise.
    """

    case: str
    agreement: float
    f1: float
    extra: str | None
    lacking: str | None


@dataclass(frozen=True, slots=True)
class Suspicion:
    """What came of it: the good extractors by id, the suspects (lowest F1 first), and how many outputs were missing."""

    extractors: tuple[str, ...]
    suspects: tuple[Suspect, ...]
    missing: int


def find_suspects(run: RunResult, path: Path, gold: Callable[[CaseInfo], str | None]) -> Suspicion:
    """Return the suspects of a run.

    Args:
        run: the run, with counts of the ledger.
        path: its ``run.json`` or folder; the journal with the outputs lies beside it.
        gold: gives the expected text of a case; ``None`` where it is not at hand or has changed since.

    Raises :class:`~harness.errors.UsageError` for a run of fewer than five libraries, without counts of the ledger or
    without its journal.
    """
    good = good_extractors(run)
    doubtful: list[tuple[CaseInfo, float]] = []
    for case, results in run.by_case():
        found = [f1 for result in results if result.extractor in good and (f1 := _f1(result)) is not None]
        if len(found) == len(good) and (mean := fsum(found) / len(found)) <= MOST_F1:
            doubtful.append((case, mean))
    outputs = Outputs(run_file(path).parent, [(name, case.id) for case, _ in doubtful for name in good])
    if doubtful and outputs.problem:
        raise UsageError(
            f"no outputs to compare: {outputs.problem}; run again, or give the folder that has the journal"
        )
    suspects: list[Suspect] = []
    missing = 0
    for case, mean in doubtful:
        texts: list[list[str]] = []
        for name in good:
            extraction = outputs.read((name, case.id))
            missing += extraction is None
            texts.append(words(article_text(extraction.article)) if extraction else [])
        agreement = pairwise_agreement(texts)
        if agreement >= LEAST_AGREEMENT and any(texts):
            text = gold(case)
            expected = None if text is None else words(text)
            extra = None if expected is None else passage(texts[0], inside=texts[1:], outside=[expected])
            lacking = None if expected is None else passage(expected, inside=(), outside=texts)
            suspects.append(Suspect(case.id, agreement, mean, extra, lacking))
    return Suspicion(good, tuple(sorted(suspects, key=lambda one: (one.f1, one.case))), missing)


def good_extractors(run: RunResult) -> tuple[str, ...]:
    """Return the best rows of the libraries in the upper half by mean F1, best first; at least five."""
    means: dict[str, Mean] = {}
    controls = {info.id for info in run.extractors if info.control}
    for result in run.results:
        if result.extractor not in controls and (f1 := _f1(result)) is not None:
            means.setdefault(result.extractor, Mean()).add(f1)
    best: dict[str, tuple[float, str]] = {}
    for name in sorted(means):
        value = means[name].value
        library = name.partition("[")[0]
        if value is not None and (library not in best or value > best[library][0]):
            best[library] = (value, name)
    if len(best) < LEAST_EXTRACTORS:
        raise UsageError(
            f"the run has F1 of {len(best)} libraries, and agreement says something from {LEAST_EXTRACTORS} on; "
            "run more extractors on these cases"
        )
    ranked = sorted(best.values(), key=lambda one: (-one[0], one[1]))
    return tuple(name for _, name in ranked[: max(LEAST_EXTRACTORS, (len(ranked) + 1) // 2)])


def pairwise_agreement(texts: Sequence[Sequence[str]]) -> float:
    """Return the mean over all pairs of texts of the F1 of their words as multisets; two empty ones agree."""
    bags = [Counter(text) for text in texts]
    scores = [
        precision_recall_f1((one & other).total(), one.total(), other.total())[2]
        for one, other in combinations(bags, 2)
    ]
    return fsum(scores) / len(scores)


def passage(text: Sequence[str], inside: Sequence[Sequence[str]], outside: Sequence[Sequence[str]]) -> str | None:
    """Return the longest run of a text's words that all texts ``inside`` have and none ``outside`` has.

    Judged by runs of four words; at most 24 words are shown. ``None`` where there is no such run.
    """
    shared = [_grams(other) for other in inside]
    foreign: set[tuple[str, ...]] = set().union(*map(_grams, outside))
    best, start = (0, 0), None
    for place in range(len(text) - _RUN + 2):
        gram = tuple(text[place : place + _RUN])
        holds = len(gram) == _RUN and gram not in foreign and all(gram in other for other in shared)
        if holds and start is None:
            start = place
        elif not holds and start is not None:
            best = max(best, (place - 1 + _RUN - start, -start))
            start = None
    size, start = best[0], -best[1]
    if not size:
        return None
    return " ".join(text[start : start + min(size, _EXCERPT)]) + (" ..." if size > _EXCERPT else "")


def _grams(text: Sequence[str]) -> set[tuple[str, ...]]:
    return {tuple(text[place : place + _RUN]) for place in range(len(text) - _RUN + 1)}


def _f1(result: CaseResult) -> float | None:
    counts = result.counts.get(_LEDGER.name)
    return None if counts is None else _LEDGER.figures(counts)["f1"]
