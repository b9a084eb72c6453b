"""What one pytest session knows of its golden cases."""

from __future__ import annotations

import sys
import uuid
from collections import Counter
from collections.abc import Sequence
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
    from ..compare.baseline import Baseline
    from ..execution.cache import Cache
    from ..goldens.soundness import Soundness
    from ..leaderboard import Report
    from ..metrics.base import Metric
    from ..runs import CaseResult, RunResult


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the options ask of the baseline: to bring it up to date, to lower it where need be, that there be one."""

    update: bool = False
    lower: bool = False
    require: bool = False


@dataclass
class State:
    """Made when the session leads to golden cases; filled by the collection, then by the engine.

    Attributes:
        config: the workspace's settings and the options.
        wanted: what is to be done with the baseline.
        pages: the first case with each page, by the page's digest.
        cases: the sound cases by id.
        problems: what is wrong with the others.
        run: the run of this session, once there is one; ``report`` its tables.
        results: its results by (extractor id, case id).
        whole: whether every case of the workspace is scored, by every extractor that is chosen.
        files: the ``golden.json`` files that were collected.
        baseline: what the items are held against; ``reached`` what they reached. ``None`` without a baseline.
        scored_elsewhere: whether a worker of pytest-xdist has scored: the report folder holds this session's run.
    """

    config: Config
    wanted: Wanted = field(default_factory=Wanted)
    pages: dict[str, Path] = field(default_factory=dict)
    cases: dict[str, GoldenCase] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    run: RunResult | None = None
    report: Report | None = None
    results: dict[tuple[str, str], CaseResult] = field(default_factory=dict)
    whole: bool = False
    files: set[Path] = field(default_factory=set)
    baseline: Baseline | None = None
    reached: Baseline | None = None
    scored_elsewhere: bool = False

    @cached_property
    def extractors(self) -> tuple[Extractor, ...]:
        """The rows of this session."""
        try:
            return tuple(choose(self._found, self.config.select))
        except HarnessError as error:
            raise pytest.UsageError(str(error)) from error

    @property
    def known(self) -> frozenset[str]:
        """The ids of every extractor of the workspace, chosen or not."""
        return frozenset(row.id for row in self._found)

    @cached_property
    def _found(self) -> Sequence[Extractor]:
        return discover(self.config.extractors_path, self.config.commands)

    @cached_property
    def cache(self) -> Cache | None:
        """What earlier sessions have extracted, counted and checked."""
        from ..execution.cache import configured_cache

        return configured_cache(
            self.config.cache, self.config.root, lambda said: print(f"harness: {said}", file=sys.stderr)
        )

    def close(self) -> None:
        """Close the cache, which was opened where a case was checked or scored."""
        if "cache" in vars(self) and self.cache is not None:
            self.cache.close()

    @cached_property
    def soundness(self) -> Soundness | None:
        """The golden cases that earlier sessions have found sound."""
        from ..execution.sound_cases import SoundCases

        return SoundCases(self.cache) if self.cache else None

    @cached_property
    def metrics(self) -> tuple[Metric, ...]:
        """What this session counts."""
        from ..metrics.catalogue import chosen

        try:
            return chosen(self.config.metrics)
        except HarnessError as error:
            raise pytest.UsageError(str(error)) from error


_STATE = pytest.StashKey[State]()
_SESSION = pytest.StashKey[str]()


def session_id(config: pytest.Config) -> str:
    """Return a name that this session alone has, the same in each of its processes.

    pytest-xdist's own will not do: whoever gives ``--testrunuid`` may give the same one tomorrow.
    """
    if hasattr(config, "workerinput"):
        return str(config.workerinput["harness_session"])
    return config.stash.setdefault(_SESSION, uuid.uuid4().hex)


def session_state(config: pytest.Config) -> State:
    """Return the state of the session, made on first use."""
    if _STATE not in config.stash:
        option = config.option
        wanted = Wanted(
            option.harness_update_baseline, option.harness_allow_regression, option.harness_require_baseline
        )
        config.stash[_STATE] = State(_settings(config), wanted)
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
    report, cache, baseline = option.harness_report, option.harness_cache, option.harness_baseline
    directory = config.invocation_params.dir
    try:
        settings = load_config(find_root(directory))
        if not settings.golden_path.is_dir():
            settings = load_config(find_root(config.rootpath))
        return settings.override(
            select=tuple(option.harness_extractor) if option.harness_extractor else None,
            metrics=tuple(option.harness_metric) if option.harness_metric else None,
            jobs=option.harness_jobs,
            timeout=option.harness_timeout,
            memory=option.harness_memory,
            report=str(directory / report) if report else None,
            cache="off" if option.harness_no_cache or cache == "off" else cache and str(directory / cache),
            fail_under=floors or None,
            baseline=str(directory / baseline) if baseline else None,
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
