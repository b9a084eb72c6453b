"""What one pytest session knows of its golden cases."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ..config import Config, find_root, load_config
from ..errors import HarnessError, UnknownNameError
from ..extraction.discovery import choose, discover
from ..model import Extractor, GoldenCase

if TYPE_CHECKING:  # it loads NumPy, and this module is part of every pytest session
    from ..metrics.base import Metric
    from ..runs import CaseResult, RunResult


@dataclass
class State:
    """Made when the session leads to golden cases; filled by the collection, then by the engine.

    Attributes:
        config: the workspace's settings and the options.
        pages: the first case with each page, by the page's digest.
        cases: the sound cases by id.
        problems: what is wrong with the others.
        run: the run of this session, once there is one.
        results: its results by (extractor id, case id).
        scored_elsewhere: whether a worker of pytest-xdist has scored: the report folder holds this session's run.
    """

    config: Config
    pages: dict[str, Path] = field(default_factory=dict)
    cases: dict[str, GoldenCase] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    run: RunResult | None = None
    results: dict[tuple[str, str], CaseResult] = field(default_factory=dict)
    scored_elsewhere: bool = False

    @cached_property
    def extractors(self) -> tuple[Extractor, ...]:
        """The rows of this session."""
        found = discover(self.config.extractors_path, self.config.commands)
        try:
            return tuple(choose(found, self.config.select))
        except HarnessError as error:
            raise pytest.UsageError(str(error)) from error

    @cached_property
    def metrics(self) -> tuple[Metric, ...]:
        """What this session counts."""
        from ..metrics.catalogue import chosen

        try:
            return chosen(self.config.metrics)
        except HarnessError as error:
            raise pytest.UsageError(str(error)) from error


_STATE = pytest.StashKey[State]()


def session_state(config: pytest.Config) -> State:
    """Return the state of the session, made on first use."""
    if _STATE not in config.stash:
        config.stash[_STATE] = State(_settings(config))
    return config.stash[_STATE]


def known_state(config: pytest.Config) -> State | None:
    """Return the state if any golden case has turned up."""
    return config.stash.get(_STATE, None)


def check_usage(config: pytest.Config) -> None:
    """Raise a usage error for options and settings that cannot be met, if this session leads to golden cases.

    It is said once, before anything starts, rather than of every case when it is collected.
    """
    settings = _settings(config)
    golden = settings.golden_path.resolve()
    paths = [(config.invocation_params.dir / argument.partition("::")[0]).resolve() for argument in config.args]
    leads_there = any(path.is_relative_to(golden) or golden.is_relative_to(path) for path in paths)
    if leads_there and next(golden.rglob("golden.json"), None):
        state = session_state(config)
        _check_figures(state)
        _ = state.extractors


def _settings(config: pytest.Config) -> Config:
    """Merge the settings of the workspace with the options.

    It is the one that the current folder lies in, as for the command, or else that of pytest's root folder, which
    may lie elsewhere: above the workspace, or where a session from outside points to.
    """
    option = config.option
    floors = dict(_floor(text) for text in option.harness_fail_under or ())
    report = option.harness_report
    try:
        settings = load_config(find_root(config.invocation_params.dir))
        if not settings.golden_path.is_dir():
            settings = load_config(find_root(config.rootpath))
        return settings.override(
            select=tuple(option.harness_extractor) if option.harness_extractor else None,
            metrics=tuple(option.harness_metric) if option.harness_metric else None,
            jobs=option.harness_jobs,
            timeout=option.harness_timeout,
            memory=option.harness_memory,
            report=str(config.invocation_params.dir / report) if report else None,
            fail_under=floors or None,
        )
    except HarnessError as error:
        raise pytest.UsageError(str(error)) from error


def _floor(text: str) -> tuple[str, float]:
    figure, _, value = text.partition("=")
    try:
        return figure, float(value)
    except ValueError:
        raise pytest.UsageError(f"--harness-fail-under {text}: give a figure and a number, such as f1=0.80") from None


def _check_figures(state: State) -> None:
    """Refuse a floor for a figure that does not exist: it would never fail anything."""
    known = {figure for metric in state.metrics for figure in metric.figures(Counter())}
    for figure in state.config.fail_under:
        if figure not in known:
            raise pytest.UsageError(f"fail_under: {UnknownNameError('figure', figure, known)}")
