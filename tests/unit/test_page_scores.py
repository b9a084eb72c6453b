"""A figure page by page: its value for a run, intervals, changes, verdicts."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from harness.errors import RunFileError, UnknownNameError
from harness.leaderboard import build_report
from harness.metrics.fields import Fields
from harness.metrics.ledger import Ledger
from harness.metrics.structure import Structure
from harness.metrics.zyte import Zyte
from harness.page_scores import Figure, PageScores, changes, estimates, find_figure, read_scores, verdict
from harness.runs import CaseInfo, RunResult
from harness.statistics.difference import Difference
from harness.statistics.interval import mean_interval
from pasts import past_run, recounted
from workshop import row_info

F1 = Figure("f1", Ledger())
RECALL = Figure("recall", Ledger())
TITLE = Figure("title_f1", Fields())


def scores_of(run: RunResult, figure: Figure = RECALL, name: str = "mine") -> PageScores:
    return read_scores(run, figure, tuple(run.cases), frozenset({name}))[name]


@pytest.mark.parametrize(
    ("name", "metric"), [("f1", "ledger"), ("noise", "ledger"), ("title_f1", "fields"), ("language_recall", "fields")]
)
def test_figure_is_found_by_its_columns_name(name: str, metric: str) -> None:
    figure = find_figure(past_run({"mine": [10]}), name)
    assert (figure.name, figure.metric.name) == (name, metric)


def test_unknown_figure_lists_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="unknown figure 'recal'; did you mean recall"):
        find_figure(past_run({"mine": [10]}), "recal")


def test_run_that_another_version_counted_is_refused() -> None:
    with pytest.raises(RunFileError, match=r"counted by 'ledger\|v0'"):
        find_figure(recounted(past_run({"mine": [10]}), ledger="ledger|v0"), "f1")


@pytest.mark.parametrize(
    ("name", "lower"),
    [
        ("f1", False),
        ("noise", True),
        ("invention", True),
        ("defect_glued", True),
        ("fundus_wer", True),
        ("wcxb_without", True),
    ],
)
def test_a_fall_is_good_news_for_what_should_not_be_there(name: str, lower: bool) -> None:
    assert Figure(name, Ledger()).lower_is_better is lower


def test_value_of_a_mean_is_the_mean_of_the_pages_that_have_it() -> None:
    scores = scores_of(past_run({"mine": [10, 5, 0], "other": [1, 1, 1, 1]}))
    assert scores.values == (1.0, 0.5, 0.0, None)
    assert (scores.pages, scores.failures, scores.value(RECALL)) == (3, 0, 0.5)


def test_failures_are_counted_and_stay_in_the_mean() -> None:
    scores = scores_of(past_run({"mine": [10, 0]}, failed={"mine": [1]}))
    assert (scores.pages, scores.failures, scores.value(RECALL)) == (2, 1, 0.5)


def test_value_of_a_pooled_figure_is_that_of_the_summed_counts() -> None:
    # Two titles right and one wrong: 2 * 2 / (3 + 3).
    scores = scores_of(past_run({"mine": [10, 5, 0]}), TITLE)
    assert scores.value(TITLE) == pytest.approx(2 / 3)


def test_row_without_results_has_no_scores() -> None:
    run = past_run({"mine": [10], "absent": []})
    assert set(read_scores(run, RECALL, tuple(run.cases), frozenset({"mine", "absent"}))) == {"mine"}


def test_only_the_wanted_cases_are_read() -> None:
    run = past_run({"mine": [10, 0, 5]})
    cases: tuple[CaseInfo, ...] = tuple(run.cases)[1:]
    assert read_scores(run, RECALL, cases, frozenset({"mine"}))["mine"].values == (0.0, 0.5)


def test_damaged_counts_name_the_row_and_the_page() -> None:
    run = past_run({"mine": [10]})
    for result in run.results:
        result.counts["ledger"]["output"] = "ten"  # type: ignore[index]
    with pytest.raises(RunFileError, match="counts of ledger of mine on news/000 are damaged"):
        scores_of(run)


def test_intervals_of_many_rows_are_those_of_each_alone() -> None:
    columns = {"mine": [10, 5, 0, 7, 3, 9, 1, 2], "other": [1, 1, 2, 3, 5, 8, 9, 10], "short": [4, 5, 6]}
    run = past_run(columns)
    scores = read_scores(run, RECALL, tuple(run.cases), frozenset(columns))
    clusters = list(range(8))
    found = estimates(RECALL, list(scores.values()), clusters)
    for one, measured in zip(scores.values(), found, strict=True):
        alone = mean_interval(one.values, clusters, method="bounded")
        assert alone is not None
        assert (measured.low, measured.high) == pytest.approx((alone.low, alone.high), abs=1e-12)
        assert measured.value == pytest.approx(one.value(RECALL))


@pytest.mark.parametrize("figure", [RECALL, TITLE])
def test_one_site_has_a_value_and_no_interval(figure: Figure) -> None:
    scores = scores_of(past_run({"mine": [10, 5, 0]}), figure)
    (found,) = estimates(figure, [scores], [0, 0, 0])
    assert found.value is not None
    assert (found.low, found.high) == (None, None)


def test_pooled_interval_holds_the_value_and_lies_within_0_and_1() -> None:
    scores = scores_of(past_run({"mine": [10, 5, 0, 1, 9, 8, 2, 6] * 4}), TITLE)
    (found,) = estimates(TITLE, [scores], list(range(32)))
    assert found.value is not None
    assert found.low is not None
    assert found.high is not None
    assert 0 <= found.low < found.value < found.high <= 1


def test_figure_with_a_way_of_its_own_has_no_interval() -> None:
    figure = Figure("zyte_f1", Zyte())
    counts = {"tp": 1, "fp": 1, "fn": 1, "exact": 0}
    scores = PageScores(row_info("mine"), 2, 0, (0.5, 0.5), (counts, counts))
    (found,) = estimates(figure, [scores], [0, 1])
    assert found.value == pytest.approx(0.5)
    assert (found.low, found.high) == (None, None)
    (change,) = changes(figure, [(scores, scores)], [0, 1])
    assert (change.delta, change.low, change.p, change.changed) == (0.0, None, None, 0)


def test_structure_is_a_mean_of_pages_and_has_an_interval_and_a_p() -> None:
    figure = Figure("structure_f1", Structure())
    scores = PageScores(row_info("mine"), 3, 0, (0.5, 1.0, None))
    (found,) = estimates(figure, [scores], [0, 1, 2])
    assert (found.value, found.low is None) == (0.75, False)
    (change,) = changes(figure, [(scores, scores)], [0, 1, 2])
    assert (change.delta, change.p, change.pages) == (0.0, 1.0, 2)


def test_change_of_a_mean_is_paired_over_the_pages_that_both_have() -> None:
    base, new = scores_of(past_run({"mine": [10, 5, 0, 4]})), scores_of(past_run({"mine": [10, 7, 1], "x": [0] * 4}))
    (change,) = changes(RECALL, [(base, new)], [0, 1, 2, 3])
    assert change.delta == pytest.approx((0 + 0.2 + 0.1) / 3)
    assert (change.pages, change.changed) == (3, 2)


def test_change_of_a_pooled_figure_leaves_out_what_only_one_has() -> None:
    base = scores_of(past_run({"mine": [10, 0, 0]}), TITLE)
    new = scores_of(past_run({"mine": [10, 10], "x": [0, 0, 0]}), TITLE)
    (change,) = changes(TITLE, [(base, new)], [0, 1, 2])
    assert change.delta == pytest.approx(1 - 1 / 2)
    assert (change.pages, change.changed, change.clusters, change.p) == (2, 1, 2, None)
    assert change.low is not None
    assert change.high is not None
    assert change.low <= 0.5 <= change.high


def test_nothing_in_common_is_no_change() -> None:
    base, new = past_run({"mine": [10], "x": [0, 0]}), scores_of(past_run({"mine": [10, 5]}))
    nowhere = PageScores(new.extractor, 0, 0, (None, None))
    (change,) = changes(RECALL, [(scores_of(base), nowhere)], [0, 1])
    assert (change.delta, verdict(change, change.p, RECALL)) == (None, None)


def difference(delta: float | None, low: float | None, high: float | None, changed: int = 3) -> Difference:
    return Difference(delta, low, high, 0.01, 10, changed, None, 10)


@pytest.mark.parametrize(
    ("change", "p", "figure", "said"),
    [
        (difference(0.1, 0.05, 0.2), 0.01, "f1", "better"),
        (difference(-0.1, -0.2, -0.05), 0.01, "f1", "worse"),
        (difference(0.1, 0.05, 0.2), 0.01, "noise", "worse"),
        (difference(-0.1, -0.2, -0.05), 0.01, "defect_glued", "better"),
        (difference(0.1, 0.05, 0.2), 0.06, "f1", "inconclusive"),
        (difference(0.1, -0.01, 0.2), 0.01, "f1", "inconclusive"),
        (difference(0.1, 0.0, 0.2), 0.01, "f1", "inconclusive"),
        (difference(0.1, None, None), 0.01, "f1", "inconclusive"),
        (difference(0.1, 0.05, 0.2), None, "title_f1", "better"),
        (difference(0.0, 0.0, 0.0, changed=0), 1.0, "f1", "same"),
        (difference(0.0, -0.1, 0.1), 1.0, "f1", "inconclusive"),
        (difference(None, None, None), None, "f1", None),
    ],
)
def test_verdicts(change: Difference, p: float | None, figure: str, said: str | None) -> None:
    assert verdict(change, p, Figure(figure, Ledger())) == said


def test_no_figure_is_ever_a_nan() -> None:
    scores = scores_of(past_run({"mine": [0, 0, 0]}), Figure("order", Ledger()))
    (found,) = estimates(Figure("order", Ledger()), [scores], [0, 1, 2])
    assert (found.value, found.low, found.high) == (None, None, None)
    assert all(value is None or math.isfinite(value) for value in scores.values)


def test_pages_without_counts_lend_a_pooled_figure_no_certainty() -> None:
    counts = [{"title:correct": 1}, {"title:missing": 1}, {"title:correct": 1}, {"title:wrong": 1}]
    values = tuple(TITLE.metric.figures(one)["title_f1"] for one in counts)
    scored = PageScores(row_info("mine"), 4, 0, values, tuple(counts))
    padded = PageScores(row_info("mine"), 4, 0, (None,) * 9 + values, (None,) * 9 + tuple(counts))
    assert estimates(TITLE, [padded], list(range(13))) == estimates(TITLE, [scored], list(range(4)))


def test_structure_of_an_extractor_that_only_failed_does_not_apply() -> None:
    figure = Figure("structure_f1", Structure())
    kept = {"headings:expected": 2, "headings:hits": 1, "headings:output": 2}
    lost = {"headings:expected": 2, "headings:hits": 0, "headings:output": 0, "failure": 1}
    run = past_run({"mine": [10, 10], "broken": [0, 0]})
    results = tuple(
        replace(one, counts={"structure": kept if one.extractor == "mine" and one.case.endswith("0") else lost})
        for one in run.results
    )
    run = replace(run, results=results)
    found = read_scores(run, figure, tuple(run.cases), frozenset({"mine", "broken"}))
    assert {name: one.value(figure) for name, one in found.items()} == {"mine": 0.25, "broken": None}
    board = {row.extractor.id: row.figures["structure_f1"] for row in build_report(run).rows}
    assert board == {"mine": 0.25, "broken": None}
