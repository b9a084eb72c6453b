"""The files of a workspace's extractors, packed for machines that do not have them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

# Extractors are scripts; whoever has more beside them has to bring it to the workers some other way.
MAX_BYTES = 16 * 1024 * 1024
_LEFT_OUT = frozenset({"__pycache__", "node_modules"})


@dataclass(frozen=True, slots=True)
class Belongings:
    """The content of a folder's files by their path in it; none of them if they are more than 16 MiB."""

    folder: Path
    files: Mapping[str, bytes]

    def unpacked(self, into: Path) -> Path:
        """Return a folder with these files: the original where this machine has it too, else a copy in ``into``."""
        if all(_holds(self.folder / name, content) for name, content in self.files.items()):
            return self.folder
        for name, content in self.files.items():
            file = into / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        return into


def pack(folder: Path) -> Belongings:
    """Read the files of a folder, which may be missing."""
    files: dict[str, bytes] = {}
    left = MAX_BYTES
    for file in sorted(folder.rglob("*")):
        name = file.relative_to(folder)
        if any(part in _LEFT_OUT or part.startswith(".") for part in name.parts) or not file.is_file():
            continue
        left -= file.stat().st_size
        if left < 0:
            return Belongings(folder, {})
        files[name.as_posix()] = file.read_bytes()
    return Belongings(folder, files)


def _holds(file: Path, content: bytes) -> bool:
    try:
        return file.read_bytes() == content
    except OSError:
        return False
