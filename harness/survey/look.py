"""One page with everything that extractors made of it, and what stays of that: a few numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from ..alignment.candidate import article_text
from ..errors import PageError
from ..execution.journal import read_at
from ..execution.processes import in_order
from ..goldens import Cases, read_page
from ..html import UnknownEncodingError
from ..model import Outcome
from ..sites import site_of
from .agreement import Floats, agreements, bags
from .shapes import Signature, signature

_PAGES_A_TASK = 25


@dataclass(frozen=True, slots=True)
class Look:
    """What stays of a page.

    Attributes:
        number: the case's, in the run.
        site: its registrable domain; ``None`` where it has none.
        language: BCP 47, ``und`` where nobody says.
        unreadable: the page has no bytes, or none that could be read; there is nothing to be learned from it.
        outcomes: of each extractor; ``None`` for one that was not asked.
        words: how many words each gave; 0 for a failure.
        seconds: how long each took; ``None`` where it was not timed.
        agreements: of each pair of extractors that give texts, in the order of :func:`.agreement.agreements`.
        shape: the page's signature, where that was asked for.
    """

    number: int
    site: str | None
    language: str
    unreadable: bool
    outcomes: tuple[Outcome | None, ...]
    words: tuple[int, ...]
    seconds: tuple[float | None, ...]
    agreements: Floats
    shape: Signature | None = None


@dataclass(frozen=True, slots=True)
class Looker:
    """Looks at one page after the other.

    Args:
        cases: the pages.
        journal: the file of the extractions.
        texts: which extractors, by number, give texts that can be compared.
        shapes: whether to find out each page's shape.
    """

    cases: Cases
    journal: Path
    texts: tuple[int, ...]
    shapes: bool = False

    def look(self, number: int, places: Sequence[int | None]) -> Look:
        """Look at a page; ``places`` are where the journal has each extractor's answer."""
        case = self.cases[number]
        with self.journal.open("rb") as file:
            answers = [None if place is None else read_at(file, place) for place in places]
        table = bags([article_text(answer.article) if answer else "" for answer in answers])
        try:
            page = read_page(case)
            empty, html = not page.content.strip(), page.html if self.shapes else ""
        except (PageError, UnknownEncodingError):
            empty, html = True, ""
        return Look(
            number=number,
            site=site_of(case.url),
            language=case.language,
            unreadable=empty,
            outcomes=tuple(answer.outcome if answer else None for answer in answers),
            words=tuple(table.sum(axis=1).tolist()),
            seconds=tuple(answer.seconds if answer else None for answer in answers),
            agreements=agreements(table[list(self.texts)]),
            shape=signature(html) if self.shapes else None,
        )

    def look_at(self, task: Sequence[tuple[int, Sequence[int | None]]]) -> list[Look]:
        """Look at some pages."""
        return [self.look(number, places) for number, places in task]


def look_at_all(looker: Looker, places: Callable[[int], Sequence[int | None]], slots: int) -> Iterator[Look]:
    """Look at every page, in order, on up to ``slots`` processes."""
    every = ((number, places(number)) for number in range(len(looker.cases)))
    chunks = iter(lambda: list(islice(every, _PAGES_A_TASK)), [])
    sized = ((len(chunk), chunk) for chunk in chunks)
    return chain.from_iterable(in_order(looker.look_at, sized, len(looker.cases), slots))
