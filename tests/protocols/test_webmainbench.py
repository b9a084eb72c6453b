"""WebMainBench's protocol: its leaderboard by hand, zeros included, and ROUGE-5 where it was counted."""

from __future__ import annotations

import pytest

from harness.protocols.webmainbench import PROTOCOL
from harness.render.tables import flat, terminal
from harness.table import Measured
from scored import cell, names, scored, system

# Text 3/4 and 1; code 1/2 on the second page alone; no formulas; tables edited 1/5, TEDS 1 - 1/2/4.
PAGES = [
    {"text:distance": 1, "text:length": 4, "table:distance": 4, "table:length": 5}
    | {"teds:distance": 1, "teds:length": 2, "teds:nodes": 4},
    {"text:distance": 0, "text:length": 3, "code:distance": 2, "code:length": 4},
]
A = system("a", {"webmainbench": PAGES}, failures=1)
B = system("b", {"webmainbench": [{"text:distance": 0, "text:length": 2}, {"too_long": 1}]})


def test_leaderboard_by_hand() -> None:
    (table,) = PROTOCOL.tables(scored(2, A))
    assert terminal(table).splitlines()[3].split() == [
        *("a", "1.0", "2", "0.5000", "0.4900"),
        terminal(table).splitlines()[3].split()[5],
        *("0.8750", "0.5000", "0.0000", "0.2000", "0.8750"),
    ]


def test_score_that_no_page_has_is_0_and_part_of_overall() -> None:
    (table,) = PROTOCOL.tables(scored(2, B))
    assert cell(table, "b", "webmainbench_overall").value == 0.2
    assert cell(table, "b", "webmainbench_teds") == Measured(0.0)


def test_best_overall_stands_first() -> None:
    (table,) = PROTOCOL.tables(scored(2, B, system("none", {}), A))
    assert names(table) == ["a", "b", "none"]


def test_interval_of_overall_counts_a_score_that_a_resample_lacks_as_0() -> None:
    (table,) = PROTOCOL.tables(scored(2, A))
    found = cell(table, "a", "webmainbench_overall")
    # Twice the first page: 0.75, 0.2 and 0.875 of five; twice the second: 1 and 0.5.
    assert found.low == pytest.approx(0.3)
    assert found.high == pytest.approx(0.49)


def test_pages_that_could_not_be_compared_are_scored_by_the_metrics_rule() -> None:
    (table,) = PROTOCOL.tables(scored(1, system("a", {"webmainbench": [{"too_long": 1}]})))
    assert cell(table, "a", "webmainbench_overall").value == 0.0
    assert cell(table, "a", "webmainbench_overall").low is None


def test_without_pages_nothing_applies() -> None:
    (table,) = PROTOCOL.tables(scored(1, system("a", {"webmainbench": [None]}, failures=3)))
    row = flat(table)[0]
    assert (row["total_samples"], row["success_rate"], row["webmainbench_overall"]) == (0, None, None)


def test_rouge_5_follows_where_it_was_counted() -> None:
    rouge = {"webmainbench_rouge": [{"hits": 1, "output": 2, "expected": 4}, {"blank": 1}]}
    both = system("a", {"webmainbench": PAGES, **rouge})
    _, table = PROTOCOL.tables(scored(2, both, B))
    figures = [cell(table, "a", f"webmainbench_rouge5_{name}").value for name in ("f1", "precision", "recall")]
    assert figures == pytest.approx([(1 / 3 + 1) / 2, 0.75, 0.625])
    assert cell(table, "b", "webmainbench_rouge5_f1") == Measured(None)
    assert set(PROTOCOL.optional) == {"webmainbench_rouge"}
