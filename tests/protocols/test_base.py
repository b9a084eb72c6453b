"""Tables of counts: what was appended comes back, what is absent is 0 in a column and absent in a page."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from harness.protocols.base import CountTable
from scored import count_table, system

PAGES = st.lists(st.none() | st.dictionaries(st.sampled_from("abcd"), st.integers(0, 2**62)), max_size=12)


@given(pages=PAGES)
def test_pages_come_back_as_they_were_appended(pages: list[dict[str, int] | None]) -> None:
    table = count_table(pages)
    assert list(table) == pages
    assert len(table) == len(pages)
    assert table.applies.tolist() == [page is not None for page in pages]


@given(pages=PAGES)
def test_column_is_0_where_the_count_is_absent(pages: list[dict[str, int] | None]) -> None:
    table = count_table(pages)
    for name in "abcd":
        assert table.column(name).tolist() == [(page or {}).get(name, 0) for page in pages]


def test_metric_that_was_not_counted_applies_to_no_page() -> None:
    counts = system("a", {"zyte": [{"tp": 1}]})
    assert list(counts.counted("zyte", 1)) == [{"tp": 1}]
    assert list(counts.counted("wcxb", 3)) == [None, None, None]


def test_new_table_has_no_pages() -> None:
    assert len(CountTable()) == 0
    assert CountTable().column("tp").tolist() == []
