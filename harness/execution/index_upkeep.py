"""The indexes of WARC files in the cache folder: what they take, and removing those that nobody has used for long."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ..datasets.warc_index import index_folder
from ..errors import UsageError

# What a build that was killed has left behind is no longer written to after so many seconds.
_ABANDONED = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Indexes:
    """Some indexes: how many, their bytes, and when the first and the last of them were used; ``None`` of none."""

    count: int
    bytes: int
    oldest_use: datetime | None = None
    newest_use: datetime | None = None


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    bytes: int
    used: float  # seconds since 1970; systems note it within a day

    @property
    def part(self) -> bool:
        return self.path.suffix == ".part"


class IndexFolder:
    """The indexes beside a cache; a folder that is not there has none.

    Args:
        cache: the folder of the cache.
        now: seconds since 1970.
    """

    def __init__(self, cache: Path, now: float | None = None) -> None:
        self.path = cache / index_folder().name
        self._now = time.time() if now is None else now

    def info(self) -> Indexes:
        """Return what there is."""
        return _sum([file for file in self._files() if not file.part])

    def prune(self, older_than: timedelta | None = None, max_bytes: int | None = None) -> Indexes:
        """Remove what was not used for so long, and of the rest the least recently used until it is small enough.

        Returns what went. Raises :class:`~harness.errors.UsageError` where the folder cannot be written.
        """
        files = sorted(self._files(), key=lambda file: (file.used, file.path))
        left = sum(file.bytes for file in files if not file.part)
        gone = []
        for file in files:
            if file.part:
                old = self._now - file.used > _ABANDONED
            else:
                too_old = older_than is not None and self._now - file.used > older_than.total_seconds()
                old = too_old or (max_bytes is not None and left > max_bytes)
                left -= file.bytes if old else 0
            if old:
                gone.append(file)
        return self._remove(gone)

    def clear(self) -> Indexes:
        """Remove all, and the folder; return what went."""
        gone = self._remove(list(self._files()))
        if self.path.is_dir() and not any(self.path.iterdir()):
            self.path.rmdir()
        return gone

    def _files(self) -> Iterator[_File]:
        for path in (*self.path.glob("*.index"), *self.path.glob("*.part")):
            try:
                status = path.stat()
            except FileNotFoundError:
                continue  # somebody else has just removed it
            yield _File(path, status.st_size, max(status.st_atime, status.st_mtime))

    def _remove(self, files: list[_File]) -> Indexes:
        try:
            for file in files:
                file.path.unlink(missing_ok=True)
        except OSError as error:
            raise UsageError(f"{error.filename} cannot be removed: {error.strerror}; give another --cache") from error
        return _sum([file for file in files if not file.part])


def _sum(files: list[_File]) -> Indexes:
    uses = [datetime.fromtimestamp(int(file.used), UTC) for file in files]
    return Indexes(len(files), sum(file.bytes for file in files), min(uses, default=None), max(uses, default=None))
