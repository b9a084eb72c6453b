"""Pages into folders or WARC files, on all cores."""

from __future__ import annotations

import hashlib
import os
import shutil
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from functools import partial
from itertools import cycle
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

from ..errors import HarnessError
from .catalogue import templates
from .choosing import Choice
from .forging import SHIPPED, forge, gzipped, render, write_case
from .library import library
from .marks import page_bytes

_Done = TypeVar("_Done")
# Pages that a process makes before it reports.
_BATCH = 25
# How hard pages are pressed. The shipped set travels with every copy of the project; of any other set the pages are an
# eighth bigger than at level 6, and made in 1 ms less.
_SMALL, _QUICK = 9, 3


@dataclass(frozen=True, slots=True)
class _Order:
    """A choice by its names: what is sent to another process."""

    template: str
    piece: str
    seed: str
    number: int


def make_cases(choices: Sequence[Choice], folder: Path, jobs: int | None, progress: Callable[[int, int], None]) -> int:
    """Write a golden case for each choice, and return how many bytes they take.

    A case of the same template and piece gets the seed's number in its name, so that no case replaces another.

    Raises:
        HarnessError: a page cannot be made, or a file not be written.
    """
    # By template, so that few processes have to read the same one; a case's folder says nothing of the order.
    orders = sorted(_orders(choices), key=lambda one: one.template)
    shares = [orders[at : at + _BATCH] for at in range(0, len(orders), _BATCH)]
    return sum(_each(partial(_cases, folder), shares, jobs, progress))


def make_warcs(
    choices: Sequence[Choice], folder: Path, files: int, jobs: int | None, progress: Callable[[int, int], None]
) -> int:
    """Write the pages alone into so many WARC files, ``forged-00000.warc.gz`` and on; return their bytes.

    Raises :class:`~harness.errors.HarnessError` where they cannot be written. A file has its name once it is whole;
    what is not whole is removed.
    """
    orders = _orders(choices)
    unfinished = [path.with_name(f"{path.name}.part") for path in warc_files(folder, files)]
    # A batch for each file in turn; any process makes it, and this one writes it to its file.
    shares = [
        orders[start + at : start + _BATCH * files : files]
        for start in range(0, len(orders), _BATCH * files)
        for at in range(files)
    ]
    size = 0
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path in unfinished:
            path.write_bytes(b"")
        for records, path in zip(_each(_records, shares, jobs, progress), cycle(unfinished), strict=False):
            with path.open("ab") as file:
                size += file.write(records)
        for path in unfinished:
            path.replace(path.with_suffix(""))
    except OSError as error:
        raise HarnessError(f"{folder}: cannot be written: {error.strerror}; name another folder") from error
    finally:
        for path in unfinished:
            with suppress(OSError):
                path.unlink(missing_ok=True)
    return size


def warc_files(folder: Path, files: int) -> list[Path]:
    """Return where so many WARC files go."""
    return [folder / f"forged-{at:05}.warc.gz" for at in range(files)]


def _orders(choices: Sequence[Choice]) -> list[_Order]:
    return [
        _Order(one.template.name, f"{one.piece.language.partition('-')[0]}/{one.piece.slug}", one.seed, number)
        for number, one in enumerate(choices)
    ]


def _each(
    work: Callable[[Sequence[_Order]], _Done],
    shares: Sequence[Sequence[_Order]],
    jobs: int | None,
    progress: Callable[[int, int], None],
) -> Iterator[_Done]:
    """Do several shares at once, and give what each returned, in their order."""
    total = sum(map(len, shares))
    workers = min(jobs or os.cpu_count() or 1, len(shares)) or 1
    with ExitStack() as stack:
        results: Iterable[_Done] = map(work, shares)
        if workers > 1:
            library()  # read once here, and shared with the processes that are forked
            pool = ProcessPoolExecutor(workers, get_context("fork"))
            stack.callback(pool.shutdown, cancel_futures=True)
            results = pool.map(work, shares)
        done = 0
        for result, orders in zip(results, shares, strict=True):
            yield result
            done += len(orders)
            progress(done, total)


def _cases(folder: Path, orders: Sequence[_Order]) -> int:
    pieces, known = library(), templates()
    size = 0
    for order in orders:
        forged = forge(known[order.template], pieces.by_name[order.piece], order.seed, pieces)
        target = folder / forged.name
        try:
            if target.exists():
                shutil.rmtree(target)
            size += write_case(forged, target, _SMALL if order.seed.startswith(SHIPPED) else _QUICK)
        except OSError as error:
            raise HarnessError(f"{target}: cannot be written: {error.strerror}; name another folder") from error
    return size


def _records(orders: Sequence[_Order]) -> bytes:
    pieces, known = library(), templates()
    records = []
    for order in orders:
        made = known[order.template]
        stage, source = render(made, pieces.by_name[order.piece], order.seed, pieces)
        page = page_bytes(source, made.encoding or "utf-8")
        records.append(gzipped(_record(page, f"{stage.url}?{order.number}", made.encoding or "utf-8"), level=1))
    return b"".join(records)


def _record(page: bytes, url: str, encoding: str) -> bytes:
    """Return a response as ISO 28500 has it, WARC 1.1."""
    block = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset={encoding}\r\n\r\n".encode() + page
    name = uuid.UUID(bytes=hashlib.sha256(url.encode() + page).digest()[:16])
    head = (
        f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{name}>\r\nWARC-Date: 2025-03-11T12:00:00Z\r\n"
        f"WARC-Target-URI: {url}\r\nContent-Type: application/http;msgtype=response\r\n"
        f"Content-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"
