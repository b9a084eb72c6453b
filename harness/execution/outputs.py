"""The outputs of a run that is over, from the journal in its folder.

A journal holds every output in full and may have gigabytes: it is gone through once for the places of the outputs that
are wanted, by the beginnings of its lines; then these are read, one at a time.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from ..model import Extraction
from .journal import JOURNAL, Key, read_at

# Of each line only what names it is read, and the output passed over. Most names are shorter than this.
_BEGINNING = 1 << 12
_CHUNK = 1 << 20
_NAMES_END = b', "outcome": '


class Outputs:
    """The wanted outputs of a run, by (extractor, case).

    Args:
        folder: the run's folder.
        wanted: what may be asked for.

    ``problem`` says which file cannot be read, and why; ``None`` if it can.
    """

    def __init__(self, folder: Path, wanted: Iterable[Key]) -> None:
        self._path = folder / JOURNAL
        self._places: dict[Key, int] = {}
        self.problem: str | None = None
        try:
            with self._path.open("rb") as file:
                self._places = _places(file, wanted)
        except OSError as error:
            self.problem = f"{self._path}: {error.strerror}"

    def read(self, key: Key) -> Extraction | None:
        """Return an output; ``None`` where the journal does not have it, or not whole."""
        place = self._places.get(key)
        if place is None:
            return None
        try:
            with self._path.open("rb") as file:
                return read_at(file, place)
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None


def _places(file: BinaryIO, wanted: Iterable[Key]) -> dict[Key, int]:
    """Return where the lines of the wanted outputs begin; of two lines for one output, the last counts."""
    names = {_names(key): key for key in wanted}
    # A record of a crawl is named by its URL, of whatever length; a longer name than the longest wanted one is none.
    beginning = max((len(name) for name in names), default=0) + len(_NAMES_END)
    found: dict[Key, int] = {}
    place = 0
    while line := file.readline(max(beginning, _BEGINNING)):
        start = place
        place += len(line)
        key = names.get(line.partition(_NAMES_END)[0])
        if key is not None:
            found[key] = start
        while line and not line.endswith(b"\n"):
            line = file.readline(_CHUNK)
            place += len(line)
    return found


def _names(key: Key) -> bytes:
    """Return what a journal's line begins with."""
    return json.dumps({"extractor": key[0], "case": key[1]})[:-1].encode("ascii")
