"""One request and its answer, within a deadline and a size: no more than the standard library's HTTP client.

``http.client`` verifies certificates, reads no proxy from the environment and follows nothing by itself. What it lacks
stands here: a deadline over the whole exchange instead of one for each read, a limit on the answer before and after
decompression, and the notice that an answer was cut short. Connections are not kept: beside what a service takes for a
page a handshake is nothing.
"""

from __future__ import annotations

import io
import socket
import ssl
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from typing import Any, cast
from urllib.parse import quote, urljoin, urlsplit

from ..errors import HarnessError
from .http_template import IN_ADDRESS, HttpRequest

_CHUNK = 1 << 16
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_KEEPS_METHOD = frozenset({307, 308})
# zlib's code for "a gzip or a zlib header, whichever there is".
_GZIP_OR_ZLIB = 47

Clock = Callable[[], float]


class HttpError(HarnessError):
    """A page that a service did not answer; asking again would not help."""


class PassingHttpError(HttpError):
    """A fault that may be over in a moment: no connection, a cut one, a server in trouble.

    ``wait`` is what the server asked for, in seconds.
    """

    def __init__(self, message: str, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait


class DeadlineError(HttpError):
    """The time for the page is up."""


class Deadline:
    """A moment that is not passed: ``left()`` says how many seconds remain and raises when none do."""

    def __init__(self, seconds: float, clock: Clock) -> None:
        self._seconds, self._clock = seconds, clock
        self._end = clock() + seconds

    def left(self) -> float:
        """Return the seconds that remain, more than 0. Raises :class:`DeadlineError`."""
        left = self._end - self._clock()
        if left <= 0:
            raise DeadlineError(f"took more than {self._seconds:g} s; raise timeout, or ask for less")
        return left


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """An answer: its status, its headers by name in lower case, and its body, decompressed."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def exchange(
    request: HttpRequest,
    deadline: Deadline,
    *,
    most_bytes: int,
    redirects: int,
    context: ssl.SSLContext | None = None,
) -> HttpResponse:
    """Send a request and return the answer, whatever its status, but for redirects, which are followed.

    Only to the same scheme, host and port, so that no secret goes elsewhere; a POST only with 307 and 308, for it would
    lose its body otherwise.
    """
    for _ in range(redirects + 1):
        response = _once(request, deadline, most_bytes, context)
        if response.status not in _REDIRECTS:
            return response
        request = _redirected(request, response)
    raise HttpError(f"redirects more than {redirects} times; put the last address into url")


def _redirected(request: HttpRequest, response: HttpResponse) -> HttpRequest:
    place = response.headers.get("location")
    if not place:
        raise HttpError(f"answered {response.status} without saying where to go; check url")
    try:
        target = quote(urljoin(request.url, place), safe=IN_ADDRESS)
        same = _origin(target) == _origin(request.url)
    except ValueError as error:
        raise HttpError(f"redirects to {place[:200]!r}, which is no address; check url") from error
    if not same:
        raise HttpError(f"redirects to another server, {target[:200]!r}; if that is right, put it into url")
    if request.method != "GET" and response.status not in _KEEPS_METHOD:
        raise HttpError(f"redirects a {request.method} with {response.status}, to {target[:200]!r}; put that into url")
    return HttpRequest(request.method, target, request.headers, request.body)


def _origin(url: str) -> tuple[str, str | None, int]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)


def _once(request: HttpRequest, deadline: Deadline, most_bytes: int, context: ssl.SSLContext | None) -> HttpResponse:
    parts = urlsplit(request.url)
    connection: HTTPConnection
    if parts.scheme == "https":
        context = context or ssl.create_default_context()
        connection = HTTPSConnection(parts.hostname or "", parts.port, timeout=deadline.left(), context=context)
    else:
        connection = HTTPConnection(parts.hostname or "", parts.port, timeout=deadline.left())
    connected: socket.socket | None = None
    try:
        connection.connect()
        connected = connection.sock
        connection.sock = cast("socket.socket", _TimedSocket(connected, deadline))
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = {**request.headers, "Accept-Encoding": "gzip", "Connection": "close"}
        connection.request(request.method, target, request.body, headers)
        with connection.getresponse() as response:
            return HttpResponse(response.status, _headers(response), _body(response, most_bytes))
    except ssl.SSLCertVerificationError as error:
        raise HttpError(
            f"the certificate of {parts.hostname} cannot be verified: {error.verify_message}; "
            "for an authority of your own, name its certificates in ca_file"
        ) from error
    except TimeoutError as error:
        deadline.left()
        raise PassingHttpError(f"{parts.hostname} did not answer: {error}") from error
    except (OSError, HTTPException) as error:
        raise PassingHttpError(f"the connection to {parts.hostname} failed: {type(error).__name__}: {error}") from error
    finally:
        connection.close()
        if connected is not None:
            connected.close()


class _TimedSocket:
    """What ``http.client`` uses of a socket, each step within what is left of the deadline."""

    def __init__(self, connected: socket.socket, deadline: Deadline) -> None:
        self._socket, self._deadline = connected, deadline

    def sendall(self, data: bytes) -> None:
        self._socket.settimeout(self._deadline.left())
        self._socket.sendall(data)

    def makefile(self, *_: Any) -> io.BufferedReader:
        return io.BufferedReader(_TimedReader(self._socket, self._deadline), _CHUNK)

    def close(self) -> None:
        """Leave it open: ``http.client`` closes it before an answer without a length has been read."""


class _TimedReader(io.RawIOBase):
    def __init__(self, connected: socket.socket, deadline: Deadline) -> None:
        self._socket, self._deadline = connected, deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._socket.settimeout(self._deadline.left())
        return self._socket.recv_into(buffer)


def _headers(response: HTTPResponse) -> dict[str, str]:
    return {name.lower(): value for name, value in response.getheaders()}


def _body(response: HTTPResponse, most_bytes: int) -> bytes:
    coding = (response.getheader("Content-Encoding") or "identity").strip().lower()
    if coding not in ("identity", "", "gzip", "x-gzip", "deflate"):
        raise HttpError(f"the answer is compressed with {coding[:40]!r}, which was not asked for")
    unpack = _Unpacker(most_bytes) if coding not in ("identity", "") else None
    body = bytearray()
    while chunk := response.read(_CHUNK):
        body += unpack(chunk, len(body)) if unpack else chunk
        if len(body) > most_bytes:
            raise HttpError(f"an answer of more than {most_bytes / 2**20:g} MiB; raise max_response if that is right")
    if response.length:
        raise PassingHttpError(f"the answer was cut short, {response.length} bytes before its end")
    if unpack and not unpack.complete:
        raise PassingHttpError("the answer was cut short: its gzip stream does not end")
    return bytes(body)


class _Unpacker:
    """Decompresses piece by piece, never more than one byte above the limit."""

    def __init__(self, most_bytes: int) -> None:
        self._most, self._stream = most_bytes, zlib.decompressobj(_GZIP_OR_ZLIB)

    def __call__(self, chunk: bytes, have: int) -> bytes:
        out = b""
        try:
            while chunk and have + len(out) <= self._most:
                if self._stream.eof:  # gzip files may follow one another
                    self._stream = zlib.decompressobj(_GZIP_OR_ZLIB)
                out += self._stream.decompress(chunk, self._most + 1 - have - len(out))
                chunk = self._stream.unconsumed_tail or self._stream.unused_data
        except zlib.error as error:
            raise HttpError(f"the answer is not the gzip that it says: {error}") from error
        return out

    @property
    def complete(self) -> bool:
        return self._stream.eof
