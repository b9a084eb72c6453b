"""The engine of one machine: threads that each drive one warm child, and a journal that one thread writes."""

from __future__ import annotations

import queue
import tempfile
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from ..extraction.process import Child, PageFile
from ..goldens import read_page
from ..html import plain_text_as_html
from ..html.decode import decode
from ..model import Extraction, GoldenCase
from .journal import Journal, Key
from .plan import Plan, Shard

# A shard starts a child, which costs about half a second of imports; over 100 pages that is nothing.
SHARD_SIZE = 100

Progress = Callable[[int, int], None]


class PageFolder:
    """A temporary folder of plain page files: what children read. They never see a golden folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._files: dict[str, tuple[PageFile, PageFile | None]] = {}

    def files(self, case: GoldenCase) -> tuple[PageFile, PageFile | None]:
        """Return the page of a case as a file, and as HTML where it is plain text."""
        with self._lock:
            if case.page_digest not in self._files:
                self._files[case.page_digest] = self._write(case)
            return self._files[case.page_digest]

    def _write(self, case: GoldenCase) -> tuple[PageFile, PageFile | None]:
        page = read_page(case)
        suffix = ".txt" if page.media_type == "text/plain" else ".html"
        path = self._folder / (case.page_digest + suffix)
        path.write_bytes(page.content)
        file = PageFile(path, page.url, page.media_type, page.encoding)
        if page.media_type != "text/plain":
            return file, None
        html_path = path.with_suffix(".html")
        html_path.write_text(plain_text_as_html(decode(page.content, page.encoding)), encoding="utf-8")
        return file, PageFile(html_path, page.url, "text/html", "utf-8")


class Stop:
    """Ends the children of all threads at once, when the run is broken off."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._children: set[Child] = set()
        self._stopped = False

    def watch(self, child: Child) -> bool:
        """Remember a child; ``False`` when it is too late to start anything."""
        with self._lock:
            self._children.add(child)
            return not self._stopped

    def now(self) -> None:
        """Kill every child, and let none start."""
        with self._lock:
            self._stopped = True
            for child in self._children:
                child.kill()


def extract_all(plan: Plan, journal: Journal, slots: int, progress: Progress | None = None) -> None:
    """Extract everything in the plan that the journal does not hold yet.

    Args:
        plan: what to do.
        journal: where the extractions go, as they arrive.
        slots: how many children run at once.
        progress: called with (extractions done, extractions in all), also once at the start.
    """
    shards = plan.shards(SHARD_SIZE, done=frozenset(_done(plan, journal)))
    total = len(journal) + sum(len(shard.cases) for shard in shards)
    if progress:
        progress(len(journal), total)
    arrived: queue.SimpleQueue[tuple[Key, Extraction] | Future[None]] = queue.SimpleQueue()
    stop = Stop()
    with tempfile.TemporaryDirectory(prefix="harness-pages-") as folder:
        pages = PageFolder(Path(folder))
        with ThreadPoolExecutor(slots, thread_name_prefix="harness-slot") as pool:

            def emit(key: Key, extraction: Extraction) -> None:
                arrived.put((key, extraction))

            running = {pool.submit(run_shard, shard, plan, pages, emit, stop) for shard in shards}
            for future in running:
                future.add_done_callback(arrived.put)
            try:
                while running:
                    message = arrived.get()
                    if isinstance(message, Future):
                        running.discard(message)
                        message.result()
                        continue
                    journal.add(*message)
                    if progress:
                        progress(len(journal), total)
            except BaseException:
                for future in running:
                    future.cancel()
                stop.now()
                raise


def run_shard(shard: Shard, plan: Plan, pages: PageFolder, emit: Callable[[Key, Extraction], None], stop: Stop) -> None:
    """Send the cases of a shard through one child, handing over each extraction at once."""
    with Child(shard.extractor.command, plan.limits) as child:
        for case in shard.cases:
            if not stop.watch(child):
                return
            emit((shard.extractor.id, case.id), child.extract(*pages.files(case)))


def _done(plan: Plan, journal: Journal) -> list[Key]:
    return [(row.id, case.id) for row in plan.extractors for case in plan.cases if (row.id, case.id) in journal]
