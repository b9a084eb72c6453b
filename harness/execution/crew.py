"""The worker's side of a run on a cluster: what a worker is told, and how it goes through a batch.

A batch goes through the very code of the local engine, :func:`~harness.execution.local.run_shard`: the same warm child,
deadlines, limits and outcomes. What a worker is told travels once, by a plug-in that late workers get too; a batch is
a name and some numbers, and the worker reads the pages themselves.
"""

from __future__ import annotations

import pickle
import socket
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ..config import Command
from ..errors import HarnessError, PageError
from ..extraction.discovery import discover
from ..extraction.process import Limits
from ..goldens import Cases, HeldCases
from ..model import Extraction, Extractor, GoldenCase
from .batches import Batch
from .belongings import Belongings
from .cache import Cache
from .libraries import library_versions
from .likeness import differences, row_difference, surroundings
from .local import Stop, run_shard
from .output_files import OutputFolder, Receipt
from .plan import Key, Plan, Shard
from .warmth import EndedError, Warmth, WarmThreads

# A batch ends early when its answers take this much: they are in memory on their way to the client.
_MOST_BYTES = 64 * 1024 * 1024


class _FullError(Exception):
    """Enough answers for one message."""


@dataclass(frozen=True, slots=True)
class Briefing:
    """All that a worker has to know of a run.

    Attributes:
        plan: the key of the plan.
        rows: the extractors as the client has found them.
        cases: the cases, without what is expected of them; they name the pages, which the worker reads.
        limits: what each child may use.
        repeat: how often each page is asked for.
        belongings: the workspace's extractor files.
        libraries: the versions of what the extractors are made of, by name.
        surroundings: the client's machine and interpreter; what runs there need not be looked for again.
        cache: folder of the cache, where the workers share the client's machine.
        outputs: the folder for the outputs, where they do not go to the client.
    """

    plan: str
    rows: tuple[Extractor, ...]
    cases: Cases
    limits: Limits
    repeat: int
    belongings: Belongings
    libraries: Mapping[str, str]
    surroundings: tuple[str, ...]
    cache: Path | None = None
    outputs: Path | None = None


@dataclass(frozen=True, slots=True)
class Haul:
    """What came of a batch: extractions of its first pages, of all of them unless they are many bytes.

    ``receipt`` says where the articles are that the extractions lack. ``problem`` says why there is nothing at all;
    without one the worker was leaving, and another is to be asked. ``worker`` is the address of the one who has read
    the pages.
    """

    extractions: tuple[Extraction, ...] = ()
    receipt: Receipt | None = None
    problem: str | None = None
    worker: str = ""


