"""Figures page by page: means, medians and deviations by hand, the metric's own means, and the resamples."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.metrics.wcxb import Wcxb
from harness.protocols.figures import PageFigures, mean_samples, page_figures
from harness.protocols.resamples import sums_of
from harness.statistics import ratios, resampled_sums
from scored import count_table

NAMES = ["wcxb_f1", "wcxb_precision", "wcxb_recall", "wcxb_with", "wcxb_without"]


def figures(*rows: tuple[float | None, ...]) -> PageFigures:
    values = np.array([[value or 0.0 for value in row] for row in rows], dtype=np.float64)
    return PageFigures(values, np.array([[value is not None for value in row] for row in rows], dtype=bool))


@pytest.mark.parametrize(
    ("column", "mean", "median", "deviation"),
    [
        ((), None, None, None),
        ((None,), None, None, None),
        ((0.25,), 0.25, 0.25, None),
        ((0.25, None, 0.75), 0.5, 0.5, 0.125**0.5),
        ((0.0, 0.25, 1.0, 0.75), 0.5, 0.5, (0.625 / 3) ** 0.5),
        ((0.0, 0.0, 1.0), 1 / 3, 0.0, (1 / 3) ** 0.5),
    ],
)
def test_figures_by_hand(
    column: tuple[float | None, ...], mean: float | None, median: float | None, deviation: float | None
) -> None:
    found = PageFigures(np.zeros((0, 1)), np.zeros((0, 1), dtype=bool))
    if column:
        found = figures(*((value,) for value in column))
    assert found.means() == [mean]
    assert found.medians() == [median]
    assert found.deviations() == pytest.approx([deviation]) if deviation else found.deviations() == [None]


def test_part_knows_no_other_page_and_has_as_many() -> None:
    part = figures((0.5,), (1.0,), (None,)).of(np.array([True, False, True]))
    assert part.means() == [0.5]
    assert part.values.tolist() == [[0.5], [0.0], [0.0]]
    assert part.known.tolist() == [[True], [False], [False]]


SIZES = st.integers(0, 4)
COUNTS = st.builds(
    lambda shared, output, expected, found, wanted: {
        "shared": shared,
        "output": shared + output,
        "expected": shared + expected,
        "with": found + wanted,
        "with_found": found,
        "without": wanted,
        "without_found": 0,
    },
    *[SIZES] * 5,
)


@given(pages=st.lists(st.none() | COUNTS, min_size=1, max_size=20))
def test_means_are_the_metrics_own_to_the_last_bit(pages: list[dict[str, int] | None]) -> None:
    table = count_table(pages)
    aggregate = Wcxb().aggregate(table)
    assert page_figures(Wcxb(), table, NAMES).means() == [aggregate.get(name) for name in NAMES]


def test_samples_are_those_of_each_extractor_alone() -> None:
    many = [figures((0.5, None), (1.0, 0.25), (0.0, 0.75)), figures((1.0, 1.0), (None, 0.5), (0.5, 0.0))]
    for one, drawn in zip(many, mean_samples(many), strict=True):
        alone = ratios(one.values, one.known)
        np.testing.assert_allclose(drawn.values, alone.values, rtol=0, atol=1e-12)
        assert drawn.defined.tolist() == alone.defined.tolist()


def test_extractors_that_do_not_fit_into_memory_together_meet_the_same_resamples(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terms = [np.arange(12.0).reshape(6, 2) * factor for factor in (1, 2, 3)]
    together = sums_of(terms)
    monkeypatch.setattr("harness.protocols.resamples._CELLS", 25)  # two of them at a time
    for one, other, alone in zip(together, sums_of(terms), terms, strict=True):
        np.testing.assert_allclose(one, other)
        np.testing.assert_allclose(one, resampled_sums(alone))
    assert sums_of([]) == []
