"""Count cases: each with all its extractions at once, so that what a case needs is made once and dropped after it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

from ..alignment import Candidate, Reference
from ..blocks import join
from ..datasets.warc_crawl import UNREADABLE
from ..errors import PageError
from ..goldens import Cases, read_page
from ..goldens.pages import read_page_text
from ..html import PageText, read_html
from ..metrics.base import Counts, Metric
from ..metrics.wceb import complexity
from ..model import Article, Extraction, GoldenCase
from ..run_files import result_line, to_line
from ..runs import CaseResult, case_info
from .counted import CountsMemory, PageFacts
from .journal import read_at
from .processes import in_order

_CASES_A_TASK = 8


class Answer(NamedTuple):
    """One extraction of a case: the extractor's id and where the journal has it.

    ``text`` is false for an extractor that gives metadata alone: nothing else is counted.
    """

    extractor: str
    place: int
    text: bool = True


class Task(NamedTuple):
    """A case by number, and its extractions."""

    number: int
    answers: tuple[Answer, ...]


class Counted(NamedTuple):
    """The lines of a case and of its results for the run's file, and what there is to say of them."""

    case: str
    results: list[str]
    notices: list[str]
    # The extractors that, asked again, answered differently.
    unsteady: list[str]


@dataclass
class CaseCounter:
    """Counts the extractions of one case after the other.

    Args:
        cases: the run's cases.
        journal: the file of the extractions.
        metrics: what to count.
        page_facts: whether to keep of each page how many words it has and where it holds the expected ones.
        cache: the folder of the cache, for what earlier runs have counted.
    """

    cases: Cases
    journal: Path
    metrics: Sequence[Metric]
    page_facts: bool
    cache: Path | None = None

    def count(self, tasks: Sequence[Task]) -> list[Counted]:
        """Count some cases, one after the other."""
        with CountsMemory(self.cache, self.metrics) as memory:
            return [self._count(task, memory) for task in tasks]

    def _count(self, task: Task, memory: CountsMemory) -> Counted:
        case = self.cases[task.number]
        page = _PageReader(case)
        reference = Reference(case, page)
        with self.journal.open("rb") as file:
            extractions = [(answer, read_at(file, answer.place)) for answer in task.answers]
        # Modes of one library often answer the same: each article is counted once. None is a failure.
        articles = dict.fromkeys(extraction.article for _, extraction in extractions)
        counted = memory.counts(case, articles, partial(self._count_article, reference))
        results = [
            _line(answer.extractor, case, extraction, self._wanted(answer, counted[extraction.article]))
            for answer, extraction in extractions
        ]
        facts = PageFacts(None, None)
        if self.page_facts and task.answers:
            facts = memory.facts(case, lambda: PageFacts.of(reference, page(), lambda: read_page(case).html))
        info = case_info(case, facts.ceiling, facts.words, self._complexity(case, page) if task.answers else None)
        notices = page.notices
        if case.notes.startswith(UNREADABLE):
            notices = [f"{case.id}: {case.notes}; given to the extractors as an empty page", *notices]
        unsteady = [answer.extractor for answer, given in extractions if given.repeats and given.repeats.different]
        return Counted(to_line(info), results, notices, unsteady)

    def _complexity(self, case: GoldenCase, page: _PageReader) -> float | None:
        """Return WCEB's complexity where its protocol wants to know; a page that cannot be parsed has none."""
        if case.expected is None or all(metric.name != "wceb" for metric in self.metrics) or not page().blocks:
            return None
        return complexity(case.peer_text if case.peer_text is not None else join(case.expected), read_page(case).html)

    def _wanted(self, answer: Answer, counts: str) -> str:
        if answer.text:
            return counts
        kept = {metric.name for metric in self.metrics if getattr(metric, "of_metadata", False)}
        return json.dumps({name: one if name in kept else None for name, one in json.loads(counts).items()})

    def _count_article(self, reference: Reference, article: Article | None) -> dict[str, Counts | None]:
        candidate = Candidate(article, reference)
        return {metric.name: metric.count(reference, candidate) for metric in self.metrics}


class _PageReader:
    """Gives a case's page as text, read once; a page that no browser would show has none."""

    def __init__(self, case: GoldenCase) -> None:
        self.notices: list[str] = []
        self._case = case

    def __call__(self) -> PageText:
        return self._text

    @cached_property
    def _text(self) -> PageText:
        try:
            return read_page_text(self._case)
        except PageError as error:
            self.notices.append(f"{self._case.id}: its page {error}; scored as a page without text")
            return read_html("")


def count_all(counter: CaseCounter, tasks: Iterable[Task], answers: int, slots: int) -> Iterator[Counted]:
    """Count every task, in order, on up to ``slots`` processes; ``answers`` are the extractions in all tasks."""
    left = iter(tasks)
    chunks = iter(lambda: list(islice(left, _CASES_A_TASK)), [])
    sized = ((sum(len(task.answers) for task in chunk), chunk) for chunk in chunks)
    return chain.from_iterable(in_order(counter.count, sized, answers, slots))


def _line(extractor: str, case: GoldenCase, extraction: Extraction, counts: str) -> str:
    result = CaseResult(
        extractor=extractor,
        case=case.id,
        outcome=extraction.outcome,
        counts={},
        failure=extraction.failure,
        seconds=extraction.seconds,
        peak_memory=extraction.peak_memory,
        cpu_seconds=extraction.cpu_seconds,
        repeats=extraction.repeats,
    )
    return result_line(result, counts)
