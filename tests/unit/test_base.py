"""From the counts of pages to the figures of a run."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.alignment import Candidate, Reference
from harness.metrics.base import Counts, Figures, Metric, mean_of_pages, pooled, precision_recall_f1
from harness.metrics.catalogue import native
from harness.metrics.fields import Fields
from harness.metrics.ledger import Ledger
from harness.metrics.shingles import Shingles
from harness.metrics.words import Words


class Share:
    """A metric of two figures: hits out of all, and the same where there were any hits."""

    name = "share"
    signature = "share|v1"

    def count(self, reference: Reference, candidate: Candidate) -> Counts | None:
        raise NotImplementedError

    def figures(self, counts: Counts) -> Figures:
        hits, total = counts.get("hits", 0), counts.get("all", 0)
        return {"share": hits / total if total else None, "if_any": hits / total if hits else None}

    def aggregate(self, pages: Iterable[Counts | None]) -> Figures:
        raise NotImplementedError


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
    assert mean_of_pages(Share(), PAGES) == {"share": pytest.approx(1.25 / 3), "if_any": 0.625}


def test_pooled_figures_come_from_the_sum_of_the_counts() -> None:
    assert pooled(Share(), PAGES) == {"share": 0.2, "if_any": 0.2}


def test_figure_that_applies_to_no_page_is_none() -> None:
    assert mean_of_pages(Share(), [{"all": 1}, {}]) == {"share": 0, "if_any": None}
    assert pooled(Share(), [{}, None]) == {"share": None, "if_any": None}
    assert mean_of_pages(Share(), [None]) == {}


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
    assert metric.signature.endswith("|v1")


def test_no_two_native_metrics_share_a_name_or_a_figure() -> None:
    names = [metric.name for metric in native()]
    figures = [name for metric in native() for name in metric.figures({"hits": 0, "output": 0, "expected": 0})]
    assert len(set(names)) == len(names)
    assert len(set(figures)) == len(figures)
    assert names[0] == "ledger"
