"""What is wrong with a golden case, said so that a person can mend it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One problem: the file, the place in it (a JSON path, or empty), what was found there, and what to do."""

    file: Path
    place: str
    found: str
    advice: str

    def __str__(self) -> str:
        place = f" {self.place}" if self.place else ""
        return f"{shown_path(self.file)}{place}: {self.found}; {self.advice}"


def shown_path(path: Path) -> str:
    """Return a path as a person at this prompt would type it."""
    here = Path.cwd()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else path.as_posix()
