"""The views of a real run: from its journal and its cases, and what is said where either is missing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from harness.execution.score import run
from harness.extraction.discovery import choose, discover
from harness.extraction.process import Limits
from harness.goldens import Cases, collect
from harness.leaderboard import Report, build_report
from harness.pageview import Budget, PageView, PageViews, page_views
from harness.run_files import read_run
from workshop import write_extractor, write_workspace

RAISES = "import sys\nprint('about to fail', file=sys.stderr)\nraise ValueError('no luck')"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two cases, scored by an extractor that is good and one that fails."""
    root = write_workspace(tmp_path_factory.mktemp("workspace"))
    write_extractor(root / "extractors", "raises", RAISES)
    rows = choose(discover(root / "extractors"), ["mine", "raises"])
    run(collect(root / "golden"), rows, root / "report", limits=Limits(memory=2**30), slots=2)
    return root


def report_of(workspace: Path) -> Report:
    return build_report(read_run(workspace / "report"))


def cases_of(workspace: Path) -> Cases:
    return collect(workspace / "golden").cases


def views_of(workspace: Path, budget: Budget | None = None) -> tuple[PageViews, list[PageView]]:
    views = page_views(report_of(workspace), workspace / "report", cases_of(workspace), budget)
    return views, list(views)


@pytest.fixture
def copy(workspace: Path, tmp_path: Path) -> Path:
    return shutil.copytree(workspace, tmp_path / "copy")


def test_views_come_case_by_case_and_share_the_page(workspace: Path) -> None:
    views, made = views_of(workspace)
    assert [(view.case, view.extractor) for view in made] == [
        ("news/bakery", "mine"),
        ("news/bakery", "raises"),
        ("news/cafe", "mine"),
        ("news/cafe", "raises"),
    ]
    assert (views.made, views.problems, views.choice.left_out) == (4, (), {})
    assert made[0].page is made[1].page
    assert made[0].page is not made[2].page


def test_view_has_what_the_run_has_counted(workspace: Path) -> None:
    _, made = views_of(workspace)
    counted = {(result.case, result.extractor): result.counts["ledger"] for result in report_of(workspace).run.results}
    assert {(view.case, view.extractor): view.counts for view in made} == counted


def test_failure_comes_with_its_message_and_what_it_wrote(workspace: Path) -> None:
    _, made = views_of(workspace)
    failed = made[1]
    assert failed.outcome == "error"
    assert failed.failure is not None
    assert (failed.failure.type, failed.failure.message) == ("ValueError", "no luck")
    assert "about to fail" in failed.failure.stderr
    assert failed.output.runs == ()


def test_pages_that_are_not_chosen_are_counted(workspace: Path) -> None:
    views, made = views_of(workspace, Budget(per_extractor=1))
    assert [(view.case, view.extractor) for view in made] == [("news/bakery", "mine"), ("news/bakery", "raises")]
    assert views.choice.left_out == {"mine": 1, "raises": 1}


def test_view_larger_than_estimated_is_left_out_and_said(copy: Path) -> None:
    # One word of a megabyte, which the counts do not show.
    write_extractor(copy / "extractors", "mine", "return 'x' * 150_000")
    rows = choose(discover(copy / "extractors"), ["mine"])
    run(collect(copy / "golden"), rows, copy / "report", limits=Limits(memory=2**30), slots=1)
    views, made = views_of(copy, Budget(size=100_000))
    assert made == []
    assert views.choice.for_size == 0
    assert views.problems == ("2 page views left out: they would have been too large",)


def test_without_the_cases_there_are_no_views_and_a_reason(workspace: Path) -> None:
    views = page_views(report_of(workspace), workspace / "report", None)
    assert list(views) == []
    (problem,) = views.problems
    assert problem.startswith("4 page views left out: the golden cases are not at hand")


def test_without_a_folder_there_are_no_views_and_a_reason(workspace: Path) -> None:
    views = page_views(report_of(workspace), None, cases_of(workspace))
    assert list(views) == []
    assert "the run has no folder" in views.problems[0]


def test_without_a_journal_there_are_no_views_and_a_reason(copy: Path) -> None:
    (copy / "report/journal.jsonl").unlink()
    views, made = views_of(copy)
    assert made == []
    assert "journal.jsonl: No such file or directory" in views.problems[0]


@pytest.mark.parametrize("damage", ["half", "garbage", "other"])
def test_journal_that_lacks_or_garbles_an_answer_costs_that_view_alone(copy: Path, damage: str) -> None:
    journal = copy / "report/journal.jsonl"
    lines = journal.read_bytes().splitlines(keepends=True)
    at = next(i for i, line in enumerate(lines) if b'"mine", "case": "news/cafe"' in line)
    lines[at] = {
        "half": lines[at][: len(lines[at]) // 2],
        "garbage": lines[at].replace(b'"article": {', b'"article": [', 1),
        "other": lines[at].replace(b"news/cafe", b"news/bakery", 1),
    }[damage]
    journal.write_bytes(b"".join(lines[: at + 1] if damage == "half" else lines))
    views, made = views_of(copy)
    assert ("news/cafe", "mine") not in {(view.case, view.extractor) for view in made}
    assert any("the journal does not have the answer" in problem for problem in views.problems)


def test_answer_that_the_run_was_not_counted_from_is_not_shown(copy: Path) -> None:
    journal = copy / "report/journal.jsonl"
    journal.write_bytes(journal.read_bytes().replace(b"She plans to hire", b"He hopes never to hire"))
    views, made = views_of(copy)
    assert {view.extractor for view in made} == {"raises"}
    assert views.problems == ("2 page views left out: the journal has another answer than the run was counted from",)


def test_case_that_has_changed_since_the_run_is_not_shown(copy: Path) -> None:
    golden = copy / "golden/news/cafe/golden.json"
    golden.write_text(
        golden.read_text(encoding="utf-8").replace('"language": "de"', '"language": "da"'), encoding="utf-8"
    )
    views, made = views_of(copy)
    assert {view.case for view in made} == {"news/bakery"}
    assert views.problems == ("2 page views left out: news/cafe has changed since the run; run again",)


def test_case_that_is_gone_is_named(copy: Path) -> None:
    shutil.rmtree(copy / "golden/news/cafe")
    views, made = views_of(copy)
    assert {view.case for view in made} == {"news/bakery"}
    assert views.problems == ("2 page views left out: news/cafe is not among the golden cases given",)


def test_page_that_can_no_longer_be_read_is_named(copy: Path) -> None:
    cases = cases_of(copy)
    (copy / "golden/news/cafe/page.html").unlink()
    views = page_views(report_of(copy), copy / "report", cases)
    assert {view.case for view in views} == {"news/bakery"}
    assert views.problems[0].startswith("2 page views left out: news/cafe: cannot be read")
