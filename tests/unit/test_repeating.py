"""Pages that are asked for again: the first answer, what the others showed, and times from all of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harness.execution.repeating import extract_repeatedly
from harness.execution.score import run
from harness.extraction.discovery import choose, discover
from harness.extraction.process import Limits
from harness.goldens import collect
from harness.model import Article, Extraction, Failure, Repeats
from workshop import write_extractor, write_workspace


def answer(text: str, seconds: float | None = None, cpu: float | None = None) -> Extraction:
    return Extraction("ok", Article(text=text), None, seconds, 100, cpu)


FAILED = [Extraction("error", None, Failure("ValueError", message), 2.0) for message in ("one", "another")]


@pytest.mark.parametrize(
    ("answers", "first", "repeats"),
    [
        (
            [answer("a", 3.0, 0.5), answer("a", 1.0, 0.25), answer("a", 8.0, 4.0)],
            answer("a", 3.0, 0.5),
            Repeats(3, 0, 1.0, 8.0),
        ),
        ([answer("a", 1.0), answer("b", 3.0)], answer("a", 2.0), Repeats(2, 1, 1.0, 3.0)),
        ([answer("a"), answer("b"), answer("a"), answer("c")], answer("a"), Repeats(4, 2)),
        ([answer("a", 1.0), FAILED[0]], answer("a", 1.5), Repeats(2, 1, 1.0, 2.0)),
        ([*FAILED], FAILED[0], Repeats(2, 0, 2.0, 2.0)),
        ([answer("a", 1.0)], answer("a", 1.0), Repeats(1, 0, 1.0, 1.0)),
    ],
    ids=["the same", "another", "some others", "fails later", "fails in other words", "asked once"],
)
def test_first_answer_stands_with_what_the_others_showed(
    answers: list[Extraction], first: Extraction, repeats: Repeats
) -> None:
    left = iter(answers)
    ((number, result),) = extract_repeatedly(lambda _: next(left), [7], len(answers))
    assert number == 7
    assert result.repeats == repeats
    assert (result.outcome, result.article, result.failure) == (first.outcome, first.article, first.failure)
    assert (result.seconds, result.cpu_seconds, result.peak_memory) == (
        first.seconds,
        first.cpu_seconds,
        first.peak_memory,
    )


def test_pages_are_gone_through_forwards_and_backwards() -> None:
    asked: list[int] = []

    def ask(number: int) -> Extraction:
        asked.append(number)
        return answer(str(number))

    found = list(extract_repeatedly(ask, range(30), 3))
    assert [number for number, _ in found] == list(range(30))
    first = list(range(25))
    assert asked[:75] == [*first, *reversed(first), *first]
    assert asked[75:] == [*range(25, 30), *range(29, 24, -1), *range(25, 30)]


def test_extractor_that_remembers_the_page_before_is_told_apart(tmp_path: Path) -> None:
    write_workspace(tmp_path)
    before = "global seen\nlast, seen = globals().get('seen', ''), str(page.url) + page.html\nreturn last[-500:] + 'x'"
    write_extractor(tmp_path / "extractors", "remembers", before)
    write_extractor(tmp_path / "extractors", "steady", "return page.html")
    rows = choose(discover(tmp_path / "extractors"), ["remembers", "steady"])
    given = run(collect(tmp_path / "golden"), rows, tmp_path / "r", limits=Limits(), slots=1, repeat=3)
    assert given.notices == ("remembers gave other answers on 2 of 2 pages, asked 3 times",)
    repeats = {(row.extractor, row.case): row.repeats for row in given.results}
    steady = repeats["steady", "news/bakery"]
    assert steady is not None
    assert (steady.answers, steady.different) == (3, 0)
    assert steady.fastest is not None
    assert steady.slowest is not None
    assert 0 < steady.fastest <= steady.slowest


def test_run_that_asks_once_says_nothing_of_repeats(tmp_path: Path) -> None:
    write_workspace(tmp_path)
    rows = choose(discover(tmp_path / "extractors"), ["mine"])
    run(collect(tmp_path / "golden"), rows, tmp_path / "r", limits=Limits(), slots=1)
    document = json.loads((tmp_path / "r/run.json").read_text(encoding="utf-8"))
    assert {row["repeats"] for row in document["results"]} == {None}
