"""Outputs as Parquet: one file a batch, partitioned by extractor, written where the extractor ran.

::

    outputs/manifest.jsonl                              the plan, then a line for each file that counts
    outputs/extractor=trafilatura/shard-0123....parquet  a row a page

A file gets its name when it is whole, and the name says what is in it, so that writing it twice changes nothing. Files
that the manifest does not list are left over from something that was broken off. Needs the extra ``scale``.
"""

from __future__ import annotations

import json
import os
import threading
import uuid
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ..errors import HarnessError, RunFileError
from ..model import LIST_FIELDS, Article, Extraction, Failure, Repeats

if TYPE_CHECKING:
    import polars

OUTPUTS = "outputs"
_FIELDS = tuple(item.name for item in fields(Article))
# One file of each extractor is read at a time, for the pages come in order; there are hardly more extractors, and a
# file has some megabytes as a rule. It may have 64 MiB, though, and each process that counts holds its own.
_OPEN_FILES = 64
_OPEN_BYTES = 192 * 2**20


@dataclass(frozen=True, slots=True)
class Receipt:
    """A file of outputs: its path in the folder, its extractor, and which pages it has, by number in the run."""

    file: str
    extractor: str
    numbers: Sequence[int]
    bytes: int


@dataclass(frozen=True, slots=True)
class Earlier:
    """A file that was already there, and its receipt."""

    path: Path
    receipt: Receipt

    def extractions(self) -> Iterator[Extraction]:
        """Yield what the file says of each page, without its article."""
        columns = ["outcome", "failure", "seconds", "peak_memory", "cpu_seconds", "repeats"]
        for row in _read(self.path, columns).iter_rows(named=True):
            failure = Failure(**json.loads(row["failure"])) if row["failure"] else None
            repeats = Repeats(**json.loads(row["repeats"])) if row["repeats"] else None
            times = row["seconds"], row["peak_memory"], row["cpu_seconds"]
            yield Extraction(row["outcome"], None, failure, *times, repeats)


class OutputFolder:
    """The folder ``outputs`` of a report folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def receipt(self, extractor: str, name: str) -> Earlier | None:
        """Return a batch's file, if it has been written."""
        path = self._path(extractor, name)
        if not path.exists():
            return None
        numbers = tuple(_read(path, ["number"])["number"].to_list())
        return Earlier(path, Receipt(self._place(path), extractor, numbers, path.stat().st_size))

    def write(
        self,
        extractor: str,
        name: str,
        numbers: Sequence[int],
        ids: Sequence[str],
        extractions: Sequence[Extraction],
    ) -> Receipt:
        """Write the file of a batch, whose first pages these are the extractions of."""
        path = self._path(extractor, name)
        rows = [_row(*one) for one in zip(numbers, ids, extractions, strict=False)]
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
        try:
            _frame(rows).write_parquet(draft, compression="zstd")
            _settle(draft)  # before it has its name: after a power failure the journal may know of it already
            draft.replace(path)
            with suppress(OSError):  # not every file system can do it for a folder
                _settle(path.parent)
        finally:
            draft.unlink(missing_ok=True)
        return Receipt(self._place(path), extractor, tuple(numbers[: len(rows)]), path.stat().st_size)

    def _path(self, extractor: str, name: str) -> Path:
        return self._folder / f"extractor={quote(extractor, safe='')}" / f"{name}.parquet"

    def _place(self, path: Path) -> str:
        return path.relative_to(self._folder).as_posix()


def stored_article(folder: Path, file: str, row: int) -> Article:
    """Return an output from its file; ``folder`` is the folder ``outputs``. Raises :class:`RunFileError`."""
    found = _FRAMES.articles(folder / file).row(row, named=True)
    if found["exact"]:
        return Article.from_json(json.loads(found["exact"]))
    return Article.from_json({name: found[name] for name in _FIELDS if found[name] is not None})


class _Frames:
    """The files that were read last, as they were on disk then: as many as there is room for, at least one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: OrderedDict[tuple[Path, int, int], tuple[polars.DataFrame, int]] = OrderedDict()

    def articles(self, path: Path) -> polars.DataFrame:
        """Return the articles of a file. Raises :class:`RunFileError`."""
        try:
            there = path.stat()
        except OSError as error:
            raise RunFileError(f"{path} cannot be read: {error.strerror}; remove the report and run again") from error
        key = path, there.st_mtime_ns, there.st_size
        with self._lock:
            if key not in self._held:
                frame = _read(path, [*_FIELDS, "exact"])
                self._held[key] = frame, int(frame.estimated_size())
            self._held.move_to_end(key)
            while len(self._held) > 1 and (len(self._held) > _OPEN_FILES or self.bytes > _OPEN_BYTES):
                self._held.popitem(last=False)
            return self._held[key][0]

    @property
    def bytes(self) -> int:
        """How much memory they take."""
        return sum(size for _, size in self._held.values())


_FRAMES = _Frames()


def _settle(path: Path) -> None:
    """Have the disk hold a file, or the names in a folder, before anything else is written."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _row(number: int, case: str, extraction: Extraction) -> dict[str, Any]:
    article = extraction.article.to_json() if extraction.article else None
    exact = None
    if article is not None and _halved(article):
        # Parquet holds UTF-8, which has no place for half a surrogate pair.
        exact = json.dumps(article)
        article = {
            name: list(map(_mended, value)) if isinstance(value, list) else _mended(value)
            for name, value in article.items()
        }
    return {
        "number": number,
        "case": _mended(case),
        "outcome": extraction.outcome,
        **{name: (article or {}).get(name) for name in _FIELDS},
        "failure": json.dumps(asdict(extraction.failure)) if extraction.failure else None,
        "seconds": extraction.seconds,
        "peak_memory": extraction.peak_memory,
        "cpu_seconds": extraction.cpu_seconds,
        "repeats": json.dumps(asdict(extraction.repeats)) if extraction.repeats else None,
        "exact": exact,
    }


def _frame(rows: list[dict[str, Any]]) -> polars.DataFrame:
    pl = polars_library()
    lists = {name: pl.List(pl.String) for name in LIST_FIELDS}
    schema = {
        "number": pl.Int64,
        "case": pl.String,
        "outcome": pl.String,
        **{name: lists.get(name, pl.String) for name in _FIELDS},
        "failure": pl.String,
        "seconds": pl.Float64,
        "peak_memory": pl.Int64,
        "cpu_seconds": pl.Float64,
        "repeats": pl.String,
        "exact": pl.String,
    }
    frame: polars.DataFrame = pl.DataFrame(rows, schema=schema)
    return frame


def _read(path: Path, columns: list[str]) -> polars.DataFrame:
    pl = polars_library()
    try:
        frame: polars.DataFrame = pl.read_parquet(path, columns=columns, hive_partitioning=False)
        return frame
    except (OSError, pl.exceptions.PolarsError) as error:
        raise RunFileError(f"{path} cannot be read: {error}; remove it and run again") from error


def polars_library() -> Any:
    """Return polars; :class:`HarnessError` names the extra where it is missing."""
    try:
        import polars
    except ImportError as error:
        raise HarnessError('outputs in Parquet need polars; run: pip install "scraper-harness[scale]"') from error
    return polars


def _halved(article: dict[str, str | list[str]]) -> bool:
    try:
        for value in article.values():
            (value if isinstance(value, str) else "".join(value)).encode()
    except UnicodeEncodeError:
        return True
    return False


def _mended(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
