"""The file of the cache: opened, made and, where it is of no use, replaced, with other processes at the same file.

Whoever has the file open holds a shared lock on the ``.lock`` file beside it. It is made and replaced under an
exclusive one, so nobody loses the file that he works with. The kernel lets go of both however a process ends.
"""

from __future__ import annotations

import fcntl
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ..errors import UsageError

NAME = "scraper-harness.sqlite3"
# Of the tables below and of keys and values: a file of another version is of no use, and starts afresh.
SCHEMA_VERSION = 1

_POLL = 0.01
_DAMAGE = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
# ``used`` is in seconds since 1970. The value is last, so that what is said about an entry is read without it.
_TABLE = """
CREATE TABLE entry (
    id INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL,  -- 1: extraction, 2: counts
    key BLOB NOT NULL,
    used INTEGER NOT NULL,
    checksum INTEGER NOT NULL,
    value BLOB NOT NULL,
    UNIQUE (kind, key)
)
"""


@dataclass(frozen=True, slots=True)
class Database:
    """The open file: the connection, and the lock that is held as long as it is open."""

    connection: sqlite3.Connection
    lock: IO[bytes]

    def close(self) -> None:
        """Close the file, then let go of the lock."""
        with self.lock:
            self.connection.close()


def is_damage(error: Exception) -> bool:
    """Whether SQLite says that the file itself is damaged, or no database at all."""
    # The low byte is the error, the others say more about it. The module's own errors have no code.
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGE


def open_database(
    path: Path, timeout: float, replaced: Callable[[str], None] | None = None, damaged: str | None = None
) -> Database:
    """Open the file, making it and its folder where they are missing.

    Args:
        path: the file.
        timeout: seconds to wait for other processes: for the lock here, and for each transaction later.
        replaced: told why, when a file that is damaged or of another version is replaced; ``None`` forbids it.
        damaged: what was found wrong with the file in use; it is then replaced even if it looks well.

    Raises :class:`UsageError` when the file is of no use and may not be replaced, because it is forbidden or because
    another process has it open; and whatever the system and SQLite raise.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Whoever found the file damaged has no use for waiting: others may have it open for hours.
    deadline = time.monotonic() + (0 if damaged else timeout)
    lock = _lock_file(path).open("ab")
    try:
        while True:
            connection, unfit = None, "is being made or replaced by another run"
            alone = _try_lock(lock, fcntl.LOCK_EX)
            if alone or _try_lock(lock, fcntl.LOCK_SH):
                connection, reason = _connect(path, timeout, damaged)
                if reason and replaced is None:
                    raise UsageError(f"{path} {reason}; `harness cache clear` removes it")
                if reason is not None and alone:
                    connection = _create(path, timeout)
                    if reason and replaced:
                        replaced(reason)
                elif reason:
                    unfit = f"{reason}, and another run has it open"
            if connection is not None:
                # Going from exclusive to shared, the lock is free for a moment and somebody may come between.
                if _try_lock(lock, fcntl.LOCK_SH):
                    return Database(connection, lock)
                connection.close()
            if time.monotonic() >= deadline:
                raise UsageError(f"{path} {unfit}")
            time.sleep(_POLL)
    except BaseException:
        lock.close()
        raise


def remove_database(path: Path) -> bool:
    """Remove the file, unless another process has it open; return whether it is gone."""
    with _lock_file(path).open("ab") as lock:
        alone = _try_lock(lock, fcntl.LOCK_EX)
        if alone:
            _remove(path)
        return alone


def _connect(path: Path, timeout: float, damaged: str | None) -> tuple[sqlite3.Connection | None, str | None]:
    """Return a connection, or why there is none; the reason is empty for a file that only waits to be made."""
    if damaged:
        return None, damaged
    connection = _connection(path, timeout)
    try:
        # Reading the version makes SQLite compare the file's length with what its first page says, too.
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version == SCHEMA_VERSION:
            return _tuned(connection), None
        reason = f"is of version {version}, not {SCHEMA_VERSION}" if version else ""
    except sqlite3.Error as error:
        if not is_damage(error):
            connection.close()
            raise
        reason = f"is damaged ({error})"
    connection.close()
    return None, reason


def _create(path: Path, timeout: float) -> sqlite3.Connection:
    _remove(path)
    with closing(_connection(path, timeout)) as connection:
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")  # the file shrinks in steps, nobody waits long
        connection.execute("PRAGMA journal_mode = WAL")
        with connection:
            # Table and version appear together: a process killed here leaves a file of version 0.
            connection.execute("BEGIN IMMEDIATE")
            connection.execute(_TABLE)
            connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    return _tuned(_connection(path, timeout))


def _connection(path: Path, timeout: float) -> sqlite3.Connection:
    # Threads take turns by the cache's own lock; transactions begin where the cache says so.
    connection = sqlite3.connect(path, timeout, isolation_level=None, check_same_thread=False)
    connection.text_factory = bytes  # there is no text: in a damaged row it would be no UTF-8
    return connection


def _tuned(connection: sqlite3.Connection) -> sqlite3.Connection:
    # With a write-ahead log this loses the last entries in a power cut, nothing in a kill, and spares a sync each time.
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA cache_size = -16384")  # KiB: digests lie anywhere in the index, so hold more of it
    return connection


def _remove(path: Path) -> None:
    for suffix in ("-wal", "-shm", ""):  # a log left behind would be replayed into the next file
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _lock_file(path: Path) -> Path:
    return path.with_suffix(".lock")


def _try_lock(lock: IO[bytes], kind: int) -> bool:
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
