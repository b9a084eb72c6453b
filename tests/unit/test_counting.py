"""Counting cases: alone or on several processes, from the cache or anew, the lines are the same."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import wraps
from pathlib import Path

import pytest

from harness.errors import PageError
from harness.execution import counting, processes
from harness.execution.cache import Cache
from harness.execution.counting import Answer, CaseCounter, Counted, Task, count_all
from harness.execution.journal import Journal
from harness.goldens import HeldCases
from harness.metrics.base import Metric
from harness.metrics.catalogue import find, native
from harness.model import Article, Extraction, Failure, GoldenCase
from workshop import EXPECTED, PAGE, load, write_case

ANSWERS = {
    "good": Extraction("ok", Article(text=EXPECTED), None, 0.25, 2**20),
    "same": Extraction("ok", Article(text=EXPECTED)),
    "poor": Extraction("ok", Article(markdown="# Other\n\nwords \ud800")),
    "failed": Extraction("timeout", None, Failure("Timeout", "took\nlong", "")),
}


def counter_of(
    folder: Path, pages: int, metrics: Sequence[Metric] | None = None, *, facts: bool = True, cache: Path | None = None
) -> tuple[CaseCounter, list[Task]]:
    cases = []
    for number in range(pages):
        page, expected = (text.replace("Lyon", f"Town{number}" if number else "Lyon") for text in (PAGE, EXPECTED))
        cases.append(load(write_case(folder / f"case-{number}", page, expected)))
    path = folder / "journal.jsonl"
    tasks = []
    with Journal(path, "plan", [case.id for case in cases]) as journal:
        for number, case in enumerate(cases):
            answers = []
            for name, extraction in ANSWERS.items():
                journal.add((name, case.id), extraction)
                place = journal.place((name, case.id))
                assert place is not None
                answers.append(Answer(name, place))
            tasks.append(Task(number, tuple(answers)))
    chosen = native() if metrics is None else metrics
    return CaseCounter(HeldCases(cases), path, chosen, facts, cache), tasks


def lines(counted: Sequence[Counted]) -> list[str]:
    return [line for one in counted for line in (one.case, *one.results)]


def test_several_processes_give_the_same_lines_in_the_same_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter, tasks = counter_of(tmp_path, 20)
    alone = list(count_all(counter, tasks, 80, slots=2))
    monkeypatch.setattr(processes, "_WORTH_PROCESSES", 0.0)
    here: list[int] = []
    count = CaseCounter.count

    @wraps(count)
    def noted(counter: CaseCounter, tasks: Sequence[Task]) -> list[Counted]:
        here.append(len(tasks))
        return count(counter, tasks)

    monkeypatch.setattr(CaseCounter, "count", noted)
    assert lines(list(count_all(counter, tasks, 80, slots=2))) == lines(alone)
    assert len(alone) == 20
    assert here == [8], "in this process only the first ones, which show how long it takes"


def test_counts_of_an_earlier_run_are_not_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counter, tasks = counter_of(tmp_path / "cases", 3, cache=tmp_path / "cache")
    first = counter.count(tasks)
    monkeypatch.setattr(counting, "Candidate", None)
    monkeypatch.setattr(counting, "read_page_text", None)
    assert lines(counter.count(tasks)) == lines(first)


def test_other_metrics_are_counted_anew(tmp_path: Path) -> None:
    counter, tasks = counter_of(tmp_path / "cases", 1, cache=tmp_path / "cache")
    counter.count(tasks)
    counter.metrics = [find("zyte").make()]
    (counted,) = counter.count(tasks)
    assert [list(json.loads(line)["counts"]) for line in counted.results] == [["zyte"]] * len(ANSWERS)


def test_damaged_cache_changes_nothing(tmp_path: Path) -> None:
    counter, tasks = counter_of(tmp_path / "cases", 1, cache=tmp_path / "cache")
    first = counter.count(tasks)
    Cache(tmp_path / "cache").path.write_bytes(b"no database")
    assert lines(counter.count(tasks)) == lines(first)


def test_peers_metrics_alone_never_read_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counter, tasks = counter_of(tmp_path, 1, [find("zyte").make()], facts=False)
    monkeypatch.setattr(counting, "read_page_text", None)
    (counted,) = counter.count(tasks)
    assert json.loads(counted.case)["ceiling"] is None
    assert json.loads(counted.results[0])["counts"]["zyte"]["fn"] == 0


def test_page_that_cannot_be_parsed_costs_no_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(case: GoldenCase) -> None:
        raise PageError("nests too deep; such a page cannot be scored")

    counter, tasks = counter_of(tmp_path, 1)
    monkeypatch.setattr(counting, "read_page_text", refuse)
    (counted,) = counter.count(tasks)
    assert [json.loads(line)["extractor"] for line in counted.results] == list(ANSWERS)
    assert json.loads(counted.results[0])["counts"]["ledger"]["kept"] == 46
    assert len(counted.notices) == 1
    assert counted.notices[0].startswith("case-0: its page nests too deep")


def test_another_parser_counts_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counter, tasks = counter_of(tmp_path / "cases", 1, cache=tmp_path / "cache")
    counter.count(tasks)
    made: list[int] = []
    count = CaseCounter._count_article

    def noted(*arguments: object) -> object:
        made.append(1)
        return count(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(CaseCounter, "_count_article", noted)
    counter.count(tasks)
    assert made == []
    monkeypatch.setattr("harness.execution.counted.counting_versions", lambda: "selectolax 99")
    counter.count(tasks)
    assert len(made) == 3, "each article, of which two are the same"
