"""What an extractor file says of a program that speaks the protocol itself, in whatever language."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_MODE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+-]*")

# Returns what to do before the program can run; None when it can.
ReadyFunction = Callable[[], str | None]


@dataclass(frozen=True, slots=True)
class Program:
    """The value of ``EXTRACTOR`` in the file of a program; made by :func:`program`."""

    command: tuple[str | Path, ...]
    package: str | None = None
    version: str | Path | None = None
    modes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    install: str | None = None
    licence: str | None = None
    ready: Path | ReadyFunction | None = None
    files: tuple[Path, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    control: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """What can be said of a program without starting it.

    ``version`` is ``None`` when it cannot run here, empty when none is declared; ``install`` is what to do about it.
    """

    command: tuple[str, ...]
    files: tuple[Path, ...]
    version: str | None
    install: str | None


def program(
    command: Sequence[str | Path],
    *,
    package: str | None = None,
    version: str | Path | None = None,
    modes: Mapping[str, Sequence[str]] | None = None,
    install: str | None = None,
    licence: str | None = None,
    ready: Path | ReadyFunction | None = None,
    files: Sequence[Path] = (),
    environment: Mapping[str, str] | None = None,
    control: bool = False,
) -> Program:
    """Declare a program as the extractor of this file: ``EXTRACTOR = program(["node", HERE / "serve.mjs"])``.

    A relative ``Path`` starts at the folder of the extractor file; a ``str`` is passed on as it is.

    Args:
        command: the program and its arguments. It speaks the JSON Lines protocol on its stdin and stdout.
        package: the name of its library, for people.
        version: the version to show, or a JSON file with a key ``version`` (``package.json``); while that file is
            missing the row is "not installed".
        modes: arguments to append, by mode name. Each mode is a row of its own beside the plain one.
        install: the command that installs or builds what is missing.
        licence: the SPDX name of its licence.
        ready: a path that must exist, or a function that returns what to do before the program can run, else ``None``.
        files: what else decides its answers, files or folders: a change of one is a change of the extractor. The files
            that the command names count anyway.
        environment: variables to set for it, by name.
        control: a row that bounds the table rather than competes in it.
    """
    _check_strings("the command", command, (str, Path))
    if not command:
        raise ValueError('program() takes the command line as a list: program(["node", HERE / "serve.mjs"])')
    modes = dict(modes or {})
    for name, arguments in modes.items():
        if not _MODE_NAME.fullmatch(name):
            raise ValueError(f"mode name {name!r}: letters, digits and . _ + - only")
        _check_strings(f"mode {name!r}", arguments, (str,))
    _check_strings("the files", files, (Path,))
    environment = dict(environment or {})
    _check_strings("the environment", [*environment, *environment.values()], (str,))
    if ready is not None and not isinstance(ready, Path) and not callable(ready):
        raise TypeError(f"ready must be a Path or a function, not {type(ready).__name__}")
    added = {name: tuple(arguments) for name, arguments in modes.items()}
    return Program(tuple(command), package, version, added, install, licence, ready, tuple(files), environment, control)


def examine(declared: Program, folder: Path) -> Standing:
    """Find out whether a program can run here, and as which version, without starting it.

    ``folder`` is that of the extractor file. Raises ``TypeError`` or ``ValueError`` where the declaration and what
    lies there do not fit together.
    """
    folder = folder.absolute()
    command = tuple(str(folder / part) if isinstance(part, Path) else part for part in declared.command)
    files = (
        *(folder / part for part in declared.command if isinstance(part, Path)),
        *(folder / file for file in declared.files),
    )
    missing = _missing(declared, command[0], folder)
    version = None if missing else _version(declared, folder)
    return Standing(command, files, version, missing or declared.install)


def _missing(declared: Program, executable: str, folder: Path) -> str | None:
    """Return what to do before the program can run; ``None`` when nothing is missing."""
    if isinstance(declared.ready, Path):
        if not (folder / declared.ready).exists():
            return declared.install or f"provide {folder / declared.ready}"
    elif declared.ready is not None:
        advice = declared.ready()
        if advice is not None:
            if not isinstance(advice, str) or not advice:
                raise TypeError(f"ready() must return what to do, as text, or None, not {advice!r}")
            return advice
    if shutil.which(executable) is None:
        return declared.install or f"install {executable}"
    return None


def _version(declared: Program, folder: Path) -> str | None:
    if not isinstance(declared.version, Path):
        return declared.version or ""
    file = folder / declared.version
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except OSError:
        return None
    except ValueError as error:
        raise ValueError(f"{file} is no JSON: {error}") from error
    version = document.get("version") if isinstance(document, dict) else None
    if not isinstance(version, str):
        raise ValueError(f'{file} has no "version": "..." at its top')  # noqa: TRY004 - a file, not an argument
    return version


def _check_strings(what: str, values: object, kinds: tuple[type, ...]) -> None:
    if isinstance(values, (str, bytes)) or not isinstance(values, Sequence):
        raise TypeError(f"{what} must be a list, not {values!r:.60}")
    for value in values:
        if not isinstance(value, kinds):
            raise TypeError(f"{what} must hold {' or '.join(kind.__name__ for kind in kinds)} only, not {value!r:.60}")
