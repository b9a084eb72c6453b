"""WARC files wherever they are: on this machine, or behind a URL that fsspec opens (S3, HTTP, ...).

A page is fetched by its place in the file: from a URL with one request for just these bytes.
"""

from __future__ import annotations

import glob
import importlib
import io
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, cast

from ..errors import DataSetError, HarnessError
from ..goldens.pages import MAX_BYTES
from .warc_records import GZIP

SUFFIXES = (".warc", ".warc.gz")
# A compressed record of a page that is still small enough, with its headers.
_MOST_BYTES = MAX_BYTES + (1 << 20)
# What tells a new version of a remote file, by the names that storages have for it.
_STAMPS = ("ETag", "etag", "LastModified", "last_modified", "mtime", "created")


Storage = Any  # fsspec's file systems have no types


@dataclass(frozen=True, slots=True)
class WarcFile:
    """One file.

    Attributes:
        location: its path, absolute, or its URL.
        size: its bytes.
        stamp: changes with its content: the time of its last change, or its entity tag.
        remote: whether the location is a URL.
    """

    location: str
    size: int
    stamp: str
    remote: bool = False

    @property
    def path(self) -> Path:
        """The path; of a URL its last part, as messages name files by paths."""
        return Path(self.name) if self.remote else Path(self.location)

    @property
    def name(self) -> str:
        """The name without folders."""
        return PurePosixPath(self.location).name if self.remote else Path(self.location).name

    def place(self, offset: int) -> str:
        """Return where in this file something stands, for messages."""
        return f"{self.location} byte {offset}" if self.remote else f"byte {offset}"

    def open(self) -> BinaryIO:
        """Open it from its beginning. Raises :class:`OSError`."""
        if not self.remote:
            return Path(self.location).open("rb")
        with _as_os_error():
            system, path = _system(self.location)
            return cast("BinaryIO", system.open(path, "rb"))

    def record(self, offset: int, length: int) -> tuple[BinaryIO, int]:
        """Return a stream and where in it a record begins. Raises :class:`OSError`."""
        if not self.remote:
            return Path(self.location).open("rb"), offset
        if length > _MOST_BYTES:
            raise OSError(f"the record has more than {_MOST_BYTES // 2**20} MiB")
        return io.BytesIO(_fetch(self.location, self.stamp, offset, length)), 0

    def member_test(self) -> Callable[[int], bool]:
        """Return a function that says whether a gzip member begins at an offset; see :func:`.warc_records.scan`.

        Of a remote file only the first records are looked at, for each look is a request.
        """
        looks = 3 if self.remote else None

        def at(offset: int) -> bytes:
            stream, start = self.record(offset, len(GZIP))
            with closing(stream):
                stream.seek(start)
                return stream.read(len(GZIP))

        packed = self.size > 0 and at(0) == GZIP

        def starts_member(offset: int) -> bool:
            nonlocal looks
            if not packed or looks == 0:
                return True
            looks = looks - 1 if looks is not None else None
            return at(offset) == GZIP

        return starts_member


def find_files(place: str) -> list[WarcFile]:
    """Return the WARC files of a path, folder, pattern or URL, sorted; of a folder all below it.

    Raises :class:`~harness.errors.DataSetError` when there are none.
    """
    if "://" in place:
        return _find_remote(place)
    path = Path(place)
    try:
        if path.is_file():
            found = [path]
        elif path.is_dir():
            found = [file for suffix in SUFFIXES for file in path.rglob(f"*{suffix}")]
        else:
            found = list(map(Path, glob.glob(place, recursive=True)))  # noqa: PTH207 - may be absolute
        files = [
            WarcFile(str(file.absolute()), status.st_size, str(status.st_mtime_ns))
            for file in sorted(found)
            if file.is_file()
            for status in [file.stat()]
        ]
    except (ValueError, OSError) as error:
        raise DataSetError(f"{path} is no pattern of files: {error}; correct it") from error
    if not files:
        said = "holds no WARC file" if path.is_dir() else "is no WARC file, nor a folder or pattern of such files"
        wanted = " or ".join(f"*{suffix}" for suffix in SUFFIXES)
        raise DataSetError(f"{path} {said}; write warc:PLACE, a file {wanted}, a folder of them, a pattern or a URL")
    return files


def _find_remote(place: str) -> list[WarcFile]:
    on_web = place.startswith(("http://", "https://"))
    if on_web and glob.has_magic(place.partition("?")[0]):
        raise DataSetError(f"{place} is a pattern, and a web server has no list of files; name each file")
    try:
        with _as_os_error():
            system, path = _system(place)
            if on_web or not glob.has_magic(path):
                listed = not on_web and system.isdir(path)
                names = [name for name in system.find(path) if name.endswith(SUFFIXES)] if listed else [path]
            else:
                names = system.glob(path)
            files = [_described(system, name) for name in sorted(names)]
    except OSError as error:
        raise DataSetError(f"{place} cannot be opened: {error}; check the address and who may read it") from error
    if not files:
        raise DataSetError(f"{place} holds no WARC file; a file *{' or *'.join(SUFFIXES)} is expected")
    return files


def _described(system: Storage, name: str) -> WarcFile:
    info: dict[str, Any] = system.info(name)
    stamp = next((str(info[key]) for key in _STAMPS if info.get(key)), "")
    size = info.get("size")
    if not isinstance(size, int):
        raise DataSetError(f"{name}: the server does not say how large it is, so no part of it can be asked for")
    return WarcFile(system.unstrip_protocol(name), size, stamp, remote=True)


# Reading a page twice in a row (for its digest, then for the extractors) shall not fetch it twice.
@lru_cache(maxsize=2)
def _fetch(location: str, _stamp: str, offset: int, length: int) -> bytes:
    with _as_os_error():
        system, path = _system(location)
        return cast("bytes", system.cat_file(path, start=offset, end=offset + length))


def _system(location: str) -> tuple[Storage, str]:
    try:
        # By name, for the library has no types.
        url_to_fs = importlib.import_module("fsspec.core").url_to_fs
        return cast("tuple[Storage, str]", url_to_fs(location))
    except ImportError as error:
        scheme = location.partition("://")[0]
        raise HarnessError(
            f"{location} needs fsspec and what it opens {scheme}:// with ({error}); "
            'run: pip install "scraper-harness[scale]"'
        ) from error
    except ValueError as error:  # a scheme that fsspec does not know
        raise DataSetError(f"{location} cannot be opened: {error}; give a path or another address") from error


class _as_os_error:  # noqa: N801 - used as a statement
    """Turn whatever a storage's library raises (its own classes, as a rule) into :class:`OSError`."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, Exception) and not isinstance(error, (OSError, HarnessError)):
            raise OSError(f"{type(error).__name__}: {error}") from error
