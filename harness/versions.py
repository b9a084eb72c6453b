"""One adapter under several versions of its library: which environments that takes, and the rows that run in them.

Each version lives in a virtual environment of its own (:mod:`harness.extraction.venv`), named after the row and keyed
by all that is installed and by the interpreter, so that it is made once. The adapter is the file that runs at any other
time; only its library is another. Rows are called ``trafilatura@2.2.0`` and ``trafilatura@2.2.0[fast]``.
"""

from __future__ import annotations

import fcntl
import hashlib
import re
import shutil
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from .errors import ExtractorError, UnknownNameError, UsageError
from .extraction import venv
from .extraction.discovery import bundled_folder, is_served, wanted_environment
from .model import Extractor
from .ordering import version_key

_PIN = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*==\s*([A-Za-z0-9][A-Za-z0-9._!+-]*)\s*")

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Version:
    """An adapter with one version of its library. ``rows`` are the adapter's own, one a mode that was asked for."""

    number: str
    rows: tuple[Extractor, ...]
    file: Path
    wanted: venv.Wanted

    @property
    def adapter(self) -> str:
        """The name of the extractor file."""
        return self.rows[0].name


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A row that can run: what it is in the table, which adapter and mode it is of, and in which version."""

    extractor: Extractor
    of: str
    number: str


def find_versions(
    pins: Sequence[str],
    extractors: Sequence[Extractor],
    workspace: Path,
    *,
    modes: Sequence[str] = (),
    beside: Sequence[str] = (),
) -> list[Version]:
    """Find out what to make for ``NAME==VERSION`` pins; nothing is made or installed yet.

    Args:
        pins: NAME is an extractor's, or the distribution's that it drives.
        extractors: what discovery found.
        workspace: the folder of the workspace's extractor files.
        modes: take these modes of each instead of the plain row.
        beside: requirements to install into every environment too.

    Raises:
        UsageError: says which pin cannot be run, and why.
    """
    found: list[Version] = []
    for pin in pins:
        match = _PIN.fullmatch(pin)
        if match is None:
            raise UsageError(f"{pin!r} names no exact version; write it as NAME==VERSION: trafilatura==2.0.0")
        rows = _rows_of(match[1], extractors, modes)
        if any((one.adapter, one.number) == (rows[0].name, match[2]) for one in found):
            raise UsageError(f"{pin} is given twice; a version is compared with others, not with itself")
        found.append(_version(rows, match[2], workspace, beside))
    for one in found:
        if sum(other.adapter == one.adapter for other in found) < 2:
            raise UsageError(f"{one.adapter} has nothing to be compared with; give two versions of it or more")
    return sorted(found, key=lambda one: (one.adapter, version_key(one.number)))


def make_rows(versions: Sequence[Version], say: Say) -> list[VersionRow]:
    """Make the environments that are not there yet, and return the rows that run in them.

    ``say`` is told each step before it is done; pip writes to stderr. Raises :class:`UsageError` for what cannot be
    installed, after removing what was made of it.
    """
    made = []
    for one in versions:
        environment = _environment(one, say)
        for row in one.rows:
            package = row.package or ""
            digest = hashlib.sha256(f"{row.digest}{environment.digest}".encode()).hexdigest()
            extractor = replace(
                row,
                name=f"{row.name}@{one.number}",
                version=environment.version_of(package),
                command=(*environment.command(one.file), *(("--mode", row.mode) if row.mode else ())),
                origin="version",
                digest=digest,
                install=None,
                problem=None,
                repeatable=True,
            )
            made.append(VersionRow(extractor, row.id, one.number))
    return made


def _rows_of(name: str, extractors: Sequence[Extractor], modes: Sequence[str]) -> tuple[Extractor, ...]:
    """Return the plain row of the adapter that a name means, or its rows in the modes that were asked for."""
    rows = [row for row in extractors if row.name == name]
    if not rows:
        driving = {row.name: row for row in extractors if row.package and _normal(row.package) == _normal(name)}
        if len(driving) > 1:
            raise UsageError(f"{name} is driven by several extractors; name one of them: {', '.join(sorted(driving))}")
        if not driving:
            known = {row.name for row in extractors} | {row.package for row in extractors if row.package}
            raise UnknownNameError("extractor or library", name, known)
        rows = [row for row in extractors if row.name in driving]
    if not modes:
        return tuple(row for row in rows if row.mode is None)
    by_mode = {row.mode: row for row in rows if row.mode}
    for mode in modes:
        if mode not in by_mode:
            raise UnknownNameError(f"mode of {rows[0].name}", mode, by_mode)
    return tuple(by_mode[mode] for mode in dict.fromkeys(modes))


def _version(rows: tuple[Extractor, ...], number: str, workspace: Path, beside: Sequence[str]) -> Version:
    plain = rows[0]
    own = None if plain.origin in ("command", "http", "ensemble") else wanted_environment(workspace, plain.name)
    if plain.problem and own is None:
        raise UsageError(f"{plain.name} cannot be used: {plain.problem}")
    if plain.package is None or (own is None and not is_served(plain)):
        raise UsageError(
            f"{plain.name} is no Python extractor that declares the package it drives, so pip cannot give it another "
            "version; score it twice with `harness run`, and compare the two reports"
        )
    others = [one for one in (own.requirements if own else ()) if _normal(_leading_name(one)) != _normal(plain.package)]
    wanted = venv.Wanted(
        f"{plain.name}@{number}", (f"{plain.package}=={number}", *others, *beside), own.python if own else ""
    )
    file = workspace / f"{plain.name}.py"
    return Version(number, rows, file if file.is_file() else bundled_folder() / file.name, wanted)


def _environment(version: Version, say: Say) -> venv.Environment:
    wanted = version.wanted
    made = venv.find(wanted)
    if made is not None:
        return made
    try:
        return venv.build(wanted, say)
    except ExtractorError as error:
        what = ", ".join(wanted.requirements)
        raise UsageError(
            f"{wanted.name}: no environment with {what} could be made on Python {sys.version_info[0]}."
            f"{sys.version_info[1]}; what pip printed above says why. Is there such a version, does it fit this "
            "Python, and is the network there? An old version may need an old library beside it: --with 'lxml<5'"
        ) from error
    finally:
        _remove_unfinished(wanted)


def _remove_unfinished(wanted: venv.Wanted) -> None:
    """Remove what a failed or interrupted installation left, unless somebody else is at work on it."""
    for folder in venv.environments_folder().glob(f"{wanted.name}-{wanted.key}-py*"):
        if not folder.is_dir() or (folder / "environment.json").exists():
            continue
        with suppress(OSError), folder.with_suffix(f"{folder.suffix}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)


def _leading_name(requirement: str) -> str:
    match = re.match(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)", requirement)
    return match[1] if match else requirement


def _normal(name: str) -> str:
    """Return a distribution's name as all spellings of it compare."""
    return re.sub(r"[-_.]+", "-", name).lower()
