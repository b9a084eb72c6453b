"""Ensembles into the journal: once their members have answered, their votes are answers like any other."""

from __future__ import annotations

from collections.abc import Callable

from ..alignment.candidate import article_text
from ..errors import HarnessError, PageError
from ..extraction.ensemble_rows import EnsembleRow, check_members
from ..extraction.vote import vote
from ..goldens import read_page_text
from ..model import Article, Extraction, Failure
from .journal import Journal
from .plan import Plan

Progress = Callable[[int, int], None]


def vote_all(plan: Plan, journal: Journal, progress: Progress | None = None) -> None:
    """Add the outputs of every ensemble of the plan that the journal does not hold yet.

    The members' outputs are read from the journal, as the text that the metrics read. A page without an elected word is
    an empty output; one that cannot be read is a failure. No time is noted: a vote is no extraction.

    Args:
        plan: the plan, whose other rows have been extracted.
        journal: where the members' extractions are, and the votes go.
        progress: called with (votes done, votes in all), also once at the start; not at all without ensembles.

    Raises :class:`UsageError` when a member is no row of the plan, and :class:`HarnessError` when its output for a page
    is missing.
    """
    check_members(plan.extractors)
    rows = [row for row in plan.extractors if isinstance(row, EnsembleRow)]
    if not rows:
        return
    todo = [
        (number, row)
        for number, case_id in enumerate(plan.cases.ids)
        for row in rows
        if plan.wants(row, case_id) and (row.id, case_id) not in journal
    ]
    if progress and todo:
        progress(0, len(todo))
    page: tuple[int, str | Failure] | None = None
    for done, (number, row) in enumerate(todo, start=1):
        if page is None or page[0] != number:
            page = number, _page_text(plan, number)
        case_id = plan.cases.ids[number]
        journal.add((row.id, case_id), _extraction(row, case_id, page[1], journal))
        if progress:
            progress(done, len(todo))


def _extraction(row: EnsembleRow, case_id: str, page: str | Failure, journal: Journal) -> Extraction:
    if isinstance(page, Failure):
        return Extraction("error", failure=page)
    ensemble = row.ensemble
    texts = [_text(member, case_id, row, journal) for member in ensemble.members]
    text = vote(page, texts, ensemble.weights, ensemble.ngram, ensemble.threshold)
    return Extraction("ok" if text else "empty", Article(text=text))


def _text(member: str, case_id: str, row: EnsembleRow, journal: Journal) -> str | None:
    try:
        article = journal.read((member, case_id)).article
    except KeyError as error:
        raise HarnessError(
            f"the ensemble {row.id} needs the output of {member} for {case_id}, which this run does not make; "
            "run both, on the same cases"
        ) from error
    return None if article is None else article_text(article)


def _page_text(plan: Plan, number: int) -> str | Failure:
    try:
        return read_page_text(plan.cases[number]).visible
    except PageError as error:
        return Failure(type(error).__name__, str(error))
