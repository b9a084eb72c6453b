"""WCEB, the web content extraction benchmark of eight data sets in one layout.

``ground-truth/<set>.jsonl`` with a row ``{"page_id", "plaintext", "url"?, "source"}`` a page, and
``html/<set>/<page_id>.html``, as ``datasets/combined.tar.xz`` unpacks and ``wceb convert-datasets`` writes them. A
place is the checkout, its ``datasets`` or the combined folder itself.

A page is called ``<set>/<page_id>``, for a page id, the digest of a page, may be in several sets; the recorded outputs
are ``outputs/model-outputs/<set>/<model>.jsonl``, by page id. Each case has a tag ``set:<set>``, by which the
benchmark's macro average goes. The pages were converted to UTF-8 when the layout was made, whatever they declare. A
missing ``plaintext`` is an empty text, and of two rows with one page id the last counts, as in the peer's script.

Source: chatnoir-eu/web-content-extraction-benchmark (J. Bevendorff et al., SIGIR 2023), its readers and data.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from itertools import accumulate
from pathlib import Path

from .base import FilePage, Gold, RecordError, missing, shown, string_or_none
from .records import Rows, page_name

NAME = "wceb"
_GOLD = "ground-truth"
_FOLDERS = ("", "combined", "datasets/combined")
# The sets that have pages of every kind, and do not say which.
_MIXED = frozenset({"cleaneval", "google-trends-2017"})
# Versions of the benchmark's own converter wrote the pages in other forms; these need no unpacking.
_READABLE = (".html", ".html.gz")
_PACKED = {".html.lz4": "lz4 -d -m", ".html.zst": "zstd -d", ".html.xz": "xz -d"}


class WcebSource:
    """The rows of all sets, one set after the other."""

    def __init__(self, path: Path) -> None:
        root = next((path / name for name in _FOLDERS if any((path / name / _GOLD).glob("*.jsonl"))), None)
        if root is None:
            missing(path, NAME, f"{_GOLD}/*.jsonl (unpack datasets/combined.tar.xz)")
        self._root = root
        self._sets = [Rows(file) for file in sorted((root / _GOLD).glob("*.jsonl"))]
        self._ends = list(accumulate(map(len, self._sets)))
        self._keys: list[str] = []
        self._later_lines = array("Q")  # for a row whose page id stands in a later one: the last one's line; else 0
        for rows in self._sets:
            self._name(rows)

    def _name(self, rows: Rows) -> None:
        last: dict[str, int] = {}
        names = []
        for number in range(len(rows)):
            try:
                name = page_name(rows.read(number).get("page_id"), rows.file, rows.place(number))
            except RecordError:
                name = rows.place(number)  # read again, and told, when its turn comes
            last[name] = number
            names.append(name)
        self._keys += [f"{rows.file.stem}/{name}" for name in names]
        self._later_lines.extend(
            0 if last[name] == number else rows.line(last[name]) for number, name in enumerate(names)
        )

    def __len__(self) -> int:
        return len(self._keys)

    def key(self, number: int) -> str:
        """Return set and page id; for a row that has none that can be used, the set and its line."""
        return self._keys[number]

    def gold(self, number: int) -> Gold:
        """Read one row."""
        of_set = bisect_right(self._ends, number)
        rows = self._sets[of_set]
        row = number - (self._ends[of_set - 1] if of_set else 0)
        file, name, place = rows.file, rows.file.stem, rows.place(row)
        record = rows.read(row)
        page_id = page_name(record.get("page_id"), file, f"{place} $.page_id")
        if later := self._later_lines[number]:
            found = f"{page_id} stands in line {later} again, which counts"
            raise RecordError(file, f"{place} $.page_id", found, "take one of the two rows out")
        return Gold(
            key=self._keys[number],
            file=file,
            place=place,
            page=FilePage(self._page(name, page_id), self._root),
            url=string_or_none(record.get("url"), file, f"{place} $.url"),
            encoding="utf-8",
            page_type="other" if name in _MIXED else "article",
            text=string_or_none(record.get("plaintext"), file, f"{place} $.plaintext") or "",
            tags=(f"set:{name}",),
            annotator=name,
            licence="Apache-2.0",
            notes=_source(record.get("source")),
        )

    def _page(self, name: str, page_id: str) -> Path:
        folder = self._root / "html" / name
        for ending in _READABLE:
            if (page := folder / f"{page_id}{ending}").is_file():
                return page
        for ending, command in _PACKED.items():
            if (page := folder / f"{page_id}{ending}").is_file():
                raise RecordError(page, "", "is a packed page that is not read here", f"unpack it: {command}")
        return folder / f"{page_id}{_READABLE[0]}"


def _source(value: object) -> str:
    """Return where a page of a set comes from: ``["cetd", "BBC_3"]`` is ``cetd/BBC_3``."""
    parts = value if isinstance(value, list) else [value]
    text = "/".join(part for part in parts if isinstance(part, str))
    return f"source: {shown(text)}" if text else ""


def open_source(path: Path) -> WcebSource:
    """Open a checkout. Raises :class:`~harness.errors.DataSetError` when the folder is none."""
    return WcebSource(path)
