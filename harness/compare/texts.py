"""The words behind a changed page, from the journals that lie beside the two runs.

A journal holds every output in full and may have gigabytes, so that it is gone through once for the places of the
outputs that are wanted, by the beginnings of its lines; then these are read, one at a time.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from ..alignment.candidate import article_text
from ..execution.journal import read_at
from .changes import Comparison
from .sides import Side
from .word_diff import WordDiff, word_diff

Key = tuple[str, str]
Words = Mapping[Key, WordDiff]

JOURNAL = "journal.jsonl"

# Longer than any extractor's name and case's id together; the rest of a line, the output, is passed over unread.
_BEGINNING = 1 << 12
_CHUNK = 1 << 20
_NAMES_END = b', "outcome": '


@dataclass(frozen=True, slots=True)
class Texts:
    """The words that changed, by (extractor, case), as far as the journals have them; ``missing`` says what they lack.

    A failure is an empty output.
    """

    words: Words
    missing: tuple[str, ...] = ()


def changed_words(base: Side, new: Side, comparison: Comparison, top: int) -> Texts:
    """Return the words that changed on the ``top`` pages of each extractor that moved most."""
    wanted = [(row.id, page.case) for row in comparison.rows for page in row.moved[:top]]
    if not wanted:
        return Texts({})
    sources = [_Outputs(side, wanted) for side in (base, new)]
    missing = tuple(source.problem for source in sources if source.problem)
    if missing:
        return Texts({}, missing)
    words = {}
    for key in wanted:
        before, after = (source.text(key) for source in sources)
        if before is not None and after is not None:
            words[key] = word_diff(before, after)
    if len(words) < len(wanted):
        lacking = next(key for key in wanted if key not in words)
        missing = (
            f"the journals lack {len(wanted) - len(words)} of {len(wanted)} outputs, {lacking[0]} on {lacking[1]} for "
            "one: they are of other runs",
        )
    return Texts(words, missing)


class _Outputs:
    """The outputs of one side that are wanted. ``problem`` says why there are none."""

    def __init__(self, side: Side, wanted: Iterable[Key]) -> None:
        self._path = None if side.file is None else side.file.with_name(JOURNAL)
        self._places: dict[Key, int] = {}
        self.problem: str | None = None
        if self._path is None:
            self.problem = f"{side.label} has no texts"
            return
        try:
            with self._path.open("rb") as file:
                self._places = _places(file, wanted)
        except OSError as error:
            self.problem = f"no words of {side.label}: {self._path}: {error.strerror}"

    def text(self, key: Key) -> str | None:
        """Return an output; ``None`` where the journal does not have it, or not whole."""
        place = self._places.get(key)
        if place is None or self._path is None:
            return None
        try:
            with self._path.open("rb") as file:
                return article_text(read_at(file, place).article)
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None


def _places(file: BinaryIO, wanted: Iterable[Key]) -> dict[Key, int]:
    """Return where the lines of the wanted outputs begin; of two lines for one output, the last counts."""
    names = {_names(key): key for key in wanted}
    found: dict[Key, int] = {}
    place = 0
    while line := file.readline(_BEGINNING):
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
