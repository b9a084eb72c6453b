"""Every warning about some golden cases, in one pass over them; each page is read once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import fsum
from pathlib import Path

from ..alignment import Reference, locate
from ..blocks import join
from ..errors import PageError
from ..goldens import Problem
from ..goldens.pages import page_text, read_page
from ..model import GoldenCase
from ..text import words
from .coverage import LEAST_COVERAGE, coverage_of, longest_gap
from .damage import find_damage
from .duplicates import NearDuplicates
from .language import Judge
from .metadata import find_unseen
from .pieces import Origin, same_piece


@dataclass(frozen=True, slots=True)
class Linted:
    """What came of it: the warnings, and the mean coverage of the cases whose page has words (``None``: none has)."""

    warnings: tuple[Problem, ...]
    coverage: float | None


def lint(cases: Iterable[GoldenCase], progress: Callable[[int], None] | None = None) -> Linted:
    """Look at every case once. Pages that cannot be read cost their own checks alone: the check of cases tells them.

    ``progress`` is called with the number of cases done. Besides the cases at hand only the shingles of the expected
    texts are held, eight bytes a word.
    """
    warnings: list[Problem] = []
    shares: list[float] = []
    texts = NearDuplicates()
    origins: list[Origin] = []
    judge = Judge()
    for done, case in enumerate(cases, start=1):
        found, share = _lint_case(case, judge)
        warnings += found
        shares += [] if share is None else [share]
        texts.add(words(join(case.expected or ())))
        origins.append(Origin(case.id, case.provenance.source, _text_file(case)))
        if progress:
            progress(done)
    for pair in texts.pairs():
        one, other = origins[pair.first], origins[pair.second]
        if not same_piece(one, other):
            what = f"shares {pair.share:.2f} of its 5-word runs with {one.id}, as {other.id}"
            advice = "keep one of the two, or name the piece that both show in provenance.source"
            warnings.append(Problem(other.file, "", what, advice))
    return Linted(tuple(warnings), fsum(shares) / len(shares) if shares else None)


def _lint_case(case: GoldenCase, judge: Judge) -> tuple[list[Problem], float | None]:
    annotations, text = _annotations_file(case), _text_file(case)
    warnings = [
        Problem(text, damage.place, damage.found, damage.advice)
        for damage in find_damage(_source(case), markdown=case.expected_markdown is not None)
    ]
    prose = join(block for block in case.expected or () if block.kind != "code")
    if other := judge.contradicts(case.language, prose):
        advice = "correct the label, or leave a note if the text is in several languages"
        warnings.append(Problem(annotations, "$.language", f'"{case.language}", but the text looks {other}', advice))
    try:
        page = read_page(case)
        reference = Reference(case, page_text(page.content, page.media_type, page.encoding))
    except PageError:
        return warnings, None
    cleaned = _without_injections(case, reference.visible)
    for place, value in find_unseen(case.metadata, reference.page_text, page.html, cleaned):
        found = f"“{value}” stands nowhere in the page or its markup"
        advice = "correct it, or leave the key out: no extractor can find it"
        warnings.append(Problem(annotations, place, found, advice))
    share = coverage_of(reference)
    if case.noise and share is not None and share < LEAST_COVERAGE:
        found = f"only {share:.3f} of the page's words are labelled; the longest gap: {longest_gap(reference)}"
        advice = f"annotate the rest as noise of a kind or as optional (at least {LEAST_COVERAGE})"
        warnings.append(Problem(annotations, "$.noise", found, advice))
    return warnings, share


def _without_injections(case: GoldenCase, visible: str) -> str:
    """Return the visible text as it was before a third party pushed something into it, a title for instance."""
    spans = {span for quote in case.noise if quote.kind == "injected-spam" for span in locate(quote, visible)}
    for start, end in sorted(spans, reverse=True):
        visible = visible[:start] + " " + visible[end:]
    return visible


def _source(case: GoldenCase) -> str:
    if case.expected_markdown is not None:
        return case.expected_markdown
    return join(case.expected or ())


def _annotations_file(case: GoldenCase) -> Path:
    return case.folder / "golden.json" if _is_native(case) else case.page_path


def _text_file(case: GoldenCase) -> Path:
    return case.folder / "expected.md" if _is_native(case) else case.page_path


def _is_native(case: GoldenCase) -> bool:
    return case.peer_text is None and case.page_path.parent == case.folder
