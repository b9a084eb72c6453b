"""What a run has to do, and when two runs are the same."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from harness.execution.plan import Plan
from harness.extraction.process import Limits
from harness.goldens import HeldCases
from harness.model import Extractor
from workshop import load, write_case


def row(name: str, version: str | None = "1.0", digest: str = "d", mode: str | None = None) -> Extractor:
    return Extractor(name, mode, version, ("run",), "workspace", digest)


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    cases = HeldCases(load(write_case(tmp_path / f"case-{number}")) for number in range(5))
    return Plan((row("a"), row("absent", version=None), row("b")), cases, Limits())


def pieces(plan: Plan, size: int, done: tuple[tuple[str, str], ...] = ()) -> list[tuple[str, list[int]]]:
    return [
        (shard.extractor.id, list(shard.numbers)) for block in plan.blocks(size, done.__contains__) for shard in block
    ]


def test_work_is_cut_into_blocks_of_cases_that_all_extractors_go_through(plan: Plan) -> None:
    assert pieces(plan, 2) == [("a", [0, 1]), ("b", [0, 1]), ("a", [2, 3]), ("b", [2, 3]), ("a", [4]), ("b", [4])]


def test_what_is_done_is_left_out(plan: Plan) -> None:
    done = (("a", "case-0"), ("a", "case-3"), *(("b", f"case-{number}") for number in range(5)))
    assert pieces(plan, 2, done) == [("a", [1]), ("a", [2]), ("a", [4])]


def test_recorded_outputs_are_no_work(plan: Plan) -> None:
    recorded = dataclasses.replace(plan.extractors[0], recorded=Path("outputs.json"), command=())
    assert pieces(dataclasses.replace(plan, extractors=(recorded,)), 2) == []


def test_single_items_are_the_only_work(plan: Plan) -> None:
    pairs = frozenset({("a", "case-1"), ("b", "case-4"), ("absent", "case-1")})
    assert pieces(dataclasses.replace(plan, pairs=pairs), 100) == [("a", [1]), ("b", [4])]
    assert pieces(dataclasses.replace(plan, pairs=frozenset()), 100) == []


def test_same_plan_has_the_same_key(plan: Plan) -> None:
    assert plan.key == dataclasses.replace(plan).key
    pairs = [("a", f"case-{number}") for number in range(500)]
    one, other = (dataclasses.replace(plan, pairs=frozenset(order)) for order in (pairs, reversed(pairs)))
    assert one.key == other.key


@pytest.mark.parametrize("first", [row("c"), row("a", version="1.1"), row("a", digest="e"), row("a", mode="fast")])
def test_change_of_an_extractor_changes_the_key(plan: Plan, first: Extractor) -> None:
    assert dataclasses.replace(plan, extractors=(first, *plan.extractors[1:])).key != plan.key


def test_change_of_a_library_below_an_extractor_changes_the_key(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    key, contents = plan.key, plan.contents
    monkeypatch.setattr("harness.execution.plan.made_of", lambda row: "libxml2 2.14" if row.id == "b" else "")
    assert plan.key != key
    assert {name for name in contents if plan.contents[name] != contents[name]} == {"extractor b"}


@pytest.mark.parametrize(
    "change", [{"page_digest": "x"}, {"url": None}, {"encoding": "latin1"}, {"media_type": "text/plain"}, {"id": "x"}]
)
def test_change_of_what_an_extractor_sees_changes_the_key(plan: Plan, change: dict[str, Any]) -> None:
    case = dataclasses.replace(plan.cases[0], **change)
    assert dataclasses.replace(plan, cases=HeldCases((case, *list(plan.cases)[1:]))).key != plan.key


@pytest.mark.parametrize(
    "change",
    [
        {"cases": HeldCases(())},
        {"extractors": ()},
        {"pairs": frozenset()},
        {"limits": Limits(timeout=5)},
        {"limits": Limits(memory=0)},
    ],
)
def test_change_of_what_there_is_to_do_changes_the_key(plan: Plan, change: dict[str, Any]) -> None:
    assert dataclasses.replace(plan, **change).key != plan.key


def test_annotations_decide_no_extraction(plan: Plan) -> None:
    case = dataclasses.replace(plan.cases[0], digest="other", notes="other", expected=None)
    assert dataclasses.replace(plan, cases=HeldCases((case, *list(plan.cases)[1:]))).key == plan.key


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"cases": HeldCases(())}, {"pages"}),
        ({"limits": Limits(timeout=5)}, {"limits"}),
        ({"repeat": 2}, {"repeat"}),
        ({"pairs": frozenset()}, {"choice of items"}),
        ({"extractors": (row("a", digest="e"), row("absent", version=None))}, {"extractor a", "extractor b"}),
    ],
)
def test_contents_name_what_makes_two_plans_differ(plan: Plan, change: dict[str, Any], named: set[str]) -> None:
    here, there = plan.contents, dataclasses.replace(plan, **change).contents
    assert {name for name in here | there if here.get(name) != there.get(name)} == named
