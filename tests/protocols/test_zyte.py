"""Zyte's protocol: its table by hand, its ± by its own plain recipe, the differences, the order of rows."""

from __future__ import annotations

import statistics

import numpy as np
import pytest

from harness.protocols.zyte import PROTOCOL
from harness.render.tables import terminal
from harness.statistics import weights
from harness.table import Measured
from scored import cell, names, scored, system

Page = tuple[int, int, int, int]
GOOD: list[Page] = [(3, 1, 0, 0), (0, 0, 2, 0), (4, 0, 0, 1)]
BETTER: list[Page] = [(3, 0, 1, 0), (1, 1, 2, 0), (4, 0, 0, 1)]


def counts(*pages: Page) -> dict[str, list[dict[str, int]]]:
    return {"zyte": [dict(zip(("tp", "fp", "fn", "exact"), page, strict=True)) for page in pages]}


def plain(pages: list[Page]) -> tuple[float, float, float]:
    """The recipe of the peer's script: F1, precision, recall."""
    precision = statistics.mean(tp / (tp + fp) for tp, fp, _, _ in pages if tp + fp)
    recall = statistics.mean(tp / (tp + fn) for tp, _, fn, _ in pages if tp + fn)
    return 2 * precision * recall / (precision + recall), precision, recall


def resampled(pages: list[Page]) -> list[tuple[float, float, float]]:
    found = []
    for drawn in weights(len(pages)).tolist():
        sample = [page for page, times in zip(pages, drawn, strict=True) for _ in range(times)]
        if any(tp for tp, _, _, _ in sample):  # elsewhere the script stops with an error, and 0 is what we have
            found.append(plain(sample))
        else:
            found.append((0.0, 0.0, 0.0))
    return found


def test_table_by_hand() -> None:
    (table,) = PROTOCOL.tables(scored(2, system("a", counts((3, 1, 0, 0), (0, 0, 2, 0)), failures=1)))
    # Precision of the page with output alone; recall of both: 1 and 0.
    found = [cell(table, "a", f"zyte_{name}").value for name in ("precision", "recall", "f1", "accuracy")]
    assert found == [0.75, 0.5, 0.6, 0.0]
    assert "0.600 ± 0." in terminal(table)
    assert table.rows[0][-1] == 1


def test_columns_are_those_of_the_readme_with_ours_behind() -> None:
    (table,) = PROTOCOL.tables(scored(1, system("a", counts((1, 0, 0, 1)))))
    headings = [column.heading for column in table.columns]
    assert headings == ["Name", "Version", "F1", "Precision", "Recall", "Accuracy", "F1, 95 %", "fail"]
    row = terminal(table).splitlines()[3].split()
    assert row == ["a", "1.0", *["1.000", "±", "0.000"] * 4, "1.000–1.000", "0"]


def test_deviation_and_interval_are_those_of_the_plain_recipe() -> None:
    (table,) = PROTOCOL.tables(scored(3, system("a", counts(*BETTER))))
    drawn = resampled(BETTER)
    for at, name in enumerate(("f1", "precision", "recall")):
        found, values = cell(table, "a", f"zyte_{name}"), [sample[at] for sample in drawn]
        low, high = np.percentile(values, (2.5, 97.5))
        assert found.deviation == pytest.approx(statistics.stdev(values), abs=1e-12)
        assert (found.low, found.high) == pytest.approx((low, high), abs=1e-12)


def test_differences_are_those_of_the_plain_recipe_and_come_only_when_asked_for() -> None:
    both = scored(3, system("b", counts(*GOOD)), system("a", counts(*BETTER)))
    assert len(PROTOCOL.tables(both)) == 1
    _, table = PROTOCOL.tables(both, differences=True)
    (row,) = table.rows
    pairs = list(zip(resampled(BETTER), resampled(GOOD), strict=True))
    for at, name in enumerate(("f1", "precision", "recall")):
        found, values = cell(table, "a", f"zyte_{name}_difference"), [one[at] - other[at] for one, other in pairs]
        assert found.value == pytest.approx(statistics.mean(values), abs=1e-12)
        assert found.deviation == pytest.approx(statistics.stdev(values), abs=1e-12)
    # As the script prints them: the lesser name first, whatever the order of the systems, and no accuracy.
    assert [getattr(one, "id", None) for one in row[:2]] == ["a", "b"]
    assert len(row) == 5


def test_rows_stand_by_f1_equals_by_name_and_those_without_it_last() -> None:
    systems = [
        system("z", counts((1, 0, 0, 1))),
        system("no pages", {"zyte": [None]}),
        system("a", counts((1, 0, 0, 1))),
        system("not counted", {}),
        system("worse", counts((1, 1, 0, 0))),
        system("nothing", counts((0, 0, 1, 0)), control=True),
    ]
    (table,) = PROTOCOL.tables(scored(1, *systems))
    assert names(table) == ["a", "z", "worse", "nothing", "no pages", "not counted"]
    assert cell(table, "nothing", "zyte_f1").value == 0.0
    assert cell(table, "not counted", "zyte_f1") == Measured(None)


def test_page_that_a_system_was_not_asked_for_leaves_the_others_paired() -> None:
    """The same figures on the same pages: a page that applies to neither changes the draws, not the difference."""
    first, second = (system(name, {"zyte": [None, *counts((3, 1, 0, 0), (1, 1, 2, 0))["zyte"]]}) for name in ("a", "b"))
    table = PROTOCOL.tables(scored(3, first, second), differences=True)[1]
    found = cell(table, "a", "zyte_f1_difference")
    assert found.value == pytest.approx(0, abs=1e-15)
    assert found.deviation == pytest.approx(0, abs=1e-15)


def test_two_texts_without_words_have_an_accuracy_alone() -> None:
    (table,) = PROTOCOL.tables(scored(1, system("a", counts((0, 0, 0, 1)))))
    assert cell(table, "a", "zyte_f1") == Measured(None)
    assert cell(table, "a", "zyte_accuracy").value == 1.0
