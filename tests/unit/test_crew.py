"""A worker's part in a run, without a cluster around it."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from harness.config import Command
from harness.execution import crew as module
from harness.execution.belongings import pack
from harness.execution.crew import Briefing, Crew, bare
from harness.execution.likeness import surroundings
from harness.extraction.discovery import discover
from harness.extraction.process import Limits
from harness.goldens import HeldCases
from workshop import load, write_case, write_program

ECHO = 'say({"id": request["id"], "article": {"text": "x" * 100}})'
Hire = Callable[..., Crew]


@pytest.fixture
def hire(tmp_path: Path) -> Iterator[Hire]:
    """Make a worker with a briefing of three pages; keywords change the briefing."""
    cases = HeldCases([load(write_case(tmp_path / f"golden/news/page{at}")) for at in range(3)])
    commands = {"echo": Command(tuple(write_program(tmp_path / "bin", "echo", ECHO)))}
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
    crews = []

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
