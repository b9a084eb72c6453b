"""A limit on requests in a second that holds over all processes of a user, for the service counts them all together.

The processes share a file with one number: the moment from which on the next request may leave, on the machine's
monotonic clock. Whoever wants to ask locks the file, takes that moment, and writes the next one.
"""

from __future__ import annotations

import fcntl
import time
from collections.abc import Callable
from pathlib import Path

# After a restart of the machine its clock begins anew, and what the file holds lies far in the future.
_STALE = 3600.0


class RateLimit:
    """Turns of which no two come closer together than ``1 / per_second`` seconds.

    Args:
        file: what the processes share; made where it is missing.
        per_second: the most turns in a second.
        clock: seconds since some moment that all processes agree on.
    """

    def __init__(self, file: Path, per_second: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._file, self._gap, self._clock = file, 1.0 / per_second, clock

    def turn(self, most: float) -> float | None:
        """Take the next turn and return how many seconds it is away, 0 or more.

        ``None`` if that were more than ``most`` seconds; no turn is taken then.
        """
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("a+", encoding="ascii") as shared:
            fcntl.flock(shared, fcntl.LOCK_EX)
            shared.seek(0)
            now = self._clock()
            free = max(now, _moment(shared.read(40), now))
            if free - now > most:
                return None
            shared.seek(0)
            shared.truncate()
            shared.write(repr(free + self._gap))
        return free - now


def _moment(text: str, now: float) -> float:
    """Return the moment that a file holds; now for what can be none."""
    try:
        moment = float(text)
    except ValueError:
        return now
    return moment if now <= moment <= now + _STALE else now
