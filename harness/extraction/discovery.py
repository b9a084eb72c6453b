"""Find the extractors of a workspace, the bundled ones, and the commands of its configuration."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..config import Command, Configured
from ..errors import UnknownNameError
from ..model import Extractor
from .ensemble import Ensemble
from .ensemble_rows import check_members, ensemble_rows, judged
from .environment import child_environment
from .http_rows import http_row, named
from .http_settings import HttpSettings
from .venv import Wanted, find

# Enough for importing thirty small files on a busy machine.
_DESCRIBE_TIMEOUT = 60.0
# How the command of an extractor begins that a child of this Python serves.
_SERVED = (sys.executable, "-m", "harness.child")


def bundled_folder() -> Path:
    """Return the folder of the adapters that travel inside the package; in a source checkout they lie beside it."""
    package = Path(__file__).parent.parent
    inside = package / "bundled" / "extractors"
    return inside if inside.is_dir() else package.parent / "extractors"


def discover(workspace: Path, commands: Mapping[str, Configured | Sequence[str]] | None = None) -> list[Extractor]:
    """Return every row there could be, the ones that cannot run here included, controls last.

    Args:
        workspace: the folder of the workspace's extractor files. It may be missing.
        commands: programs, services and ensembles by name, from the configuration.

    A file of the workspace takes the place of a bundled one of the same name; a configured extractor that of both. A
    service that is not enabled is a row that says so, until :func:`choose` finds it named.
    """
    commands = commands or {}
    chosen = [found for name, found in _files(workspace).items() if name not in commands]
    found = [row for described, origin in _describe(chosen) for row in _rows(described, origin)]
    ensembles = {name: one for name, one in commands.items() if isinstance(one, Ensemble)}
    found += [_configured_row(name, one) for name, one in commands.items() if not isinstance(one, Ensemble)]
    found += ensemble_rows(ensembles, found)
    return sorted(found, key=lambda row: (row.control, row.id))


def wanted_environment(workspace: Path, name: str) -> Wanted | None:
    """Return the environment of its own that an extractor asks for; ``None`` when it asks for none.

    An unknown name is a usage error.
    """
    files = _files(workspace)
    if name not in files:
        raise UnknownNameError("extractor file", name, files)
    return next((_wanted(described) for described, _ in _describe([files[name]])), None)


def choose(extractors: Iterable[Extractor], wanted: Sequence[str]) -> list[Extractor]:
    """Keep the extractors that were asked for, in the table's order; all of them when nothing was asked for.

    ``trafilatura`` means all its modes, ``trafilatura[fast]`` that row. A service that is named may reach the network.
    An unknown name is a usage error, and so is an ensemble without its members.
    """
    rows = list(extractors)
    if not wanted:
        return rows
    known = {row.name for row in rows} | {row.id for row in rows}
    for name in wanted:
        if name not in known:
            raise UnknownNameError("extractor", name, known)
    chosen = judged([named(row) for row in rows if row.name in wanted or row.id in wanted])
    check_members(chosen)
    return chosen


def _describe(files: Sequence[tuple[Path, str]]) -> Iterable[tuple[dict[str, Any], str]]:
    """Import the files in a child and yield what each declares; one that kills the child costs only itself."""
    waiting = list(files)
    while waiting:
        # -P: the current folder is no place to import from, for it is none when the pages come.
        command = [sys.executable, "-P", "-m", "harness.child", "--describe", *(str(file) for file, _ in waiting)]
        try:
            with tempfile.TemporaryDirectory(prefix="harness-") as folder:
                environment = child_environment(folder)
                done = subprocess.run(
                    command, capture_output=True, timeout=_DESCRIBE_TIMEOUT, check=False, env=environment
                )
            output, ending = done.stdout, f"importing it ended the process with status {done.returncode}"
        except subprocess.TimeoutExpired as timeout:
            output, ending = timeout.stdout or b"", f"importing it took more than {_DESCRIBE_TIMEOUT:g} s"
        lines = [line for line in output.split(b"\n") if line]
        for line, (_, origin) in zip(lines, waiting, strict=False):
            yield json.loads(line), origin
        waiting = waiting[len(lines) :]
        if waiting:
            file, origin = waiting.pop(0)
            yield {"file": str(file), "error": ending}, origin


def is_served(row: Extractor) -> bool:
    """Whether a row is a Python extractor that children of this Python serve, and of no environment of its own."""
    return row.command[: len(_SERVED)] == _SERVED


def _files(workspace: Path) -> dict[str, tuple[Path, str]]:
    """Return the extractor files by name, with where each was found."""
    files: dict[str, tuple[Path, str]] = {}
    for folder, origin in ((bundled_folder(), "bundled"), (workspace, "workspace")):
        for file in sorted(folder.glob("*.py")):
            if not file.name.startswith("_"):
                files[file.stem] = (file, origin)
    return files


def _rows(described: dict[str, Any], origin: str) -> Iterable[Extractor]:
    file = Path(described["file"])
    command = (*_SERVED, str(file))
    if "error" in described:
        yield Extractor(file.stem, None, None, command, origin, _digest(file), problem=described["error"])
        return
    if described.get("program"):
        plain = _program_row(described, file, origin)
    elif described["requirements"]:
        plain = _environment_row(described, file, origin)
    else:
        plain = _row(described, file, origin, command)
    yield plain
    for mode, arguments in described["modes"].items():
        added = tuple(arguments) if described.get("program") else ("--mode", mode)
        yield replace(plain, mode=mode, command=(*plain.command, *added))


def _row(described: dict[str, Any], file: Path, origin: str, command: tuple[str, ...]) -> Extractor:
    package = described["package"]
    return Extractor(
        name=file.stem,
        mode=None,
        version=described["version"],
        command=command,
        origin=origin,
        digest=_digest(file, described["files"]),
        package=package,
        licence=described["licence"],
        description=described["description"],
        install=described["install"] or (f"pip install {package}" if package else None),
        control=described["control"],
        text=described.get("text", True),
        reads=described.get("reads"),
        repeatable=described.get("repeatable", package is not None) and not described["control"],
    )


def _program_row(described: dict[str, Any], file: Path, origin: str) -> Extractor:
    row = _row(described, file, origin, tuple(described["program"]))
    digest = hashlib.sha256(row.digest.encode())
    # Its arguments, without where this checkout lies: a path in them stands for the file's content.
    for part in described["program"]:
        digest.update(part.replace(str(file.parent.absolute()), "").encode() + b"\0")
    environment = tuple(sorted(described["environment"].items()))
    digest.update(repr(environment).encode())
    return replace(row, digest=digest.hexdigest(), install=described["install"], environment=environment)


def _environment_row(described: dict[str, Any], file: Path, origin: str) -> Extractor:
    """Return the row of an extractor that has its own environment: not installed until that has been made."""
    wanted = _wanted(described)
    assert wanted is not None
    row = _row(described, file, origin, ())
    row = replace(row, install=f"harness extractors install {file.stem}")
    environment = find(wanted)
    if environment is None:
        return replace(row, version=None)
    found = environment.version_of(row.package) if row.package else row.version or ""
    digest = hashlib.sha256((row.digest + environment.digest).encode()).hexdigest()
    problem = None
    if found is None:
        problem = f"its environment has no {row.package}: name it in requirements"
    return replace(row, version=found, command=environment.command(file), digest=digest, problem=problem)


def _wanted(described: dict[str, Any]) -> Wanted | None:
    requirements = described.get("requirements")
    if not requirements:
        return None
    return Wanted(Path(described["file"]).stem, tuple(requirements), described["python"] or "")


def _digest(file: Path, others: Sequence[str] = ()) -> str:
    """Return a digest over an extractor file, the shared code beside it, and the other files that it has named."""
    digest = hashlib.sha256(file.read_bytes())
    for shared in sorted(file.parent.glob("_*.py")):
        digest.update(shared.name.encode() + b"\0" + shared.read_bytes())
    for other in others:
        _add(digest, Path(other))
    return digest.hexdigest()


def _add(digest: hashlib._Hash, path: Path) -> None:
    """Add the content of a file, or of all files below a folder, with their names inside it."""
    if path.is_dir():
        for file in sorted(file for file in path.rglob("*") if file.is_file()):
            digest.update(file.relative_to(path).as_posix().encode() + b"\0" + file.read_bytes())
    elif path.is_file():
        digest.update(path.read_bytes())


def _configured_row(name: str, given: Command | HttpSettings | Sequence[str]) -> Extractor:
    return http_row(name, given) if isinstance(given, HttpSettings) else _command_row(name, given)


def _command_row(name: str, given: Command | Sequence[str]) -> Extractor:
    program = given if isinstance(given, Command) else Command(tuple(given))
    digest = hashlib.sha256("\0".join(program.command).encode())
    for part in program.command:
        if Path(part).is_file():
            digest.update(Path(part).read_bytes())
    environment = tuple(sorted(program.environment.items()))
    if environment or program.accepts:
        digest.update(repr((environment, program.accepts)).encode())
    return Extractor(
        name,
        None,
        "",
        program.command,
        "command",
        digest.hexdigest(),
        description=" ".join(program.command),
        environment=environment,
        accepts=program.accepts,
        reads="bytes",
    )
