"""``[tool.harness]`` in ``pyproject.toml``, as one frozen value."""

from __future__ import annotations

import math
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from .bounds import Gate, gate_of
from .errors import ConfigError, UnknownNameError
from .extraction.ensemble import Ensemble, ensemble_settings, is_ensemble
from .extraction.http_settings import HttpSettings
from .extraction.http_table import http_settings, is_service

# Where extractors run: in processes of this machine, in a Dask cluster of them, or on the one that listens there.
ENGINE = re.compile(r"local|dask|dask://(?P<address>[^/\s:\[\]]+:\d+|\[[0-9A-Fa-f:.]+\]:\d+)/?")
_MEDIA_TYPES = frozenset({"text/html", "text/plain"})


@dataclass(frozen=True, slots=True)
class Command:
    """A program that is an extractor: ``[tool.harness.extractors.NAME]``.

    Attributes:
        command: the program and its arguments.
        environment: variables to set for it.
        accepts: the media types that it takes, ``text/html`` and ``text/plain``; empty for what its hello says.
    """

    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    accepts: tuple[str, ...] = ()


# What a table [tool.harness.extractors.NAME] may declare.
Configured = Command | HttpSettings | Ensemble


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of a workspace. Each field but ``root`` is a key of ``[tool.harness]``; options override them.

    Attributes:
        root: the folder of the workspace; the other paths are relative to it.
        golden: where the golden cases are.
        workspace_extractors: where the workspace's extractor files are.
        report: where a run's files are written.
        select: extractors to run; empty for all.
        metrics: metrics to count beside the native ones; see ``harness metrics``.
        jobs: how many extractors run at once; 0 for one a core.
        timeout: seconds that an extractor has for one page.
        memory: MiB of address space that an extractor may take; 0 for no limit.
        engine: where ``harness run`` has extractors run: ``local``, ``dask`` or ``dask://host:port``.
        outputs: where a run on Dask keeps the outputs: in its ``journal`` or in ``parquet`` files.
        repeat: how often each page is asked for; more than once tells who answers differently, and caches nothing.
        page_views: of how many pages of each extractor, its worst, the HTML report shows the words; 0 for none.
        cache: folder of the cache; ``auto`` for this user's, ``off`` for none.
        fail_under: the least value of a figure below which a pytest item fails, for instance ``{"f1": 0.8}``.
        baseline: the file that a run is held against.
        require_baseline: whether it is an error that there is none.
        gate: how far a run may fall behind the baseline, or behind another run.
        commands: extractors by name: ``[tool.harness.extractors.NAME]`` with ``command``, ``url`` or ``ensemble``.
    """

    root: Path
    golden: str = "golden"
    workspace_extractors: str = "extractors"
    report: str = "reports/latest"
    select: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
    jobs: int = 0
    timeout: float = 30.0
    memory: int = 4096
    repeat: int = 1
    engine: str = "local"
    outputs: str = "journal"
    page_views: int = 50
    cache: str = "auto"
    fail_under: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    baseline: str = "reports/baseline.json"
    require_baseline: bool = False
    gate: Gate = field(default_factory=Gate)
    commands: Mapping[str, Configured] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def golden_path(self) -> Path:
        """The folder of the golden cases."""
        return self.root / self.golden

    @property
    def extractors_path(self) -> Path:
        """The folder of the workspace's extractor files."""
        return self.root / self.workspace_extractors

    @property
    def report_path(self) -> Path:
        """The folder of a run's files."""
        return self.root / self.report

    @property
    def baseline_path(self) -> Path:
        """The file that a run is held against."""
        return self.root / self.baseline

    @property
    def slots(self) -> int:
        """How many children run at once."""
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
        return self.jobs or cores or 1

    def override(self, **options: Any) -> Config:
        """Return a copy with the options that are not ``None``, checked as the keys of the file are."""
        given = {name: value for name, value in options.items() if value is not None}
        for name, value in given.items():
            _check(name, value, "")
        return replace(self, **given)


def find_root(start: Path) -> Path:
    """Return the workspace that a folder lies in.

    It is the nearest folder, upwards, whose ``pyproject.toml`` has ``[tool.harness]`` or that holds ``golden/``; the
    folder itself where there is none.
    """
    for folder in (start, *start.parents):
        if (folder / "golden").is_dir() or _table(folder / "pyproject.toml") is not None:
            return folder
    return start


