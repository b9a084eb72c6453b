"""The nodes that pytest shows: a golden case, an extractor on it, and what is wrong with a case."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ..goldens import Problem, load_case
from ..goldens.collection import check_twin, golden_root
from ..goldens.soundness import checked
from ..leaderboard import page_figures
from ..model import FAILURES, Extractor, GoldenCase
from ..render.columns import one_line
from ..runs import CaseResult
from ..text import harmless
from .state import session_state
from .verdict import failed_before, page_breach


class ItemFailedError(Exception):
    """An item failed; the message is all that a person needs, so no traceback is shown."""


class GoldenFile(pytest.File):
    """One golden case."""

    def collect(self) -> Iterator[pytest.Item]:
        """Yield an item for each extractor, or one that fails with every problem of the case."""
        state = session_state(self.config)
        state.files.add(self.path.resolve())
        root = golden_root(state.config.golden_path.resolve())
        loaded = load_case(self.path.parent, root, state.soundness)
        case, problems = loaded.case, list(loaded.problems)
        if case is not None:
            problems += checked(case, state.soundness) or check_twin(case, state.pages)
        if problems or case is None:
            state.problems += map(str, problems)
            yield ProblemItem.from_parent(self, name="golden", problems=problems)
            return
        state.cases[case.id] = case
        for extractor in state.extractors:
            yield ExtractorItem.from_parent(self, name=extractor.id, case=case, extractor=extractor)


class GoldenItem(pytest.Item):
    """What both kinds of item share: how they show a failure."""

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Show our own failures as their message alone; pytest would read and parse every source file on the way."""
        if isinstance(excinfo.value, (ItemFailedError, pytest.xfail.Exception)):
            # Pages and extractors write these texts, and what they write must not steer a terminal.
            return harmless(str(excinfo.value))
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Any, int | None, str]:
        """Return where the item comes from and its name in reports."""
        return self.path, None, f"{self.path.parent.name}::{self.name}"


class ProblemItem(GoldenItem):
    """A golden case that cannot be scored."""

    def __init__(self, *, problems: list[Problem], **arguments: Any) -> None:
        super().__init__(**arguments)
        self._problems = problems

    def runtest(self) -> None:
        """Fail with every problem."""
        raise ItemFailedError("\n".join(map(str, self._problems)))


class ExtractorItem(GoldenItem):
    """One extractor on one golden case."""

    def __init__(self, *, case: GoldenCase, extractor: Extractor, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.case, self.extractor = case, extractor

    @property
    def pair(self) -> tuple[str, str]:
        """The key of this item's result."""
        return self.extractor.id, self.case.id

    def runtest(self) -> None:
        """Look the result up; fail when the extractor failed, a figure is below its floor or fell too far."""
        state = session_state(self.config)
        if not self.extractor.ready:
            problem = self.extractor.problem
            if problem:
                raise ItemFailedError(f"{self.extractor.id} cannot be loaded: {problem}")
            pytest.skip(one_line(f"{self.extractor.id} is not installed: {self.extractor.install}"))
        result = state.results[self.pair]
        figures = page_figures(result, state.metrics)
        if figures.get("f1") is not None:
            self.user_properties.append(("f1", round(figures["f1"] or 0.0, 6)))
        if result.outcome in FAILURES:
            if failed_before(state, self.pair):
                pytest.xfail(f"fails as in the baseline: {result.outcome}")
            raise ItemFailedError(_failure(result))
        # A control bounds the table; it is not expected to reach anything.
        floors = {} if self.extractor.control else state.config.fail_under
        for figure, floor in floors.items():
            value = figures.get(figure)
            if value is not None and value < floor:
                raise ItemFailedError(
                    f"{self.extractor.id} on {self.case.id}: {figure} {value:.3f} is below {floor:.3f}"
                )
        if breach := page_breach(state, self.pair):
            raise ItemFailedError(str(breach))


def _failure(result: CaseResult) -> str:
    lines = [f"{result.extractor} on {result.case}: {result.outcome}"]
    if result.failure:
        lines[0] += f": {result.failure.type}: {result.failure.message}"
        if result.failure.stderr:
            lines += [
                "the end of its stderr:",
                *(f"  {line}" for line in result.failure.stderr.splitlines()[-15:]),
            ]
    return "\n".join(lines)
