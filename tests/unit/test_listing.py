"""Rows in the format that was asked for."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.render.columns import Value
from harness.render.listing import FORMATS, Format, as_json, listing

ROWS: list[dict[str, Value]] = [
    {"name": "a|b", "f1": 0.12345, "pages": 3, "ready": True, "note": None},
    {"name": "c", "f1": None, "pages": 12, "ready": False, "note": "x"},
]


@pytest.mark.parametrize(
    ("form", "lines"),
    [
        (
            "table",
            [
                "name     f1  pages  ready  note",
                "----  -----  -----  -----  ----",
                "a|b   0.123      3  True   -",
                "c         -     12  False  x",
            ],
        ),
        ("csv", ["name,f1,pages,ready,note", "a|b,0.12345,3,True,", "c,,12,False,x"]),
        (
            "json",
            [
                "[",
                '  {"name": "a|b", "f1": 0.12345, "pages": 3, "ready": true, "note": null},',
                '  {"name": "c", "f1": null, "pages": 12, "ready": false, "note": "x"}',
                "]",
            ],
        ),
    ],
)
def test_rows_in_each_format(form: Format, lines: list[str]) -> None:
    assert listing(ROWS, form).splitlines() == lines


def test_markdown_is_a_table_with_escaped_cells() -> None:
    heading, rule, first, second = listing(ROWS, "markdown").splitlines()
    assert [cell.strip() for cell in heading.strip("|").split("|")] == ["name", "f1", "pages", "ready", "note"]
    assert set(rule) <= set("|-: ")
    assert "a\\|b" in first
    assert second.split("|")[1].strip() == "c"


@pytest.mark.parametrize("form", FORMATS)
def test_no_rows_are_an_empty_listing_that_ends_its_line(form: Format) -> None:
    assert listing([], form) == {"table": "(none)\n", "markdown": "\n", "csv": "\n", "json": "[]\n"}[form]


@given(
    st.lists(
        st.dictionaries(
            st.text(),
            st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
            max_size=4,
        ),
        max_size=4,
    )
)
def test_json_comes_back_and_each_row_is_one_line(rows: list[dict[str, Value]]) -> None:
    text = as_json(rows)
    assert json.loads(text) == rows
    assert text.count("\n") == (len(rows) + 2 if rows else 1)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_json_never_holds_what_is_no_number(value: float) -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        as_json([{"f1": value}])


def test_a_wide_table_gives_its_last_words_lines_of_their_own() -> None:
    rows: list[dict[str, Value]] = [
        {"name": "a", "about": " ".join(["many words"] * 20)},
        {"name": "b", "about": "few"},
        {"name": "c", "about": None},
    ]
    lines = listing(rows, "table").splitlines()
    assert max(map(len, lines)) <= 100
    body = lines[2:]
    assert [line.split()[0] for line in body if not line.startswith(" ")] == ["a", "b", "c"]
    assert " ".join(" ".join(body).split()) == f"a {rows[0]['about']} b few c -"
    assert f"a | {rows[0]['about']} |" in " ".join(listing(rows, "markdown").split())


def test_a_table_whose_last_column_has_no_room_stays_as_it_is() -> None:
    rows: list[dict[str, Value]] = [{"name": "a" * 90, "about": "some words that need more room"}]
    assert listing(rows, "table").splitlines()[2] == "a" * 90 + "  some words that need more room"
