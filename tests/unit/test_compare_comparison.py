"""Two sides compared: figures worked out by hand, verdicts by the table, pages as facts, and laws."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.compare.changes import Comparison, ExtractorChange, Fact
from harness.compare.comparison import compare
from harness.compare.sides import HEADLINE, side_of_run
from harness.errors import UnknownNameError, UsageError
from harness.leaderboard import build_report
from harness.metrics.catalogue import find
from harness.runs import CaseResult, RunResult
from two_runs import Scores, counts_of, level, run_of


def compared(base: RunResult | Scores, new: RunResult | Scores, **options: object) -> Comparison:
    runs = [run if isinstance(run, RunResult) else run_of(run) for run in (base, new)]
    figures = (*HEADLINE, *((figure,) if "_" in (figure := str(options.get("metric", "f1"))) else ()))
    sides = [side_of_run(run, label=label, figures=figures) for run, label in zip(runs, ("base", "new"), strict=True)]
    return compare(*sides, **options)  # type: ignore[arg-type]


def only(found: Comparison) -> ExtractorChange:
    (row,) = found.rows
    return row


def rounded(*values: float | None) -> list[float | None]:
    return [None if value is None else round(value, 9) for value in values]


def drops(size: int, pages: int = 20, to: int = 60) -> dict[str, int]:
    """Return that the first ``size`` pages drop."""
    return {f"p{page}": to for page in range(size)}


def test_figures_by_hand() -> None:
    row = only(compared({"lib": level(80, 20)}, {"lib": level(80, 20, **drops(8))}))
    # Eight of twenty pages fall by 0.2: the mean by 8 * 0.2 / 20.
    assert rounded(row.figure.base, row.figure.new, row.figure.delta) == [0.8, 0.72, -0.08]
    assert row.figure.low is not None
    assert row.figure.high is not None
    assert row.figure.low < -0.08 < row.figure.high < 0
    # Eight moved sites, all one way: 2 of 2^8 sign patterns reach their sum.
    assert row.p == row.p_holm == pytest.approx(2 / 2**8)
    assert (row.pages, row.changed, row.better, row.worse, row.otherwise) == (20, 8, 0, 8, 0)
    assert row.verdict == "worse"
    assert [change.name for change in row.others] == ["precision", "recall", "order", "noise"]
    assert rounded(*(change.delta for change in row.others)) == [-0.08, -0.08, 0.0, 0.0]


@pytest.mark.parametrize(
    ("new", "verdict"),
    [
        (level(80, 20), "same"),
        (level(80, 20, p3=79), "inconclusive"),
        (level(80, 20, **drops(5)), "inconclusive"),  # 2 / 2^5 is above 5 %
        (level(80, 20, **drops(6)), "worse"),
        (level(80, 20, **drops(6, to=95)), "better"),
        (level(80, 20, p3="empty"), "inconclusive"),
        (level(70, 20), "worse"),
    ],
)
def test_verdict_by_the_table(new: dict[str, int], verdict: str) -> None:
    assert only(compared({"lib": level(80, 20)}, {"lib": new})).verdict == verdict


def test_pages_of_one_site_are_one_witness() -> None:
    base, new = level(80, 20, 4), level(60, 20, 4)
    assert only(compared({"lib": base}, {"lib": new})).verdict == "inconclusive"
    assert only(compared({"lib": level(80, 20, 1)}, {"lib": level(60, 20, 1)})).figure.low is None


def test_tolerance_forgives_what_lies_within() -> None:
    base, new = {"lib": level(80, 20)}, {"lib": level(80, 20, **drops(8))}
    assert [only(compared(base, new, tolerance=x)).verdict for x in (0.0, 0.03, 0.1)] == [
        "worse",
        "worse",
        "inconclusive",
    ]


def test_confidence_decides_how_sure_is_sure() -> None:
    base, new = {"lib": level(80, 20)}, {"lib": level(80, 20, **drops(6))}
    assert only(compared(base, new, confidence=0.95)).verdict == "worse"
    assert only(compared(base, new, confidence=0.99)).verdict == "inconclusive"


def test_extractors_that_did_not_change_are_not_in_the_family() -> None:
    base = {name: level(80, 20) for name in "abcde"}
    new = {**base, "a": level(80, 20, **drops(6))}
    row = next(row for row in compared(base, new).rows if row.id == "a")
    assert (row.p, row.verdict) == (row.p_holm, "worse")
    both = {**new, "b": level(80, 20, p1=81)}
    row = next(row for row in compared(base, both).rows if row.id == "a")
    assert row.p_holm == pytest.approx(2 * 2 / 2**6)
    assert row.verdict == "inconclusive"


def test_controls_are_shown_and_are_nobodys_fault() -> None:
    base = run_of({"lib": level(80, 20), "everything": level(50, 20)}, controls=("everything",))
    new = run_of({"lib": level(80, 20, p1=79), "everything": level(40, 20)}, controls=("everything",))
    found = compared(base, new)
    assert {row.id: row.verdict for row in found.rows} == {"everything": "worse", "lib": "inconclusive"}
    assert found.got_worse == ()
    assert (
        next(row for row in found.rows if row.id == "lib").p
        == next(row for row in found.rows if row.id == "lib").p_holm
    )


def test_extractor_of_one_side_is_new_or_gone_with_its_figure() -> None:
    found = compared({"old": level(80, 4)}, {"young": level(60, 4)})
    assert [[row.id, row.verdict, *rounded(row.figure.base, row.figure.new)] for row in found.rows] == [
        ["young", "new", None, 0.6],
        ["old", "gone", 0.8, None],
    ]


def test_extractor_that_is_no_longer_installed_is_gone_and_says_why() -> None:
    new = run_of({"lib": {}, "other": level(60, 4)})
    lost = dataclasses.replace(new.extractors[0], version=None, status="not installed")
    found = compared(
        run_of({"lib": level(80, 4), "other": level(60, 4)}),
        dataclasses.replace(new, extractors=(lost, new.extractors[1])),
    )
    row = next(row for row in found.rows if row.id == "lib")
    assert (row.verdict, row.status, row.base_version, row.new_version) == ("gone", "not installed", "1.0", None)


def test_control_of_one_side_is_not_shown() -> None:
    base = run_of({"lib": level(80, 4), "nothing": level(0, 4)}, controls=("nothing",))
    assert [row.id for row in compared(base, run_of({"lib": level(80, 4)})).rows] == ["lib"]


def test_pages_that_only_one_side_has_a_result_of_are_left_out() -> None:
    cases: dict[str, dict[str, str]] = {name: {} for name in level(0, 6)}
    base = run_of({"lib": level(80, 6)})
    new = run_of({"lib": dict(list(level(60, 6).items())[:2])}, cases=cases)
    row = only(compared(base, new))
    assert [row.pages, row.changed, *rounded(row.figure.delta)] == [2, 2, -0.2]


def test_failures_are_counted_and_named() -> None:
    base = {"lib": level(80, 6, p0="crash", p1="timeout")}
    new = {"lib": level(80, 6, p1="error", p2="memory")}
    row = only(compared(base, new))
    assert (row.base_failures, row.new_failures) == (2, 2)
    assert [page.case for page in row.broke] == ["s02/p02"]
    assert [page.case for page in row.mended] == ["s00/p00"]
    # A failure of another kind is a change too, though no figure moved.
    assert row.otherwise == 1
    assert [(page.case, page.base_outcome, page.new_outcome) for page in row.moved if page.delta == 0] == [
        ("s01/p01", "timeout", "error")
    ]


def test_pages_stand_in_the_order_of_how_much_they_moved() -> None:
    new = level(80, 6, p1=75, p2=20, p3=90, p4=70)
    row = only(compared({"lib": level(80, 6)}, {"lib": new}))
    assert [(page.case, round(page.delta or 0, 2)) for page in row.moved] == [
        ("s02/p02", -0.6),
        ("s04/p04", -0.1),
        ("s03/p03", 0.1),
        ("s01/p01", -0.05),
    ]


def with_counts(run: RunResult, number: int, counts: dict[str, dict[str, int]]) -> RunResult:
    results = list(run.results)
    results[number] = dataclasses.replace(results[number], counts=counts)
    return dataclasses.replace(run, results=tuple(results))


def test_figure_that_is_good_when_low_is_worse_when_it_rises() -> None:
    base = run_of({"lib": level(80, 20)})
    new = base
    for number in range(8):
        new = with_counts(new, number, counts_of(80, leaked=10))
    found = compared(base, new, metric="noise")
    row = only(found)
    assert found.lower_is_better
    assert [row.verdict, row.worse, *rounded(row.figure.delta)] == ["worse", 8, 0.04]
    assert only(compared(base, new)).verdict == "inconclusive"
    assert only(compared(base, new)).otherwise == 8
    assert only(compared(new, base, metric="noise")).verdict == "better"


def test_kinds_and_fields_by_hand() -> None:
    base = run_of({"lib": level(80, 10)})
    new = with_counts(base, 0, counts_of(70, leaked=5, title="wrong"))
    row = only(compared(base, new))
    (leak,), (loss,), (field,) = row.leaks, row.losses, row.fields
    # 5 of the 200 words of promo on the ten pages; 210 instead of 200 of 1,000 words lost; 9 of 10 titles.
    assert (leak.kind, leak.words, leak.base, leak.new) == ("promo", 200, 0.0, 0.025)
    assert (loss.kind, loss.words, loss.base, loss.new) == ("paragraph", 1000, 0.2, 0.21)
    assert [field.name, *rounded(field.base, field.new)] == ["title", 1.0, 0.9]


def test_strata_by_hand() -> None:
    languages = {name: {"language": "de" if number < 6 else "en"} for number, name in enumerate(level(0, 10))}
    base = run_of({"lib": level(80, 10)}, cases=languages)
    new = run_of({"lib": level(80, 10, p0=20)}, cases=languages)
    row = only(compared(base, new))
    german, english = row.strata
    assert [(one.kind, one.group, one.pages, one.changed) for one in row.strata] == [
        ("language", "de", 6, 1),
        ("language", "en", 4, 0),
    ]
    assert german.figure.delta == pytest.approx(-0.1)
    assert german.figure.low is not None
    assert (english.figure.delta, english.figure.low) == (0.0, None)  # too few pages for an interval


def test_what_differs_of_the_machines_is_said() -> None:
    base = run_of({"lib": level(80, 2)}, version="1.0")
    new = run_of({"lib": level(80, 2)}, version="1.1", environment={"harness": "0", "python": "3.12", "cores": "2"})
    found = compared(base, new)
    assert found.environment == (Fact("python", "3.11", "3.12"), Fact("cores", None, "2"))
    assert (only(found).base_version, only(found).new_version, only(found).verdict) == ("1.0", "1.1", "same")


def test_extractors_own_file_that_changed_is_said() -> None:
    base, new = run_of({"lib": level(80, 2)}), run_of({"lib": level(80, 2)})
    other = dataclasses.replace(new.extractors[0], digest="1" * 64)
    assert only(compared(base, new)).code_changed is False
    assert only(compared(base, dataclasses.replace(new, extractors=(other,)))).code_changed is True


def test_rounded_side_is_not_another_one() -> None:
    run = run_of({"lib": level(80, 3)})
    base = side_of_run(with_counts(run, 0, {"ledger": {"expected": 3, "output": 7, "kept": 1, "found": 1}}))
    row = base.rows["lib"]
    rounded = {name: dataclasses.replace(scores, values=scores.values.round(6)) for name, scores in row.figures.items()}
    rows = {"lib": dataclasses.replace(row, figures=rounded)}
    assert only(compare(base, dataclasses.replace(base, rows=rows))).verdict == "inconclusive"
    assert only(compare(base, dataclasses.replace(base, rows=rows, digits=6))).verdict == "same"


def test_figure_that_no_run_has_is_named() -> None:
    with pytest.raises(UnknownNameError, match="unknown figure 'f2'; did you mean f1"):
        compared({"lib": level(80, 2)}, {"lib": level(80, 2)}, metric="f2")


RUNS = st.dictionaries(
    st.sampled_from("ab"),
    st.fixed_dictionaries({f"s{n}/p": st.integers(0, 100) | st.sampled_from(["crash", "empty"]) for n in range(7)}),
    min_size=1,
)
OPPOSITE = {"better": "worse", "worse": "better", "new": "gone", "gone": "new"}


@settings(max_examples=40, deadline=None)
@given(RUNS, RUNS)
def test_swapped_sides_turn_every_sign(base: Scores, new: Scores) -> None:
    there, back = compared(base, new), compared(new, base)
    assert {row.id for row in there.rows} == {row.id for row in back.rows}
    for row in there.rows:
        other = next(one for one in back.rows if one.id == row.id)
        assert other.verdict == OPPOSITE.get(row.verdict, row.verdict)
        assert (other.better, other.worse, other.otherwise) == (row.worse, row.better, row.otherwise)
        assert (other.p, other.figure.base, other.figure.new) == (row.p, row.figure.new, row.figure.base)


@settings(max_examples=40, deadline=None)
@given(RUNS)
def test_run_is_the_same_as_itself(run: Scores) -> None:
    assert {row.verdict for row in compared(run, run).rows} == {"same"}


@settings(max_examples=40, deadline=None)
@given(RUNS, RUNS)
def test_changed_pages_are_exactly_those_that_differ(base: Scores, new: Scores) -> None:
    for row in compared(base, new).rows:
        if row.id in base and row.id in new:
            differ = {case for case in base[row.id] if base[row.id][case] != new[row.id][case]}
            # An empty output and a score of 0 words have the same F1, but differ in outcome.
            assert {page.case for page in row.moved} == differ


def test_counts_of_a_result_decide_not_its_order() -> None:
    run = run_of({"a": level(80, 5), "b": level(70, 5, p1=20)})
    turned = dataclasses.replace(run, extractors=tuple(reversed(run.extractors)))
    results: list[CaseResult] = sorted(run.results, key=lambda one: (one.case, one.extractor == "a"))
    assert {row.verdict for row in compared(run, dataclasses.replace(turned, results=tuple(results))).rows} == {"same"}


def titles(*pages: tuple[int, int], sites: int = 20) -> RunResult:
    """Return a run in which each page counts so many titles right and wrong."""
    run = run_of({"lib": level(80, len(pages), sites)})
    results = [
        dataclasses.replace(result, counts={**result.counts, "fields": {"title:correct": right, "title:wrong": wrong}})
        for result, (right, wrong) in zip(run.results, pages, strict=True)
    ]
    return dataclasses.replace(run, results=tuple(results))


def test_pooled_figure_is_that_of_the_leaderboard_and_its_interval_decides_alone() -> None:
    # Nine values on one page, one on each other: 28 of 28 right, then 19 of 28.
    base, new = titles((9, 0), *[(1, 0)] * 19), titles((9, 0), *[(1, 0)] * 10, *[(0, 1)] * 9)
    row = only(compared(base, new, metric="title_f1"))
    assert (row.figure.base, row.figure.new) == (1.0, 19 / 28)
    board = {one.extractor.id: one.figures["title_f1"] for one in build_report(new).rows}
    assert board["lib"] == row.figure.new
    assert (row.p, row.p_holm, row.verdict, row.changed) == (None, None, "worse", 9)
    assert row.figure.low is not None
    assert row.figure.high is not None
    assert row.figure.low < -9 / 28 < row.figure.high < 0
    assert only(compared(new, base, metric="title_f1")).verdict == "better"
    assert only(compared(new, new, metric="title_f1")).verdict == "same"
    one_site = [titles(*[(1, 0)] * 3, sites=1), titles(*[(0, 1)] * 3, sites=1)]
    assert only(compared(*one_site, metric="title_f1")).verdict == "inconclusive"


def test_pooled_figure_of_a_row_that_one_side_lacks_is_over_all_its_pages() -> None:
    base, new = titles((9, 0), (0, 1)), run_of({"other": level(80, 2)})
    rows = {row.id: row for row in compared(base, new, metric="title_f1").rows}
    assert (rows["lib"].figure.base, rows["lib"].figure.new, rows["lib"].verdict) == (0.9, None, "gone")
    assert rows["other"].figure.new == 1.0


def test_pooled_figure_by_stratum_is_of_the_pages_there() -> None:
    names = [case.id for case in run_of({"lib": level(80, 10)}).cases]
    languages = {name: {"language": "de" if place < 5 else "en"} for place, name in enumerate(names)}
    runs = []
    for wrong in (0, 1):
        run = run_of({"lib": level(80, 10)}, cases=languages)
        runs.append(
            dataclasses.replace(
                run,
                results=tuple(
                    dataclasses.replace(
                        one, counts={**one.counts, "fields": {"title:correct": 1, "title:wrong": wrong}}
                    )
                    for one in run.results
                ),
            )
        )
    strata = only(compared(*runs, metric="title_f1")).strata
    assert [(one.group, one.pages, one.figure.base, one.figure.new) for one in strata] == [
        ("de", 5, 1.0, 0.5),
        ("en", 5, 1.0, 0.5),
    ]


def test_figure_that_no_verdict_can_be_given_on_is_refused() -> None:
    zyte = find("zyte").make()
    run = run_of({"lib": level(80, 2)}, metrics={"zyte": zyte.signature})
    counts = {"zyte": {"tp": 1, "fp": 0, "fn": 1, "exact": 0}}
    run = dataclasses.replace(run, results=tuple(dataclasses.replace(one, counts=counts) for one in run.results))
    with pytest.raises(UsageError, match="zyte_f1 of a run is neither a mean of its pages nor"):
        compared(run, run, metric="zyte_f1")
