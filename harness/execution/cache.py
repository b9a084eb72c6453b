"""The cache: extractions and counts of earlier runs in one SQLite file, by a digest of all that decides them.

It may be read and written by any number of processes and threads at once, and killed at any moment. It never fails a
run: whatever is wrong with the file or the disk is told once, and from then on the cache is empty and keeps nothing.
"""

from __future__ import annotations

import sqlite3
import threading
import time
import zlib
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TypeVar

from ..errors import UsageError
from .cache_file import NAME, Database, is_damage, open_database, remove_database
from .cache_upkeep import (
    AT_ONCE,
    NO_ENTRIES,
    NOTHING_REMOVED,
    NUMBERS,
    CacheInfo,
    Kind,
    Removed,
    count_entries,
    remove_entries,
)

_BYTES_AT_ONCE = 8 * 1024 * 1024
_MAX_VALUE = 64 * 1024 * 1024
_DAY = 24 * 60 * 60
_MOST_TOUCHED = 10_000

Item = tuple[bytes, bytes]
T = TypeVar("T")


def default_folder() -> Path:
    """Return the folder of this user's cache, where nobody chose another."""
    from platformdirs import user_cache_path

    return user_cache_path("scraper-harness", appauthor=False)


def configured_cache(setting: str, root: Path, warn: Callable[[str], None]) -> Cache | None:
    """Return the cache that a setting names: ``auto`` is this user's, ``off`` none, else a folder below ``root``."""
    if setting == "off":
        return None
    return Cache(default_folder() if setting == "auto" else root / setting, warn=warn)


