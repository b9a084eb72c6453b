"""The journal: every extraction as it arrives, so that a killed run goes on where it stopped.

One JSON object a line. The first names the plan; the last of a finished extraction phase is ``{"end": true}``. A line
that a kill cut short is dropped, and so is a journal of another plan.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

from ..model import Article, Extraction, Failure

Key = tuple[str, str]


class Journal:
    """An append-only file of extractions by (extractor id, case id), read back one at a time.

    Only places in the file are held in memory, so the size of a run does not matter.
    """

    def __init__(self, path: Path, plan: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._places: dict[Key, tuple[int, int]] = {}
        kept = self._recover(plan)
        self._file: BinaryIO = path.open("r+b" if kept else "w+b")
        if kept:
            self._file.truncate(kept)
            self._file.seek(kept)
        else:
            self._append({"plan": plan})

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._append({"end": True})
        self._file.close()

    def __contains__(self, key: Key) -> bool:
        return key in self._places

    def __len__(self) -> int:
        return len(self._places)

    def add(self, key: Key, extraction: Extraction) -> None:
        """Append one extraction; it survives the death of this process from here on."""
        article = extraction.article.to_json() if extraction.article else None
        failure = asdict(extraction.failure) if extraction.failure else None
        self._places[key] = self._append(
            {
                "extractor": key[0],
                "case": key[1],
                "outcome": extraction.outcome,
                "article": article,
                "failure": failure,
                "seconds": extraction.seconds,
                "peak_memory": extraction.peak_memory,
            }
        )

    def read(self, key: Key) -> Extraction:
        """Return one extraction from the file."""
        start, size = self._places[key]
        here = self._file.tell()
        self._file.seek(start)
        entry = json.loads(self._file.read(size))
        self._file.seek(here)
        return _extraction(entry)

    def _append(self, entry: dict[str, Any]) -> tuple[int, int]:
        line = json.dumps(entry).encode("ascii") + b"\n"
        start = self._file.seek(0, 2)
        self._file.write(line)
        self._file.flush()
        return start, len(line)

    def _recover(self, plan: str) -> int:
        """Index what an unfinished run of the same plan left; return how many bytes of it are whole."""
        try:
            file = self._path.open("rb")
        except FileNotFoundError:
            return 0
        with file:
            whole = 0
            for line in file:
                entry = _parse(line)
                if entry is None:
                    break
                if whole == 0 and entry.get("plan") != plan:
                    return 0
                if "end" in entry:
                    self._places.clear()
                    return 0
                if "extractor" in entry:
                    self._places[entry["extractor"], entry["case"]] = (whole, len(line))
                whole += len(line)
        return whole


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
    return Extraction(entry["outcome"], article, failure, entry["seconds"], entry["peak_memory"])
