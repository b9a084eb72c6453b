"""Recorded outputs in the journal: none is dropped or made up without a word."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from harness.execution.journal import Journal
from harness.execution.plan import Plan
from harness.execution.recording import record_all
from harness.extraction.process import Limits
from harness.extraction.recorded import recorded_rows
from harness.goldens import Cases
from harness.model import GoldenCase


class NamedCases(Cases):
    """Cases of which nobody needs more than the ids."""

    def __init__(self, *ids: str) -> None:
        self.ids = ids
        self.pages_digest = "p"

    def __getitem__(self, number: int) -> GoldenCase:
        raise AssertionError("recorded outputs need no page")


def recorded(
    folder: Path, outputs: Mapping[str, str] | str, *ids: str
) -> tuple[list[str], dict[str, tuple[str, str | None]]]:
    """Return the notices, and for each case the outcome and the text in the journal."""
    file = folder / "system.json"
    file.write_text(outputs if isinstance(outputs, str) else json.dumps(outputs), encoding="utf-8")
    plan = Plan(tuple(recorded_rows(file)), NamedCases(*ids), Limits())
    with Journal(folder / "journal.jsonl", plan.key) as journal:
        notices = record_all(plan, journal)
        found = {case: journal.read(("system", case)) for case in ids}
    return notices, {case: (one.outcome, one.article.text if one.article else None) for case, one in found.items()}


def test_every_case_gets_its_output(tmp_path: Path) -> None:
    found = recorded(tmp_path, {"a": "one", "b": ""}, "zyte/a", "zyte/b")
    assert found == ([], {"zyte/a": ("ok", "one"), "zyte/b": ("empty", "")})


def test_case_without_an_output_is_a_failure_and_is_said(tmp_path: Path) -> None:
    notices, found = recorded(tmp_path, {"a": "one"}, "zyte/a", *(f"zyte/{number}" for number in range(5)))
    assert notices == ["system: no output for 5 pages (zyte/0, zyte/1, zyte/2 and 2 more), counted as failures"]
    assert found["zyte/3"] == ("error", None)


def test_output_without_a_case_and_second_output_are_said(tmp_path: Path) -> None:
    notices, found = recorded(tmp_path, '{"a": "one", "x": "?", "a": "two"}', "zyte/a")
    assert notices == [
        "system: outputs that belong to no case: 1 page (x)",
        "system: more than one output for 1 page (a); the last counts",
    ]
    assert found == {"zyte/a": ("ok", "two")}


@pytest.mark.parametrize("key", ["zyte/a", "a"])
def test_key_is_the_benchmarks_own_or_ours(tmp_path: Path, key: str) -> None:
    assert recorded(tmp_path, {key: "one"}, "zyte/a")[0] == []


def test_key_that_two_data_sets_have_is_no_key(tmp_path: Path) -> None:
    notices, found = recorded(tmp_path, {"a": "one", "wcxb/a": "two"}, "zyte/a", "wcxb/a")
    assert notices == [
        "system: no output for 1 page (zyte/a), counted as failures",
        "system: outputs that belong to no case: 1 page (a)",
    ]
    assert found == {"zyte/a": ("error", None), "wcxb/a": ("ok", "two")}
