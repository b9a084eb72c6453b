"""Batches: their size, their names, how they are cut and in what order they come."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.execution import batches as module
from harness.execution.batches import Batch, batch_size, batches, travels
from harness.execution.plan import Plan
from harness.extraction.process import Limits
from harness.goldens import HeldCases
from harness.model import Extractor
from workshop import load, write_case


def row(name: str, **changes: object) -> Extractor:
    settings: dict[str, object] = {"command": ("x",), "version": "1", **changes}
    return Extractor(name, None, origin="command", digest="d", **settings)  # type: ignore[arg-type]


def plan(folder: Path, pages: int, *rows: Extractor) -> Plan:
    one = load(write_case(folder / "golden/news/one"))
    cases = HeldCases([one] * pages)
    cases.ids = tuple(f"news/{number}" for number in range(pages))
    return Plan(rows, cases, Limits())


@pytest.mark.parametrize(
    ("pages", "size"), [(1, 20), (140, 20), (640, 20), (671, 20), (672, 21), (6400, 200), (10**7, 200)]
)
def test_size_is_between_20_and_200_pages(pages: int, size: int) -> None:
    assert batch_size(pages) == size


def test_name_changes_with_plan_extractor_and_pages_alone() -> None:
    names = {
        batch.name(key)
        for key in ("a", "b")
        for batch in (Batch("x", (1, 2)), Batch("x", (1,)), Batch("y", (1, 2)), Batch("x", (1, 2)))
    }
    assert len(names) == 6, "the same batch has one name"
    # sha256("a\nx\n(1, 2)"): a name that a later version changes would do a resumed run's work again.
    assert Batch("x", (1, 2)).name("a") == "shard-9251bca455a4f239e0717371931fa3b4"


@given(st.integers(1, 500))
def test_parts_are_the_same_pages_in_smaller_batches(pages: int) -> None:
    whole = Batch("x", tuple(range(0, 2 * pages, 2)))
    parts = whole.parts()
    assert sum((part.numbers for part in parts), ()) == whole.numbers
    assert len(parts) <= 15
    assert pages == 1 or max(len(part.numbers) for part in parts) < pages


def test_rest_begins_behind_what_is_done() -> None:
    assert Batch("x", (4, 5, 9)).without(2) == Batch("x", (9,))
    assert Batch("x", (4, 5, 9)).without(3) is None


def test_services_and_rows_without_a_program_stay_at_home(tmp_path: Path) -> None:
    rows = row("a"), row("paid", network=True), row("recorded", command=()), row("absent", version=None)
    assert travels(plan(tmp_path, 1, *rows)) == ["a"]


@pytest.mark.parametrize(("pages", "stretch"), [(1, 5), (100, 5), (101, 6), (160, 8)])
def test_each_row_goes_through_a_stretch_of_pages_before_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pages: int, stretch: int
) -> None:
    # 240 pages in batches of 20; a stretch for one worker is five of them, or more when these are few pages.
    monkeypatch.setattr(module, "_STRETCH_PAGES", pages)
    found = list(batches(plan(tmp_path, 240, row("a"), row("b"), row("c")), lambda _: False, ["a", "b"]))
    rest = 12 % stretch
    wanted = ["a"] * stretch + ["b"] * stretch
    assert [batch.row for batch in found] == wanted * (12 // stretch) + ["a"] * rest + ["b"] * rest
    assert [batch.numbers[0] for batch in found if batch.row == "b"] == list(range(0, 240, 20))


def test_what_is_done_is_left_out_and_moves_nothing_else(tmp_path: Path) -> None:
    work = plan(tmp_path, 50, row("a"))
    found = list(batches(work, lambda key: key[1] in ("news/0", "news/30"), ["a"]))
    assert [batch.numbers for batch in found] == [
        tuple(range(1, 20)),
        (*range(20, 30), *range(31, 40)),
        tuple(range(40, 50)),
    ]
