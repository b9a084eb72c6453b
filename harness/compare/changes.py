"""The parts of a comparison, as data: pages, strata, kinds, fields, extractors, and the whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..model import FAILURES, Outcome
from .pairing import LeftOut

Verdict = Literal["worse", "inconclusive", "better", "new", "gone", "same"]
# In the order in which a reader wants them.
VERDICTS: tuple[Verdict, ...] = ("worse", "inconclusive", "better", "new", "gone", "same")


@dataclass(frozen=True, slots=True)
class PageChange:
    """One page on which an extractor changed. ``delta`` is new minus base; ``None`` where either has no figure.

    A page of which the compared figure did not move has changed in another one, or in its outcome.
    """

    case: str
    base: float | None
    new: float | None
    delta: float | None
    base_outcome: Outcome
    new_outcome: Outcome

    @property
    def broke(self) -> bool:
        """Whether the extractor fails on it since."""
        return self.new_outcome in FAILURES and self.base_outcome not in FAILURES

    @property
    def mended(self) -> bool:
        """Whether the extractor no longer fails on it."""
        return self.base_outcome in FAILURES and self.new_outcome not in FAILURES


@dataclass(frozen=True, slots=True)
class Change:
    """A figure before and after, as means over the same pages; ``low`` and ``high`` bound ``delta`` where known."""

    name: str
    base: float | None
    new: float | None
    low: float | None = None
    high: float | None = None

    @property
    def delta(self) -> float | None:
        """New minus base."""
        return None if self.base is None or self.new is None else self.new - self.base


@dataclass(frozen=True, slots=True)
class Stratum:
    """The compared figure on some of the pages: those of one ``group``, such as ``de``, of a kind, ``language``.

    ``pages`` have a figure on both sides, ``changed`` of them another one.
    """

    kind: str
    group: str
    pages: int
    changed: int
    figure: Change


@dataclass(frozen=True, slots=True)
class Share:
    """A share of words by kind, before and after: of the noise that leaked, or of the expected words that were lost.

    ``words`` is how many words of that kind the pages have.
    """

    kind: str
    words: int
    base: float
    new: float

    @property
    def delta(self) -> float:
        """New minus base."""
        return self.new - self.base


@dataclass(frozen=True, slots=True)
class ExtractorChange:
    """One extractor, before and after.

    Attributes:
        id: its name in tables.
        control: whether it only bounds the table.
        verdict: as :func:`~harness.compare.comparison.compare` defines it.
        base_version: of its library; ``None`` where the run has no such row, or the library was not installed.
        new_version: the same.
        code_changed: whether its own file or command is another one; ``None`` where either side does not say.
        pages: that both sides have a result of.
        figure: the compared figure, over the pages that it applies to on both sides.
        p: of the sign-flip test; ``None`` where nothing changed or nothing is to be compared.
        p_holm: corrected for the number of extractors that changed.
        smallest_detectable: the true difference that such pages would show 80 times in 100.
        others: the other figures of the headline.
        better: how many pages moved to the good side; ``worse`` to the bad one; ``otherwise`` in another figure alone.
        base_failures: pages that it failed on; ``new_failures`` the same.
        moved: every page that changed, the one that moved most first.
        strata: by data set, page type and language; none where all pages are of one.
        leaks: noise kinds whose share changed; ``losses`` block kinds.
        fields: F1 of metadata fields, pooled over the pages, where it changed.
        status: why it has no result on one side, where it has none.
    """

    id: str
    control: bool
    verdict: Verdict
    base_version: str | None
    new_version: str | None
    code_changed: bool | None
    pages: int
    figure: Change
    p: float | None = None
    p_holm: float | None = None
    smallest_detectable: float | None = None
    others: tuple[Change, ...] = ()
    better: int = 0
    worse: int = 0
    otherwise: int = 0
    base_failures: int = 0
    new_failures: int = 0
    moved: tuple[PageChange, ...] = ()
    strata: tuple[Stratum, ...] = ()
    leaks: tuple[Share, ...] = ()
    losses: tuple[Share, ...] = ()
    fields: tuple[Change, ...] = ()
    status: str | None = None

    @property
    def changed(self) -> int:
        """How many pages changed."""
        return len(self.moved)

    @property
    def broke(self) -> tuple[PageChange, ...]:
        """The pages that it fails on since."""
        return tuple(page for page in self.moved if page.broke)

    @property
    def mended(self) -> tuple[PageChange, ...]:
        """The pages that it no longer fails on."""
        return tuple(page for page in self.moved if page.mended)


@dataclass(frozen=True, slots=True)
class Fact:
    """Something of the two runs that differs: ``python``, ``3.11`` and ``3.12`` for instance; ``None`` is not said."""

    name: str
    base: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sides, extractor by extractor.

    Attributes:
        base: the label of the base side; ``new`` that of the new one.
        metric: the compared figure, by its column name.
        lower_is_better: whether a rise of it is for the worse.
        confidence: of the intervals and of the verdicts.
        tolerance: how far the figure may fall before that is worse, in its own unit.
        cases: how many are compared, of ``sites`` sites.
        left_out: the cases that are not.
        rows: the extractors that have a result on either side, by verdict, then by how much they lost.
        environment: what differs of the machines.
        one_sided: metrics that one side alone counted.
    """

    base: str
    new: str
    metric: str
    lower_is_better: bool
    confidence: float
    tolerance: float
    cases: int
    sites: int
    left_out: LeftOut
    rows: tuple[ExtractorChange, ...]
    environment: tuple[Fact, ...] = ()
    one_sided: tuple[str, ...] = ()

    @property
    def got_worse(self) -> tuple[ExtractorChange, ...]:
        """The extractors that are worse beyond doubt. Controls are no extractors that anybody could mend."""
        return tuple(row for row in self.rows if row.verdict == "worse" and not row.control)

    def of(self, *verdicts: Verdict) -> tuple[ExtractorChange, ...]:
        """Return the extractors of some verdicts."""
        return tuple(row for row in self.rows if row.verdict in verdicts)
