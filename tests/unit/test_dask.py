"""How batches are handed out, to a cluster that only takes notes; real ones are in ``tests/scale``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from harness.execution import dask as module
from harness.execution import hand_out
from harness.execution.crew import Haul
from harness.execution.dask import Cluster, extract_on_cluster
from harness.execution.journal import Journal
from harness.execution.plan import Plan
from harness.extraction.process import Limits
from harness.goldens import HeldCases
from harness.model import Extraction, Extractor
from workshop import load, write_case

ROWS = tuple(Extractor(name, None, "1.0", ("run",), "command", "d") for name in ("a", "b"))


@dataclass
class Done:
    """An answer that is there at once."""

    haul: Haul
    status: str = "finished"

    def result(self) -> Haul:
        return self.haul

    def exception(self) -> None:
        return None

    def release(self) -> None:
        pass

    def add_done_callback(self, function: Callable[[Any], None]) -> None:
        if self.status == "finished":
            function(self)


class Gone(Done):
    """An answer that was there."""

    def add_done_callback(self, function: Callable[[Any], None]) -> None:
        function(self)


@dataclass
class Notes:
    """A client whose workers ``w0`` and ``w1`` take turns, unless they are asked for; it notes who was.

    A ``dying`` worker answers until it is asked for by name: then it is gone, and its batch waits for it for ever. What
    was asked for ``late`` first is there when it is told of, and gone with its worker when it is fetched.
    """

    asked: list[tuple[str, int, list[str] | None, bool]] = field(default_factory=list)
    cluster: object = None
    status: str = "running"
    dashboard_link: str | None = None
    dying: str | None = None
    late: int | None = None
    gone: set[str] = field(default_factory=set)
    given_up: list[Done] = field(default_factory=list)

    def nthreads(self) -> Mapping[str, int]:
        return {worker: 1 for worker in ("w0", "w1") if worker not in self.gone}

    def submit(self, _: object, row: str, numbers: tuple[int, ...], **options: Any) -> Done:
        workers, others = options["workers"], options["allow_other_workers"]
        self.asked.append((row, numbers[0], workers, others))
        worker = workers[0] if workers else "w0" if self.gone else f"w{len(self.asked) % 2}"
        haul = Haul(tuple(Extraction("empty") for _ in numbers), worker=worker)
        if len(self.asked) == self.late:
            return Gone(haul, "lost")
        if worker != self.dying or not workers:
            return Done(haul)
        self.gone.add(worker)
        return Done(haul, "pending")

    def cancel(self, futures: list[Done], *, force: bool) -> None:
        assert force
        self.given_up += futures


Play = Callable[[Notes], Notes]


@pytest.fixture
def play(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Play:
    """Run two rows on 200 pages, in batches of 20, with a client, and return it."""

    def run(client: Notes) -> Notes:
        @contextmanager
        def opened(*_: object) -> Iterator[Notes]:
            yield client

        for name, replacement in (("open_cluster", opened), ("brief", lambda *_: None), ("forget", lambda *_: None)):
            monkeypatch.setattr(module, name, replacement)
        monkeypatch.setattr(hand_out, "_POLL", 0.0)
        cases = HeldCases([load(write_case(tmp_path / f"golden/news/{at}")) for at in range(200)])
        plan = Plan(ROWS, cases, Limits())
        with Journal(tmp_path / "journal.jsonl", plan.key, cases.ids) as journal:
            extract_on_cluster(plan, journal, Cluster("dask", 2, tmp_path / "extractors"))
            assert len(journal) == 400
        return client

    return run


def test_pages_of_a_batch_are_asked_of_the_worker_who_has_them(play: Play) -> None:
    first = [("a", start, None, False) for start in range(0, 200, 20)]
    again = [("b", start, [f"w{(at + 1) % 2}"], True) for at, start in enumerate(range(0, 200, 20))]
    assert play(Notes()).asked == [*first, *again]


def test_batch_that_waits_for_a_worker_who_has_gone_is_anybodys(play: Play) -> None:
    notes = play(Notes(dying="w1"))
    asked = [(start, workers) for row, start, workers, _ in notes.asked if row == "b"]
    waited = [start for start, workers in asked if workers == ["w1"]]
    assert waited
    assert len(notes.given_up) == len(waited)
    assert all((start, None) in asked for start in waited)


def test_answer_that_is_lost_with_its_worker_is_asked_for_again(play: Play) -> None:
    asked = [(row, start) for row, start, _, _ in play(Notes(late=3)).asked]
    assert sorted(set(asked)) == [(row, start) for row in "ab" for start in range(0, 200, 20)]
    assert [one for one in set(asked) if asked.count(one) > 1] == [("a", 40)]
