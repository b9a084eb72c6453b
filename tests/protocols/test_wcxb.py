"""WCXB's protocol: both tables by hand."""

from __future__ import annotations

import pytest

from harness.protocols.wcxb import PROTOCOL
from harness.render.tables import flat, terminal
from harness.table import Measured
from scored import cell, labels, named, names, scored, system

PAGES = [labels("article"), labels("forum"), labels("article")]


def counts(shared: int, output: int, expected: int, found: int = 0, leaked: int = 0) -> dict[str, int]:
    """Counts of a page with four wanted and two unwanted snippets."""
    snippets = {"with": 4, "with_found": found, "without": 2, "without_found": leaked}
    return {"shared": shared, "output": output, "expected": expected, **snippets}


# F1 1, 0.4 and 0; precision 1, 0.5 and 0; recall 1, 1/3 and 0.
A = system(
    "a", {"wcxb": [counts(2, 2, 2, 4), counts(1, 2, 3, 3, 1), counts(0, 0, 5)]}, failures=1, seconds=0.3, version="2.1"
)
B = system("b", {"wcxb": [counts(2, 2, 2), counts(2, 2, 2), counts(2, 2, 2)]}, control=True)


def test_overall_table_by_hand() -> None:
    table = PROTOCOL.tables(scored(PAGES, A))[0]
    found = [cell(table, "a", f"wcxb_{name}").value for name in ("f1", "precision", "recall", "with", "without")]
    assert found == pytest.approx([1.4 / 3, 0.5, 4 / 9, 7 / 12, 1 / 6], abs=1e-15)
    # Not the harmonic mean of precision and recall, which would be 0.4706.
    assert terminal(table).splitlines()[3].split()[:7] == ["a", "2.1", "0.4667", "0.5000", "0.4444", "58.3%", "16.7%"]
    assert terminal(table).splitlines()[3].split()[-2:] == ["100", "1"]


def test_best_f1_stands_first() -> None:
    for table in PROTOCOL.tables(scored(PAGES, A, B))[:2]:
        assert names(table) == ["b", "a"]


def test_table_by_page_type_by_hand() -> None:
    table = named(PROTOCOL.tables(scored(PAGES, A)), "wcxb_types")
    assert [column.heading for column in table.columns] == ["System", "article", "forum"]
    assert terminal(table).splitlines()[3].split() == ["a", "0.500", "0.400"]
    assert "Pages: article 2, forum 1." in table.note


def test_figures_by_page_type_by_hand() -> None:
    table = named(PROTOCOL.tables(scored(PAGES, A)), "wcxb_type_figures")
    lines = [line.split() for line in terminal(table).splitlines()[3:5]]
    assert [line[:-1] for line in lines] == [
        ["a", "article", "2", "0.500", "0.500", "0.500"],
        ["a", "forum", "1", "0.400", "0.500", "0.333"],
    ]
    # Of the 1,000 resamples some have two good articles, some two bad ones: 1 and 0 bound the interval.
    assert cell(table, "a", "wcxb_f1", page_type="article") == Measured(0.5, None, 0.0, 1.0)
    assert flat(table)[1]["page_type"] == "forum"


def test_page_types_stand_in_the_peers_order_and_others_last() -> None:
    pages = [labels(kind) for kind in ("other", "service", "article", "listing")]
    one = system("a", {"wcxb": [counts(1, 1, 1)] * 4})
    table = named(PROTOCOL.tables(scored(pages, one)), "wcxb_types")
    assert [column.heading for column in table.columns[1:]] == ["article", "listing", "service", "other"]


def test_page_without_an_expected_text_has_its_snippets_alone() -> None:
    snippets = {"with": 1, "with_found": 1, "without": 0, "without_found": 0}
    tables = PROTOCOL.tables(scored(1, system("a", {"wcxb": [snippets]})))
    assert cell(tables[0], "a", "wcxb_f1") == Measured(None)
    assert cell(tables[0], "a", "wcxb_with").value == 1.0
    assert flat(tables[2])[0]["pages"] == 0


def test_recorded_outputs_have_no_time() -> None:
    assert flat(PROTOCOL.tables(scored(PAGES, B))[0])[0]["ms"] is None


def test_differences_in_f1_come_last() -> None:
    table = PROTOCOL.tables(scored(PAGES, A, B), differences=True)[-1]
    assert table.name == "wcxb_differences"
    assert cell(table, "a", "wcxb_f1_difference").value == pytest.approx(1.4 / 3 - 1, abs=0.02)
