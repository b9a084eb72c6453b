"""fundus-evaluation: ``ground_truth.json`` and ``html/<id>``, where an id is the name of a gzipped page.

A record is ``{"body": [...], "url": ..., "crawl_date": ...}``. The body is a list of paragraphs; one in square brackets
is optional. The text of a case has a paragraph a line, without the brackets. The benchmark's paragraphs hold no line
breaks; where one does, its white space is collapsed, so that the numbers of the lines stay those of the paragraphs.

The benchmark decodes pages as UTF-8, whatever they declare. All of its publishers write English.

Source: github.com/dobbersc/fundus-evaluation, ``src/fundus_evaluation/utils.py`` (MIT).
"""

from __future__ import annotations

from pathlib import Path

from ..text import collapse
from .base import FilePage, Gold, RecordError, missing, shown, string_or_none
from .records import KeyedRecords, page_name

NAME = "fundus"
_FILE = "ground_truth.json"


class FundusSource(KeyedRecords):
    """The records of a checkout, in the order of their ids."""

    def __init__(self, file: Path, root: Path) -> None:
        super().__init__(file, root, NAME, "page")

    def gold(self, number: int) -> Gold:
        """Read one record."""
        key, (record, place) = self.key(number), self.record(number)
        body, where = record.get("body"), f"{place}.body"
        if not isinstance(body, list) or not all(isinstance(one, str) for one in body):
            found = f"a list of paragraphs is expected, not {shown(repr(body))}"
            raise RecordError(self._file, where, found, "mend the record")
        optional = frozenset(number for number, one in enumerate(body) if one.startswith("[") and one.endswith("]"))
        paragraphs = [one[1:-1] if number in optional else one for number, one in enumerate(body)]
        oddities = []
        for at, paragraph in enumerate(paragraphs):
            if not paragraph.strip():
                oddities.append((f"{where}[{at}]", "the paragraph is empty", "leave it out; it is not scored"))
            elif len(paragraph.splitlines()) > 1:
                advice = "make it several paragraphs or one line; it is scored as one line"
                oddities.append((f"{where}[{at}]", "the paragraph has several lines", advice))
        lines = [collapse(one) if len(one.splitlines()) > 1 else one for one in paragraphs]
        publisher = key.rpartition("_")[0]
        return Gold(
            key=key,
            file=self._file,
            place=place,
            page=FilePage(self._file.parent / "html" / page_name(key, self._file, place), self._root),
            url=string_or_none(record.get("url"), self._file, f"{place}.url"),
            encoding="utf-8",
            language="en",
            text="\n".join(lines),
            optional_lines=optional,
            tags=(publisher,) if publisher else (),
            annotator="fundus-evaluation",
            licence="MIT",
            oddities=tuple(oddities),
        )


def open_source(path: Path) -> FundusSource:
    """Open a checkout, its ``dataset/`` folder or its file of records.

    Raises :class:`~harness.errors.DataSetError` when it is none of them.
    """
    if path.is_file():
        return FundusSource(path, path.parent)
    file = next((file for file in (path / _FILE, path / "dataset" / _FILE) if file.is_file()), None)
    if file is None:
        missing(path, NAME, _FILE)
    return FundusSource(file, path)
