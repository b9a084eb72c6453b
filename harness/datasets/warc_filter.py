"""Which records of a crawl are taken: the options behind the ``?`` of ``warc:crawl/*.warc.gz?sample=0.01&seed=1``.

========================= =========================================================================================
``status=200,404``        answers of these statuses; ``2xx`` is a class, ``any`` all (default: 200)
``type=text/html``        of these media types, ``any`` for all (default: text/html and application/xhtml+xml)
``language=de,fr``        pages that declare one of these languages; ``de`` also takes ``de-AT``
``url=*/news/*``          whose whole URL fits the pattern (``*``, ``?``, ``[...]``); given again, either pattern
``sample=0.01``           this share of them, drawn by the hash of the record's id
``limit=500``             so many of them, also drawn, and fewer only where there are fewer
``seed=1``                another seed draws others (default: 0)
========================= =========================================================================================

A draw depends on seed and id alone: the same records whatever files there are beside theirs and in whatever order; a
smaller ``sample`` or ``limit`` takes some of a larger one's. ``%26`` is an ampersand, as in any URL.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import translate
from urllib.parse import unquote

import numpy as np
import numpy.typing as npt

from ..errors import DataSetError, UnknownNameError
from .warc_index import WarcIndex

HTML = ("text/html", "application/xhtml+xml")
_OPTIONS = ("status", "type", "language", "url", "sample", "limit", "seed")
_QUERY = re.compile(r"\?(\w+=[^?]*)$")
_STATUS = re.compile(r"[1-9]\d\d|[1-9]xx")

Rows = npt.NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class RecordFilter:
    """What is asked for; ``None`` and an empty tuple leave a criterion out. See the table above."""

    statuses: tuple[str, ...] = ("200",)
    media_types: tuple[str, ...] = HTML
    languages: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    sample: float | None = None
    limit: int | None = None
    seed: int = 0

    def rows(self, index: WarcIndex) -> Rows:
        """Return the numbers of the rows that are wanted, in order, the limit left aside."""
        wanted = np.ones(len(index), dtype=bool)
        if self.statuses:
            status = index.rows["status"]
            one_of = [
                status // 100 == int(one[0]) if one.endswith("xx") else status == int(one) for one in self.statuses
            ]
            wanted &= np.logical_or.reduce(one_of)
        if self.media_types:
            fits = np.array([one in self.media_types for one in index.media_types])
            wanted &= fits[index.rows["media_type"]]
        if self.languages:
            fits = np.array([self._speaks(one) for one in index.languages])
            wanted &= fits[index.rows["language"]]
        if self.sample is not None and self.sample < 1:
            # The largest hash that is taken: a share of 2^64.
            wanted &= self.draw(index.rows["hash"]) < np.uint64(int(self.sample * 2**64))
        found = np.flatnonzero(wanted).astype(np.uint32)
        if self.urls:
            patterns = [re.compile(translate(one)) for one in self.urls]
            fitting = (row for row in found.tolist() if any(one.match(index.url(row)) for one in patterns))
            found = np.fromiter(fitting, np.uint32)
        return found

    def limited(self, indexes: Sequence[WarcIndex], rows: Sequence[Rows]) -> list[Rows]:
        """Return of all files' rows those that the limit leaves."""
        if self.limit is None or sum(map(len, rows)) <= self.limit:
            return list(rows)
        if self.limit == 0:
            return [one[:0] for one in rows]
        draws = np.concatenate([self.draw(index.rows["hash"][some]) for index, some in zip(indexes, rows, strict=True)])
        kept = np.zeros(len(draws), dtype=bool)
        kept[np.argpartition(draws, self.limit - 1)[: self.limit]] = True
        ends = np.cumsum([len(one) for one in rows])
        return [one[kept[end - len(one) : end]] for one, end in zip(rows, ends.tolist(), strict=True)]

    def draw(self, hashes: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
        """Return a number for each hash that is as good as random, and another one for another seed.

        Source: the finaliser of SplitMix64 (G. Steele, D. Lea, C. Flood 2014).
        """
        mixed = hashes.astype(np.uint64) + np.uint64((self.seed + 1) * 0x9E3779B97F4A7C15 % 2**64)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return mixed ^ (mixed >> np.uint64(31))

    def _speaks(self, language: str) -> bool:
        tag = language.lower()
        return any(tag == one or tag.startswith(one + "-") for one in self.languages)


def split_place(place: str) -> tuple[str, RecordFilter]:
    """Return the place and the filter of what stands behind ``warc:``.

    The query of a URL that has none of our options stays the URL's. Raises :class:`~harness.errors.DataSetError` and
    :class:`~harness.errors.UnknownNameError` for options that are wrong.
    """
    query = _QUERY.search(place)
    if not query:
        return place, RecordFilter()
    given = [one.partition("=") for one in query[1].split("&")]
    unknown = [name for name, _, _ in given if name not in _OPTIONS]
    if unknown and "://" in place and len(unknown) == len(given):
        return place, RecordFilter()
    if unknown:
        raise UnknownNameError("option of warc:", unknown[0], _OPTIONS)
    return place[: query.start()], _filter([(name, unquote(value)) for name, _, value in given])


def _filter(options: Sequence[tuple[str, str]]) -> RecordFilter:
    values: dict[str, list[str]] = {}
    for name, value in options:
        if not value:
            raise DataSetError(f"warc: option {name} has no value; write {name}=VALUE or leave it out")
        values.setdefault(name, []).append(value)
    for name in ("sample", "limit", "seed"):
        if len(values.get(name, ())) > 1:
            raise DataSetError(f"warc: option {name} is given twice; give it once")
    statuses = _several(values.get("status"), ("200",))
    for one in statuses:
        if not _STATUS.fullmatch(one):
            raise DataSetError(f"warc: status={one} is no HTTP status; write a number, a class such as 2xx, or any")
    sample = _number("sample", values, float)
    if sample is not None and not 0 < sample <= 1:
        raise DataSetError(f"warc: sample={values['sample'][0]} is no share; write one above 0 and up to 1")
    limit = _number("limit", values, int)
    if limit is not None and limit < 0:
        raise DataSetError(f"warc: limit={limit} is no number of records; write 0 or more")
    return RecordFilter(
        statuses=statuses,
        media_types=_several(values.get("type"), HTML),
        languages=tuple(one.replace("_", "-") for one in _several(values.get("language"), ())),
        urls=tuple(values.get("url", ())),
        sample=sample,
        limit=None if limit is None else int(limit),
        seed=int(_number("seed", values, int) or 0),
    )


def _several(values: list[str] | None, default: tuple[str, ...]) -> tuple[str, ...]:
    found = [part.strip().lower() for value in values or () for part in value.split(",") if part.strip()]
    return () if "any" in found else tuple(found) or default


def _number(name: str, values: dict[str, list[str]], kind: type[int] | type[float]) -> float | None:
    if name not in values:
        return None
    text = values[name][0]
    try:
        number = kind(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise DataSetError(f"warc: {name}={text} is no number; write {name}=1, for instance")
    return number
