"""Pages into folders or WARC files, on all cores."""

from __future__ import annotations

import hashlib
import os
import shutil
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from itertools import chain
from multiprocessing import get_context
from pathlib import Path

from ..errors import HarnessError
from .catalogue import templates
from .choosing import Choice
from .forging import SHIPPED, forge, gzipped, render, write_case
from .library import library
from .marks import page_bytes

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
    shares = [(orders[at : at + _BATCH], str(folder)) for at in range(0, len(orders), _BATCH)]
    return sum(_each(_cases, [shares], jobs, progress))


def make_warcs(
    choices: Sequence[Choice], folder: Path, files: int, jobs: int | None, progress: Callable[[int, int], None]
) -> int:
    """Write the pages alone into so many WARC files, ``forged-00000.warc.gz`` and on; return their bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    orders = _orders(choices)
    partial = [folder / f"forged-{at:05}.warc.gz.part" for at in range(files)]
    # A file grows by a batch a round, so that there is progress to tell of long before the first file is whole.
    rounds = [
        [(orders[start + at : start + _BATCH * files : files], str(path)) for at, path in enumerate(partial)]
        for start in range(0, len(orders), _BATCH * files)
    ]
    try:
        for path in partial:
            path.write_bytes(b"")
        size = sum(_each(_append, rounds, jobs, progress))
        for path in partial:
            path.replace(path.with_suffix(""))
    except OSError as error:
        raise HarnessError(f"{folder}: cannot be written: {error.strerror}; name another folder") from error
    return size


def _orders(choices: Sequence[Choice]) -> list[_Order]:
    return [
        _Order(one.template.name, f"{one.piece.language.partition('-')[0]}/{one.piece.slug}", one.seed, number)
        for number, one in enumerate(choices)
    ]


def _each(
    work: Callable[[Sequence[_Order], str], int],
    rounds: Sequence[Sequence[tuple[Sequence[_Order], str]]],
    jobs: int | None,
    progress: Callable[[int, int], None],
) -> Iterator[int]:
    """Do the shares of a round in any order, and one round after another; give what each returned."""
    total = sum(len(orders) for shares in rounds for orders, _ in shares)
    workers = min(jobs or os.cpu_count() or 1, max(map(len, rounds), default=0)) or 1
    done = 0
    if workers == 1:
        for orders, target in chain.from_iterable(rounds):
            yield work(orders, target)
            done += len(orders)
            progress(done, total)
        return
    library()  # read once here, and shared with the processes that are forked
    with ProcessPoolExecutor(workers, get_context("fork")) as pool:
        for shares in rounds:
            futures = {pool.submit(work, orders, target): len(orders) for orders, target in shares}
            for future in as_completed(futures):
                yield future.result()
                done += futures[future]
                progress(done, total)


def _cases(orders: Sequence[_Order], folder: str) -> int:
    pieces, known = library(), templates()
    size = 0
    for order in orders:
        forged = forge(known[order.template], pieces.by_name[order.piece], order.seed, pieces)
        target = Path(folder) / forged.name
        try:
            if target.exists():
                shutil.rmtree(target)
            size += write_case(forged, target, _SMALL if order.seed.startswith(SHIPPED) else _QUICK)
        except OSError as error:
            raise HarnessError(f"{target}: cannot be written: {error.strerror}; name another folder") from error
    return size


def _append(orders: Sequence[_Order], path: str) -> int:
    pieces, known = library(), templates()
    size = 0
    with Path(path).open("ab") as file:
        for order in orders:
            made = known[order.template]
            stage, source = render(made, pieces.by_name[order.piece], order.seed, pieces)
            page = page_bytes(source, made.encoding or "utf-8")
            record = _record(page, f"{stage.url}?{order.number}", made.encoding or "utf-8")
            size += file.write(gzipped(record, level=1))
    return size


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
