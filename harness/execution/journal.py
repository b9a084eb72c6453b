"""The journal: every extraction as it arrives, so that a killed run goes on where it stopped.

One JSON object a line. The first names the plan; the last of a finished run is ``{"end": true}``. A line that a kill
cut short is dropped; a journal of another plan that is not finished is laid aside.
"""

from __future__ import annotations

import json
from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from io import FileIO
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any, BinaryIO

from ..errors import RunFileError
from ..model import Article, Extraction, Failure, Repeats
from .case_numbers import CaseNumbers
from .output_files import OUTPUTS, stored_article
from .unfinished import END, is_finished, make_way

Key = tuple[str, str]


# What it is called in a report folder.
JOURNAL = "journal.jsonl"

_NOWHERE = array("q", [-1])
_NONE: Mapping[str, str] = MappingProxyType({})


class Journal:
    """An append-only file of extractions by (extractor id, case id), read back one at a time.

    Only places in the file are held in memory, eight bytes an extraction, and twelve bytes a case.

    Args:
        path: the file.
        plan: the key of the run's plan.
        cases: the ids of the plan's cases, where they are known: none of them is then held.
        contents: what the plan is made of, by name, to tell later what has changed.

    ``notice`` says what an unfinished run of another plan had left, which is kept; ``None`` if nothing.

    Raises :class:`RunFileError` when the file cannot be written; what was in it stays whole.
    """

    def __init__(self, path: Path, plan: str, cases: Sequence[str] = (), contents: Mapping[str, str] = _NONE) -> None:
        self.path = path
        # Whether the run goes on after this is closed: its report is still to be written.
        self.stays_open = False
        self._numbers = CaseNumbers(cases)
        self._places: dict[str, array[int]] = {}
        self._counts: Counter[str] = Counter()
        # Whether an unfinished run of the same plan has left something, if only its beginning.
        self.resumed = False
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self.notice = make_way(path, plan, contents)
            self._end = self._recover(plan)
            self.resumed = self._end > 0
            # Not buffered: what could not be written would be tried again when the file is closed.
            self._file: FileIO = FileIO(path, "r+b" if self._end else "w+b")
            self._file.truncate(self._end)
        except OSError as error:
            raise self._refused(error) from error
        if not self._end:
            self._append({"plan": plan, **({"contents": dict(contents)} if contents else {})})

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None and not self.stays_open:
                self._append({"end": True})
        finally:
            self._file.close()

    def __contains__(self, key: Key) -> bool:
        return self.place(key) is not None

    def __len__(self) -> int:
        return self._counts.total()

    def count(self, extractor: str) -> int:
        """Return how many extractions of an extractor there are."""
        return self._counts[extractor]

    def place(self, key: Key) -> int | None:
        """Return where in the file an extraction stands, for :func:`read_at`; ``None`` if it does not."""
        places = self._places.get(key[0])
        number = None if places is None else self._numbers.find(key[1])
        if places is None or number is None or number >= len(places) or places[number] < 0:
            return None
        return places[number]

    def add(self, key: Key, extraction: Extraction, *, stored: tuple[str, int] | None = None) -> None:
        """Append one extraction; it survives the death of this process from here on.

        ``stored`` says where its article is when the extraction comes without: file of the outputs, and row in it.
        """
        article = extraction.article.to_json() if extraction.article else None
        failure = asdict(extraction.failure) if extraction.failure else None
        repeats = asdict(extraction.repeats) if extraction.repeats else None
        place = self._append(
            {
                "extractor": key[0],
                "case": key[1],
                "outcome": extraction.outcome,
                "article": article,
                "failure": failure,
                "seconds": extraction.seconds,
                "peak_memory": extraction.peak_memory,
                "cpu_seconds": extraction.cpu_seconds,
                **({"repeats": repeats} if repeats else {}),
                **({"stored": stored} if stored else {}),
            }
        )
        self._remember(key, place)

    def read(self, key: Key) -> Extraction:
        """Return one extraction from the file. Raises :class:`KeyError` if it is not there."""
        place = self.place(key)
        if place is None:
            raise KeyError(key)
        with self.path.open("rb") as file:
            return read_at(file, place)

    def _remember(self, key: Key, place: int) -> None:
        places = self._places.setdefault(key[0], array("q"))
        number = self._numbers.add(key[1])
        if number >= len(places):
            places.extend(_NOWHERE * (len(self._numbers) - len(places)))
        self._counts[key[0]] += places[number] < 0
        places[number] = place

    def _append(self, entry: dict[str, Any]) -> int:
        line = memoryview(json.dumps(entry).encode("ascii") + b"\n")
        start, end = self._end, self._end + len(line)
        try:
            self._file.seek(start)
            while line:
                line = line[self._file.write(line) :]
        except OSError as error:
            with suppress(OSError):
                self._file.truncate(start)
            raise self._refused(error) from error
        self._end = end
        return start

    def _refused(self, error: OSError) -> RunFileError:
        return RunFileError(
            f"cannot write {self.path}: {error.strerror}; make room for it, or choose another report folder. "
            "What it holds is kept: the same command goes on from there"
        )

    def _recover(self, plan: str) -> int:
        """Index what an unfinished run of the same plan left; return how many bytes of it are whole."""
        try:
            file = self.path.open("rb")
        except FileNotFoundError:
            return 0
        with file:
            if is_finished(file):
                return 0
            whole = 0
            for line in file:
                entry = _parse(line)
                if entry is None:
                    break
                if whole == 0 and entry.get("plan") != plan:
                    return 0
                if "extractor" in entry:
                    self._remember((entry["extractor"], entry["case"]), whole)
                whole += len(line)
        return whole


def finish_journal(path: Path) -> None:
    """Mark a journal that stayed open as that of a finished run: the next run begins anew."""
    with path.open("ab") as file:
        file.write(END)


def read_at(file: BinaryIO, place: int) -> Extraction:
    """Return the extraction that stands at a place of a journal's file."""
    file.seek(place)
    entry = json.loads(file.readline())
    extraction = _extraction(entry)
    if "stored" in entry:
        article = stored_article(Path(file.name).parent / OUTPUTS, *entry["stored"])
        extraction = replace(extraction, article=article)
    return extraction


def _parse(line: bytes) -> dict[str, Any] | None:
    if not line.endswith(b"\n"):
        return None
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    return entry if isinstance(entry, dict) else None


def _extraction(entry: dict[str, Any]) -> Extraction:
    article = Article.from_json(entry["article"]) if entry["article"] is not None else None
    failure = Failure(**entry["failure"]) if entry["failure"] else None
    repeats = Repeats(**entry["repeats"]) if entry.get("repeats") else None
    seconds, memory, cpu = (entry.get(name) for name in ("seconds", "peak_memory", "cpu_seconds"))
    return Extraction(entry["outcome"], article, failure, seconds, memory, cpu, repeats)
