"""A service on this machine's loopback that misbehaves on demand, and remembers what it was asked."""

from __future__ import annotations

import gzip
import json
import socket
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

# What it does with one connection: sends these bytes and closes it, or whatever the function does.
Behaviour = bytes | Callable[[socket.socket], None]


def http(
    body: bytes | str, status: int = 200, *headers: tuple[str, str], kind: str = "application/json", length: int = -1
) -> bytes:
    """Return a whole answer; ``length`` is what it claims, where that is not the truth."""
    content = body.encode() if isinstance(body, str) else body
    claimed = len(content) if length < 0 else length
    lines = [f"HTTP/1.1 {status} Whatever", f"Content-Type: {kind}", f"Content-Length: {claimed}"]
    lines += [f"{name}: {value}" for name, value in headers]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + content


def answer(document: object, status: int = 200, *headers: tuple[str, str]) -> bytes:
    """Return an answer in JSON."""
    return http(json.dumps(document), status, *headers)


def gzipped(body: bytes) -> bytes:
    """Return an answer that is compressed."""
    return http(gzip.compress(body), 200, ("Content-Encoding", "gzip"))


class LocalService:
    """Answers connection after connection with the next behaviour; the last one goes for all that follow.

    Use as a context manager; ``url`` is its address, ``requests`` the heads and bodies that it has read.
    """

    def __init__(self, *behaviours: Behaviour) -> None:
        self._behaviours = list(behaviours)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._threads: list[threading.Thread] = []
        self._over = threading.Event()
        self.requests: list[tuple[str, bytes]] = []
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def __enter__(self) -> LocalService:
        self._start(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        with suppress(OSError):  # wakes the thread that waits for a connection
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for thread in self._threads:
            thread.join()

    def hang(self, first: bytes) -> Behaviour:
        """Return the behaviour of sending this, and then nothing more until the test is over."""

        def behave(connection: socket.socket) -> None:
            connection.sendall(first)
            self._over.wait()

        return behave

    def drip(self, first: bytes, piece: bytes, seconds: float = 0.02) -> Behaviour:
        """Return the behaviour of sending a piece every so often until the client has had enough."""

        def behave(connection: socket.socket) -> None:
            connection.sendall(first)
            with suppress(OSError):
                while not self._over.wait(seconds):
                    connection.sendall(piece)

        return behave

    def flood(self, first: bytes, piece: bytes) -> Behaviour:
        """Return the behaviour of sending a piece again and again until the client has had enough."""
        return self.drip(first, piece, 0.0)

    def header(self, name: str, number: int = 0) -> str | None:
        """Return a header of a request."""
        lines = self.requests[number][0].split("\r\n")[1:]
        found: Sequence[str] = [line.partition(":")[2].strip() for line in lines if line.lower().startswith(name)]
        return found[0] if found else None

    def body(self, number: int = 0) -> Any:
        """Return the body of a request as JSON."""
        return json.loads(self.requests[number][1])

    def _start(self, function: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=function, args=arguments)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while not self._over.is_set():
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            if self._over.is_set():
                connection.close()
                return
            behaviour = self._behaviours.pop(0) if len(self._behaviours) > 1 else self._behaviours[0]
            self._start(self._serve, connection, behaviour)

    def _serve(self, connection: socket.socket, behaviour: Behaviour) -> None:
        with connection, suppress(OSError):
            self._read(connection)
            if isinstance(behaviour, bytes):
                connection.sendall(behaviour)
            else:
                behaviour(connection)

    def _read(self, connection: socket.socket) -> None:
        data = b""
        while b"\r\n\r\n" not in data:
            piece = connection.recv(1 << 16)
            if not piece:
                return
            data += piece
        head, _, body = data.partition(b"\r\n\r\n")
        text = head.decode("latin-1")
        wanted = [line.partition(":")[2] for line in text.split("\r\n") if line.lower().startswith("content-length")]
        while len(body) < int(wanted[0] if wanted else 0):
            body += connection.recv(1 << 16)
        self.requests.append((text, body))
