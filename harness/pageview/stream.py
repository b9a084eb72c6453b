"""The views of a run, one after the other: a report of any size holds one case in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from ..alignment import Reference
from ..errors import HarnessError
from ..execution.outputs import Outputs
from ..goldens import Cases
from ..leaderboard import Report
from ..metrics.base import Counts
from .captured import CapturedPage
from .choice import Budget, Choice, Key, choose
from .making import make_view, reference_of
from .view import PageView

_NO_CASES = "the golden cases are not at hand; name their folder or data set to see the pages"
_NO_FOLDER = "the run has no folder, and its outputs stand in the journal there"
_OTHER_RUN = "the journal has another answer than the run was counted from"


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
        return tuple(f"{_views(size)}{why}" for why, size in self._missing.items())

    def __iter__(self) -> Iterator[PageView]:
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
        room = self._budget.size
        for case_id, keys in groupby(self.choice.keys, key=lambda key: key[1]):
            wanted = list(keys)
            opened = self._open(case_id, numbers.get(case_id), digests[case_id])
            if isinstance(opened, str):
                self._missing[opened] += len(wanted)
                continue
            reference, page = opened
            for key in wanted:
                answer = outputs.read(key)
                view = answer and make_view(reference, key[0], answer, page, most=self._budget.words)
                if not view:
                    self._missing["the journal does not have the answer"] += 1
                elif view.counts != counted[key]:
                    self._missing[_OTHER_RUN] += 1
                elif view.size > room:
                    self._missing["they would have been too large"] += 1
                else:
                    room -= view.size
                    self.made += 1
                    yield view

    def _open(self, case_id: str, number: int | None, digest: str) -> tuple[Reference, CapturedPage] | str:
        """Read a case and its page; return why not, where it cannot be done."""
        if self._cases is None or number is None:
            return f"{case_id} is not among the golden cases given"
        try:
            case = self._cases[number]
            if case.digest != digest:
                return f"{case_id} has changed since the run; run again"
            return reference_of(case)
        except HarnessError as error:
            return f"{case_id}: {error}"

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


def _views(size: int) -> str:
    return "no page views: " if not size else f"{size:,} page view{'' if size == 1 else 's'} left out: "