class Crew:
    """One worker's part in a run; it is made ready by the first batch. Any number of its threads may be at work.

    Args:
        payload: a pickled :class:`Briefing`.
        folder: a folder of this worker and run alone; removed at the end.
        worker: the worker's address, which it is called in messages.
    """

    def __init__(self, payload: bytes, folder: Path, worker: str) -> None:
        self._payload, self._folder, self._address = payload, folder, worker
        self._who = f"the worker {worker} on {socket.gethostname()}"
        self._lock = threading.Lock()
        self._briefing: Briefing | None = None
        self._rows: dict[str, Extractor] = {}
        self._extractors = folder
        self._threads: WarmThreads | None = None
        self._closed = False

    def close(self) -> None:
        """End what is still warm; a batch that is under way ends without a result."""
        # Without the lock: who makes ready holds it for seconds, and looks for this afterwards.
        self._closed = True
        if self._threads:
            self._threads.close()

    def check(self) -> str | None:
        """Make ready; return what keeps this worker from taking part, ``None`` if nothing does."""
        with self._lock:
            if self._briefing is None:
                briefing: Briefing = pickle.loads(self._payload)  # noqa: S301 - the client's, as is the code itself
                problem = self._prepare(briefing)
                if problem:
                    return f"{self._who} would extract differently: {problem}"
                self._threads = WarmThreads(self._folder, briefing.cases, briefing.limits)
                self._briefing = briefing
                if self._closed:
                    self._threads.close()
        return None

    def work(self, row: str, numbers: tuple[int, ...]) -> Haul:
        """Extract the pages of a batch, in order."""
        problem = self.check()
        if problem:
            return Haul(problem=problem)
        briefing, threads = self._briefing, self._threads
        assert briefing is not None
        assert threads is not None
        try:
            with threads.mine() as (warmth, stop):
                return self._haul(Batch(row, numbers), briefing, warmth, stop)
        except EndedError:
            return Haul()
        except (HarnessError, OSError) as error:
            if threads.ended:
                return Haul()
            advice = "a worker must see the data set and the report folder at the same place as the client"
            return Haul(problem=f"{self._who} failed on {row}: {error}; {advice}")

    def _haul(self, batch: Batch, briefing: Briefing, warmth: Warmth, stop: Stop) -> Haul:
        outputs = OutputFolder(briefing.outputs) if briefing.outputs else None
        name = batch.name(briefing.plan)
        if outputs and (earlier := outputs.receipt(batch.row, name)):
            return Haul(tuple(earlier.extractions()), earlier.receipt)
        extractions = self._extract(batch, briefing, warmth, stop)
        if self._closed:
            raise EndedError  # the child may have been ended under a page, which is not to be blamed for that
        if outputs is None:
            return Haul(tuple(extractions), worker=self._address)
        ids = [briefing.cases.ids[number] for number in batch.numbers]
        receipt = outputs.write(batch.row, name, batch.numbers, ids, extractions)
        without = tuple(replace(one, article=None) for one in extractions)
        return Haul(without, receipt, worker=self._address)

    def _prepare(self, briefing: Briefing) -> str | None:
        self._extractors = briefing.belongings.unpacked(self._folder / "extractors")
        commands = {
            row.name: Command(row.command, dict(row.environment), row.accepts)
            for row in briefing.rows
            if row.origin == "command"
        }
        if briefing.surroundings == surroundings() and self._extractors == briefing.belongings.folder:
            there = {row.id: row for row in briefing.rows}  # it is the client's machine, and these are its files
        else:
            there = {row.id: row for row in discover(self._extractors, commands)}
        self._rows = {row.id: there[row.id] for row in briefing.rows if row.id in there}
        said = [text for row in briefing.rows if (text := row_difference(row, there.get(row.id)))]
        said += differences(briefing.libraries, library_versions(briefing.libraries))
        return "; ".join([*said, "install the same versions on both sides"]) if said else None

    def _extract(self, batch: Batch, briefing: Briefing, warmth: Warmth, stop: Stop) -> list[Extraction]:
        row = self._rows[batch.row]
        plan = Plan((row,), briefing.cases, briefing.limits, None, briefing.repeat)
        extractions: list[Extraction] = []
        size = 0

        def emit(_: Key, extraction: Extraction) -> None:
            nonlocal size
            extractions.append(self._as_at_home(extraction, briefing))
            size += _size(extraction)
            if size > _MOST_BYTES and len(extractions) < len(batch.numbers):
                raise _FullError

        cache = Cache(briefing.cache) if briefing.cache else None
        block = warmth.block(batch.numbers)
        try:
            run_shard(Shard(row, batch.numbers), block, plan, emit, stop, cache, warmth.child(row))
        except _FullError:
            pass
        except PageError as error:  # which says what is wrong, and not with which page
            case = briefing.cases[batch.numbers[len(extractions)]]
            raise PageError(f"{case.id}: {case.page_path} {error}") from error
        finally:
            if cache:
                cache.close()
        return extractions

    def _as_at_home(self, extraction: Extraction, briefing: Briefing) -> Extraction:
        """Name extractor files in an error as the client knows them, wherever the copies lie."""
        failure, copies, originals = extraction.failure, str(self._extractors), str(briefing.belongings.folder)
        if failure is None or copies == originals:
            return extraction
        message, stderr = (text.replace(copies, originals) for text in (failure.message, failure.stderr))
        return replace(extraction, failure=replace(failure, message=message, stderr=stderr))


def bare(cases: Cases) -> Cases:
    """Return cases that are in memory without their annotations, which no worker needs; others as they are."""
    return HeldCases(map(_bare, cases)) if isinstance(cases, HeldCases) else cases


def _bare(case: GoldenCase) -> GoldenCase:
    return replace(
        case,
        expected_markdown=None,
        expected=None,
        metadata={},
        noise=(),
        optional=(),
        must_include=(),
        must_exclude=(),
        notes="",
        peer_text=None,
        peer_optional=frozenset(),
    )


def _size(extraction: Extraction) -> int:
    article = extraction.article
    return sum(len(text) for text in (article.text, article.markdown, article.html) if text) if article else 0
