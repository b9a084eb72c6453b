"""Extractors across data sets and strata: means, ranks and agreement worked out by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from harness.leaderboard.comparison import Comparison
from harness.runs import CaseInfo
from harness.table import Measured, Name, Table
from workshop import row_info


def case(number: int, data_set: str = "one", **changes: object) -> CaseInfo:
    about = {
        "id": f"{data_set}/{number}",
        "data_set": data_set,
        "collection": data_set,
        "language": "en",
        "page_type": "article",
        "tags": (),
        "digest": "d",
        "url": f"https://site{number}.example/",
        "ceiling": {"expected": 50},
        "words": 100,
    }
    return CaseInfo(**{**about, **changes})  # type: ignore[arg-type]


def tables(pages: Sequence[tuple[CaseInfo, Mapping[str, float | None]]], *names: str) -> dict[str, Table]:
    comparison = Comparison([*(row_info(name) for name in names), row_info("everything", control=True)])
    for info, f1 in pages:
        comparison.add(info, f1)
    return {table.name: table for table in comparison.tables([*names, "everything"])}


def cells(table: Table) -> dict[str, list[object]]:
    """Return the cells of each row by the name in its first, measured ones as their values."""
    found: dict[str, list[object]] = {}
    for name, *rest in table.rows:
        assert isinstance(name, Name)
        found[name.id] = [cell.value if isinstance(cell, Measured) else cell for cell in rest]
    return found


TWO = [
    *((case(number), {"a": 0.9, "b": 0.5, "c": 0.5, "everything": 1.0}) for number in range(4)),
    *((case(number, "two"), {"a": 0.2, "b": 0.6, "c": 0.4, "everything": 1.0}) for number in range(4)),
]


def test_rank_in_each_data_set_and_their_mean() -> None:
    found = tables(TWO, "a", "b", "c")
    # Equal means share the better rank; the control has none.
    assert cells(found["data_sets"]) == {
        "b": [pytest.approx(0.5), 2, pytest.approx(0.6), 1, 1.5, 0.5],
        "a": [pytest.approx(0.9), 1, pytest.approx(0.2), 3, 2.0, 1.0],
        "c": [pytest.approx(0.5), 2, pytest.approx(0.4), 2, 2.0, 0.0],
        "everything": [1.0, None, 1.0, None, None, None],
    }


def test_intervals_stand_in_a_table_of_their_own_and_hold_the_mean() -> None:
    for _, *figures in tables(TWO, "a", "b", "c")["data_set_intervals"].rows:
        for figure in figures:
            assert isinstance(figure, Measured)
            assert figure.value is not None
            assert figure.low is not None
            assert figure.high is not None
            assert figure.low - 1e-9 <= figure.value <= figure.high + 1e-9


def test_agreement_is_kendalls_tau_b_of_those_that_compete() -> None:
    # a > b = c in the one, b > c > a in the other: of three pairs one is tied, two are reversed.
    (row,) = tables(TWO, "a", "b", "c")["agreement"].rows
    assert row[:3] == ("one", "two", 3)
    assert row[3] == pytest.approx(-2 / (3 * 2) ** 0.5)


def test_extractor_that_one_data_set_lacks_has_no_rank_there() -> None:
    pages = [*TWO[:4], *((info, {"a": 0.2, "everything": 1.0}) for info, _ in TWO[4:])]
    found = cells(tables(pages, "a", "b")["data_sets"])
    assert found["b"][2:4] == [None, None]
    assert found["a"][3] == 1


def test_strata_need_five_pages_and_more_than_one_group() -> None:
    forum = [(case(10 + number, page_type="forum"), {"a": 0.1}) for number in range(5)]
    articles = [(case(number), {"a": 0.7}) for number in range(6)]
    rare = [(case(99, page_type="product"), {"a": 0.0})]
    table = tables([*articles, *forum, *rare], "a")["by_page_type"]
    assert [column.heading for column in table.columns] == ["extractor", "article (6)", "forum (5)"]
    assert cells(table)["a"] == [pytest.approx(0.7), pytest.approx(0.1)]
    assert "1 groups of fewer pages" in table.note
    assert "by_page_type" not in tables([*articles, *rare], "a")


def test_complexity_and_length_are_cut_into_quarters() -> None:
    pages = [
        (case(number, ceiling={"expected": 10 * (number + 1)}, words=1000), {"a": number / 20}) for number in range(20)
    ]
    found = tables(pages, "a")
    means = [pytest.approx(sum(range(start, start + 5)) / 100) for start in (0, 5, 10, 15)]
    assert cells(found["by_length"])["a"] == means
    # The longer the article, the less of the page is not it.
    assert cells(found["by_complexity"])["a"] == means[::-1]


def test_pages_whose_words_nobody_counted_are_in_no_quarter() -> None:
    pages = [(case(number, ceiling=None, words=None), {"a": 0.5}) for number in range(20)]
    assert not tables(pages, "a")


def test_run_without_pages_or_figures_has_no_tables() -> None:
    assert not tables([], "a")
    assert not tables([(case(1), {"a": None}), (case(2, "two"), {})], "a")


def test_ranks_are_ranges_over_the_extractors_that_compete() -> None:
    comparison = Comparison([row_info("a"), row_info("b"), row_info("everything", control=True)])
    for number in range(40):
        comparison.add(case(number), {"a": 0.9, "b": 0.1 + 0.001 * number, "everything": 1.0})
    assert {name: str(rank) for name, rank in comparison.ranks().items()} == {"a": "1", "b": "2"}
