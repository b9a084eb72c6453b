"""The gate's keys, and what is wrong with them."""

from __future__ import annotations

import tomllib

import pytest

from harness.bounds import GATED, STRATA, Floor, Gate, gate_of
from harness.compare.baseline import Record
from harness.errors import ConfigError


def gate(settings: str) -> Gate:
    return gate_of(tomllib.loads(settings), "file: tool.harness.gate")


def test_gate_without_keys_blocks_only_what_is_worse_beyond_doubt() -> None:
    assert gate("") == Gate()
    assert dict(Gate().max_drop) == {"f1": 0.0}
    assert (Gate().max_page_drop, Gate().max_new_failures, Gate().fail_under, Gate().confidence) == (None, 0, (), 0.95)


def test_every_key_is_read() -> None:
    found = gate(
        """
        max_drop = { f1 = 0.01, noise = 0.02 }
        max_page_drop = 0.1
        max_new_failures = 3
        confidence = 0.99
        [fail_under]
        f1 = 0.8
        recall = 1
        "page_type:forum" = { f1 = 0.6 }
        "tag:long:read" = { f1 = 0.5, order = 0 }
        """
    )
    assert found == Gate(
        {"f1": 0.01, "noise": 0.02},
        {"f1": 0.1},
        3,
        (
            Floor("f1", 0.8),
            Floor("recall", 1.0),
            Floor("f1", 0.6, "page_type:forum"),
            Floor("f1", 0.5, "tag:long:read"),
            Floor("order", 0.0, "tag:long:read"),
        ),
        0.99,
    )


def test_number_alone_bounds_f1() -> None:
    assert dict(gate("max_drop = 0.02").max_drop) == {"f1": 0.02}
    assert dict(gate("max_drop = {}").max_drop) == {}


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("max_dorp = 0.1", "gate.max_dorp: unknown key 'max_dorp'; did you mean max_drop"),
        (
            "max_drop = 1.5",
            "gate.max_drop must be a number from 0 to 1, or a table of figures and such numbers, not 1.5",
        ),
        ("max_drop = -0.1", "gate.max_drop must be a number from 0 to 1"),
        ("max_drop = nan", "gate.max_drop must be a number from 0 to 1"),
        ("max_drop = true", "gate.max_drop must be a number from 0 to 1"),
        ("max_drop = [0.1]", "gate.max_drop must be a number from 0 to 1"),
        ("max_drop = { f1 = '1 %' }", "gate.max_drop must be a number from 0 to 1"),
        ("max_drop = { f2 = 0.1 }", "gate.max_drop: unknown figure 'f2'; did you mean f1?"),
        ("max_page_drop = { title = 0.1 }", "gate.max_page_drop: unknown figure 'title'; "),
        ("max_new_failures = 0.5", "gate.max_new_failures must be a whole number, 0 or more, not 0.5"),
        ("max_new_failures = -1", "gate.max_new_failures must be a whole number, 0 or more, not -1"),
        ("max_new_failures = true", "gate.max_new_failures must be a whole number, 0 or more, not True"),
        ("fail_under = 0.8", "gate.fail_under must be a table: f1 = 0.8"),
        ("fail_under.f1 = 80", "gate.fail_under.f1 must be a number from 0 to 1, not 80"),
        ("fail_under.f2 = 0.8", "gate.fail_under: unknown figure 'f2'; did you mean f1?"),
        ("fail_under.noise = 0.8", "gate.fail_under: noise is good when it is low; bound its rise with max_drop"),
        (
            "fail_under.forum = { f1 = 0.8 }",
            "gate.fail_under: 'forum' is no stratum; give one of data_set, collection,",
        ),
        ("fail_under.'page_type:' = { f1 = 0.8 }", "gate.fail_under: 'page_type:' is no stratum"),
        ("fail_under.'' = { f1 = 0.8 }", "gate.fail_under: '' is no stratum"),
        ("fail_under.'site:a' = { f1 = 0.8 }", "gate.fail_under: 'site:a' is no stratum"),
        ("fail_under.'tag:a' = { f1 = 'x' }", "gate.fail_under.tag:a must be a number from 0 to 1, not 'x'"),
        ("confidence = 95", "gate.confidence must be a number from 0.5 to 0.9999, such as 0.95, not 95"),
        ("confidence = 1.0", "gate.confidence must be a number from 0.5 to 0.9999"),
        ("confidence = nan", "gate.confidence must be a number from 0.5 to 0.9999"),
    ],
)
def test_wrong_key_is_an_error_that_says_what_it_takes(settings: str, message: str) -> None:
    with pytest.raises(ConfigError) as error:
        gate(settings)
    assert message in str(error.value)
    assert str(error.value).startswith("file: tool.harness.gate")


def test_gate_that_is_no_table_is_an_error() -> None:
    with pytest.raises(ConfigError, match=r"gate must be a table: max_drop = 0\.01"):
        gate_of(0.01, "gate")


def test_bounds_are_of_what_a_baseline_and_a_comparison_hold() -> None:
    from harness.compare.sides import HEADLINE, SideCase

    assert tuple(GATED) == tuple(HEADLINE)
    assert tuple(Record.__dataclass_fields__)[-len(GATED) :] == GATED
    fields = SideCase.__dataclass_fields__.keys()
    assert {"data_set", "page_type", "language"} == fields & set(STRATA)
