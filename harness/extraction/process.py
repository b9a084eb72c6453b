"""The parent's side of the protocol: one child process, its deadlines, its limits, and what became of it."""

from __future__ import annotations

import json
import os
import re
import selectors
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..model import Article, Extraction, Failure, Outcome
from .environment import child_environment

PROTOCOL = 1
# No article is longer than the largest page; JSON escapes make six bytes of one character at the worst.
_MAX_ANSWER = 200 * 1024 * 1024
_STDERR_KEPT = 4096
# An extractor that did not start twice in a row has the rest of its pages counted as failed at once: each try may take
# the whole time that it has to start.
_MOST_FAILED_STARTS = 2
_LONGEST_WAIT = 86400.0  # the kernel counts milliseconds in 32 bits, and a time-out may be infinite
# A child may claim any time and any memory. This much (a petabyte, thirty million years) is no measurement.
_MOST_MEASURED = 1e15
_TAG = re.compile(r"<[^<>]*>")
_ADDRESS = re.compile(r"0x[0-9a-f]{6,}")
_OUT_OF_MEMORY = (
    "MemoryError",
    "bad_alloc",
    "Cannot allocate memory",
    "memory allocation of",
    "out of memory",
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use: seconds a page, seconds to start, bytes of address space (0: no limit)."""

    timeout: float = 30.0
    start_timeout: float = 60.0
    memory: int = 4 * 1024**3


@dataclass(frozen=True, slots=True)
class PageFile:
    """A page as a child is told of it: a file that it may read, and what the server said."""

    path: Path
    url: str | None
    media_type: str
    encoding: str | None


class _GoneError(Exception):
    """The child can answer no more."""

    def __init__(self, outcome: Outcome, type_: str, message: str) -> None:
        super().__init__(message)
        self.outcome, self.type = outcome, type_


class Child:
    """One warm extractor. A child that hangs, dies or breaks the protocol is killed, and the next page starts another.

    Use as a context manager: leaving it ends the process and everything that it started.
    """

    def __init__(self, command: Sequence[str], limits: Limits, environment: Mapping[str, str] | None = None) -> None:
        self._command = list(command)
        self._limits = limits
        self._environment = dict(environment or {})
        self._process: subprocess.Popen[bytes] | None = None
        self._folder = ""
        self._accepts: tuple[str, ...] = ()
        self._buffer = bytearray()
        self._stderr = b""
        self._last_id = 0
        self._page_folder = ""
        self._killed = False
        self._failed_starts = 0
        self._last_failure: Extraction | None = None

    def __enter__(self) -> Child:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def extract(self, page: PageFile, html_form: PageFile | None = None) -> Extraction:
        """Have one page extracted; never raises for what the child does.

        ``html_form`` is the same page as HTML, for a child that does not accept the page's media type.
        """
        self._stderr = b""
        self._page_folder = str(page.path.parent)
        started = time.monotonic()
        if self._failed_starts >= _MOST_FAILED_STARTS and self._last_failure is not None:
            return self._last_failure
        try:
            if self._process is None:
                self._failed_starts += 1
                self._start()
                self._failed_starts = 0
            if html_form and page.media_type not in self._accepts:
                page = html_form
            return self._ask(page)
        except _GoneError as gone:
            self.close()
            failure = Failure(gone.type, str(gone), self._tail())
            self._last_failure = Extraction(gone.outcome, failure=failure, seconds=time.monotonic() - started)
            return self._last_failure

    def kill(self) -> None:
        """End the child from another thread, for good; a call of :meth:`extract` under way there returns at once."""
        self._killed = True
        process = self._process
        if process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)

    def close(self) -> None:
        """End the child and its whole process group; safe to call at any time."""
        process, self._process = self._process, None
        if process is None:
            return
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream:
                with suppress(BrokenPipeError):  # a request that the child did not live to read
                    stream.close()
        # Gone already, or (macOS) nothing left but a zombie: both are fine.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self._selector.close()
        self._buffer.clear()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _start(self) -> None:
        self._folder = tempfile.mkdtemp(prefix="harness-")
        try:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=self._folder,
                env=child_environment(self._folder) | self._environment,
                start_new_session=True,
            )
        except OSError as error:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise _GoneError("crash", type(error).__name__, f"cannot start {self._command[0]}: {error}") from error
        self._selector = selectors.DefaultSelector()
        if self._killed:
            raise _GoneError("crash", "Crash", "killed before it started")
        self._limit_memory(self._process.pid)
        for stream in (self._process.stdout, self._process.stderr):
            assert stream is not None
            self._selector.register(stream, selectors.EVENT_READ)
        hello = self._receive(self._limits.start_timeout, "to start")
        if hello.get("protocol") != PROTOCOL:
            raise _GoneError("protocol", "Protocol", f'the first line must say "protocol": {PROTOCOL}: {hello!r:.200}')
        accepts = hello.get("accepts") or ["text/html"]
        self._accepts = tuple(map(str, accepts)) if isinstance(accepts, list) else ("text/html",)

    def _limit_memory(self, pid: int) -> None:
        if self._limits.memory and sys.platform == "linux":
            import resource

            with suppress(ProcessLookupError):  # it died at once; the handshake will tell
                _, most = resource.prlimit(pid, resource.RLIMIT_AS)  # what ulimit has set cannot be raised
                limit = self._limits.memory if most == resource.RLIM_INFINITY else min(self._limits.memory, most)
                resource.prlimit(pid, resource.RLIMIT_AS, (limit, limit))

    def _ask(self, page: PageFile) -> Extraction:
        assert self._process is not None
        assert self._process.stdin is not None
        self._last_id += 1
        request = {
            "id": self._last_id,
            "path": str(page.path),
            "url": page.url,
            "media_type": page.media_type,
            "encoding": page.encoding,
        }
        try:
            self._process.stdin.write(json.dumps(request).encode("ascii") + b"\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            self._receive(self._limits.timeout, "for this page")
        answer = self._receive(self._limits.timeout, "for this page")
        if answer.get("id") != self._last_id:
            raise _GoneError("protocol", "Protocol", f"answered id {answer.get('id')!r:.40} to id {self._last_id}")
        return self._read_answer(answer)

    def _read_answer(self, answer: dict[str, Any]) -> Extraction:
        seconds, memory = _measured(answer.get("seconds")), _measured(answer.get("peak_memory"))
        peak = None if memory is None else int(memory)
        error = answer.get("error")
        if isinstance(error, dict):
            type_, message = (self._neutral(str(error.get(key))) for key in ("type", "message"))
            failure = Failure(type_[:200], message[:2000], self._tail())
            if failure.type == "MemoryError":
                self.close()  # what is left of its address space would fail the next page too
                return Extraction("memory", None, failure, seconds, peak)
            return Extraction("error", None, failure, seconds, peak)
        try:
            article = Article.from_json(answer.get("article"))
        except TypeError as wrong:
            raise _GoneError("protocol", "Protocol", str(wrong)) from wrong
        # Markup alone is no text.
        texts = (article.text, article.markdown, _TAG.sub("", article.html or ""))
        empty = not any(text and not text.isspace() for text in texts)
        return Extraction("empty" if empty else "ok", article, None, seconds, peak)

    def _receive(self, timeout: float, what_for: str) -> dict[str, Any]:
        """Return the next line of stdout as an object; collect stderr meanwhile."""
        assert self._process is not None
        deadline = time.monotonic() + timeout
        searched = 0
        while (end := self._buffer.find(b"\n", searched)) < 0:
            searched = len(self._buffer)
            if searched > _MAX_ANSWER:
                raise _GoneError("protocol", "Protocol", f"an answer of more than {_MAX_ANSWER // 2**20} MiB")
            left = deadline - time.monotonic()
            if left <= 0:
                raise _GoneError("timeout", "Timeout", f"took more than {timeout:g} s {what_for}")
            for key, _ in self._selector.select(min(left, _LONGEST_WAIT)):
                data = os.read(key.fd, 1 << 16)
                if key.fileobj is self._process.stderr:
                    self._stderr = (self._stderr + data)[-_STDERR_KEPT:]
                    if not data:
                        self._selector.unregister(key.fileobj)
                elif data:
                    self._buffer += data
                else:
                    raise self._death()
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        try:
            message = json.loads(line)
        except (ValueError, RecursionError):
            message = None
        if not isinstance(message, dict):
            raise _GoneError("protocol", "Protocol", f"not a JSON object on stdout: {line[:200]!r}")
        return message

    def _death(self) -> _GoneError:
        """Say how the child ended; it has closed its stdout."""
        assert self._process is not None
        assert self._process.stderr is not None
        try:
            status = self._process.wait(timeout=1.0)
        except subprocess.TimeoutExpired:
            return _GoneError("protocol", "Protocol", "closed its stdout and went on running")
        os.set_blocking(self._process.stderr.fileno(), False)
        self._stderr = (self._stderr + (self._process.stderr.read() or b""))[-_STDERR_KEPT:]
        if any(sign in self._tail() for sign in _OUT_OF_MEMORY):
            return _GoneError("memory", "Memory", "ran out of memory and died")
        if status < 0:
            name = signal.Signals(-status).name if -status in set(signal.Signals) else f"signal {-status}"
            return _GoneError("crash", "Crash", f"killed by {name}")
        return _GoneError("crash", "Crash", f"exited with status {status}")

    def _tail(self) -> str:
        """Return the end of what the child wrote on stderr."""
        return self._neutral(self._stderr.decode("utf-8", "replace").strip())

    def _neutral(self, text: str) -> str:
        """Take out what differs between two runs that do the same, and what no terminal could print.

        The first are temporary folders and addresses, the second lone surrogates.
        """
        text = text.encode("utf-8", "backslashreplace").decode()
        for folder, name in ((self._folder, "~"), (self._page_folder, "pages")):
            if folder:
                text = text.replace(folder, name)
        return _ADDRESS.sub("0x...", text)


def _measured(value: object) -> float | None:
    """Return a time or a size that a child claims; ``None`` for what cannot be one, NaN for instance."""
    return float(value) if isinstance(value, (int, float)) and 0 <= value < _MOST_MEASURED else None
