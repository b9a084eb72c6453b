"""How large a report is, and that a large one can be used."""

from __future__ import annotations

from pathlib import Path

from crowds import crowd
from harness.leaderboard import build_report
from harness.render.html import render

from .conftest import Open


def test_report_of_a_golden_set_takes_no_more_than_40_kilobytes() -> None:
    assert len(render(build_report(crowd(53, 14))).encode()) <= 40_000


def test_report_of_hundreds_of_pages_takes_ten_bytes_a_cell_at_most() -> None:
    """Made-up counts pack worse than real ones: nothing in them is alike."""
    assert len(render(build_report(crowd(47, 260))).encode()) <= 130_000


def test_twenty_extractors_on_two_thousand_pages_are_small_and_fluid(look: Open, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_text(render(build_report(crowd(20, 2000))), encoding="utf-8")
    # With 8 MB at most of page views beside it, packed.py's bounds, it stays below 10 MB.
    assert file.stat().st_size < 400_000
    page = look(file)
    # The figure of 40,000 cells is another one, and everything is sorted by it.
    page.get_by_label("Cells").select_option("noise")
    assert page.locator("#listed").inner_text() == "2000 pages"
    page.locator("#pane").focus()
    drawn = page.evaluate(
        """() => new Promise((done) => {
            const pane = document.getElementById("pane");
            let frames = 0;
            const step = () => {
                pane.scrollTop += 700;
                if (++frames < 40) requestAnimationFrame(step); else done(pane.scrollTop);
            };
            step();
        })"""
    )
    assert drawn == 40 * 700
