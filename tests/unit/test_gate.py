"""The gate: what breaks which bound, and what does not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.bounds import Floor, Gate
from harness.compare.baseline import ROUNDING
from harness.compare.columns import Outcomes, Scores
from harness.compare.gate import Breach, breaches, drops, empty_strata, floor_breaches, page_drop
from harness.compare.pairing import pair
from harness.compare.rows import paired_row
from harness.compare.sides import Side, SideCase, SideRow
from harness.errors import NotComparableError
from harness.goldens import DataSet
from harness.model import Outcome

Values = Sequence[float | None]


def side(
    rows: Mapping[str, Values],
    *,
    noise: Mapping[str, Values] | None = None,
    outcomes: Mapping[str, Sequence[str | None]] | None = None,
    sites: Sequence[str] | None = None,
    digits: int | None = None,
    **labels: Sequence[Any],
) -> Side:
    """Return a side from the F1 of each extractor, one a page; each page is a site of its own unless told otherwise."""
    size = len(next(iter(rows.values())))
    cases = tuple(
        SideCase(
            f"news/{i}",
            f"digest {i}",
            sites[i] if sites else f"{i}.example",
            "golden",
            labels.get("page_types", ["article"] * size)[i],
            labels.get("languages", ["en"] * size)[i],
            labels.get("tags", [()] * size)[i],
        )
        for i in range(size)
    )

    def row(name: str, f1: Values) -> SideRow:
        figures = {"f1": Scores.of(f1)} | ({"noise": Scores.of(noise[name])} if noise else {})
        ended = cast("Sequence[Outcome | None]", (outcomes or {}).get(name, ["ok"] * size))
        return SideRow(name, "1", None, name == "everything", "ready", Outcomes.of(ended), figures)

    made = {name: row(name, f1) for name, f1 in rows.items()}
    return Side("side", (DataSet("golden", "d", size),), {"ledger": "v1"}, {}, cases, made, digits=digits)


FLAT = [0.9] * 10


def fallen(size: int, by: float, pages: int = 10) -> list[float]:
    """Return 0.9 on each page, less on the first ones."""
    return [0.9 - by if i < size else 0.9 for i in range(pages)]


MEANS = Gate({"f1": 0.01})
PAGES = Gate({}, {"f1": 0.05}, None)


@pytest.mark.parametrize(
    ("size", "by", "tolerance", "breaks"),
    [
        (0, 0.0, 0.0, False),
        (10, 0.02, 0.0, True),
        (10, 0.02, 0.019, True),
        (10, 0.02, 0.02, False),  # exactly as large as the tolerance
        (10, 0.02, 0.021, False),
        (10, -0.02, 0.0, False),  # better
        (6, 0.1, 0.0, True),  # six sites, all down: p = 2/64
        (5, 0.5, 0.0, False),  # five could be chance: p = 2/32, however much they lost
        (6, 0.1, 0.055, False),  # the mean fell by 0.06, but an interval of so few pages does not exclude 0.055
    ],
)
def test_mean_breaks_its_bound_only_beyond_doubt(size: int, by: float, tolerance: float, breaks: bool) -> None:
    found = drops(side({"mine": FLAT}), side({"mine": fallen(size, by)}), Gate({"f1": tolerance}))
    assert [breach.kind for breach in found] == ["mean"] * breaks


def test_mean_says_how_far_it_fell_and_how_sure_that_is() -> None:
    (breach,) = drops(side({"mine": FLAT}), side({"mine": [0.88] * 10}), MEANS)
    assert breach.base == pytest.approx(0.9)
    assert breach.new == pytest.approx(0.88)
    assert (breach.bound, breach.pages, breach.figure, breach.where) == (0.01, 10, "f1", None)
    assert str(breach) == (
        "mine: f1 fell from 0.900 to 0.880, by 0.0200 over 10 pages (interval -0.0200 to -0.0200), 0.0100 allowed"
    )


def test_pages_of_one_site_are_one_observation() -> None:
    base, new = {"mine": FLAT}, {"mine": [0.8] * 10}
    assert drops(side(base), side(new), MEANS)
    sites = ["a.example"] * 9 + ["b.example"]
    assert not drops(side(base, sites=sites), side(new, sites=sites), MEANS)


def test_of_noise_a_rise_is_a_breach_and_a_fall_is_not() -> None:
    low, high = {"mine": [0.1] * 10}, {"mine": [0.2] * 10}
    gate = Gate({"noise": 0.02}, {"noise": 0.05})
    one, other = side({"mine": FLAT}, noise=low), side({"mine": FLAT}, noise=high)
    found = drops(one, other, gate)
    assert [breach.kind for breach in found] == ["mean", *["page"] * 10]
    assert str(found[0]) == (
        "mine: noise rose from 0.100 to 0.200, by 0.1000 over 10 pages (interval +0.1000 to +0.1000), 0.0200 allowed"
    )
    assert str(found[1]) == "mine on news/0: noise rose from 0.100 to 0.200, by 0.1000, 0.0500 allowed"
    assert drops(other, one, gate) == ()


def test_many_extractors_share_the_doubt_and_those_that_did_not_move_are_not_counted() -> None:
    # Six of ten pages down is p = 0.031: enough for one extractor, too little for each of two.
    one = {"a": FLAT, **{f"still{i}": FLAT for i in range(10)}}
    assert len(drops(side(one), side({**one, "a": fallen(6, 0.1)}), MEANS)) == 1
    two = {"a": FLAT, "b": FLAT}
    assert drops(side(two), side({name: fallen(6, 0.1) for name in two}), MEANS) == ()
    assert len(drops(side(two), side({name: fallen(10, 0.1) for name in two}), MEANS)) == 2


def test_page_is_a_fact() -> None:
    new = side({"mine": [0.9, 0.8, 0.86, 0.4, None, 1.0, *FLAT[6:]]})
    found = drops(side({"mine": FLAT}), new, PAGES)
    assert [(one.kind, one.where, one.new) for one in found] == [("page", "news/3", 0.4), ("page", "news/1", 0.8)]
    assert str(found[0]) == "mine on news/3: f1 fell from 0.900 to 0.400, by 0.5000, 0.0500 allowed"


@pytest.mark.parametrize(("slack", "breaks"), [(-1e-9, False), (0.0, False), (1.9e-6, False), (2.1e-6, True)])
def test_rounding_breaks_no_bound(slack: float, breaks: bool) -> None:
    found = drops(side({"mine": FLAT}), side({"mine": [0.85 - slack, *FLAT[1:]]}), PAGES)
    assert bool(found) == breaks
    assert page_drop("f1", 0.9, None) == page_drop("f1", None, 0.9) == 0.0


def test_other_side_is_rounded_as_a_baseline_is() -> None:
    base, new = side({"mine": [0.666667] * 10}, digits=6), side({"mine": [2 / 3] * 10})
    assert drops(base, new, Gate({"f1": 0.0}, {"f1": 0.0})) == ()


@pytest.mark.parametrize(("most", "breaks"), [(0, True), (1, True), (2, False), (None, False)])
def test_new_failures_are_counted(most: int | None, breaks: bool) -> None:
    base = side({"mine": FLAT}, outcomes={"mine": ["error", "ok", "empty", None, *["ok"] * 6]})
    new = side({"mine": FLAT}, outcomes={"mine": ["crash", "timeout", "error", "error", *["empty"] * 6]})
    found = drops(base, new, Gate({}, None, most))
    assert bool(found) == breaks
    if breaks:
        assert (found[0].kind, found[0].new, found[0].where) == ("failures", 2, "news/1")
        assert str(found[0]) == f"mine fails on 2 more pages, news/1 for one; {most} allowed"


def test_mended_failure_makes_up_for_no_new_one() -> None:
    base = side({"mine": [0.0, 0.9]}, outcomes={"mine": ["error", "ok"]})
    new = side({"mine": [0.9, 0.0]}, outcomes={"mine": ["ok", "error"]})
    assert [one.kind for one in drops(base, new, Gate({}))] == ["failures"]


FLOORED = side(
    {"mine": [0.9, 0.5, 0.7, None], "other": [0.9, 0.9, 0.9, 0.9], "everything": [0.1] * 4},
    page_types=["article", "forum", "forum", "article"],
    languages=["en", "de", "en", "en"],
    tags=[("long",), (), ("long", "odd"), ()],
)


@pytest.mark.parametrize(
    ("floor", "mean"),
    [
        (Floor("f1", 0.7), None),  # (0.9 + 0.5 + 0.7) / 3: the last page has no figure
        (Floor("f1", 0.71), 0.7),
        (Floor("f1", 0.61, "page_type:forum"), 0.6),
        (Floor("f1", 0.59, "page_type:forum"), None),
        (Floor("f1", 0.6, "language:de"), 0.5),
        (Floor("f1", 0.9, "tag:long"), 0.8),
        (Floor("f1", 0.71, "collection:news"), 0.7),
        (Floor("f1", 0.71, "data_set:golden"), 0.7),
        (Floor("f1", 1.0, "page_type:product"), None),
        (Floor("order", 1.0), None),
    ],
)
def test_floor_is_of_the_mean_over_all_pages_or_a_stratum(floor: Floor, mean: float | None) -> None:
    found = {one.extractor: one.new for one in floor_breaches(FLOORED, [floor])}
    assert found.get("mine") == (None if mean is None else pytest.approx(mean))
    assert "everything" not in found


def test_floor_says_of_what_it_is() -> None:
    found = floor_breaches(FLOORED, [Floor("f1", 0.61, "page_type:forum"), Floor("f1", 0.8)])
    assert [str(one) for one in found] == [
        "mine: f1 over 3 pages is 0.700, below 0.800",
        "mine: f1 over the 2 pages of page_type:forum is 0.600, below 0.610",
    ]
    assert empty_strata(FLOORED, [Floor("f1", 1, "tag:none"), Floor("f1", 1, "tag:long")]) == ("tag:none",)


def test_extractor_that_ran_on_some_of_the_pages_has_no_mean_to_judge() -> None:
    some = side({"mine": [0.1, None]}, outcomes={"mine": ["ok", None]})
    assert floor_breaches(some, [Floor("f1", 0.8)]) == ()


def test_controls_are_exempt_from_everything() -> None:
    base = side({"everything": FLAT})
    new = side({"everything": [0.1] * 10}, outcomes={"everything": ["error"] * 10})
    assert breaches(base, new, Gate({"f1": 0.0}, {"f1": 0.0}, 0, (Floor("f1", 1.0),))) == ()


def test_extractor_of_one_side_alone_is_held_against_nothing_but_floors() -> None:
    base, new = side({"old": FLAT}), side({"fresh": [0.1] * 10})
    assert drops(base, new, Gate({"f1": 0.0}, {"f1": 0.0})) == ()
    assert [one.kind for one in breaches(base, new, Gate({}, fail_under=(Floor("f1", 0.8),)))] == ["floor"]


def test_pages_that_are_on_one_side_alone_are_not_compared() -> None:
    new = side({"mine": [0.1, *FLAT]})
    changed = (SideCase("news/0", "another digest", "x", "golden", "article", "en"), *new.cases[1:])
    found = Side("new", new.data_sets, new.metrics, {}, changed, new.rows)
    assert drops(side({"mine": FLAT}), found, Gate({"f1": 0.0}, {"f1": 0.0})) == ()


def test_sides_without_a_common_page_are_not_comparable() -> None:
    other = side({"mine": FLAT})
    cases = tuple(SideCase(f"b/{i}", "d", "s", "golden", "article", "en") for i in range(10))
    with pytest.raises(NotComparableError):
        drops(side({"mine": FLAT}), Side("new", other.data_sets, other.metrics, {}, cases, other.rows), MEANS)


def test_worst_comes_first_means_before_facts() -> None:
    base = side({"a": FLAT, "b": FLAT})
    new = side({"a": [0.8] * 10, "b": [0.5] * 10}, outcomes={"a": ["error", *["ok"] * 9]})
    found = breaches(base, new, Gate({"f1": 0.0}, {"f1": 0.35}, 0, (Floor("f1", 0.6),)))
    kinds = [(one.kind, one.extractor) for one in found]
    assert kinds == [("mean", "b"), ("mean", "a"), ("failures", "a"), *[("page", "b")] * 10, ("floor", "b")]


scores = st.lists(st.integers(0, 20).map(lambda value: value / 20), min_size=8, max_size=8)
bounds = st.integers(0, 10).map(lambda value: value / 20)


@given(scores)
def test_what_did_not_change_breaks_nothing(values: list[float]) -> None:
    one = side({"mine": values})
    assert drops(one, one, Gate({"f1": 0.0}, {"f1": 0.0}, 0)) == ()


@given(scores, scores, bounds, bounds)
def test_wider_bound_is_broken_by_less(before: list[float], after: list[float], one: float, other: float) -> None:
    def found(bound: float) -> set[tuple[str, str | None]]:
        gate = Gate({"f1": bound}, {"f1": bound})
        return {(each.kind, each.where) for each in drops(side({"a": before}), side({"a": after}), gate)}

    assert found(max(one, other)) <= found(min(one, other))


@given(scores, scores, bounds)
def test_pages_beyond_the_bound_are_exactly_those_that_fell_by_more(
    before: list[float], after: list[float], bound: float
) -> None:
    gate = Gate({}, {"f1": bound}, None)
    found: tuple[Breach, ...] = drops(side({"a": before}), side({"a": after}), gate)
    expected = {f"news/{i}" for i in range(8) if before[i] - after[i] > bound + ROUNDING}
    assert {one.where for one in found} == expected
    assert all(one.excess > 0 for one in found)


def test_page_that_a_baseline_rounded_has_not_changed() -> None:
    # numpy rounds it to 0.010938, and so does no baseline.
    value = 0.0109375 - 1e-18
    base, new = side({"mine": [round(value, 6)] * 10}, digits=6), side({"mine": [value] * 10})
    assert Scores.of([value]).rounded(6).at(0) == round(value, 6)
    row = paired_row("mine", base, new, pair(base, new))
    assert row is not None
    assert not row.changed.any()
    assert drops(base, new, Gate(max_drop={"f1": 0.0}, max_page_drop={"f1": 0.0})) == ()
