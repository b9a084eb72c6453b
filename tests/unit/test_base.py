"""From the counts of pages to the figures of a run."""

from __future__ import annotations

import math
import re
import sys
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.alignment import Candidate, Reference
from harness.metrics.base import (
    Counts,
    Figures,
    Mean,
    MeanOfPages,
    Means,
    Metric,
    Pooled,
    mean_of_pages,
    precision_recall_f1,
)
from harness.metrics.catalogue import CATALOGUE, Entry, native
from harness.metrics.fields import Fields
from harness.metrics.ledger import Ledger
from harness.metrics.shingles import Shingles
from harness.metrics.words import Words


class Share(MeanOfPages):
    """A metric of two figures: hits out of all, and the same where there were any hits."""

    name = "share"
    signature = "share|v1"

    def count(self, reference: Reference, candidate: Candidate) -> Counts | None:
        raise NotImplementedError

    def figures(self, counts: Counts) -> Figures:
        hits, total = counts.get("hits", 0), counts.get("all", 0)
        return {"share": hits / total if total else None, "if_any": hits / total if hits else None}


class PooledShare(Pooled, Share):
    """The same, pooled."""


@pytest.mark.parametrize(
    ("hits", "output", "expected", "figures"),
    [
        (0, 0, 0, (1, 1, 1)),
        (0, 0, 5, (0, 0, 0)),
        (0, 5, 0, (0, 0, 0)),
        (0, 5, 5, (0, 0, 0)),
        (5, 5, 5, (1, 1, 1)),
        (3, 4, 6, (0.75, 0.5, 0.6)),
    ],
)
def test_precision_recall_and_f1(hits: int, output: int, expected: int, figures: tuple[float, ...]) -> None:
    assert precision_recall_f1(hits, output, expected) == figures


@given(st.integers(1, 50), st.integers(0, 50), st.integers(0, 50))
def test_f1_is_the_harmonic_mean_and_sides_swap_precision_and_recall(hits: int, more: int, lost: int) -> None:
    precision, recall, f1 = precision_recall_f1(hits, hits + more, hits + lost)
    assert 0 < min(precision, recall) <= f1 <= max(precision, recall) <= 1
    p, r = Fraction(hits, hits + more), Fraction(hits, hits + lost)
    assert f1 == pytest.approx(float(2 / (1 / p + 1 / r)))
    assert precision_recall_f1(hits, hits + lost, hits + more) == (recall, precision, f1)


PAGES: list[Counts | None] = [{"hits": 1, "all": 1}, None, {"hits": 1, "all": 4}, {"all": 5}]


def test_mean_over_the_pages_leaves_out_what_does_not_apply() -> None:
    # (1 + 1/4 + 0) / 3; one page has no hits, so the other figure is (1 + 1/4) / 2.
    assert Share().aggregate(PAGES) == {"share": 1.25 / 3, "if_any": 0.625}
    assert mean_of_pages(PooledShare(), PAGES) == Share().aggregate(PAGES)


def test_pooled_figures_come_from_the_sum_of_the_counts() -> None:
    assert PooledShare().aggregate(PAGES) == {"share": 0.2, "if_any": 0.2}


def test_figure_that_applies_to_no_page_is_none() -> None:
    assert Share().aggregate([{"all": 1}, {}]) == {"share": 0, "if_any": None}
    assert PooledShare().aggregate([{}, None]) == {"share": None, "if_any": None}
    assert Share().aggregate([None]) == {}


@pytest.mark.parametrize("metric", [Share(), PooledShare()])
def test_figures_of_the_pages_so_far_may_be_asked_for_at_any_time(metric: Metric) -> None:
    aggregate = metric.start()
    for size, counts in enumerate(PAGES):
        assert aggregate.figures() == metric.aggregate(PAGES[:size])
        aggregate.add(counts)
    assert aggregate.figures() == aggregate.figures() == metric.aggregate(PAGES)


def test_two_aggregates_of_a_metric_know_nothing_of_each_other() -> None:
    metric = PooledShare()
    first, second = metric.start(), metric.start()
    first.add({"hits": 1, "all": 1})
    second.add({"all": 1})
    assert (first.figures()["share"], second.figures()["share"]) == (1, 0)


@pytest.mark.parametrize("entry", CATALOGUE, ids=[entry.name for entry in CATALOGUE])
def test_every_metric_gives_the_same_figures_page_by_page_and_before_any_page(entry: Entry) -> None:
    metric = entry.make()
    aggregate = metric.start()
    assert aggregate.figures() == metric.aggregate([]) == metric.aggregate([None, None])
    aggregate.add(None)
    assert aggregate.figures() == metric.aggregate([])


FLOATS = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e300, max_value=1e300)


@given(st.lists(st.floats(0, 1) | FLOATS, min_size=1, max_size=300))
def test_running_mean_is_exact_in_any_order(values: list[float]) -> None:
    forwards, backwards = Mean(), Mean()
    for value in values:
        forwards.add(value)
    for value in sorted(values):
        backwards.add(value)
    assert forwards.value == backwards.value == math.fsum(values) / len(values)
    assert forwards.size == len(values)


def test_sum_that_cancels_out_is_not_lost() -> None:
    mean = Mean()
    for value in [1.0, 1e100, 1.0, -1e100] * 100:
        mean.add(value)
    assert mean.value == 0.5  # a plain sum gives 0


def test_mean_without_values_is_none() -> None:
    assert Mean().value is None


def test_running_mean_holds_no_more_for_more_values() -> None:
    def held(size: int) -> int:
        mean = Mean()
        for i in range(size):
            mean.add(1 / (i + 1))
        return sum(sys.getsizeof(getattr(mean, name)) for name in Mean.__slots__)

    assert held(20_000) <= held(63)


def test_means_of_groups_leave_out_what_a_group_does_not_have() -> None:
    means = Means()
    for figures in ({"a": 1.0, "b": None}, {"a": 0.0, "c": None}, {"b": 0.5}):
        means.add(figures)
    assert means.figures() == {"a": 0.5, "b": 0.5, "c": None}


@pytest.mark.parametrize(
    ("metric", "figure", "value"),
    [
        # The mean of 1 and 0, against 10 correct values of 10 given and 30 wanted.
        (Words(), "words_recall", 0.5),
        (Shingles(4), "shingles4_recall", 0.5),
        (Ledger(), "recall", 0.5),
        (Fields(), "title_recall", 1 / 3),
    ],
)
def test_overlaps_are_means_over_the_pages_and_fields_are_pooled(metric: Metric, figure: str, value: float) -> None:
    pages = [
        {"hits": 10, "kept": 10, "output": 10, "expected": 10, "title:correct": 10},
        None,
        {"hits": 0, "kept": 0, "output": 0, "expected": 20, "title:missing": 20},
    ]
    assert metric.aggregate(pages)[figure] == pytest.approx(value)


@pytest.mark.parametrize("metric", native(), ids=lambda metric: metric.name)
def test_native_metric_names_itself_in_its_signature(metric: Metric) -> None:
    assert metric.signature.startswith(metric.name.split("(")[0])
    assert re.search(r"\|v[0-9]+$", metric.signature)


def test_no_two_native_metrics_share_a_name_or_a_figure() -> None:
    names = [metric.name for metric in native()]
    figures = [name for metric in native() for name in metric.figures({"hits": 0, "output": 0, "expected": 0})]
    assert len(set(names)) == len(names)
    assert len(set(figures)) == len(figures)
    assert names[0] == "ledger"
