"""Ask a service until it answers: turns, repetitions with growing pauses, and a deadline over it all.

======================================  ==============================================================================
the service                             then
======================================  ==============================================================================
2xx                                     its answer is returned
429, 5xx                                asked again, after ``Retry-After`` (seconds or a date) where it is longer than
                                        our own pause, and at most ``longest_wait``
no connection, cut answer               asked again
any other status                        an error at once: the same request would get the same answer
the pause would outlast the deadline    an error at once, with what the service said last
======================================  ==============================================================================

The pause doubles each time and has no random part: a run is to be repeatable, and one child asks one page at a time.
"""

from __future__ import annotations

import math
import re
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from .http_exchange import Deadline, HttpError, HttpResponse, PassingHttpError, exchange
from .http_rate import RateLimit
from .http_settings import HttpSettings
from .http_template import HttpRequest

_TOO_MANY = 429
_SHOWN = 200
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Time:
    """The clock and the sleep, which tests replace: ``clock`` for deadlines, ``now`` in seconds since 1970."""

    clock: Callable[[], float] = time.monotonic
    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer with status 2xx, and how many seconds the request that got it took, without pauses."""

    response: HttpResponse
    seconds: float


class Service:
    """A service as the settings describe it, asked one page at a time."""

    def __init__(self, settings: HttpSettings, rate: RateLimit | None = None, timing: Time | None = None) -> None:
        self._settings, self._rate, self._time = settings, rate, timing or Time()
        self._context: ssl.SSLContext | None = None

    def ask(self, request: HttpRequest) -> Answered:
        """Return the answer to a request. Raises :class:`HttpError` when there is none."""
        deadline = Deadline(self._settings.timeout, self._time.clock)
        for attempt in range(self._settings.retries + 1):
            self._take_turn(deadline)
            started = self._time.clock()
            try:
                response = self._exchange(request, deadline)
                return Answered(response, self._time.clock() - started)
            except PassingHttpError as error:
                if attempt == self._settings.retries:
                    tries = "once" if attempt == 0 else f"{attempt + 1} times"
                    raise HttpError(f"{error}; asked {tries}") from error
                self._pause(error, self._settings.backoff * 2**attempt, deadline)
        raise AssertionError("the last attempt returns or raises")

    def _exchange(self, request: HttpRequest, deadline: Deadline) -> HttpResponse:
        if self._context is None and request.url.startswith("https:"):
            self._context = _context(self._settings.ca_file)
        response = exchange(
            request,
            deadline,
            most_bytes=int(self._settings.max_response * 2**20),
            redirects=self._settings.redirects,
            context=self._context,
        )
        if response.status // 100 == 2:
            return response
        said = f"answered {response.status}{_excerpt(response)}"
        if response.status == _TOO_MANY or response.status >= 500:
            raise PassingHttpError(said, retry_after(response.headers.get("retry-after"), self._time.now()))
        raise HttpError(f"{said}; check the settings and the account")

    def _take_turn(self, deadline: Deadline) -> None:
        if self._rate is None:
            return
        wait = self._rate.turn(deadline.left())
        if wait is None:
            raise HttpError("its rate limit leaves no turn within the time for the page; raise timeout or rate_limit")
        if wait:
            self._time.sleep(wait)

    def _pause(self, error: PassingHttpError, pause: float, deadline: Deadline) -> None:
        wait = max(pause, min(error.wait or 0.0, self._settings.longest_wait))
        if wait >= deadline.left():
            raise HttpError(f"{error}; no time is left to wait {wait:g} s and ask again") from error
        if wait:
            self._time.sleep(wait)


def retry_after(value: str | None, now: float) -> float | None:
    """Return the seconds that a ``Retry-After`` header asks for, 0 or more; ``None`` for none or nonsense.

    ``now`` is the time in seconds since 1970.

    >>> retry_after("120", 0.0), retry_after("Thu, 01 Jan 1970 00:02:00 GMT", 90.0), retry_after("soon", 0.0)
    (120.0, 30.0, None)
    """
    if value is None:
        return None
    text = value.strip()
    if re.fullmatch(r"[0-9]{1,15}(\.[0-9]+)?", text):
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        wait = (moment - datetime.fromtimestamp(now, UTC)).total_seconds()
    except (ValueError, TypeError, OverflowError):
        return None
    return max(wait, 0.0) if math.isfinite(wait) else None


def _context(ca_file: str | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=ca_file)
    except OSError as error:
        raise HttpError(f"ca_file {ca_file} cannot be read: {error}; name a file of certificates in PEM") from error


def _excerpt(response: HttpResponse) -> str:
    text = _SPACE.sub(" ", response.body[: 4 * _SHOWN].decode("utf-8", "replace")).strip()
    return f": {text[:_SHOWN]}" if text else ""
