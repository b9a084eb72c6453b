"""Views of pages that an earlier report has drawn: the same file, and nothing read or made again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from harness.execution import processes
from harness.execution.cache import Cache
from harness.execution.score import run
from harness.extraction.discovery import choose, discover
from harness.extraction.process import Limits
from harness.goldens import Cases, collect
from harness.leaderboard import Report, build_report
from harness.pageview import Artist, sight
from harness.pageview.sight import DrawnCase
from harness.render.files import write_html
from harness.render.html.drawings import CachedDrawings
from harness.run_files import read_run
from workshop import write_extractor, write_workspace


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two cases, scored by an extractor that is good and one that fails."""
    root = write_workspace(tmp_path_factory.mktemp("workspace"))
    write_extractor(root / "extractors", "raises", "raise ValueError('no luck')")
    rows = choose(discover(root / "extractors"), ["mine", "raises"])
    run(collect(root / "golden"), rows, root / "report", limits=Limits(memory=2**30), slots=2)
    return root


def opened(workspace: Path) -> tuple[Report, Cases]:
    return build_report(read_run(workspace / "report")), collect(workspace / "golden").cases


def refuse(*_: object, **__: object) -> None:
    raise AssertionError("a view is made that is in the cache")


def html(workspace: Path, file: Path, cache: Cache | None) -> str:
    report, cases = opened(workspace)
    write_html(report, workspace / "report", file, cases, 50, cache)
    return file.read_text(encoding="utf-8")


def test_report_from_drawings_is_the_same_file_and_makes_no_view(
    workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = html(workspace, tmp_path / "without.html", None)
    with Cache(tmp_path / "cache") as cache:
        first = html(workspace, tmp_path / "first.html", cache)
        monkeypatch.setattr(sight, "make_view", refuse)
        monkeypatch.setattr(sight, "reference_of", refuse)
        second = html(workspace, tmp_path / "second.html", cache)
    assert without == first == second
    assert "news/bakery" in second


def test_several_processes_draw_the_same_file(workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = html(workspace, tmp_path / "alone.html", None)
    monkeypatch.setattr(processes, "_WORTH_PROCESSES", 0.0)
    drawn: list[str] = []
    whole = Artist.__call__

    def noted(artist: Artist, task: Any) -> DrawnCase:
        drawn.append(task[0].case.id)
        return whole(artist, task)

    monkeypatch.setattr(Artist, "__call__", noted)
    report, cases = opened(workspace)
    with Cache(tmp_path / "cache") as cache:
        for name in ("several.html", "kept.html"):
            write_html(report, workspace / "report", tmp_path / name, cases, 50, cache, slots=2)
            assert (tmp_path / name).read_text(encoding="utf-8") == alone
    assert drawn[0] == "news/bakery"
    assert drawn.count("news/cafe") == 0, "the second case is drawn by another process"


def test_other_answer_to_the_same_page_is_drawn_anew(workspace: Path, tmp_path: Path) -> None:
    with Cache(tmp_path / "cache") as cache:
        before = html(workspace, tmp_path / "before.html", cache)
        rows = choose(discover(workspace / "extractors"), ["mine", "raises"])
        other = tmp_path / "report"
        run(collect(workspace / "golden"), rows[:1], other, limits=Limits(memory=2**30), slots=1)
        journal = other / "journal.jsonl"
        entries = [json.loads(line) for line in journal.read_text(encoding="utf-8").splitlines()]
        assert any("article" in entry for entry in entries)
        report, cases = build_report(read_run(other)), collect(workspace / "golden").cases
        for entry in entries:
            if entry.get("article"):
                entry["article"]["title"] = "Another headline"
        journal.write_text("".join(json.dumps(entry) + "\n" for entry in entries), encoding="utf-8")
        write_html(report, other, tmp_path / "after.html", cases, 50, cache)
        with_cache = (tmp_path / "after.html").read_text(encoding="utf-8")
        write_html(report, other, tmp_path / "alone.html", cases, 50, None)
    assert with_cache == (tmp_path / "alone.html").read_text(encoding="utf-8") != before


def test_damaged_drawing_is_made_again(workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = html(workspace, tmp_path / "expected.html", None)
    found = CachedDrawings.find

    def damaged(self: CachedDrawings, digest: bytes) -> str | None:
        kept = found(self, digest)
        return None if kept is None or " " not in kept else "no drawing at all"

    with Cache(tmp_path / "cache") as cache:
        html(workspace, tmp_path / "first.html", cache)
        monkeypatch.setattr(CachedDrawings, "find", damaged)
        assert html(workspace, tmp_path / "second.html", cache) == expected


def test_drawings_are_kept_for_the_next_report(tmp_path: Path) -> None:
    with Cache(tmp_path) as cache:
        with CachedDrawings(cache) as drawings:
            assert drawings.find(b"1") is None
            drawings.keep(b"1", "12 abc")
        with CachedDrawings(cache) as again:
            assert (again.find(b"1"), again.find(b"2")) == ("12 abc", None)
