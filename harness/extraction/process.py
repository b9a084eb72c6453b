"""The parent's side of the protocol: one child process, its deadlines, its limits, and what became of it."""

from __future__ import annotations

import os
import re
import selectors
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from ..model import Extraction, Failure
from .answers import PROTOCOL, GoneError, PageFile, parse, read_answer, read_hello, request
from .environment import child_environment
from .isolation import MARK, end_strays, isolated
from .limits import Limits, allow_cpu, cpu_used, impose, memory_held

__all__ = ["PROTOCOL", "Child", "Limits", "PageFile"]

# No article is longer than the largest page; JSON escapes make six bytes of one character at the worst.
_MAX_ANSWER = 200 * 1024 * 1024
_STDERR_KEPT = 4096
# An extractor that did not start twice in a row has the rest of its pages counted as failed at once: each try may take
# the whole time that it has to start.
_MOST_FAILED_STARTS = 2
_LONGEST_WAIT = 86400.0  # the kernel counts milliseconds in 32 bits, and a time-out may be infinite
_ADDRESS = re.compile(r"0x[0-9a-f]{6,}")
_OUT_OF_MEMORY = (
    "MemoryError",
    "bad_alloc",
    "Cannot allocate memory",
    "memory allocation of",
    "out of memory",
)


class Child:
    """One warm extractor. A child that hangs, dies or breaks the protocol is killed, and the next page starts another.

    Use as a context manager: leaving it ends the process and everything that it started.

    Args:
        command: what starts it.
        limits: what it may use.
        environment: variables for it beside those of every child.
        accepts: the media types that it takes, whatever its hello says.
        network: whether it may reach the network, where the kernel can keep it from that.
    """

    def __init__(
        self,
        command: Sequence[str],
        limits: Limits,
        environment: Mapping[str, str] | None = None,
        accepts: Sequence[str] = (),
        *,
        network: bool = False,
    ) -> None:
        self._command, self._limits = list(command), limits
        self._environment, self._declared, self._network = dict(environment or {}), tuple(accepts), network
        self._process: subprocess.Popen[bytes] | None = None
        self._folder = ""
        self._accepts: tuple[str, ...] = ()
        self._ending: int | None = None  # a descriptor that can be read once the child has ended
        self._buffer = bytearray()
        self._stderr = b""
        self._last_id = 0
        self._page_folder = ""
        self._killed = False
        self._failed_starts = 0
        self._last_failure: Extraction | None = None
        self._served = 0
        self._held_at_first: int | None = None

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
        if self.given_up and self._last_failure is not None:
            return self._last_failure
        try:
            if self._process is None:
                self._failed_starts += 1
                self._start()
                self._failed_starts = 0
            if html_form and page.media_type not in self._accepts:
                page = html_form
            extraction = self._ask(page)
        except GoneError as gone:
            self.close()
            failure = Failure(gone.type, str(gone), self._tail())
            self._last_failure = Extraction(gone.outcome, failure=failure, seconds=time.monotonic() - started)
            return self._last_failure
        if extraction.outcome == "memory" or self._has_grown():
            self.close()  # what is left of its address space would fail a later page
        return extraction

    @property
    def given_up(self) -> bool:
        """Whether it has failed to start so often that it is not started any more."""
        return self._failed_starts >= _MOST_FAILED_STARTS

    def kill(self) -> None:
        """End the child from another thread, for good; a call of :meth:`extract` under way there returns at once."""
        self._killed = True
        process = self._process
        if process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)

    def close(self) -> None:
        """End the child and everything that it started; safe to call at any time."""
        process, self._process = self._process, None
        if process is None:
            return
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream:
                stream.close()
        # Gone already, or (macOS) nothing left but a zombie: both are fine.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        end_strays(self._folder)
        self._selector.close()
        if self._ending is not None:
            os.close(self._ending)
            self._ending = None
        self._buffer.clear()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _start(self) -> None:
        self._folder = tempfile.mkdtemp(prefix="harness-")
        try:
            self._process = subprocess.Popen(
                self._command if self._network else isolated(self._command),
                bufsize=0,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=self._folder,
                env=child_environment(self._folder) | self._environment | {MARK: self._folder},
                start_new_session=True,
            )
        except OSError as error:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise GoneError("crash", type(error).__name__, f"cannot start {self._command[0]}: {error}") from error
        assert self._process.stdin is not None
        os.set_blocking(self._process.stdin.fileno(), False)
        self._selector = selectors.DefaultSelector()
        self._served = 0
        if self._killed:
            raise GoneError("crash", "Crash", "killed before it started")
        impose(self._process.pid, self._limits)
        for stream in (self._process.stdout, self._process.stderr):
            assert stream is not None
            self._selector.register(stream, selectors.EVENT_READ)
        with suppress(AttributeError, OSError):  # only Linux has them
            self._ending = os.pidfd_open(self._process.pid)
            self._selector.register(self._ending, selectors.EVENT_READ)
        self._allow(self._limits.start_timeout)
        accepts = read_hello(self._receive(self._limits.start_timeout, "to start"))
        self._accepts = self._declared or accepts

    def _ask(self, page: PageFile) -> Extraction:
        assert self._process is not None
        pid = self._process.pid
        self._last_id += 1
        self._allow(self._limits.timeout)
        began = cpu_used(pid)
        answer = self._receive(self._limits.timeout, "for this page", request(self._last_id, page))
        ended = cpu_used(pid)
        extraction = read_answer(answer, self._last_id)
        if extraction.cpu_seconds is None and began is not None and ended is not None:
            extraction = replace(extraction, cpu_seconds=ended - began)
        if extraction.failure:
            type_, message = self._neutral(extraction.failure.type), self._neutral(extraction.failure.message)
            return replace(extraction, failure=Failure(type_[:200], message[:2000], self._tail()))
        return extraction

    def _allow(self, timeout: float) -> None:
        assert self._process is not None
        self._cpu_allowed = self._limits.cpu(timeout)
        allow_cpu(self._process.pid, self._cpu_allowed)

    def _receive(self, timeout: float, what_for: str, asked: bytes = b"") -> dict[str, Any]:
        """Send a request, if there is one, and return the next line of stdout; collect stderr meanwhile."""
        assert self._process is not None
        assert self._process.stdin is not None
        deadline = time.monotonic() + timeout
        searched = 0
        # A child that does not read its stdin must not hold up the deadline: its pipe takes what of a request it can.
        waiting = self._write(memoryview(asked))
        if waiting:
            self._selector.register(self._process.stdin, selectors.EVENT_WRITE)
        while waiting or (end := self._buffer.find(b"\n", searched)) < 0:
            searched = 0 if waiting else len(self._buffer)
            if len(self._buffer) > _MAX_ANSWER:
                raise GoneError("protocol", "Protocol", f"an answer of more than {_MAX_ANSWER // 2**20} MiB")
            left = deadline - time.monotonic()
            if left <= 0:
                raise GoneError("timeout", "Timeout", f"took more than {timeout:g} s {what_for}")
            ready = self._selector.select(min(left, _LONGEST_WAIT))
            if [key.fd for key, _ in ready] == [self._ending]:
                raise self._death(what_for)  # what it started may hold on to its stdout
            for key, _ in ready:
                if key.fd == self._ending:
                    continue
                if key.fileobj is self._process.stdin:
                    waiting = self._write(waiting)
                    if not waiting:
                        self._selector.unregister(key.fileobj)
                    continue
                data = os.read(key.fd, 1 << 16)
                if key.fileobj is self._process.stderr:
                    self._stderr = (self._stderr + data)[-_STDERR_KEPT:]
                    if not data:
                        self._selector.unregister(key.fileobj)
                elif data:
                    self._buffer += data
                else:
                    raise self._death(what_for)
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        return parse(line)

    def _write(self, waiting: memoryview) -> memoryview:
        """Write what the child's stdin takes without waiting, and return the rest."""
        assert self._process is not None
        assert self._process.stdin is not None
        try:
            return waiting[os.write(self._process.stdin.fileno(), waiting) :] if waiting else waiting
        except BlockingIOError:
            return waiting
        except BrokenPipeError:  # it reads no more; its stdout will tell why
            return waiting[:0]

    def _death(self, what_for: str) -> GoneError:
        """Say how the child ended; it has closed its stdout."""
        assert self._process is not None
        assert self._process.stderr is not None
        try:
            status = self._process.wait(timeout=1.0)
        except subprocess.TimeoutExpired:
            return GoneError("protocol", "Protocol", "closed its stdout and went on running")
        os.set_blocking(self._process.stderr.fileno(), False)
        self._stderr = (self._stderr + (self._process.stderr.read() or b""))[-_STDERR_KEPT:]
        if any(sign in self._tail() for sign in _OUT_OF_MEMORY):
            return GoneError("memory", "Memory", "ran out of memory and died")
        if status == -signal.SIGXCPU and self._cpu_allowed is not None:
            return GoneError("timeout", "CPU", f"used more than {self._cpu_allowed:g} s of CPU time {what_for}")
        if status < 0:
            name = signal.Signals(-status).name if -status in set(signal.Signals) else f"signal {-status}"
            return GoneError("crash", "Crash", f"killed by {name}")
        return GoneError("crash", "Crash", f"exited with status {status}")

    def _has_grown(self) -> bool:
        """Whether the child, looked at every so many pages, holds much more memory than after its first page."""
        assert self._process is not None
        self._served += 1
        if self._served == 1:
            self._held_at_first = memory_held(self._process.pid)
        pages, growth = self._limits.recycle_pages, self._limits.recycle_growth
        if not pages or not growth or self._served % pages or self._held_at_first is None:
            return False
        held = memory_held(self._process.pid)
        return held is not None and held - self._held_at_first > growth

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
