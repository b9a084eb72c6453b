"""Pages without gold from WARC files, to run extractors over a crawl: nothing is expected, so nothing is scored.

Taken are the responses with status 200 and an HTML media type, or those that the options behind a ``?`` ask for; see
:mod:`.warc_filter`. A file, a folder (all of it below), a pattern such as ``crawl/*.warc.gz`` or a URL that fsspec
opens may be given. Each file is gone through once for an index (:mod:`.warc_index`); pages are read where they stand,
when they are needed. The payload is decoded from gzip, deflate, Brotli and chunks as its HTTP header says; the encoding
is that of the header. A file that is cut off or damaged gives the records before the place, and names it.

The id of a page is that of its record, ``urn:uuid:...``. Needs ``pip install "scraper-harness[scale]"``.

Source: ISO 28500:2017 (WARC 1.1), RFC 9110.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from ..errors import PageError
from ..goldens.pages import MAX_BYTES
from ..html.decode import UnknownEncodingError, lookup_codec
from .base import Gold, RecordError
from .warc_files import WarcFile, find_files
from .warc_filter import RecordFilter, Rows, split_place
from .warc_index import WarcIndex, index_of
from .warc_records import Break, archive_iterator, record_at


@dataclass(frozen=True, slots=True)
class WarcPage:
    """The payload of a record of ``length`` bytes."""

    file: WarcFile
    offset: int
    length: int

    @property
    def path(self) -> Path:
        """The file, for messages."""
        return self.file.path

    def read(self) -> bytes:
        """Return the bytes, decoded. Raises :class:`~harness.errors.PageError`."""
        place = self.file.place(self.offset)
        try:
            stream, start = self.file.record(self.offset, self.length)
            with closing(stream):
                record = record_at(stream, start)
                content = b"" if record is None else record.reader.read(MAX_BYTES + 1)
        except OSError as error:
            raise PageError(f"{place}: cannot be decoded: {error}; fetch the page again") from error
        if record is None:
            raise PageError(f"{place}: there is no record; open the file again")
        if len(content) > MAX_BYTES:
            raise PageError(f"{place}: the page holds more than {MAX_BYTES // 2**20} MiB; a page must be smaller")
        return content


class WarcSource:
    """The pages of some files, in the order of the files, and behind them the places where a file breaks off.

    In memory are the numbers of the rows that were chosen, four bytes each.

    Args:
        files: the WARC files.
        wanted: which records to take.
        progress: called with (files indexed, files in all).
    """

    def __init__(
        self,
        files: Sequence[WarcFile],
        wanted: RecordFilter | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        archive_iterator()  # tell at once what is missing
        wanted = wanted or RecordFilter()
        self.indexes: list[WarcIndex] = []
        rows: list[Rows] = []
        for done, file in enumerate(files, start=1):
            self.indexes.append(index_of(file))
            rows.append(wanted.rows(self.indexes[-1]))
            if progress:
                progress(done, len(files))
        self.rows = wanted.limited(self.indexes, rows)
        self._starts = [0, *accumulate(map(len, self.rows))]
        self._broken = [index for index in self.indexes if index.problem]

    @property
    def pages(self) -> int:
        """How many pages there are; the numbers from here on are breaks."""
        return self._starts[-1]

    def __len__(self) -> int:
        return self.pages + len(self._broken)

    def keep(self, kept: Sequence[Rows]) -> None:
        """Go on with these rows of each file alone."""
        self.rows = list(kept)
        self._starts = [0, *accumulate(map(len, self.rows))]

    def key(self, number: int) -> str:
        """Return the record's id; its address, or else its place, where it has none."""
        if number >= self.pages:
            file, problem = self._break(number)
            return f"{file.name}@{problem.offset}"
        index, row = self._find(number)
        return index.key(row)

    def gold(self, number: int) -> Gold:
        """Return one page, without gold."""
        if number >= self.pages:
            file, problem = self._break(number)
            raise RecordError(file.path, file.place(problem.offset), problem.found, problem.advice)
        index, row = self._find(number)
        one, file = index.rows[row], index.file
        place = file.place(int(one["offset"]))
        encoding: str | None = index.charsets[one["charset"]] or None
        oddities = []
        if encoding is not None:
            try:
                lookup_codec(encoding)
            except UnknownEncodingError as error:
                encoding = None
                oddities.append((place, str(error), "declare one that browsers know; not told to the extractors"))
        return Gold(
            key=index.key(row),
            file=file.path,
            place=place,
            page=WarcPage(file, int(one["offset"]), int(one["length"])),
            url=index.url(row) or None,
            encoding=encoding,
            media_type="text/plain" if index.media_types[one["media_type"]] == "text/plain" else "text/html",
            language=index.languages[one["language"]] or "und",
            page_type="other",
            notes="A page of a crawl; nothing is annotated.",
            oddities=tuple(oddities),
        )

    def _find(self, number: int) -> tuple[WarcIndex, int]:
        if not 0 <= number < self.pages:
            raise IndexError(number)
        at = bisect_right(self._starts, number) - 1
        return self.indexes[at], int(self.rows[at][number - self._starts[at]])

    def _break(self, number: int) -> tuple[WarcFile, Break]:
        index = self._broken[number - self.pages]
        assert index.problem is not None
        return index.file, index.problem


def open_source(path: Path) -> WarcSource:
    """Open a file, a folder or a pattern, with or without options behind it.

    Raises :class:`~harness.errors.DataSetError` when it has no WARC files.
    """
    place, wanted = (str(path), RecordFilter()) if path.exists() else split_place(str(path))
    return WarcSource(find_files(place), wanted)
