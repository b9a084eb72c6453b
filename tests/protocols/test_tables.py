"""Any table for people and for programs."""

from __future__ import annotations

import pytest

from harness.render.tables import flat, markdown, terminal
from harness.table import Cell, Column, Measured, Name, Table

COLUMNS = (
    Column("extractor", "Name"),
    Column("version", "Version", width=9),
    Column("f1", "F1", part="deviation"),
    Column("f1", "95 %", part="interval"),
    Column("share", "Share", 1, percent=True, unit="%"),
    Column("time", "Time", 1, unit="x"),
    Column("pages", "pages"),
    Column("done", "done"),
)
ROWS: tuple[tuple[Cell, ...], ...] = (
    (Name("a"), "1.0", Measured(0.25, 0.125, 0.2, 0.3), Measured(0.25, 0.125, 0.2, 0.3), 0.5, 7.06, 12, True),
    (Name("b", control=True), None, Measured(0.5), Measured(0.5), None, None, 0, False),
    (Name("c"), "1.0", Measured(None), Measured(None), 1.0, 22.0, 3, False),
)
TABLE = Table("t", "A title", COLUMNS, ROWS, "A note.")


def test_terminal_by_hand() -> None:
    lines = terminal(TABLE).splitlines()
    assert lines[0] == "A title"
    assert lines[1].split() == ["Name", "Version", "F1", "95", "%", "Share", "Time", "pages", "done"]
    assert [line.split() for line in lines[3:]] == [
        ["a", "1.0", "0.250", "±", "0.125", "0.200–0.300", "50.0%", "7.1x", "12", "yes"],
        ["b", "*", "-", "0.500", "-", "-", "-", "0", "no"],
        ["c", "1.0", "-", "-", "100.0%", "22.0x", "3", "no"],
        ["A", "note."],
    ]


def test_markdown_by_hand() -> None:
    blocks = markdown(TABLE).split("\n\n")
    assert blocks[0] == "### A title"
    assert blocks[2] == "A note."
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in blocks[1].splitlines()]
    assert cells[0] == [column.heading for column in COLUMNS]
    assert cells[3] == ["b \\*", "-", "0.500", "-", "-", "-", "0", "no"]


def test_flat_by_hand() -> None:
    assert flat(TABLE)[:2] == [
        {
            "extractor": "a",
            "control": False,
            "version": "1.0",
            "f1": 0.25,
            "f1_deviation": 0.125,
            "f1_low": 0.2,
            "f1_high": 0.3,
            "share": 0.5,
            "time": 7.06,
            "pages": 12,
            "done": True,
        },
        {
            "extractor": "b",
            "control": True,
            "version": None,
            "f1": 0.5,
            "f1_deviation": None,
            "f1_low": None,
            "f1_high": None,
            "share": None,
            "time": None,
            "pages": 0,
            "done": False,
        },
    ]


def test_spread_that_no_cell_of_a_column_has_is_no_key() -> None:
    table = Table("t", "T", (Column("x", "X"),), ((Measured(1.0, None, 0.5, 1.0),), (Measured(None),)))
    assert flat(table) == [{"x": 1.0, "x_low": 0.5, "x_high": 1.0}, {"x": None, "x_low": None, "x_high": None}]


@pytest.mark.parametrize(
    ("column", "cell", "text"),
    [
        (Column("x", "X", 0), 43.6, "44"),
        (Column("x", "X", 4), Measured(0.76904), "0.7690"),
        (Column("x", "X", 2, percent=True, part="deviation"), Measured(0.9989, 0.0057), "99.89 ± 0.57"),
        (Column("x", "X", part="deviation"), Measured(-0.012, 0.003), "-0.012 ± 0.003"),
        (Column("x", "X", part="interval"), Measured(None, None, -0.1, 0.2), "-0.100 … 0.200"),
        (Column("x", "X", part="interval"), Measured(0.5, None, 0.1, None), "-"),
        (Column("x", "X", width=5), "abcdefgh", "ab…gh"),
        (Column("x", "X"), "two\nlines", "two lines"),
    ],
)
def test_cells(column: Column, cell: Cell, text: str) -> None:
    assert terminal(Table("t", "T", (column,), ((cell,),))).splitlines()[3] == text


def test_without_rows_and_note_the_title_is_left() -> None:
    empty = Table("t", "T", COLUMNS, ())
    assert terminal(empty) == "T\n(none)"
    assert markdown(empty).startswith("### T\n\n| Name ")
    assert flat(empty) == []


def test_names_give_way_until_the_table_fits() -> None:
    wide = tuple(Column(f"f{number}", "F", part="deviation") for number in range(6))
    name = "trafilatura[with-a-long-mode]"
    row: tuple[Cell, ...] = (Name(name), *(Measured(0.5, 0.25) for _ in wide))
    table = Table("t", "T", (Column("extractor", "Name"), *wide), (row,))
    line = terminal(table).splitlines()[3]
    assert len(line) == 100
    assert line.startswith("trafila…ng-mode] ")
    assert name.replace("[", "\\[").replace("]", "\\]") in markdown(table)


@pytest.mark.parametrize("text", ["a|b", "a\nb", "\x01", "*a*", "`a", "<b>", "\x1b[2J", "a\u2028b"])
def test_text_cannot_break_a_table(text: str) -> None:
    columns = (Column("extractor", "Name"), Column("note", text))
    table = Table("t", text, columns, ((Name(text), text), (Name("x"), "y")), text)
    assert len(terminal(table).splitlines()) == 6
    lines = markdown(table).splitlines()
    assert len(lines) == 8
    assert {line.replace("\\|", "").count("|") for line in lines[2:6]} == {3}
    assert not any(ord(character) < 32 for line in (*lines, *terminal(table).splitlines()) for character in line)
