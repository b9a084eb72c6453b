"""``harness golden``: every problem of every case, and a look at one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from workshop import ANNOTATIONS, EXPECTED, PAGE, Harness, write_case


@pytest.fixture
def broken(workspace: Path) -> Path:
    """The workspace with two broken cases beside the sound ones: three problems in three files."""
    page, expected = (text.replace("Lyon", "Bern") for text in (PAGE, EXPECTED))
    noise = [{"kind": "promo", "exact": "BUY NOW"}]
    write_case(workspace / "golden/news/quotes", page, expected, noise=noise, must_include=["a red door"])
    write_case(workspace / "golden/news/twin")
    return workspace


PROBLEMS = [
    ("golden/news/quotes/golden.json", "$.noise[0].exact", "“BUY NOW” is not in the page's visible text"),
    ("golden/news/quotes/golden.json", "$.must_include[0]", "“a red door” is not in the expected text"),
    ("golden/news/twin/page.html", "", "is the same page as golden/news/bakery/page.html"),
]


def test_sound_cases_pass_the_check(workspace: Path, harness: Harness) -> None:
    check = harness("golden", "check")
    summary = "2 sound cases, 0 problems in 0 others; 0 warnings, 1.000 of the pages' words labelled\n"
    assert (check.code, check.out, check.err) == (0, summary, "")


def test_check_fails_and_lists_every_problem_of_every_case(broken: Path, harness: Harness) -> None:
    check = harness("golden", "check")
    assert check.code == 1
    *lines, summary = check.out.splitlines()
    starts = [f"{file} {place}: {found}; ".replace(" : ", ": ") for file, place, found in PROBLEMS]
    assert [line[: len(start)] for line, start in zip(lines, starts, strict=True)] == starts
    assert summary.startswith("2 sound cases, 3 problems in 2 others; 0 warnings")


def test_check_as_json_has_file_place_finding_and_advice(broken: Path, harness: Harness) -> None:
    check = harness("golden", "check", "--format", "json")
    assert check.code == 1
    rows = json.loads(check.out)
    assert [(row["file"], row["place"], row["found"]) for row in rows] == PROBLEMS
    assert all(row["advice"] for row in rows)


@pytest.fixture
def doubtful(workspace: Path) -> Path:
    """The workspace with one sound case that has two warnings."""
    page, expected = (text.replace("Lyon", "LyÃ©n") for text in (PAGE, EXPECTED))
    write_case(workspace / "golden/news/odd", page, expected, metadata={"authors": ["Nobody Here"]})
    return workspace


def test_warnings_are_listed_and_fail_only_where_that_is_asked_for(doubtful: Path, harness: Harness) -> None:
    check = harness("golden", "check")
    *lines, summary = check.out.splitlines()
    assert check.code == 0
    assert summary.startswith("3 sound cases, 0 problems in 0 others; 2 warnings, ")
    assert [line.partition(": ")[0] for line in lines] == ["warning", "warning"]
    assert "golden/news/odd/expected.md line 3: what looks like UTF-8 read as windows-1252" in lines[0]
    assert harness("golden", "check", "--strict").code == 1
    assert harness("golden", "check", "--strict", "golden/news/bakery").code == 0


def test_warnings_are_a_severity_of_their_own(doubtful: Path, harness: Harness) -> None:
    rows = json.loads(harness("golden", "check", "--format", "json").out)
    assert [(row["severity"], row["place"]) for row in rows] == [
        ("warning", "line 3"),
        ("warning", "$.metadata.authors[0]"),
    ]


def test_warnings_can_be_left_out(doubtful: Path, harness: Harness) -> None:
    check = harness("golden", "check", "--no-lint", "--strict")
    assert (check.code, check.out) == (0, "3 sound cases, 0 problems in 0 others\n")


def test_drafts_have_warnings_too(doubtful: Path, harness: Harness) -> None:
    draft = {**ANNOTATIONS["provenance"], "status": "draft"}
    write_case(doubtful / "golden/news/odd", metadata={"title": "Nowhere At All"}, provenance=draft)
    check = harness("golden", "check", "golden/news/odd")
    assert check.code == 1
    assert [line.split(":")[0] for line in check.out.splitlines()][1] == "warning"


def test_check_of_a_part_looks_at_that_part_alone(broken: Path, harness: Harness) -> None:
    assert harness("golden", "check", "golden/news/cafe").code == 0
    assert harness("golden", "check", "golden/news/quotes").code == 1


@pytest.mark.parametrize("case", ["news/bakery", "golden/news/bakery"])
def test_show_prints_the_text_to_quote_from(workspace: Path, harness: Harness, case: str) -> None:
    lines = harness("golden", "show", case).out.splitlines()
    for quote in (*ANNOTATIONS["noise"], *ANNOTATIONS["optional"]):
        assert quote["exact"] in lines
    assert "Bakery opens | The Lane" not in lines, "the <title> is not visible"


def test_show_prints_the_expected_text_as_the_metrics_read_it(workspace: Path, harness: Harness) -> None:
    shown = harness("golden", "show", "news/bakery", "--expected").out
    assert shown.splitlines() == [line.removeprefix("## ") for line in EXPECTED.splitlines() if line]


def test_show_of_an_unknown_case_names_the_nearest(workspace: Path, harness: Harness) -> None:
    shown = harness("golden", "show", "news/bakry")
    assert (shown.code, shown.out) == (2, "")
    assert shown.err.startswith("harness: unknown golden case 'news/bakry'; did you mean news/bakery")


def test_show_of_a_case_that_cannot_be_read_says_why(workspace: Path, harness: Harness) -> None:
    (workspace / "golden/news/cafe/golden.json").write_text('{"format": 1,', encoding="utf-8")
    shown = harness("golden", "show", "news/cafe", "--expected")
    assert shown.code == 2
    assert shown.err.startswith("harness: golden/news/cafe/golden.json")
    assert "Traceback" not in shown.err


@pytest.mark.parametrize("annotations", [None, "{", '{"encoding": "klingon"}', '{"encoding": "\\ud800"}', "[]"])
def test_show_of_a_page_needs_no_annotations_nor_a_text(
    workspace: Path, harness: Harness, annotations: str | None
) -> None:
    folder = workspace / "golden/news/cafe"
    (folder / "expected.md").write_text("", encoding="utf-8")
    (folder / "golden.json").unlink()
    if annotations is not None:
        (folder / "golden.json").write_text(annotations, encoding="utf-8")
    shown = harness("golden", "show", "news/cafe")
    assert (shown.code, shown.err) == (0, "")
    assert "The owner, who learned her trade in Rome, sold every loaf before ten o’clock." in shown.out.splitlines()
    assert "is empty" in harness("golden", "show", "news/cafe", "--expected").err


def test_show_decodes_a_page_as_faulty_annotations_say(workspace: Path, harness: Harness) -> None:
    page = "<p>Überfahrt nach Łódź</p>".encode("iso-8859-2")
    folder = write_case(workspace / "golden/news/ferry", page, "", encoding="iso-8859-2", colour="red")
    assert harness("golden", "show", "news/ferry").out == "Überfahrt nach Łódź\n"
    (folder / "page.html").unlink()
    shown = harness("golden", "show", "news/ferry")
    assert (shown.code, shown.out) == (2, "")
    assert shown.err.startswith("harness: golden/news/ferry: holds no page; store what the scraper got")


def test_half_a_character_in_one_case_costs_no_line_of_the_others(broken: Path, harness: Harness) -> None:
    cafe = broken / "golden/news/cafe/golden.json"
    cafe.write_text(cafe.read_text(encoding="utf-8").replace("Bakery opens", "\\ud800", 1), encoding="utf-8")
    check = harness("golden", "check")
    assert (check.code, check.err) == (1, "")
    assert "golden/news/cafe/golden.json $.metadata.title: holds half a character (\\ud800); " in check.out
    assert "1 sound cases, 4 problems in 3 others" in check.out
