"""Figures page by page, and the intervals of their means."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crowds import crowd
from harness.leaderboard import build_report
from harness.pageview import figures, mean_figures
from harness.statistics.interval import mean_interval

REPORT = build_report(crowd(4, 12))


def test_pages_have_the_figures_of_the_grid_in_its_order() -> None:
    found = mean_figures(REPORT, lambda _: False)
    assert found.intervals == {}
    assert [list(row) for row in found.pages["f1"]] == [
        [page.f1[place] for page in REPORT.grid.pages] for place in range(4)
    ]
    assert list(found.pages) == [name for name in figures.ON_PAGES if name in found.pages]


def test_interval_is_that_of_the_mean_over_sites() -> None:
    found = mean_figures(REPORT, lambda name: name in ("recall", "f1", "title_f1"))
    # F1 stands on the leaderboard, a field's figure is no mean over pages.
    assert set(found.intervals) == {"recall"}
    recall = found.pages["recall"][1]
    one = found.intervals["recall"][1]
    expected = mean_interval(recall, list(range(12)), method="bounded")
    assert one is not None
    assert expected is not None
    assert (one.low, one.high) == pytest.approx((expected.low, expected.high))


def test_pages_of_one_site_have_no_interval() -> None:
    cases = tuple(replace(case, url="https://one.example/") for case in REPORT.run.cases)
    report = replace(REPORT, run=replace(REPORT.run, cases=cases))
    assert mean_figures(report, lambda _: True).intervals == {}


def test_large_run_has_figures_and_no_intervals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "_MOST_VALUES", 40)
    found = mean_figures(REPORT, lambda name: name == "recall")
    assert (found.intervals, len(found.pages["recall"])) == ({}, 4)
