"""What every protocol makes of nothing, of little and of failures: a table, without a warning."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.metrics.base import Counts
from harness.protocols.base import Protocol, Scored
from harness.protocols.catalogue import PROTOCOLS, find_protocol
from harness.render.tables import flat, markdown, terminal
from harness.table import Measured, Name, Table
from scored import labels, scored, system

LONG = "a-library-with-a-name-that-no-terminal-has-room-for[and-a-mode-that-has-none-either]"

# One perfect page, and one on which the output is empty, for each metric.
PERFECT: Mapping[str, Counts] = {
    "zyte": {"tp": 2, "fp": 0, "fn": 0, "exact": 1},
    "wcxb": {
        **{"shared": 2, "output": 2, "expected": 2},
        **{"with": 1, "with_found": 1, "without": 1, "without_found": 0},
    },
    "wceb": {"hits": 2, "output": 2, "expected": 2, "indel": 0, "indel-most": 4},
    "segments": {"tp": 2, "fp": 0, "fn": 0, "tn": 2},
    "htmldate": {"tp": 1, "fp": 0, "fn": 0, "tn": 0},
    "webmainbench": {"text:distance": 0, "text:length": 2},
    "fundus": {
        **{"rouge-hits": 2, "rouge-output": 2, "rouge-expected": 2},
        **{"paragraph-hits": 1, "paragraph-output": 1, "paragraph-expected": 1, "wer-edits": 0, "wer-expected": 2},
    },
}
EMPTY: Mapping[str, Counts] = {
    "zyte": {"tp": 0, "fp": 0, "fn": 2, "exact": 0},
    "wcxb": {
        **{"shared": 0, "output": 0, "expected": 2},
        **{"with": 1, "with_found": 0, "without": 1, "without_found": 0},
    },
    "wceb": {"hits": 0, "output": 0, "expected": 2, "indel": 2, "indel-most": 2},
    "segments": {"tp": 0, "fp": 0, "fn": 2, "tn": 2},
    "htmldate": {"tp": 0, "fp": 0, "fn": 1, "tn": 0},
    "webmainbench": {"text:distance": 2, "text:length": 2},
    "fundus": {
        **{"rouge-hits": 0, "rouge-output": 0, "rouge-expected": 2},
        **{"paragraph-hits": 0, "paragraph-output": 0, "paragraph-expected": 1, "wer-edits": 2, "wer-expected": 2},
    },
}
TOO_LONG: Mapping[str, Counts] = {name: {"too_long": 1} for name in ("wceb", "webmainbench", "fundus")}
MAIN = {
    "zyte": "zyte_f1",
    "wcxb": "wcxb_f1",
    "wceb": "wceb_mean_rouge_f1",
    "trafilatura": "segments_f1",
    "webmainbench": "webmainbench_text_edit",
    "fundus": "fundus_rouge_f1",
    "htmldate": "htmldate_f1",
}

protocols = pytest.mark.parametrize(
    "protocol", [find_protocol(entry.name) for entry in PROTOCOLS], ids=lambda p: p.name
)


def pages_of(*pages: Mapping[str, Counts] | None) -> dict[str, list[Counts | None]]:
    return {metric: [None if page is None else page.get(metric) for page in pages] for metric in PERFECT}


def checked(protocol: Protocol, given_pages: Scored) -> list[Table]:
    """Return the tables, once each way of showing them has been tried."""
    tables = protocol.tables(given_pages, differences=True)
    for table in tables:
        assert max(map(len, terminal(table).splitlines())) <= 100, table.name
        assert markdown(table).startswith(f"### {table.title}\n\n")
        assert all(len(row) == len(table.columns) for row in table.rows)
        rows = flat(table)
        json.dumps(rows, allow_nan=False)
        assert all(row.keys() == rows[0].keys() for row in rows)
    assert len({table.name for table in tables}) == len(tables)
    return tables


def main_figures(protocol: Protocol, tables: list[Table]) -> dict[str, Any]:
    return {str(row["extractor"]): row[MAIN[protocol.name]] for row in flat(tables[0])}


@protocols
def test_no_systems_at_all(protocol: Protocol) -> None:
    assert all(not table.rows for table in checked(protocol, scored(0)))
    assert all(not table.rows for table in checked(protocol, scored(3)))


@protocols
def test_no_pages_at_all(protocol: Protocol) -> None:
    tables = checked(protocol, scored(0, system("a", pages_of()), system("b", {})))
    assert main_figures(protocol, tables) == {"a": None, "b": None}


@protocols
def test_one_page(protocol: Protocol) -> None:
    tables = checked(protocol, scored(1, system("a", pages_of(PERFECT)), system("b", pages_of(EMPTY), failures=1)))
    assert main_figures(protocol, tables) == {"a": 1.0, "b": 0.0}


@protocols
def test_system_without_any_page_leaves_the_others_alone(protocol: Protocol) -> None:
    both = [system("a", pages_of(PERFECT, EMPTY, PERFECT)), system("b", pages_of(EMPTY, PERFECT, PERFECT))]
    none = [system("none", pages_of(None, None, None)), system("not counted", {})]
    with_them, without = checked(protocol, scored(3, *both, *none)), checked(protocol, scored(3, *both))
    figures = main_figures(protocol, with_them)
    assert figures.pop("none") is None
    assert figures.pop("not counted") is None
    assert figures == main_figures(protocol, without)
    pairs = {(row["extractor"], row["other"]): row for row in flat(with_them[-1])}
    (row,) = flat(without[-1])
    assert pairs["a", "b"] == row
    assert len(pairs) == 6


@protocols
def test_control_stands_among_the_rows_and_is_marked(protocol: Protocol) -> None:
    control = system("nothing", pages_of(EMPTY, EMPTY), control=True, failures=0)
    table = checked(protocol, scored(2, system("a", pages_of(PERFECT, EMPTY)), control))[0]
    assert {row["extractor"]: row["control"] for row in flat(table)} == {"a": False, "nothing": True}
    assert "nothing *" in terminal(table)
    assert "nothing \\*" in markdown(table)


@protocols
def test_failures_are_told(protocol: Protocol) -> None:
    table = checked(protocol, scored(2, system("a", pages_of(PERFECT, EMPTY), failures=1)))[0]
    (row,) = flat(table)
    assert row.get("failures") == 1 or row["success_rate"] == 0.5


@pytest.mark.parametrize("protocol", [find_protocol(name) for name in TOO_LONG], ids=lambda p: p.name)
def test_pages_that_were_too_long_do_not_count(protocol: Protocol) -> None:
    tables = checked(
        protocol, scored(2, system("a", pages_of(PERFECT, TOO_LONG)), system("b", pages_of(TOO_LONG, TOO_LONG)))
    )
    figures = main_figures(protocol, tables)
    assert figures["a"] == 1.0
    assert not figures["b"]


@protocols
def test_names_and_versions_of_any_length_and_content_fit(protocol: Protocol) -> None:
    systems = [
        system(f"{number}-{LONG}|`\n\x1b[2J", pages_of(PERFECT, EMPTY), version="2025.10.23.dev1+g1234567", seconds=9.0)
        for number in range(3)
    ]
    for table in checked(protocol, scored([labels("documentation", "set:x" * 20), labels("service")], *systems)):
        assert "\x1b" not in terminal(table) + markdown(table)
        assert len(terminal(table).splitlines()) - len(table.rows) <= 8


@protocols
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_figures_do_not_depend_on_the_order_of_systems_or_pages(protocol: Protocol, data: st.DataObject) -> None:
    pages = {
        name: data.draw(st.lists(st.sampled_from([PERFECT, EMPTY, None]), min_size=4, max_size=4)) for name in "abc"
    }
    order = data.draw(st.permutations(range(4)))
    one = protocol.tables(scored(4, *(system(name, pages_of(*pages[name])) for name in "abc")))
    other = protocol.tables(scored(4, *(system(name, pages_of(*(pages[name][at] for at in order))) for name in "cab")))
    for table, again in zip(one, other, strict=True):
        assert [values(row) for row in table.rows] == [values(row) for row in again.rows]


def values(row: tuple[object, ...]) -> list[object]:
    return [cell.value if isinstance(cell, Measured) else cell.id if isinstance(cell, Name) else cell for cell in row]
