"""The promises of docs/statistics.md, on smaller and seeded simulations of the same corpora."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks import statistics as simulation

# Shares of 400 data sets have a standard error of 0.011 at 95 %, of 200 one of 0.015: bounds leave two of them.


def test_scores_look_like_those_of_real_extractors() -> None:
    chance = np.random.default_rng(1)
    sites = simulation.draw_sites(chance, simulation.PUBLIC, 20_000)
    scores = simulation.draw_scores(chance, sites, 1)[0]
    assert 0 <= scores.min() <= scores.max() <= 1
    assert scores.mean() == pytest.approx(simulation.TRUE_MEAN, abs=0.008)
    assert scores.std() == pytest.approx(0.28, abs=0.02)
    assert 0.01 < (scores == 0).mean() < 0.05
    assert 0.2 < (scores == 1).mean() < 0.35
    first = np.flatnonzero(np.diff(sites) == 0)
    assert np.corrcoef(scores[first], scores[first + 1])[0, 1] == pytest.approx(0.65, abs=0.12)


@pytest.mark.parametrize(("kind", "sites"), [(simulation.ONE, 50), (simulation.PUBLIC, 50), (simulation.TEAM, 100)])
def test_interval_of_a_mean_holds_the_truth_about_95_times_in_100(kind: str, sites: int) -> None:
    found = simulation.coverage(kind, sites, 400)
    assert 0.92 <= found.held["BCa"] <= 0.975
    assert found.held["bounded"] >= 0.935


@pytest.mark.parametrize("kind", [simulation.ONE, simulation.TEAM, simulation.LOPSIDED])
def test_only_the_bounded_interval_keeps_its_promise_with_ten_sites(kind: str) -> None:
    found = simulation.coverage(kind, 10, 200)
    assert found.held["bounded"] >= 0.95
    assert found.held["percentile, plain"] < found.held["BCa"] < 0.93


@pytest.mark.parametrize("scenario", simulation.SCENARIOS[:4], ids=lambda scenario: scenario.name)
@pytest.mark.parametrize(("kind", "sites"), [(simulation.ONE, 250), (simulation.TEAM, 60)])
def test_gate_is_silent_when_nothing_got_worse(kind: str, sites: int, scenario: simulation.Scenario) -> None:
    found = simulation.gate(kind, sites, scenario, 200)
    # At most 2.5 % of the intervals lie wholly below 0 in truth.
    assert found["ours fires"] <= 0.05
    assert found["ours holds"] >= 0.92


def test_gate_fires_when_3_percent_of_2000_pages_lose_0_15() -> None:
    found = simulation.gate(simulation.ONE, 2000, simulation.SCENARIOS[5], 60)
    assert found["ours fires"] >= 0.95
    assert found["> 0.002"] >= 0.95
    # With the true drop for a tolerance, half of the deltas are beyond it, and no interval should be.
    assert found["> true drop"] <= 0.1


def test_correction_and_joint_ranges_hold_for_the_whole_family() -> None:
    alone, corrected = simulation.false_alarms(12, 100, 80)
    # Twelve gates at 2.5 % each; together they should stay below 5 %.
    assert alone > 0.1
    assert corrected <= 0.075
    assert simulation.rank_errors(12, 100, 80, joint=False) > 0.2
    assert simulation.rank_errors(12, 100, 80, joint=True) <= 0.1
