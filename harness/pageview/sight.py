"""One chosen page of one extractor, before anybody has drawn it: what decides its view, and the making of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Protocol

from ..alignment import Reference
from ..errors import HarnessError
from ..execution.cache_entries import article_digest
from ..metrics.base import Counts
from ..model import Extraction, GoldenCase
from .captured import CapturedPage
from .making import make_view, reference_of
from .view import PageView

_OTHER_RUN = "the journal has another answer than the run was counted from"


@dataclass(frozen=True, slots=True)
class Drawing:
    """A view as it will stand in the file, and the :attr:`PageView.size` that it had, in bytes."""

    size: int
    body: str


class Drawings(Protocol):
    """What earlier reports have drawn, by the digests of :class:`Sight` and :class:`SightCase`."""

    def find(self, digest: bytes) -> str | None:
        """Return what was kept under a digest."""

    def keep(self, digest: bytes, drawn: str) -> None:
        """Keep something for later reports."""


class SightCase:
    """The case of some sights: read when the first of them is made, and not at all if none is."""

    def __init__(self, case: GoldenCase) -> None:
        self.case = case

    @cached_property
    def opened(self) -> tuple[Reference, CapturedPage]:
        """The case in words, and its page. Raises :class:`~harness.errors.PageError`."""
        return reference_of(self.case)

    @cached_property
    def digest(self) -> bytes:
        """A digest of all that the drawn page depends on: 32 bytes."""
        case = self.case
        parts = [case.id, case.data_set, case.digest, case.page_digest, case.url, case.language, case.media_type]
        return _digest("page", [*parts, case.encoding])


@dataclass(frozen=True, slots=True)
class Sight:
    """One extractor's answer to one case.

    Attributes:
        at: the case.
        extractor: the id of the row.
        answer: what it gave.
        counts: what the run has counted of it by the ledger.
        words: what a view shows of a text.
    """

    at: SightCase
    extractor: str
    answer: Extraction
    counts: Counts | None
    words: int

    @property
    def digest(self) -> bytes:
        """A digest of all that the view depends on, the harness's own code excepted: 32 bytes."""
        failure = asdict(self.answer.failure) if self.answer.failure else None
        article = article_digest(self.answer.article).hex()
        return _digest(
            "view",
            [self.at.digest.hex(), self.extractor, self.answer.outcome, article, failure, self.counts, self.words],
        )

    def view(self) -> PageView | str:
        """Make the view; or say why there is none."""
        try:
            reference, page = self.at.opened
            view = make_view(reference, self.extractor, self.answer, page, most=self.words)
        except HarnessError as error:
            return f"{self.at.case.id}: {error}"
        return view if view.counts == self.counts else _OTHER_RUN


@dataclass(frozen=True, slots=True)
class DrawnCase:
    """What was drawn of a case: each view, or why there is none, and the page, where it was asked for."""

    views: tuple[Drawing | str, ...]
    page: str | None


@dataclass(frozen=True, slots=True)
class Artist:
    """Draws the views of a case and its page, in whatever process.

    Args:
        view: draws a view; like ``page`` a function of a module, for others know it by its name.
        page: draws the page.
    """

    view: Callable[[PageView], str]
    page: Callable[[CapturedPage], str]

    def __call__(self, task: tuple[SightCase, Sequence[Sight], bool]) -> DrawnCase:
        """Draw some views of a case, and its page if the third part of the task says so."""
        at, sights, with_page = task
        views = tuple(map(self._drawn, sights))
        try:
            return DrawnCase(views, self.page(at.opened[1]) if with_page else None)
        except HarnessError:
            return DrawnCase(views, None)  # then there is no view either, and why is said of each

    def _drawn(self, sight: Sight) -> Drawing | str:
        view = sight.view()
        return view if isinstance(view, str) else Drawing(view.size, self.view(view))


def drawing_of(kept: str) -> Drawing:
    """Return what :func:`to_keep` has made of a drawing. Raises ``ValueError`` for anything else."""
    size, mark, body = kept.partition(" ")
    if not mark:
        raise ValueError("no drawing")
    return Drawing(int(size), body)


def to_keep(drawing: Drawing) -> str:
    """Return a drawing as one text."""
    return f"{drawing.size} {drawing.body}"


def _digest(kind: str, parts: list[object]) -> bytes:
    return hashlib.sha256(f"{kind}\n{json.dumps(parts)}".encode()).digest()
