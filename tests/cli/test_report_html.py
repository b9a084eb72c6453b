"""``harness report --html``: where the file goes, and where the words of its pages come from."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from harness.cli import call
from harness.render.html import packed
from workshop import Harness, write_workspace


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with a run in its report folder."""
    root = write_workspace(tmp_path_factory.mktemp("finished"))
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        assert call(["run", "-E", "mine", "-E", "nothing"]) == 0
    return root


@pytest.fixture
def again(finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, which is also the current folder."""
    monkeypatch.chdir(shutil.copytree(finished, tmp_path / "copy"))
    return tmp_path / "copy"


def views(file: Path) -> set[str]:
    return set(re.findall(r'data-key="([^"]+)"', file.read_text(encoding="utf-8")))


BOTH = {
    "news/bakery",
    "news/bakery\nmine",
    "news/bakery\nnothing",
    "news/cafe",
    "news/cafe\nmine",
    "news/cafe\nnothing",
}


def test_file_is_written_beside_the_run_with_the_words_of_its_pages(again: Path, harness: Harness) -> None:
    shown = harness("report", "reports/latest", "--html")
    assert (shown.code, shown.out) == (0, "")
    assert shown.err.endswith("wrote reports/latest/report.html\n")
    assert views(again / "reports/latest/report.html") == BOTH


def test_file_may_have_another_name(again: Path, harness: Harness) -> None:
    assert harness("report", "--html", "here/scores.html").code == 0
    assert views(again / "here/scores.html") == BOTH


def test_cases_from_elsewhere_are_named(again: Path, harness: Harness) -> None:
    shutil.move(again / "golden", again / "kept")
    assert harness("report", "--html", "without.html").code == 0
    assert views(again / "without.html") == set()
    assert harness("report", "--html", "with.html", "--cases", "kept").code == 0
    assert views(again / "with.html") == BOTH


def test_page_that_changed_since_has_no_words_and_the_file_says_why(again: Path, harness: Harness) -> None:
    page = again / "golden/news/cafe/page.html"
    page.write_text(page.read_text(encoding="utf-8") + "<p>more</p>", encoding="utf-8")
    assert harness("report", "--html", "r.html").code == 0
    assert views(again / "r.html") == {key for key in BOTH if key.startswith("news/bakery")}
    assert "has changed since the run" in (again / "r.html").read_text(encoding="utf-8")


def test_views_and_pages_that_are_too_large_are_left_out_and_counted(
    again: Path, harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packed, "MOST_VIEWS", 3000)
    monkeypatch.setattr(packed, "MOST_PAGES", 100)
    assert harness("report", "--html", "r.html").code == 0
    found = views(again / "r.html")
    assert 0 < len(found) < 4
    assert all("\n" in key for key in found)
    text = (again / "r.html").read_text(encoding="utf-8")
    assert f"it holds {len(found)} pages" in text
    assert f"{4 - len(found)} more would have been too large." in text
    assert "cases are not drawn" in text


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--cases", "golden"], "--cases is of use with --html alone"),
        (["--html", "reports"], "reports cannot be written: "),
    ],
)
def test_wrong_use_is_said(again: Path, harness: Harness, options: list[str], message: str) -> None:
    shown = harness("report", *options)
    assert shown.code == 2
    assert message in shown.err
