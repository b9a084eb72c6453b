"""Bylines and dates as benchmarks write them."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.datasets.metadata import authors, iso_date


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("", ()),
        (" \n", ()),
        ("Ada Byron", ("Ada Byron",)),
        ("By Ada\n   Byron", ("Ada Byron",)),
        ("by: Ada Byron", ("Ada Byron",)),
        ("Byron", ("Byron",)),
        ("Ada Byron, MS, RD", ("Ada Byron, MS, RD",)),
        ("Ada Byron, Mary Anne Evans", ("Ada Byron", "Mary Anne Evans")),
        ("Ada Byron, Mary Anne Evans, and Karen Blixen", ("Ada Byron", "Mary Anne Evans", "Karen Blixen")),
        ("Ada Byron and Mary Anne Evans", ("Ada Byron", "Mary Anne Evans")),
        ("Ada Byron & Mary Anne Evans; Karen Blixen", ("Ada Byron", "Mary Anne Evans", "Karen Blixen")),
        ("Ada Byron and Ada Byron", ("Ada Byron",)),
        ("Simon and Schuster", ("Simon and Schuster",)),
        ("Alexander Anderson", ("Alexander Anderson",)),
        ("user_42", ("user_42",)),
        ("By", ()),
        (",", (",",)),
    ],
)
def test_byline_is_cut_where_every_piece_is_a_name(byline: str, names: tuple[str, ...]) -> None:
    assert authors(byline) == names


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2024", "2024"),
        ("2003-11", "2003-11"),
        ("2024-3-5", "2024-03-05"),
        (" 2024-03-05 ", "2024-03-05"),
        ("20240305", "2024-03-05"),
        ("2024-03-05T09:30", "2024-03-05T09:30"),
        ("2024-03-05 09:30:15", "2024-03-05T09:30:15"),
        ("2024-03-05T09:30:15.123Z", "2024-03-05T09:30:15Z"),
        ("2024-03-05T09:30:15+0100", "2024-03-05T09:30:15+0100"),
        ("2024-03-05t09:30:15 -05:00", "2024-03-05T09:30:15-05:00"),
        ("March 5, 2024", "2024-03-05"),
        ("Mar. 5th, 2024", "2024-03-05"),
        ("5 march 2024", "2024-03-05"),
        ("Sept 2024", "2024-09"),
        ("November, 2003", "2003-11"),
        ("29 February 2023", None),
        ("2024-13-05", None),
        ("2024-02-30", None),
        ("2024-03-05T25:00", None),
        ("5/3/2024", None),
        ("yesterday", None),
        ("5 Smarch 2024", None),
        ("0000-01-01", None),
        ("٢٠٢٤", None),
        ("", None),
    ],
)
def test_date_is_iso_at_the_precision_given(text: str, date: str | None) -> None:
    assert iso_date(text) == date


@settings(deadline=None)
@given(st.text(alphabet="0123456789-: TZ+JanMrch,./", max_size=28))
def test_a_date_that_is_read_is_real_and_is_read_again_as_itself(text: str) -> None:
    date = iso_date(text)
    if date is not None:
        assert iso_date(date) == date
        datetime.fromisoformat(date if len(date) > 7 else f"{date}-01-01"[:10])


@settings(deadline=None)
@given(st.datetimes())
def test_every_iso_time_is_read(moment: datetime) -> None:
    assert iso_date(moment.isoformat()) == moment.replace(microsecond=0).isoformat()


@settings(deadline=None)
@given(st.text())
def test_no_byline_gives_an_empty_or_a_double_name(byline: str) -> None:
    names = authors(byline)
    assert all(name.strip() for name in names)
    assert len(set(names)) == len(names)
