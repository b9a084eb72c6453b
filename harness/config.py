"""``[tool.harness]`` in ``pyproject.toml``, as one frozen value."""

from __future__ import annotations

import math
import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from .errors import ConfigError, UnknownNameError


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
        fail_under: the least value of a figure below which a pytest item fails, for instance ``{"f1": 0.8}``.
        commands: extractors that are programs, by name: ``[tool.harness.extractors.NAME] command = [...]``.
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
    fail_under: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    commands: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))

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
    known = {item.name for item in fields(Config)} - {"root", "commands"}
    for name, value in table.items():
        if name not in known:
            raise ConfigError(f"{where}{name}: {UnknownNameError('key', name, known)}")
        _check(name, value, where)
    settings: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in table.items()
    }
    return Config(root, commands=MappingProxyType(_commands(commands, root, where)), **settings)


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
    if name in ("golden", "workspace_extractors", "report") and not isinstance(value, str):
        raise wrong("a path")
    names = isinstance(value, (list, tuple)) and all(isinstance(one, str) for one in value)
    if name in ("select", "metrics") and not names:
        raise wrong(f"a list of {'extractor' if name == 'select' else 'metric'} names")
    if name in ("jobs", "memory") and not (isinstance(value, int) and number and value >= 0):
        raise wrong("a whole number, 0 or more")
    if name == "timeout" and not (isinstance(value, (int, float)) and number and 0 < value < math.inf):
        raise wrong("a number of seconds above 0")
    if name == "fail_under" and not (
        isinstance(value, Mapping) and all(isinstance(one, (int, float)) and 0 <= one <= 1 for one in value.values())
    ):
        raise wrong("a table of figures and numbers from 0 to 1")


def _commands(table: object, root: Path, where: str) -> dict[str, tuple[str, ...]]:
    if not isinstance(table, dict):
        raise ConfigError(f"{where}extractors must be a table of tables")
    commands = {}
    for name, entry in table.items():
        command: Sequence[object] = entry.get("command", ()) if isinstance(entry, dict) else ()
        if not isinstance(entry, dict) or entry.keys() - {"command"}:
            raise ConfigError(f'{where}extractors.{name} takes one key: command = ["program", "argument"]')
        if not isinstance(command, list) or not command or not all(isinstance(part, str) for part in command):
            raise ConfigError(f"{where}extractors.{name}.command must be a list of strings")
        # A child runs in a folder of its own, so what names a file of the workspace becomes an absolute path.
        commands[name] = tuple(str(root / part) if (root / part).is_file() else part for part in map(str, command))
    return commands
