"""Score the selected items once in a session, however many processes it has."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import nullcontext

import pytest

from ..errors import HarnessError
from ..execution.lock import report_lock
from ..execution.score import report_errors
from ..extraction.ensemble_rows import with_members
from ..goldens import Collection
from ..leaderboard import Report, build_report
from ..progress import phases
from ..reporting import report_of
from ..run_files import read_run
from ..runs import RunResult
from ..text import harmless
from .items import ExtractorItem
from .state import State, session_id
from .verdict import load


def score_items(config: pytest.Config, state: State, items: Sequence[ExtractorItem]) -> None:
    """Put the results of the items into the state: by running the engine, or by reading what another worker wrote."""
    folder = state.config.report_path
    worker = getattr(config, "workerinput", None)
    session = session_id(config)
    marker = folder / ".session"
    try:
        with report_lock(folder, wait=worker is not None):
            if marker.exists() and marker.read_text() == session:
                state.run = read_run(folder)
            else:
                state.report = _report(state, items)
                state.run = state.report.run
                with report_errors(folder):
                    marker.write_text(session)
            load(state, state.run)
    except HarnessError as error:
        raise pytest.UsageError(harmless(str(error))) from error
    state.whole = _is_whole(state, items)
    state.results = {(result.extractor, result.case): result for result in state.run.results}
    if worker:
        config.workeroutput["harness_scored"] = {"whole": state.whole}  # type: ignore[attr-defined]


def last_run(state: State) -> RunResult | None:
    """Return the run of this session, also when workers made it."""
    if state.run is None and state.scored_elsewhere:
        state.run = read_run(state.config.report_path)
    return state.run


def last_report(state: State) -> Report | None:
    """Return the report of this session's run, also when workers made it."""
    run = last_run(state)
    if state.report is None and run is not None:
        state.report = build_report(run)
    return state.report


def _is_whole(state: State, items: Sequence[ExtractorItem]) -> bool:
    """Whether nothing was left out: no case of the golden folder, no item that was deselected."""
    on_disk = {path.resolve() for path in state.config.golden_path.rglob("golden.json")}
    return on_disk <= state.files and len(items) == len(state.cases) * len(state.extractors)


def _report(state: State, items: Sequence[ExtractorItem]) -> Report:
    wanted = with_members({item.pair for item in items}, state.extractors)
    cases = tuple(
        case for _, case in sorted(state.cases.items()) if any((e.id, case.id) in wanted for e in state.extractors)
    )
    extractors = [row for row in state.extractors if any((row.id, case.id) in wanted for case in cases)]
    everything = len(wanted) == len(cases) * len(extractors)
    with phases(sys.stderr) as phase, state.cache or nullcontext():
        return report_of(
            Collection.of(state.config.golden_path.name, cases),
            extractors,
            state.config,
            metrics=state.metrics,
            pairs=None if everything else frozenset(wanted),
            problems=state.problems,
            cache=state.cache,
            progress=phase,
            repeat=state.config.repeat,
        )
