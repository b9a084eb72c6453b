"""The colours of noise kinds."""

from __future__ import annotations

from itertools import combinations

from harness.model import NOISE_KINDS
from harness.render.html.hues import hue, hues


def test_no_two_kinds_share_a_hue() -> None:
    assert len({hue(kind) for kind in NOISE_KINDS}) == len(NOISE_KINDS)
    assert min(abs(hue(a) - hue(b)) for a, b in combinations(NOISE_KINDS, 2)) >= 5


def test_no_kind_is_red_or_green() -> None:
    assert all(20 <= hue(kind) <= 95 or 175 <= hue(kind) <= 340 for kind in NOISE_KINDS)


def test_kinds_have_a_rule_each_in_the_order_of_the_list_and_others_none() -> None:
    assert hues({"skip-link", "navigation", "</style>"}, ".x-{}") == ".x-navigation{--k:20}.x-skip-link{--k:192}"
