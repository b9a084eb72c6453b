"""Who leads, who may lead as well, and who is beaten by nobody in both quality and time."""

from __future__ import annotations

import pytest

from crowds import crowd
from harness.leaderboard import Lead, Row, build_report
from harness.leaderboard.comparison import Comparison
from harness.leaderboard.standing import front, lead
from harness.runs import CaseInfo
from harness.statistics.ranks import RankRange
from harness.table import Measured, Name
from workshop import row_info


def row(
    name: str, f1: float | None, seconds: float | None = None, rank: RankRange | None = None, *, control: bool = False
) -> Row:
    return Row(row_info(name, control=control), 2, {"f1": f1}, 0, 0, seconds, None, rank)


def test_lead_names_who_may_be_first_as_well_and_counts_no_control() -> None:
    rows = [
        row("all", 1.0, control=True),
        row("best", 0.9, rank=RankRange(1, 2)),
        row("near", 0.8, rank=RankRange(1, 3)),
        row("far", 0.2, rank=RankRange(3, 3)),
        row("none", None),
    ]
    assert lead(rows, {"best": 0.25}.get) == Lead("best", 0.9, ("near",), 3, 0.25)


def test_nobody_leads_without_a_figure() -> None:
    assert lead([row("all", 1.0, control=True), row("none", None)], lambda _: None) is None


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("slow", 0.9, 3.0), ("quick", 0.5, 1.0)], ("quick", "slow")),
        ([("best", 0.9, 1.0), ("slower and worse", 0.5, 3.0)], ("best",)),
        ([("best", 0.9, 1.0), ("slower and equal", 0.9, 3.0)], ("best",)),
        ([("one", 0.9, 1.0), ("twin", 0.9, 1.0)], ("one", "twin")),
        ([("no time", 0.9, None), ("timed", 0.1, 1.0)], ("timed",)),
        ([], ()),
    ],
)
def test_front_holds_whom_nobody_beats_in_both(
    rows: list[tuple[str, float, float | None]], expected: tuple[str, ...]
) -> None:
    assert front([row(*one) for one in rows]) == expected


def test_controls_are_on_no_front() -> None:
    assert front([row("all", 1.0, 0.1, control=True), row("slow", 0.5, 1.0)]) == ("slow",)


def test_intervals_hold_the_mean_and_are_those_of_the_strata() -> None:
    report = build_report(crowd(6, 12))
    for one in report.rows:
        assert one.interval is not None
        assert one.interval.low <= (one.figures["f1"] or 0.0) <= one.interval.high
    assert report.lead is not None
    assert 0 < (report.lead.detectable or 0) < 1


def page(number: int, *tags: str, collection: str = "news") -> CaseInfo:
    url = f"https://site{number}.example/"
    return CaseInfo(f"{collection}/{number}", "golden", collection, "en", "article", tags, "c" * 64, url)


def test_strata_group_by_collection_tag_and_ease_without_intervals() -> None:
    comparison = Comparison([row_info("a"), row_info("b"), row_info("all", control=True)])
    for number in range(20):
        tags = ("short",) if number < 5 else ("long", "long", "old")
        where = "news" if number < 8 else "blogs"
        # The pages get easier; the control does not count for that.
        comparison.add(page(number, *tags, collection=where), {"a": number / 20, "b": number / 20, "all": 0.5})
    found = {table.name: table for table in comparison.strata(["a", "b", "all"])}
    assert list(found) == ["by_collection", "by_tag", "by_ease"]
    assert [column.heading for column in found["by_tag"].columns[1:]] == ["long (15)", "old (15)", "short (5)"]
    name, *cells = found["by_collection"].rows[0]
    assert name == Name("a")
    assert [cell.low for cell in cells if isinstance(cell, Measured)] == [None, None]
    assert [cell.value for cell in cells if isinstance(cell, Measured)] == pytest.approx([0.675, 0.175])
    ease = found["by_ease"].rows[0][1:]
    assert [cell.value for cell in ease if isinstance(cell, Measured)] == pytest.approx([0.1, 0.35, 0.6, 0.85])


def test_one_site_has_no_interval() -> None:
    comparison = Comparison([row_info("a")])
    for _ in range(3):
        comparison.add(page(1), {"a": 0.5})
    assert comparison.intervals() == {}
    assert comparison.detectable("a") is None
