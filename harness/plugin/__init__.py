"""The pytest plug-in: each ``golden.json`` is a node, each extractor an item of it.

The engine scores everything once before the first item runs; an item only looks its result up. Under pytest-xdist the
first worker that gets there does the work and the others read what it wrote. Without a golden folder, and without any
of the options, nothing here does anything.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from .state import check_usage, known_state, session_id, session_state

if TYPE_CHECKING:
    from .verdict import Verdict

_VERDICT: pytest.StashKey[Verdict] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options; each is also a key of ``[tool.harness]``."""
    group = parser.getgroup("scraper-harness", "golden articles")
    group.addoption(
        "-E",
        "--harness-extractor",
        action="append",
        metavar="NAME",
        help="score this extractor; may be given several times (default: all). trafilatura means all its modes",
    )
    group.addoption(
        "--harness-metric",
        action="append",
        metavar="NAME",
        help="count this metric beside the native ones; may be given several times",
    )
    group.addoption("--harness-jobs", type=int, metavar="N", help="extractors at once (default: one a core)")
    group.addoption("--harness-timeout", type=float, metavar="S", help="seconds for one page (default: 30)")
    group.addoption("--harness-memory", type=int, metavar="MIB", help="address space of a child (default: 4096)")
    group.addoption(
        "--harness-cache", metavar="DIR", help="what earlier runs have done (default: this user's; off: none)"
    )
    group.addoption(
        "--harness-no-cache",
        action="store_true",
        help="take nothing from earlier runs and leave nothing to later ones; one that was killed still goes on",
    )
    group.addoption("--harness-report", metavar="DIR", help="where the report goes (default: reports/latest)")
    group.addoption(
        "--harness-fail-under",
        action="append",
        metavar="FIGURE=MIN",
        help="fail items with a lower figure, for instance f1=0.80; may be given several times",
    )
    group.addoption("--harness-baseline", metavar="FILE", help="hold the run against this (reports/baseline.json)")
    group.addoption("--harness-update-baseline", action="store_true", help="add to the baseline, and raise it")
    group.addoption("--harness-allow-regression", action="store_true", help="let the update lower the baseline too")
    group.addoption("--harness-require-baseline", action="store_true", help="no baseline is an error, not a notice")


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Refuse what cannot be met before anything is collected; under pytest-xdist, before a worker starts."""
    if not hasattr(session.config, "workerinput"):
        check_usage(session.config)
        state = known_state(session.config)
        if state is not None:
            from .verdict import check_baseline

            check_baseline(state)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collect the golden cases of the workspace's golden folder."""
    if file_path.name != "golden.json":
        return None
    if not file_path.is_relative_to(session_state(parent.config).config.golden_path):
        return None
    from .items import GoldenFile

    node: pytest.Collector = GoldenFile.from_parent(parent, path=file_path)
    return node


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> Generator[None, object, object]:
    """Score everything that was selected before the first item runs."""
    state, option = known_state(session.config), session.config.option
    broken_off = session.testsfailed and not option.continue_on_collection_errors
    if state and state.cases and not option.collectonly and not broken_off:
        from .items import ExtractorItem
        from .session import score_items

        items = [item for item in session.items if isinstance(item, ExtractorItem)]
        capture = session.config.pluginmanager.getplugin("capturemanager")
        if items:
            with capture.global_and_fixture_disabled() if capture else nullcontext():
                score_items(session.config, state, items)
    return (yield)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker of pytest-xdist which session it is part of."""
    node.workerinput["harness_session"] = session_id(node.config)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    """Remember that a worker of pytest-xdist has scored."""
    scored = getattr(node, "workeroutput", {}).get("harness_scored")
    if scored:
        state = session_state(node.config)
        state.scored_elsewhere, state.whole = True, scored["whole"]


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Judge the run by the gate, and bring the baseline up to date; the process that started the workers does so."""
    state = known_state(session.config)
    ended = exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)
    if state is None or not ended or hasattr(session.config, "workerinput"):
        return
    if not (state.run or state.scored_elsewhere):
        return
    from .session import last_run
    from .verdict import judge

    run = last_run(state)
    if run is not None:
        verdict = session.config.stash[_VERDICT] = judge(state, run)
        if verdict.failed and exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_unconfigure(config: pytest.Config) -> None:
    """Close what is still open, also after a session that scored nothing."""
    state = known_state(config)
    if state is not None:
        state.close()


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Print the leaderboard, and what the gate says."""
    state = known_state(config)
    if state is None or not (state.run or state.scored_elsewhere):
        return
    from .session import last_report

    report = last_report(state)
    if report is not None:
        from ..render.terminal import render

        terminalreporter.section("golden articles")
        terminalreporter.write(render(report))
        terminalreporter.write_line(f"report: {state.config.report_path}")
    verdict = config.stash.get(_VERDICT, None)
    if verdict is not None:
        from ..text import harmless
        from .verdict import lines

        for line in map(harmless, lines(state, verdict)):
            terminalreporter.write_line(line, red=line.startswith("gate: FAILED"))
