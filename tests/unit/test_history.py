"""Histories: which runs may stand side by side, in which order, and what is said of each change."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from harness.chart import Chart
from harness.errors import UnknownNameError, UsageError
from harness.goldens import DataSet
from harness.history import History, PastRun, build_history, history_table
from harness.history_chart import MOST_LINES, history_chart
from harness.runs import RunResult
from harness.table import Measured
from pasts import past_run, recounted

FULL = [10] * 20


def past(**runs: RunResult) -> list[PastRun]:
    return [PastRun(name, run) for name, run in runs.items()]


def flat(history: History) -> list[tuple[str, str | None, str, float | None, str | None]]:
    return [
        (course.extractor, moment.version, moment.run, moment.figure.value, moment.verdict)
        for course in history.courses
        for moment in course.moments
    ]


def test_each_extractor_goes_through_the_runs_in_the_order_given() -> None:
    runs = past(b=past_run({"mine": [10, 10], "other": [5, 5]}), a=past_run({"mine": [10, 8], "other": [5, 5]}))
    history = build_history(runs, "recall")
    assert history.labels == ("b", "a")
    assert flat(history) == [
        ("mine", "1.0", "b", 1.0, None),
        ("mine", "1.0", "a", 0.9, "inconclusive"),
        ("other", "1.0", "b", 0.5, None),
        ("other", "1.0", "a", 0.5, "same"),
    ]
    assert [course.places for course in history.courses] == [(0, 1), (0, 1)]


def test_change_beyond_doubt_is_told_from_noise() -> None:
    generator = random.Random(5)
    noise = [10 if generator.random() < 0.5 else 9 for _ in range(20)]
    runs = past(
        one=past_run({"mine": FULL}), two=past_run({"mine": [8] * 20}), three=past_run({"mine": [7, *[8] * 19]})
    )
    assert [row[-1] for row in flat(build_history(runs, "recall"))] == [None, "worse", "inconclusive"]
    shuffled = noise[::-1]
    runs = past(one=past_run({"mine": noise}), two=past_run({"mine": shuffled}))
    assert [row[-1] for row in flat(build_history(runs, "recall"))] == [None, "inconclusive"]


def test_many_changes_are_corrected_together() -> None:
    # Six of twenty pages up: p = 2 / 2^6 = 0.031 alone, and 0.125 in a family of four.
    up, down = [9] * 20, [10] * 6 + [9] * 14
    alone = build_history(past(one=past_run({"a": up}), two=past_run({"a": down})), "recall")
    assert alone.courses[0].moments[1].p == pytest.approx(2 / 2**6)
    assert alone.courses[0].moments[1].verdict == "better"
    names = ("a", "b", "c", "d")
    four = build_history(
        past(one=past_run(dict.fromkeys(names, up)), two=past_run(dict.fromkeys(names, down))), "recall"
    )
    assert [course.moments[1].p for course in four.courses] == [pytest.approx(4 * 2 / 2**6)] * 4
    assert {course.moments[1].verdict for course in four.courses} == {"inconclusive"}


def versions_of(*numbers: str) -> list[PastRun]:
    return [
        PastRun(f"run-{i}", past_run({"mine": [i + 1] * 3, "still": [5] * 3}, versions={"mine": number}))
        for i, number in enumerate(numbers)
    ]


def test_another_version_in_every_run_is_a_history_by_version_oldest_first() -> None:
    history = build_history(versions_of("2.10", "2.9", "2.10rc1"), "recall", wanted=["mine"])
    assert history.by == "version"
    assert [(row[1], row[2]) for row in flat(history)] == [("2.9", "run-1"), ("2.10rc1", "run-2"), ("2.10", "run-0")]
    assert history.courses[0].places == (0, 1, 2)


def test_versions_that_recur_are_a_history_by_run_unless_asked_otherwise() -> None:
    runs = versions_of("2.9", "2.9", "2.10")
    assert build_history(runs, "recall").by == "run"
    history = build_history(runs, "recall", by="version", wanted=["mine"])
    assert [(row[1], row[2]) for row in flat(history)] == [("2.9", "run-1"), ("2.10", "run-2")], "the last run of each"


def test_row_of_one_version_has_one_place_by_version() -> None:
    history = build_history(versions_of("1", "2"), "recall")
    assert [(row[0], row[1]) for row in flat(history)] == [("mine", "1"), ("mine", "2"), ("still", "1.0")]


def test_extractor_that_is_not_in_every_run_leaves_its_place_empty() -> None:
    runs = past(
        one=past_run({"mine": FULL, "gone": FULL}),
        two=past_run({"mine": FULL}),
        three=past_run({"mine": FULL, "gone": FULL}),
    )
    courses = {course.extractor: course.places for course in build_history(runs).courses}
    assert courses == {"mine": (0, 1, 2), "gone": (0, 2)}


def test_controls_are_left_out_unless_they_are_asked_for() -> None:
    runs = past(one=past_run({"mine": [10], "nothing": [0]}, controls=["nothing"]))
    assert {row[0] for row in flat(build_history(runs))} == {"mine"}
    assert {row[0] for row in flat(build_history(runs, wanted=["nothing"]))} == {"nothing"}
    alone = past(one=past_run({"nothing": [0]}, controls=["nothing"]))
    assert {row[0] for row in flat(build_history(alone))} == {"nothing"}


@pytest.mark.parametrize(
    ("wanted", "rows"),
    [(["mine"], ["mine", "mine[fast]"]), (["mine[fast]"], ["mine[fast]"]), ([], ["mine", "mine[fast]", "x"])],
)
def test_extractors_are_chosen_as_everywhere(wanted: list[str], rows: list[str]) -> None:
    history = build_history(past(one=past_run({"mine": [1], "mine[fast]": [1], "x": [1]})), wanted=wanted)
    assert [course.extractor for course in history.courses] == rows


def test_unknown_extractor_lists_the_nearest() -> None:
    with pytest.raises(UnknownNameError, match="unknown extractor 'mime'; did you mean mine"):
        build_history(past(one=past_run({"mine": [1]})), wanted=["mime"])


def test_runs_over_other_cases_are_refused_and_named() -> None:
    runs = past(one=past_run({"mine": [1]}), two=past_run({"mine": [1]}), odd=past_run({"mine": [1]}, digest="e"))
    with pytest.raises(UsageError) as error:
        build_history(runs)
    assert str(error.value) == (
        "one and odd are of other cases: data set golden is dddddddddddd there, eeeeeeeeeeee here; "
        "--intersect takes the cases that all have alike"
    )


def test_data_set_that_only_one_run_has_is_refused_and_named() -> None:
    more = past_run({"mine": [1]})
    more = replace(more, data_sets=(*more.data_sets, DataSet("zyte", "f" * 64, 1)))
    with pytest.raises(UsageError, match="data set zyte is none of it there, ffffffffffff here"):
        build_history(past(one=past_run({"mine": [1]}), more=more))


def test_intersect_takes_the_cases_that_all_runs_have_alike() -> None:
    one = past_run({"mine": [10, 10, 10, 0]})
    two = past_run({"mine": [10, 0, 10]}, digest="e", changed=[1])
    history = build_history(past(one=one, two=two), "recall", intersect=True)
    assert history.cases == 2
    assert [row[3] for row in flat(history)] == [1.0, 1.0]


def test_nothing_in_common_is_refused() -> None:
    with pytest.raises(UsageError, match="no case in common"):
        build_history(
            past(one=past_run({"mine": [1]}), two=past_run({"mine": [1]}, digest="e", changed=[0])), intersect=True
        )


def test_runs_that_count_the_figure_otherwise_are_refused_and_named() -> None:
    two = recounted(past_run({"mine": [1]}), ledger="ledger|v0")
    with pytest.raises(UsageError, match=r"one counts f1 by 'ledger\(.*\)\|tok:.*', two by 'ledger\|v0'"):
        build_history(past(one=past_run({"mine": [1]}), two=two))


def test_run_without_the_metric_is_refused_and_named() -> None:
    two = past_run({"mine": [1]})
    two = replace(two, metrics={name: signature for name, signature in two.metrics.items() if name != "ledger"})
    with pytest.raises(UsageError, match="two has no f1: it was not counted by ledger"):
        build_history(past(one=past_run({"mine": [1]}), two=two))


def test_another_metrics_signature_is_none_of_its_business() -> None:
    two = recounted(past_run({"mine": [10]}), **{"rouge_lsum": "rouge_lsum|v0"})
    assert len(flat(build_history(past(one=past_run({"mine": [10]}), two=two)))) == 2


def test_no_run_is_refused() -> None:
    with pytest.raises(UsageError, match="at least one run"):
        build_history([])


def test_table_has_a_row_for_each_extractor_and_run() -> None:
    runs = past(one=past_run({"mine": FULL}), two=past_run({"mine": [8] * 20}, failed={"mine": [3]}))
    table = history_table(build_history(runs, "recall"))
    first, second = (dict(zip([column.name for column in table.columns], row, strict=True)) for row in table.rows)
    assert (first["version"], first["run"], first["pages"], first["verdict"]) == ("1.0", "one", 20, None)
    assert first["change"] == Measured(None)
    assert (second["failures"], second["changed"], second["verdict"]) == (1, 20, "worse")
    change = second["change"]
    assert isinstance(change, Measured)
    assert change.value == pytest.approx(-0.2)


def lines(chart: Chart) -> list[list[str]]:
    return [[line.name for line in panel.lines] for panel in chart.panels]


def test_few_lines_share_a_panel_and_many_have_one_a_library() -> None:
    few = {f"x{i}": [1, 2] for i in range(MOST_LINES)}
    assert lines(history_chart(build_history(past(one=past_run(few))))) == [sorted(few)]
    many = {**few, "x0[fast]": [1, 2]}
    chart = history_chart(build_history(past(one=past_run(many))))
    assert lines(chart) == [["x0", "x0[fast]"], *([name] for name in sorted(few)[1:])]
    assert [panel.title for panel in chart.panels] == sorted(few)


def test_versions_of_a_library_are_the_axis_of_its_panel() -> None:
    runs = [
        PastRun("a", past_run({"mine": [1], "mine[fast]": [1]}, versions={"mine": "2.10", "mine[fast]": "2.10"})),
        PastRun("b", past_run({"mine": [2]}, versions={"mine": "2.9"})),
    ]
    (panel,) = history_chart(build_history(runs)).panels
    assert panel.ticks == ("2.9", "2.10")
    assert [[point.place for point in line.points] for line in panel.lines] == [[0, 1], [1]]


def test_new_version_is_marked_where_it_comes() -> None:
    runs = versions_of("2.9", "2.9", "2.10")
    (panel,) = history_chart(build_history(runs, wanted=["mine"])).panels
    assert [point.mark for point in panel.lines[0].points] == ["", "", "2.10"]


def test_chart_says_in_words_where_each_line_goes() -> None:
    runs = past(one=past_run({"mine": FULL}), two=past_run({"mine": [8] * 20, "new": [5] * 20}))
    chart = history_chart(build_history(runs, "recall"))
    assert chart.description.startswith("mine goes from 1.000 in one to 0.800 in two. new has 0.500 in two. 20 cases.")
    assert chart.panels[0].lines[0].points[1].label == "mine 1.0, two: 0.800 (0.663 to 0.834), worse"


def test_row_without_a_value_has_no_line() -> None:
    chart = history_chart(build_history(past(one=past_run({"mine": [0, 0]})), "order"))
    assert (chart.panels, chart.description) == ((), "There is nothing to draw: no row has a value.")