def load_config(root: Path) -> Config:
    """Read the configuration of a workspace. Raises :class:`ConfigError` naming the key that is wrong."""
    table = dict(_table(root / "pyproject.toml") or {})
    where = f"{root / 'pyproject.toml'}: tool.harness."
    commands = table.pop("extractors", {})
    gate = gate_of(table.pop("gate", {}), f"{where}gate")
    known = {item.name for item in fields(Config)} - {"root", "commands", "gate"}
    for name, value in table.items():
        if name not in known:
            raise ConfigError(f"{where}{name}: {UnknownNameError('key', name, known | {'extractors', 'gate'})}")
        _check(name, value, where)
    settings: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in table.items()
    }
    return Config(root, gate=gate, commands=MappingProxyType(_commands(commands, root, where)), **settings)


def _table(file: Path) -> Mapping[str, Any] | None:
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError:
        return None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file}: {error}; mend the file") from error
    table = document.get("tool", {}).get("harness")
    if table is not None and not isinstance(table, dict):
        raise ConfigError(f"{file}: tool.harness must be a table")
    return table


def _check(name: str, value: object, where: str) -> None:
    def wrong(what: str) -> ConfigError:
        return ConfigError(f"{where}{name} must be {what}, not {value!r}")

    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if name in ("golden", "workspace_extractors", "report", "cache", "baseline") and not isinstance(value, str):
        raise wrong("a path")
    names = isinstance(value, (list, tuple)) and all(isinstance(one, str) for one in value)
    if name in ("select", "metrics") and not names:
        raise wrong(f"a list of {'extractor' if name == 'select' else 'metric'} names")
    if name in ("jobs", "memory", "page_views") and not (isinstance(value, int) and number and value >= 0):
        raise wrong("a whole number, 0 or more")
    if name == "repeat" and not (isinstance(value, int) and number and value >= 1):
        raise wrong("a whole number, 1 or more")
    if name == "timeout" and not (isinstance(value, (int, float)) and number and 0 < value < math.inf):
        raise wrong("a number of seconds above 0")
    if name == "engine" and not (isinstance(value, str) and ENGINE.fullmatch(value)):
        raise wrong("local, dask or dask://HOST:PORT")
    if name == "outputs" and value not in ("journal", "parquet"):
        raise wrong("journal or parquet")
    if name == "require_baseline" and not isinstance(value, bool):
        raise wrong("true or false")
    if name == "fail_under" and not (
        isinstance(value, Mapping) and all(isinstance(one, (int, float)) and 0 <= one <= 1 for one in value.values())
    ):
        raise wrong("a table of figures and numbers from 0 to 1")


def _commands(table: object, root: Path, where: str) -> dict[str, Configured]:
    if not isinstance(table, dict):
        raise ConfigError(f"{where}extractors must be a table of tables")
    return {name: _configured(entry, root, f"{where}extractors.{name}") for name, entry in table.items()}


def _configured(entry: Any, root: Path, where: str) -> Configured:
    if isinstance(entry, dict) and "command" not in entry:
        if is_service(entry):
            settings = http_settings(entry, where)
            return replace(settings, ca_file=str(root / settings.ca_file)) if settings.ca_file else settings
        if is_ensemble(entry):
            return ensemble_settings(entry, where)
    return _command(entry, root, where)


def _command(entry: object, root: Path, where: str) -> Command:
    if not isinstance(entry, dict):
        raise ConfigError(f'{where} must be a table: command = ["program", "argument"]')
    known = [item.name for item in fields(Command)]
    for key in entry:
        if key not in known:
            raise ConfigError(f"{where}: {UnknownNameError('key', key, known)}")
    command = entry.get("command")
    if not isinstance(command, list) or not command or not all(isinstance(part, str) for part in command):
        raise ConfigError(f"{where}.command must be a list of strings, the program first")
    environment = entry.get("environment", {})
    if not isinstance(environment, dict) or not all(isinstance(value, str) for value in environment.values()):
        raise ConfigError(f'{where}.environment must be a table of strings: {{ JAVA_HOME = "/opt/java" }}')
    for name, value in environment.items():
        if not name or "=" in name or "\0" in name + value:
            raise ConfigError(f"{where}.environment.{name} cannot be set: no system takes such a name or value")
    accepts = entry.get("accepts", [])
    if not isinstance(accepts, list) or not set(map(str, accepts)) <= _MEDIA_TYPES:
        raise ConfigError(f"{where}.accepts must be a list of {' and '.join(sorted(_MEDIA_TYPES))}, not {accepts!r}")
    # A child runs in a folder of its own, so what names a file of the workspace becomes an absolute path.
    parts = tuple(str(root / part) if (root / part).is_file() else part for part in command)
    return Command(parts, MappingProxyType(environment), tuple(accepts))
