"""What the cache holds and what of it may go: counting its entries, and removing the least recently used."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, get_args

Kind = Literal["extraction", "counts"]
KINDS: tuple[Kind, ...] = get_args(Kind)
NUMBERS: Mapping[Kind, int] = {"extraction": 1, "counts": 2}
# Entries in a query or a transaction, so that nobody waits long for another.
AT_ONCE = 500
# Bytes that an entry takes in the file beside its value: the key twice, its numbers, its share of half-filled pages.
OVERHEAD = 180

_PAGES_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class KindInfo:
    """What there is of one kind; ``bytes`` is about what it takes in the file. No use where there is no entry."""

    kind: Kind
    entries: int
    bytes: int
    oldest_use: datetime | None
    newest_use: datetime | None


@dataclass(frozen=True, slots=True)
class CacheInfo:
    """What the cache holds, by kind, and the size of its file in bytes."""

    path: Path
    file_bytes: int
    kinds: tuple[KindInfo, ...]


@dataclass(frozen=True, slots=True)
class Removed:
    """What went: entries by kind, and about how many bytes they took in the file."""

    entries: Mapping[Kind, int]
    bytes: int


NO_ENTRIES = tuple(KindInfo(kind, 0, 0, None, None) for kind in KINDS)
NOTHING_REMOVED = Removed(dict.fromkeys(KINDS, 0), 0)


def count_entries(database: sqlite3.Connection) -> tuple[KindInfo, ...]:
    """Return what there is of each kind."""
    query = "SELECT kind, COUNT(*), SUM(LENGTH(value) + ?), MIN(used), MAX(used) FROM entry GROUP BY kind"
    rows = {row[0]: row[1:] for row in database.execute(query, (OVERHEAD,))}
    kinds = []
    for kind in KINDS:
        entries, size, oldest, newest = rows.get(NUMBERS[kind], (0, 0, None, None))
        kinds.append(KindInfo(kind, entries, size, _moment(oldest), _moment(newest)))
    return tuple(kinds)


def remove_entries(database: sqlite3.Connection, before: float | None, max_bytes: int | None) -> Removed:
    """Remove entries, the least recently used first, and make the file smaller.

    Args:
        database: the open file.
        before: seconds since 1970; what was not used since then goes. ``None``: nothing is too old.
        max_bytes: of the rest, as much goes as there is more than this. ``None``: nothing is too much.
    """
    kinds: dict[int, Kind] = {number: kind for kind, number in NUMBERS.items()}
    entries, doomed = dict.fromkeys(KINDS, 0), array("q")
    query = "SELECT COALESCE(SUM(LENGTH(value) + ?), 0) FROM entry"
    (total,) = database.execute(query, (OVERHEAD,)).fetchone()
    left = total
    query = "SELECT id, kind, used, LENGTH(value) + ? FROM entry ORDER BY used, id"
    # A cursor that is still open would hold on to what the file was, and forbid to write once another has.
    with closing(database.execute(query, (OVERHEAD,))) as rows:
        for number, kind, used, size in rows:
            too_old = before is not None and used < before
            if not too_old and (max_bytes is None or left <= max_bytes):
                break
            doomed.append(number)
            if kind in kinds:
                entries[kinds[kind]] += 1
            left -= size
    for start in range(0, len(doomed), AT_ONCE):
        with database:
            database.execute("BEGIN IMMEDIATE")
            numbers = doomed[start : start + AT_ONCE]
            database.executemany("DELETE FROM entry WHERE id = ?", ((number,) for number in numbers))
    _shrink(database)
    return Removed(entries, total - left)


def _shrink(database: sqlite3.Connection) -> None:
    """Give the free pages of the file back to the system, some megabytes at a time."""
    (free,) = database.execute("PRAGMA freelist_count").fetchone()
    for _ in range(0, free, _PAGES_AT_ONCE):
        # Python's execute() gives up after one page, for the statement has rows without columns.
        database.executescript(f"PRAGMA incremental_vacuum({_PAGES_AT_ONCE})")
    # The file itself shrinks when the log is worked into it. Whoever is in the way only puts it off.
    with suppress(sqlite3.OperationalError):
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _moment(seconds: int | None) -> datetime | None:
    try:
        return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):  # of a damaged row
        return None
