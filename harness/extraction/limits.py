"""What a child may use, and the kernel's ways of holding it to that."""

from __future__ import annotations

import math
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use. 0 is no limit, the two time-outs excepted.

    How many processes it starts is not limited: the kernel counts those of a user, not of a child. They get the same
    limits as the child, each for itself, and end with it.

    Attributes:
        timeout: seconds for a page.
        start_timeout: seconds to start.
        memory: bytes of address space.
        cores: seconds of CPU for each second of the time-out. With 2, one who keeps four cores busy has half the time.
        file_size: bytes of a file that it writes.
        recycle_pages: after so many pages it is looked whether its memory has grown.
        recycle_growth: a child that holds so many bytes more than after its first page is replaced by a fresh one.
    """

    timeout: float = 30.0
    start_timeout: float = 60.0
    memory: int = 4 * 1024**3
    cores: float = 2.0
    file_size: int = 1024**3
    recycle_pages: int = 100
    recycle_growth: int = 512 * 1024**2

    def cpu(self, timeout: float) -> float | None:
        """Return the seconds of CPU that go with a time-out; ``None`` for as many as it can get."""
        return self.cores * timeout if self.cores and math.isfinite(timeout) else None


def impose(pid: int, limits: Limits) -> None:
    """Limit the memory and the files of a process, and have it leave no image of itself when it crashes.

    What ``ulimit`` has set stands where it is less. Only Linux can do this to another process.
    """
    if sys.platform == "linux":
        import resource

        for kind, limit in ((resource.RLIMIT_AS, limits.memory), (resource.RLIMIT_FSIZE, limits.file_size)):
            if limit:
                _limit(pid, kind, limit, hard=True)
        _limit(pid, resource.RLIMIT_CORE, 0, hard=True)


def allow_cpu(pid: int, seconds: float | None) -> None:
    """Let a process use so many seconds of CPU from now on; then the kernel ends it with SIGXCPU.

    The kernel counts whole seconds: it may be one more.
    """
    if sys.platform == "linux":
        import resource

        used = cpu_used(pid)
        if used is not None and seconds is not None:
            _limit(pid, resource.RLIMIT_CPU, math.ceil(used + seconds), hard=False)


def cpu_used(pid: int) -> float | None:
    """Return the seconds of CPU that a process has used, on all its threads; ``None`` where that cannot be known."""
    if sys.platform == "linux":
        with suppress(OSError):  # it is gone
            # The clock that clock_getcpuclockid(3) names: the process in the high bits, scheduled time in the low ones.
            return time.clock_gettime(~pid << 3 | 2)
    return None


def memory_held(pid: int) -> int | None:
    """Return the bytes of memory that a process holds; ``None`` where that cannot be known."""
    if sys.platform == "linux":
        import resource

        with suppress(OSError, IndexError):
            return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * resource.getpagesize()
    return None


def _limit(pid: int, kind: int, limit: int, *, hard: bool) -> None:
    import resource

    with suppress(ProcessLookupError):  # it died at once; the handshake will tell
        _, most = resource.prlimit(pid, kind)  # what ulimit has set cannot be raised
        if most != resource.RLIM_INFINITY:
            limit = min(limit, most)
        resource.prlimit(pid, kind, (limit, limit if hard else most))
