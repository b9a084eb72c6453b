"""Find the extractors of a workspace, the bundled ones, and the commands of its configuration."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..errors import UnknownNameError
from ..model import Extractor
from .environment import child_environment

# Enough for importing thirty small files on a busy machine.
_DESCRIBE_TIMEOUT = 60.0


def bundled_folder() -> Path:
    """Return the folder of the adapters that travel inside the package; in a source checkout they lie beside it."""
    package = Path(__file__).parent.parent
    inside = package / "bundled" / "extractors"
    return inside if inside.is_dir() else package.parent / "extractors"


def discover(workspace: Path, commands: Mapping[str, Sequence[str]] | None = None) -> list[Extractor]:
    """Return every row there could be, the ones that cannot run here included, controls last.

    Args:
        workspace: the folder of the workspace's extractor files. It may be missing.
        commands: name to command line, from the configuration.

    A file of the workspace takes the place of a bundled one of the same name; a configured command that of both.
    """
    files: dict[str, tuple[Path, str]] = {}
    for folder, origin in ((bundled_folder(), "bundled"), (workspace, "workspace")):
        for file in sorted(folder.glob("*.py")):
            if not file.name.startswith("_"):
                files[file.stem] = (file, origin)
    commands = commands or {}
    chosen = [(file, origin) for name, (file, origin) in files.items() if name not in commands]
    found = [row for file, origin in _describe(chosen) for row in _rows(file, origin)]
    found += [_command_row(name, command) for name, command in commands.items()]
    return sorted(found, key=lambda row: (row.control, row.id))


def choose(extractors: Iterable[Extractor], wanted: Sequence[str]) -> list[Extractor]:
    """Keep the extractors that were asked for, in the table's order; all of them when nothing was asked for.

    ``trafilatura`` means all its modes, ``trafilatura[fast]`` that row. An unknown name is a usage error.
    """
    rows = list(extractors)
    if not wanted:
        return rows
    known = {row.name for row in rows} | {row.id for row in rows}
    for name in wanted:
        if name not in known:
            raise UnknownNameError("extractor", name, known)
    return [row for row in rows if row.name in wanted or row.id in wanted]


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


def _rows(described: dict[str, Any], origin: str) -> Iterable[Extractor]:
    file = Path(described["file"])
    digest = _digest(file)
    command = (sys.executable, "-m", "harness.child", str(file))
    if "error" in described:
        yield Extractor(file.stem, None, None, command, origin, digest, problem=described["error"])
        return
    package = described["package"]
    install = described["install"] or (f"pip install {package}" if package else None)
    for mode in (None, *described["modes"]):
        yield Extractor(
            name=file.stem,
            mode=mode,
            version=described["version"],
            command=(*command, "--mode", mode) if mode else command,
            origin=origin,
            digest=digest,
            package=package,
            licence=described["licence"],
            description=described["description"],
            install=install,
            control=described["control"],
        )


def _digest(file: Path) -> str:
    """Return a digest over an extractor file and the shared code beside it."""
    digest = hashlib.sha256(file.read_bytes())
    for shared in sorted(file.parent.glob("_*.py")):
        digest.update(shared.name.encode() + b"\0" + shared.read_bytes())
    return digest.hexdigest()


def _command_row(name: str, command: Sequence[str]) -> Extractor:
    digest = hashlib.sha256("\0".join(command).encode())
    for part in command:
        if Path(part).is_file():
            digest.update(Path(part).read_bytes())
    return Extractor(name, None, "", tuple(command), "command", digest.hexdigest(), description=" ".join(command))
