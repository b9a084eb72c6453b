"""A worker's part in a run, without a cluster around it."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from harness.config import Command
from harness.execution import crew as module
from harness.execution.belongings import pack
from harness.execution.crew import Briefing, Crew, Haul, bare
from harness.execution.likeness import surroundings
from harness.extraction.discovery import discover
from harness.extraction.process import Limits
from harness.goldens import HeldCases
from workshop import Lifeline, load, write_case, write_program

ECHO = 'say({"id": request["id"], "article": {"text": "x" * 100}})'
# Waits for the other end of a pipe: those of two batches answer only if both are under way at once.
MEET = """
number = int(request["url"][-1])
with open(sys.argv[1], "rw"[number]) as meeting:
    meeting.read() if number == 0 else meeting.write("here")
say({"id": request["id"], "article": {"text": "x"}})
"""
Hire = Callable[..., Crew]


@pytest.fixture
def lifeline(tmp_path: Path) -> Lifeline:
    """What the program ``hang`` holds on to."""
    return Lifeline(tmp_path / "alive")


@pytest.fixture
def hire(tmp_path: Path, lifeline: Lifeline) -> Iterator[Hire]:
    """Make a worker with a briefing of three pages; keywords change the briefing."""
    folders = [
        write_case(tmp_path / f"golden/news/page{at}", url=f"https://lane.example/{at}", tags=[str(at)])
        for at in range(3)
    ]
    cases = HeldCases([load(folder) for folder in folders])
    os.mkfifo(tmp_path / "meeting")
    programs = {
        "echo": write_program(tmp_path / "bin", "echo", ECHO),
        "meet": [*write_program(tmp_path / "bin", "meet", MEET), str(tmp_path / "meeting")],
        "hang": write_program(tmp_path / "bin", "hang", lifeline.hold + "time.sleep(600)"),
    }
    commands = {name: Command(tuple(program)) for name, program in programs.items()}
    rows = tuple(row for row in discover(tmp_path / "extractors", commands) if row.origin == "command")
    briefing = Briefing(
        plan="plan",
        rows=rows,
        cases=bare(cases),
        limits=Limits(timeout=10.0),
        repeat=1,
        belongings=pack(tmp_path / "extractors"),
        libraries={},
        surroundings=surroundings(),
    )
    crews: list[Crew] = []

    def make(**other: object) -> Crew:
        (tmp_path / "worker").mkdir(exist_ok=True)
        crews.append(Crew(pickle.dumps(replace(briefing, **other)), tmp_path / "worker", "w1"))  # type: ignore[arg-type]
        return crews[-1]

    yield make
    for one in crews:
        one.close()


def test_batch_gives_an_extraction_a_page_in_order(hire: Hire) -> None:
    haul = hire().work("echo", (2, 0, 1))
    assert (haul.problem, haul.receipt) == (None, None)
    assert [one.outcome for one in haul.extractions] == ["ok"] * 3


def test_batch_ends_early_when_its_answers_are_many_bytes(hire: Hire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_BYTES", 150)
    crew = hire()
    assert len(crew.work("echo", (0, 1, 2)).extractions) == 2
    assert len(crew.work("echo", (2,)).extractions) == 1


def test_with_a_folder_for_outputs_articles_stay_there_and_are_not_made_twice(hire: Hire, tmp_path: Path) -> None:
    pytest.importorskip("polars", reason='polars is not installed: pip install "scraper-harness[scale]"')
    crew = hire(outputs=tmp_path / "outputs")
    first, second = crew.work("echo", (0, 1)), crew.work("echo", (0, 1))
    assert [one.article for one in first.extractions] == [None, None]
    assert first.receipt is not None
    born = (tmp_path / "outputs" / first.receipt.file).stat().st_mtime_ns
    assert (second.extractions, second.receipt) == (first.extractions, first.receipt)
    assert (first.worker, second.worker) == ("w1", ""), "who has read the pages, if anybody has"
    assert (tmp_path / "outputs" / first.receipt.file).stat().st_mtime_ns == born


def test_library_of_another_version_keeps_a_worker_out(hire: Hire) -> None:
    crew = hire(libraries={"pytest": "0.1"})
    said = crew.check()
    assert said is not None
    assert said.startswith("the worker w1 on ")
    assert "would extract differently: pytest is 0.1 here and" in said
    assert crew.work("echo", (0,)).problem == said


def test_page_that_is_not_there_is_a_problem_and_names_it(hire: Hire, tmp_path: Path) -> None:
    (tmp_path / "golden/news/page0/page.html").unlink()
    problem = hire().work("echo", (0, 1)).problem
    assert problem is not None
    assert " failed on echo: " in problem
    assert "page0: " in problem
    assert "at the same place as the client" in problem


def test_what_is_expected_does_not_travel(tmp_path: Path) -> None:
    (case,) = bare(HeldCases([load(write_case(tmp_path / "golden/news/a"))]))
    assert (case.expected, case.expected_markdown, case.noise, dict(case.metadata)) == (None, None, (), {})


def test_threads_of_a_worker_go_through_batches_at_once(hire: Hire) -> None:
    crew = hire()
    with ThreadPoolExecutor(2) as pool:
        hauls = [pool.submit(crew.work, "meet", (number,)) for number in (0, 1)]
        outcomes = [[one.outcome for one in haul.result().extractions] for haul in hauls]
    assert outcomes == [["ok"], ["ok"]]


@pytest.mark.parametrize("parquet", [False, True])
def test_worker_that_leaves_blames_no_page(hire: Hire, lifeline: Lifeline, tmp_path: Path, parquet: bool) -> None:
    if parquet:
        pytest.importorskip("polars", reason='polars is not installed: pip install "scraper-harness[scale]"')
    crew = hire(outputs=tmp_path / "outputs" if parquet else None, limits=Limits(timeout=60.0))
    with ThreadPoolExecutor(1) as pool:
        haul = pool.submit(crew.work, "hang", (0, 1))
        assert lifeline.wait() == "alive"
        crew.close()
        assert haul.result() == Haul(), "neither extractions nor a problem: another worker is to be asked"
    assert lifeline.wait() == "", "its child has ended"
    assert not list(tmp_path.rglob("*.parquet"))
    assert crew.work("echo", (0,)) == Haul()


def test_worker_that_leaves_before_its_first_batch_does_none(hire: Hire) -> None:
    crew = hire()
    crew.close()
    assert crew.work("echo", (0,)) == Haul()
