"""Which way a figure is good, by every part of the harness alike."""

from __future__ import annotations

from collections import Counter

import pytest

from harness.bounds import GATED, LOW_IS_GOOD
from harness.direction import lower_is_better
from harness.metrics.catalogue import CATALOGUE


@pytest.mark.parametrize(
    ("name", "lower"),
    [
        ("f1", False),
        ("order", False),
        ("noise", True),
        ("snippets_with", False),
        ("snippets_without", True),
        ("wcxb_with", False),
        ("wcxb_without", True),
        ("fundus_wer", True),
        ("defect_glued", True),
    ],
)
def test_a_figure_is_good_high_or_low(name: str, lower: bool) -> None:
    assert lower_is_better(name) is lower


def test_gate_takes_the_same_figures_for_good_when_low() -> None:
    assert {name for name in GATED if lower_is_better(name)} == LOW_IS_GOOD == {"noise"}


def test_metrics_whose_figures_are_all_good_high_or_low_say_so_in_the_catalogue() -> None:
    for entry in CATALOGUE:
        lower = {lower_is_better(name) for name in entry.make().figures(Counter())}
        assert {"high": {False}, "low": {True}, "mixed": {False, True}}[entry.best] == lower, entry.name
