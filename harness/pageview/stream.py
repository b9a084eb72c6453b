"""The views of a run, one after the other: a report of any size holds one case in memory, or a few a process."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Sequence
from itertools import chain, groupby
from pathlib import Path

from ..errors import HarnessError
from ..execution.outputs import Outputs
from ..execution.processes import in_order
from ..goldens import Cases
from ..leaderboard import Report
from ..metrics.base import Counts
from ..model import GoldenCase
from .choice import Budget, Choice, Key, choose
from .sight import Artist, Drawing, Drawings, Sight, SightCase, drawing_of, to_keep
from .view import PageView

_NO_CASES = "the golden cases are not at hand; name their folder or data set to see the pages"
_NO_FOLDER = "the run has no folder, and its outputs stand in the journal there"


class PageViews:
    """Goes once through the views of a run, in the order of its cases.

    Attributes:
        choice: what was chosen before anything was read; ``choice.left_out`` counts pages without a view.
        problems: why chosen views are missing, each with how many; complete once all views have been gone through.
        made: how many views there were so far.
    """

    def __init__(self, report: Report, folder: Path | None, cases: Cases | None, budget: Budget) -> None:
        self.choice: Choice = choose(report, budget.per_extractor, budget.size, budget.words)
        self.made = 0
        self._report, self._folder, self._cases, self._budget = report, folder, cases, budget
        self._missing: Counter[str] = Counter()
        if self.choice.problem:
            self._missing[self.choice.problem] += 0
        elif folder is None:
            self._missing[_NO_FOLDER] = len(self.choice.keys)
        elif cases is None:
            self._missing[_NO_CASES] = len(self.choice.keys)

    @property
    def problems(self) -> tuple[str, ...]:
        """Why views are missing, in sentences."""
        return tuple(f"{_views(size)}{why}" for why, size in sorted(self._missing.items()))

    def __iter__(self) -> Iterator[PageView]:
        room = self._budget.size
        for sight in chain.from_iterable(self._cases_of_sights()):
            view = sight.view()
            if isinstance(view, str):
                self._missing[view] += 1
            elif self._fits(view.size, room):
                room -= view.size
                yield view

    def drawn(
        self, artist: Artist, drawings: Drawings | None = None, slots: int = 1
    ) -> Iterator[tuple[Sight, str, str | None]]:
        """Go through the views as an artist draws them: each with its drawing and that of its page, if there is one.

        What ``drawings`` has is not drawn again; the rest is, on so many processes.
        """
        room = self._budget.size
        asked: deque[tuple[list[Sight], list[Drawing | None], str | None]] = deque()

        def tasks() -> Iterator[tuple[int, tuple[SightCase, Sequence[Sight], bool]]]:
            for sights in self._cases_of_sights():
                at = sights[0].at
                kept = [_kept(drawings, sight.digest) for sight in sights]
                page = drawings.find(at.digest) if drawings else None
                asked.append((sights, kept, page))
                missing = [sight for sight, one in zip(sights, kept, strict=True) if one is None]
                yield len(sights), (at, missing, page is None)

        for drawn in in_order(artist, tasks(), len(self.choice.keys), slots):
            sights, kept, page = asked.popleft()
            if page is None and drawn.page is not None:
                page = drawn.page
                if drawings:
                    drawings.keep(sights[0].at.digest, page)
            new = iter(drawn.views)
            for sight, one in zip(sights, kept, strict=True):
                drawing = one or next(new)
                if isinstance(drawing, str):
                    self._missing[drawing] += 1
                    continue
                if drawings and one is None:
                    drawings.keep(sight.digest, to_keep(drawing))
                if self._fits(drawing.size, room):
                    room -= drawing.size
                    yield sight, drawing.body, page

    def _cases_of_sights(self) -> Iterator[list[Sight]]:
        """Yield what was chosen of each case, as far as case and answers are there; nothing is yielded for none."""
        if self._folder is None or self._cases is None or self._missing:
            return
        outputs = Outputs(self._folder, self.choice.keys)
        if outputs.problem:
            where = "the outputs of a run stand in the journal beside it"
            self._missing[f"{outputs.problem}; {where}"] = len(self.choice.keys)
            return
        numbers = {case_id: number for number, case_id in enumerate(self._cases.ids)}
        counted = self._counts()
        digests = {case.id: case.digest for case in self._report.run.cases}
        for case_id, keys in groupby(self.choice.keys, key=lambda key: key[1]):
            wanted = list(keys)
            found = self._find(case_id, numbers.get(case_id), digests[case_id])
            if isinstance(found, str):
                self._missing[found] += len(wanted)
                continue
            at = SightCase(found)
            sights = []
            for key in wanted:
                answer = outputs.read(key)
                if answer is None:
                    self._missing["the journal does not have the answer"] += 1
                else:
                    sights.append(Sight(at, key[0], answer, counted[key], self._budget.words))
            if sights:
                yield sights

    def _fits(self, size: int, room: int) -> bool:
        if size > room:
            self._missing["they would have been too large"] += 1
            return False
        self.made += 1
        return True

    def _find(self, case_id: str, number: int | None, digest: str) -> GoldenCase | str:
        """Return a case; or why not, where it cannot be shown."""
        if self._cases is None or number is None:
            return f"{case_id} is not among the golden cases given"
        try:
            case = self._cases[number]
        except HarnessError as error:
            return f"{case_id}: {error}"
        return case if case.digest == digest else f"{case_id} has changed since the run; run again"

    def _counts(self) -> dict[Key, Counts | None]:
        """Return what the run has counted of the chosen pages."""
        wanted = set(self.choice.keys)
        return {
            key: result.counts.get("ledger")
            for result in self._report.run.results
            if (key := (result.extractor, result.case)) in wanted
        }


def page_views(report: Report, run_folder: Path | None, cases: Cases | None, budget: Budget | None = None) -> PageViews:
    """Return the views of a run's worst pages, made while they are gone through.

    What cannot be shown is never an error: see :attr:`PageViews.problems`.

    Args:
        report: the tables of the run.
        run_folder: where its journal lies; ``None`` for a run that is nowhere.
        cases: the cases that it scored; ``None`` where they are not at hand.
        budget: how many views there may be.
    """
    return PageViews(report, run_folder, cases, budget or Budget())


def _kept(drawings: Drawings | None, digest: bytes) -> Drawing | None:
    kept = drawings.find(digest) if drawings else None
    try:
        return None if kept is None else drawing_of(kept)
    except ValueError:
        return None


def _views(size: int) -> str:
    return "no page views: " if not size else f"{size:,} page view{'' if size == 1 else 's'} left out: "
