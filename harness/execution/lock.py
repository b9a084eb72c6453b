"""One run at a time in one report folder."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import UsageError


@contextmanager
def report_lock(folder: Path, *, wait: bool = False) -> Iterator[None]:
    """Hold a report folder for this process; the kernel lets go of it however the process ends.

    Raises :class:`UsageError` when another run holds it, unless told to ``wait``.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / ".lock").open("w")
    except OSError as error:
        raise UsageError(f"cannot write to the report folder {folder}: {error.strerror}; choose another") from error
    with lock as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError as error:
            raise UsageError(f"another run writes to {folder}; wait for it, or choose another report folder") from error
        yield
