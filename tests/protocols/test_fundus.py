"""fundus-evaluation's protocol: both tables by hand."""

from __future__ import annotations

import pytest

from harness.protocols.fundus import PROTOCOL
from harness.render.tables import flat, terminal
from harness.table import Measured
from scored import cell, names, scored, system


def counts(rouge: tuple[int, int, int], paragraph: tuple[int, int, int], wer: tuple[int, int]) -> dict[str, int]:
    sizes = ("hits", "output", "expected")
    found = {f"rouge-{name}": size for name, size in zip(sizes, rouge, strict=True)}
    found |= {f"paragraph-{name}": size for name, size in zip(sizes, paragraph, strict=True)}
    return found | {"wer-edits": wer[0], "wer-expected": wer[1]}


# ROUGE: P 1 and 1/2, R 1 and 1/2, F1 1 and 1/2. Paragraphs: all right, and none. Errors 0 and 3/2.
PAGES = [counts((4, 4, 4), (2, 2, 2), (0, 8)), counts((2, 4, 4), (0, 1, 3), (12, 8))]
A = system("a", {"fundus": PAGES}, version=None)
B = system("b", {"fundus": [PAGES[0], {"too_long": 1}]}, failures=2)


def test_rouge_by_hand() -> None:
    table = PROTOCOL.tables(scored(2, A))[0]
    row = terminal(table).splitlines()[3]
    # The deviation of 1 and 1/2, n - 1: the root of an eighth.
    assert row.split()[:10] == ["a", *["75.00", "±", "35.36"] * 3]
    assert row.split()[10:] == ["50.00–100.00", "-", "0"]


def test_flat_figures_are_shares() -> None:
    row = flat(PROTOCOL.tables(scored(2, A))[0])[0]
    assert row["fundus_rouge_f1"] == 0.75
    assert row["fundus_rouge_f1_deviation"] == pytest.approx(0.125**0.5)
    assert (row["fundus_rouge_f1_low"], row["fundus_rouge_f1_high"]) == (0.5, 1.0)


def test_page_without_a_right_paragraph_drops_out_of_their_f1_alone() -> None:
    table = PROTOCOL.tables(scored(2, A))[1]
    assert cell(table, "a", "fundus_paragraph_f1").value == 1.0
    assert cell(table, "a", "fundus_paragraph_precision").value == 0.5
    assert cell(table, "a", "fundus_wer").value == 0.75
    assert flat(table)[0]["pages"] == 1
    assert terminal(table).splitlines()[3].split()[-5:] == ["75.00", "±", "106.07", "0.00–150.00", "1"]


def test_best_f1_stands_first_and_a_single_page_has_no_deviation() -> None:
    table = PROTOCOL.tables(scored(2, A, B))[0]
    assert names(table) == ["b", "a"]
    assert cell(table, "b", "fundus_rouge_f1") == Measured(1.0, None, 1.0, 1.0)
    assert terminal(table).splitlines()[3].split()[:5] == ["b", "100.00", "100.00", "100.00", "100.00–100.00"]
