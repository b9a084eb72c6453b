"""What an extractor file says of itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..model import Article

# def extract(page: Page, **settings of the mode) -> Article | str
ExtractFunction = Callable[..., Article | str]

_MODE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+-]*")
_PYTHON = re.compile(r"(>=|<)\s*3\.\d+(\s*,\s*(>=|<)\s*3\.\d+)*")


@dataclass(frozen=True, slots=True)
class Declaration:
    """The value of ``EXTRACTOR`` in an extractor file; made by :func:`extractor`."""

    function: ExtractFunction
    package: str | None = None
    modes: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    imports: tuple[str, ...] = ()
    version: str | None = None
    install: str | None = None
    licence: str | None = None
    control: bool = False
    requirements: tuple[str, ...] = ()
    python: str | None = None
    text: bool = True
    files: tuple[Path, ...] = ()


def extractor(
    function: ExtractFunction,
    *,
    package: str | None = None,
    modes: Mapping[str, Mapping[str, object]] | None = None,
    imports: Sequence[str] = (),
    version: str | None = None,
    install: str | None = None,
    licence: str | None = None,
    control: bool = False,
    requirements: Sequence[str] = (),
    python: str | None = None,
    text: bool = True,
    files: Sequence[Path] = (),
) -> Declaration:
    """Declare the extractor of this file: ``EXTRACTOR = extractor(extract, package="trafilatura")``.

    Args:
        function: takes a :class:`~harness.Page` (and, in a mode, that mode's settings as keyword arguments) and
            returns an :class:`~harness.Article`, or a ``str`` for text alone. It raises to fail.
        package: the distribution whose version is shown; when it is not installed, the row says so.
        modes: settings by mode name. Each mode is a row of its own beside the plain one: ``trafilatura[fast]``.
        imports: modules to import before the first page arrives, so that no page pays for it.
        version: the version to show when there is no package.
        install: the command that installs what is missing; ``pip install PACKAGE`` if not given.
        licence: the SPDX name of the library's licence.
        control: a row that bounds the table rather than competes in it.
        requirements: what pip installs into a virtual environment of this extractor's own, for libraries that do not
            get on with others. ``harness extractors install NAME`` makes it; until then the row is "not installed".
        python: the interpreters that will do for that environment: ``">=3.12"``, ``">=3.11,<3.13"``.
        text: ``False`` for one that gives metadata alone: no figure of text applies to it.
        files: what else decides its answers, files or folders, relative to this file's folder: a word list, a model. A
            change of one is a change of the extractor. This file, and those beside it that start with ``_``, count
            anyway.
    """
    if not callable(function):
        raise TypeError(f"extractor() takes a function first, not {type(function).__name__}")
    modes = dict(modes or {})
    for name, settings in modes.items():
        if not _MODE_NAME.fullmatch(name):
            raise ValueError(f"mode name {name!r}: letters, digits and . _ + - only")
        if not isinstance(settings, Mapping):
            raise TypeError(f"mode {name!r} must map setting names to values, not be a {type(settings).__name__}")
    if isinstance(requirements, str) or not all(isinstance(one, str) and one.strip() for one in requirements):
        raise TypeError(f"requirements must be a list of requirements as pip knows them, not {requirements!r:.60}")
    if python is not None and not requirements:
        raise ValueError("python chooses the interpreter of an environment of its own: give requirements too")
    if python is not None and not _PYTHON.fullmatch(python):
        raise ValueError(f'python must be such as ">=3.12" or ">=3.11,<3.13", not {python!r:.60}')
    if not all(isinstance(one, Path) for one in files):
        raise TypeError(f"files must be a list of Paths, not {files!r:.60}")
    return Declaration(
        function,
        package,
        modes,
        tuple(imports),
        version,
        install,
        licence,
        control,
        tuple(requirements),
        python,
        text,
        tuple(files),
    )