class Cache:
    """The cache in a folder. Nothing is opened or made before it is used; use as a context manager.

    Threads may share it: they take turns on one connection.

    Args:
        folder: where the file lies or shall lie; see :func:`default_folder`.
        warn: told what is wrong, at most twice: that a useless file was replaced, and that the run goes on without.
        now: the clock, in seconds since 1970.
        timeout: seconds to wait for another process that writes.
    """

    def __init__(
        self,
        folder: Path,
        *,
        warn: Callable[[str], None] | None = None,
        now: Callable[[], float] = time.time,
        timeout: float = 5.0,
    ) -> None:
        self.path = folder / NAME
        self._warn = warn or (lambda _: None)
        self._now = now
        self._timeout = timeout
        self._lock = threading.Lock()
        self._database: Database | None = None
        self._touched = array("q")
        self._damaged: str | None = None  # what is wrong with the file, until it is replaced
        self._mended = False
        self._usable = True

    def __enter__(self) -> Cache:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def usable(self) -> bool:
        """Whether it still finds and keeps anything: nothing has gone wrong so far that it could not mend."""
        return self._usable

    def get(self, kind: Kind, keys: Iterable[bytes]) -> dict[bytes, bytes]:
        """Return the values that there are. All of them are in memory: ask for a page or a shard at a time."""
        found: dict[bytes, bytes] = {}
        wanted = iter(dict.fromkeys(keys))
        while self._usable and (chunk := list(islice(wanted, AT_ONCE))):
            found.update(self._try(partial(self._select, kind, chunk)) or {})
        return found

    def put(self, kind: Kind, items: Iterable[Item]) -> None:
        """Keep values by their keys, in place of older ones; on return they survive the death of this process.

        Items are drawn as they are written, 500 or 8 MiB in one transaction. A value over 64 MiB is not kept.
        """
        for batch in _batches(items):
            self._try(partial(self._insert, kind, batch))
            if not self._usable:
                return

    def close(self) -> None:
        """Note what was used, and close the file. Another use opens it again."""
        if self._touched:
            self._try(self._touch)
        with self._lock:
            self._close()

    def info(self) -> CacheInfo:
        """Return what the cache holds. Raises :class:`UsageError` if the file cannot be read."""
        if not self.path.exists():
            return CacheInfo(self.path, 0, NO_ENTRIES)
        kinds = self._maintain(count_entries)
        log = self.path.with_name(self.path.name + "-wal")
        return CacheInfo(self.path, sum(file.stat().st_size for file in (self.path, log) if file.exists()), kinds)

    def prune(self, *, older_than: timedelta | None = None, max_bytes: int | None = None) -> Removed:
        """Remove what was not used for a time, then the least recently used until the rest takes ``max_bytes``.

        Raises :class:`UsageError` if the file cannot be read or written.
        """
        if not self.path.exists():
            return NOTHING_REMOVED
        before = None if older_than is None else self._now() - older_than.total_seconds()
        return self._maintain(partial(remove_entries, before=before, max_bytes=max_bytes))

    def clear(self) -> Removed:
        """Remove everything, also a file that is damaged or of another version.

        Raises :class:`UsageError` if that cannot be done.
        """
        try:
            kinds = self.info().kinds
            removed: Removed | None = Removed({one.kind: one.entries for one in kinds}, sum(one.bytes for one in kinds))
        except UsageError:  # what it holds cannot be said, and it goes all the same
            removed = None
        with self._lock:
            self._close()
            try:
                if not self.path.exists():
                    return NOTHING_REMOVED
                size = self.path.stat().st_size
                if remove_database(self.path):
                    return removed or replace(NOTHING_REMOVED, bytes=size)
            except OSError as error:
                raise UsageError(f"cannot remove {self.path}: {_reason(error)}") from error
        return self.prune(max_bytes=0)  # others have it open, and keep an empty one

    def _try(self, work: Callable[[sqlite3.Connection], T]) -> T | None:
        """Do something in the file, or give the cache up."""
        with self._lock:
            try:
                return work(self._open()) if self._usable else None
            except (UsageError, OSError, sqlite3.Error) as error:
                self._touched = array("q")
                self._close()
                if is_damage(error) and not self._mended:
                    self._mended, self._damaged = True, f"is damaged ({error})"  # the next use replaces it
                    return None
                self._usable = False
                reason = str(error) if isinstance(error, UsageError) else f"{self.path}: {_reason(error)}"
                self._warn(f"cache: {reason}; going on without it (see `harness cache --help`)")
                return None

    def _maintain(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do something in the file as it is, or say why not."""
        with self._lock:
            try:
                return work(self._open(mend=False))
            except (OSError, sqlite3.Error) as error:
                self._close()
                advice = (
                    "`harness cache clear` removes it" if is_damage(error) else "see that it can be read and written"
                )
                raise UsageError(f"{self.path}: {_reason(error)}; {advice}") from error

    def _open(self, *, mend: bool = True) -> sqlite3.Connection:
        if self._database is None:
            if mend:
                self._database = open_database(self.path, self._timeout, self._replaced, self._damaged)
                self._damaged = None
            else:
                self._database = open_database(self.path, self._timeout)
        return self._database.connection

    def _replaced(self, reason: str) -> None:
        self._warn(f"cache: {self.path} {reason}; it starts afresh")

    def _close(self) -> None:
        if self._database is not None:
            database, self._database = self._database, None
            database.close()

    def _select(self, kind: Kind, keys: Sequence[bytes], database: sqlite3.Connection) -> dict[bytes, bytes]:
        marks = ",".join("?" * len(keys))
        query = f"SELECT id, key, used, checksum, value FROM entry WHERE kind = ? AND key IN ({marks})"  # noqa: S608
        now, found = self._now(), {}
        for number, key, used, checksum, value in database.execute(query, (NUMBERS[kind], *keys)):
            # A row that is damaged may hold anything, and is not there.
            if isinstance(value, bytes) and isinstance(used, int) and checksum == _checksum(kind, key, value):
                found[key] = value
                # Once a day is enough to know what is in use, and leaves a run that finds everything nothing to write.
                if abs(now - used) >= _DAY:
                    self._touched.append(number)
        if len(self._touched) >= _MOST_TOUCHED:
            self._touch(database)
        return found

    def _insert(self, kind: Kind, items: Sequence[Item], database: sqlite3.Connection) -> None:
        now = int(self._now())
        rows = [(NUMBERS[kind], key, now, _checksum(kind, key, value), value) for key, value in items]
        with database:
            database.execute("BEGIN IMMEDIATE")
            database.executemany(
                "INSERT INTO entry (kind, key, used, checksum, value) VALUES (?, ?, ?, ?, ?) ON CONFLICT (kind, key)"
                " DO UPDATE SET used = excluded.used, checksum = excluded.checksum, value = excluded.value",
                rows,
            )

    def _touch(self, database: sqlite3.Connection) -> None:
        numbers, self._touched = self._touched, array("q")
        now = int(self._now())
        with database:
            database.execute("BEGIN IMMEDIATE")
            database.executemany("UPDATE entry SET used = ? WHERE id = ?", ((now, number) for number in numbers))


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    batch: list[Item] = []
    size = 0
    for key, value in items:
        if len(value) > _MAX_VALUE:
            continue
        batch.append((key, value))
        size += len(value)
        if len(batch) >= AT_ONCE or size >= _BYTES_AT_ONCE:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _checksum(kind: Kind, key: bytes, value: bytes) -> int:
    return zlib.crc32(value, zlib.crc32(key, NUMBERS[kind]))


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
