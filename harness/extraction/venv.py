"""Virtual environments of their own, for extractors whose libraries must not meet the harness's.

They lie in the user's cache folder and are made only when a person asks for it, for that needs the network.
"""

from __future__ import annotations

import fcntl
import glob
import hashlib
import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import ExtractorError, HarnessError

# Page.html decodes with these: there as here, or the same page would be another text.
_DECODERS = ("chardetng-py", "html5prescan", "webencodings")
_OLDEST_PYTHON = (3, 11)  # what harness.child itself needs
_NEWEST_PYTHON = (3, 30)  # as far as PATH is searched for python3.N
_LAUNCHER = Path(__file__).with_name("launcher.py")
_MARKER = "environment.json"

Version = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The environment that an extractor file asks for.

    ``requirements`` are pip's; ``python`` says which interpreters will do, as ``">=3.11,<3.13"``; empty for any.
    """

    name: str
    requirements: tuple[str, ...]
    python: str = ""

    @property
    def key(self) -> str:
        """A digest of all that is to be installed."""
        parts = json.dumps([sorted(self.requirements), decoders()])
        return hashlib.sha256(parts.encode()).hexdigest()[:12]

    def admits(self, version: Version) -> bool:
        """Whether an interpreter of this version will do."""
        if version < _OLDEST_PYTHON:
            return False
        for relation, minor in re.findall(r"(>=|<)\s*3\.(\d+)", self.python):
            if (version >= (3, int(minor))) != (relation == ">="):
                return False
        return True


@dataclass(frozen=True, slots=True)
class Environment:
    """An environment that is there. ``digest`` covers the interpreter and every installed version."""

    folder: Path
    digest: str = field(repr=False)

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / "bin" / "python"

    def command(self, file: Path) -> tuple[str, ...]:
        """Return the command that serves an extractor file in this environment."""
        return (str(self.python), str(_LAUNCHER), str(file))

    def version_of(self, package: str) -> str | None:
        """Return the installed version of a distribution; ``None`` when it is not there. Nothing is started."""
        paths = [str(path) for path in self.folder.glob("lib*/python*/site-packages")]
        found = list(importlib.metadata.distributions(name=package, path=paths))
        return found[0].version if found else None


def environments_folder() -> Path:
    """Return the folder in the user's cache that holds them all."""
    try:
        from platformdirs import user_cache_path
    except ModuleNotFoundError as error:
        raise HarnessError("environments of their own need platformdirs; pip install platformdirs") from error
    return user_cache_path("scraper-harness", appauthor=False) / "environments"


def decoders() -> list[str]:
    """Return the requirements of ``Page.html``, in the versions that decode pages here."""
    return [f"{name}=={importlib.metadata.version(name)}" for name in _DECODERS]


def find(wanted: Wanted) -> Environment | None:
    """Return the environment that fits, of this interpreter's version if there is one; ``None`` when none is made."""
    made = []
    for folder in environments_folder().glob(f"{glob.escape(wanted.name)}-{wanted.key}-py3.*[0-9]"):
        version = (3, int(folder.name.rsplit(".", 1)[1]))
        environment = _read(folder)
        if wanted.admits(version) and environment:
            made.append((version != sys.version_info[:2], version, environment))
    return min(made, key=lambda one: one[:2])[2] if made else None


def build(wanted: Wanted, say: Callable[[str], None]) -> Environment:
    """Make the environment, or return the one that is there; pip writes to stderr.

    Args:
        wanted: what to make.
        say: is told each step before it is done.

    Raises :class:`ExtractorError` when no interpreter fits or something cannot be installed; nothing half-made is ever
    taken for an environment.
    """
    python, version = interpreter(wanted)
    folder = environments_folder() / f"{wanted.name}-{wanted.key}-py{version[0]}.{version[1]}"
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _lock(folder.with_suffix(folder.suffix + ".lock")):
        environment = _read(folder)
        if environment:
            return environment
        shutil.rmtree(folder, ignore_errors=True)
        say(f"making {folder} with {python}")
        _run(wanted, [python, "-m", "venv", str(folder)])
        pip = [str(folder / "bin" / "python"), "-m", "pip", "--disable-pip-version-check"]
        say(f"installing {', '.join(wanted.requirements)}")
        _run(wanted, [*pip, "install", *wanted.requirements, *decoders()])
        installed = _run(wanted, [*pip, "freeze", "--all"], keep=True)
        marker = json.dumps({"python": f"{version[0]}.{version[1]}", "installed": sorted(installed.split("\n"))})
        # Last, and at once: the marker says that all before it was done.
        (folder / "marker.part").write_text(marker, encoding="utf-8")
        (folder / "marker.part").rename(folder / _MARKER)
    environment = _read(folder)
    assert environment is not None  # it has just been made
    return environment


def interpreter(wanted: Wanted) -> tuple[str, Version]:
    """Return an interpreter that will do and its version: this one, else the oldest that PATH has."""
    here = sys.version_info[:2]
    if wanted.admits(here):
        return sys.executable, here
    for minor in range(_OLDEST_PYTHON[1], _NEWEST_PYTHON[1]):
        found = shutil.which(f"python3.{minor}") if wanted.admits((3, minor)) else None
        # A stand-in of a version manager may be on PATH and start nothing.
        if found and _starts(found, (3, minor)):
            return found, (3, minor)
    raise ExtractorError(
        f"{wanted.name} needs Python {wanted.python}; this is {here[0]}.{here[1]}, and PATH has no other that fits. "
        f"Install one as python3.N and run `harness extractors install {wanted.name}` again"
    )


def _starts(python: str, version: Version) -> bool:
    code = f"import ensurepip, sys, venv; sys.exit(sys.version_info[:2] != {version})"
    try:
        return subprocess.run([python, "-c", code], capture_output=True, check=False, env=_clean()).returncode == 0
    except OSError:
        return False


def _read(folder: Path) -> Environment | None:
    try:
        marker = (folder / _MARKER).read_bytes()
    except OSError:
        return None
    environment = Environment(folder, hashlib.sha256(marker).hexdigest())
    return environment if environment.python.exists() else None  # its base may have been removed since


def _run(wanted: Wanted, command: Sequence[str], *, keep: bool = False) -> str:
    """Run a command and return what it printed if that is to be kept; else it is for people and goes to stderr."""
    stdout = subprocess.PIPE if keep else 2
    try:
        done = subprocess.run(command, stdout=stdout, stdin=subprocess.DEVNULL, check=False, env=_clean())
    except OSError as error:
        raise ExtractorError(f"{wanted.name}: cannot start {command[0]}: {error}") from error
    if done.returncode:
        raise ExtractorError(
            f"{wanted.name}: `{' '.join(command)}` ended with status {done.returncode}; what it printed says why. "
            f"Mend the requirements and run `harness extractors install {wanted.name}` again"
        )
    return done.stdout.decode("utf-8", "replace").strip() if keep else ""


def _clean() -> dict[str, str]:
    """Return this process's environment without what would lead Python to this installation's libraries."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    return {**kept, "PIP_REQUIRE_VIRTUALENV": "0"}


@contextmanager
def _lock(file: Path) -> Iterator[None]:
    """Have a second harness wait until the first has made the environment."""
    with file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
