"""Rows of JSON Lines files and records in files of their own, whatever they hold."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.datasets import records
from harness.datasets.base import RecordError
from harness.datasets.records import Rows, page_name, read_object, read_text
from harness.errors import DataSetError


def rows_of(folder: Path, content: bytes) -> Rows:
    file = folder / "rows.jsonl"
    file.write_bytes(content)
    return Rows(file)


def test_rows_are_found_again_in_any_order(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, b'{"a": 1}\n\n  \r\n{"a": 2}\r\n{"a": "\xc3\xa9"}')
    assert len(rows) == 3
    assert [rows.read(number)["a"] for number in (2, 0, 1)] == ["é", 1, 2]
    assert [rows.line(number) for number in range(3)] == [1, 4, 5]
    assert rows.place(1) == "line 4"


def test_first_row_may_have_a_byte_order_mark(tmp_path: Path) -> None:
    assert rows_of(tmp_path, b'\xef\xbb\xbf{"a": 1}\n').read(0) == {"a": 1}


@settings(deadline=None)
@given(st.lists(st.one_of(st.just(""), st.dictionaries(st.text(max_size=3), st.text(max_size=9), max_size=2))))
def test_every_row_that_was_written_is_read(tmp_path_factory: pytest.TempPathFactory, written: list[Any]) -> None:
    lines = [json.dumps(row) if row != "" else "" for row in written]
    rows = rows_of(tmp_path_factory.mktemp("rows"), "\n".join(lines).encode())
    assert [rows.read(number) for number in range(len(rows))] == [row for row in written if row != ""]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (b"{", r"line 2 column 2: is not JSON"),
        (b"3", r"line 2: an object is expected, not 3"),
        (b'{"a": "\xff"}', r"line 2: is not UTF-8 \(byte 7\)"),
        (b'{"a": ' + b"1" * 5000 + b"}", r"line 2: is not JSON that can be read"),
        (b"[" * 100_000, r"line 2: is not JSON that can be read"),
    ],
)
def test_bad_row_names_its_line(tmp_path: Path, row: bytes, said: str) -> None:
    rows = rows_of(tmp_path, b'{"a": 1}\n' + row + b'\n{"a": 3}\n')
    with pytest.raises(RecordError, match=said):
        rows.read(1)
    assert rows.read(2) == {"a": 3}


def test_row_that_is_too_long_has_a_place_and_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "MAX_ROW", 100)
    rows = rows_of(tmp_path, b'{"a": 1}\n{"a": "' + b"x" * 350 + b'"}\n{"a": 3}\n')
    assert [rows.line(number) for number in range(len(rows))] == [1, 2, 3]
    with pytest.raises(RecordError, match=r"line 2: the row holds more than 0 MiB; leave it out"):
        rows.read(1)
    assert rows.read(2) == {"a": 3}


def test_rows_take_sixteen_bytes_each(tmp_path: Path) -> None:
    count = 20_000
    content = b'{"id": 1, "html": "' + b"x" * 200 + b'"}\n'
    file = tmp_path / "rows.jsonl"
    file.write_bytes(content * count)
    tracemalloc.start()
    try:
        rows = Rows(file)
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(rows) == count
    assert held < 20 * count


def test_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataSetError, match=r"none\.jsonl cannot be read: No such file or directory; check the file"):
        Rows(tmp_path / "none.jsonl")


def test_file_that_goes_away_costs_the_record(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, b"{}\n")
    rows.file.unlink()
    with pytest.raises(RecordError, match="line 1: cannot be read"):
        rows.read(0)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{\n"a": }', r"one\.json line 2 column 6: is not JSON: Expecting value; mend it"),
        (b"null", r"one\.json \$: an object is expected, not None"),
        (b"\xff", r"one\.json : is not UTF-8 \(byte 0\); save it as UTF-8"),
    ],
)
def test_bad_record_names_file_and_place(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "one.json"
    file.write_bytes(content)
    with pytest.raises(RecordError, match=said):
        read_object(file, tmp_path)


def test_file_outside_the_data_set_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    (tmp_path / "set").mkdir()
    with pytest.raises(RecordError, match="leads out of its folder"):
        read_text(tmp_path / "set/../secret", tmp_path / "set")


@pytest.mark.parametrize("name", ["aa11", "a b", "naïve", "../up", "x" * 230])
def test_name_of_a_page_may_be_what_a_file_may_be(name: str) -> None:
    assert page_name(name, Path("f"), "$") == name


@pytest.mark.parametrize("name", [None, 7, "", " ", "a\nb", "a\0b", "\ud800", "x" * 231, "é" * 200])
def test_name_that_no_file_can_have_is_refused(name: object) -> None:
    with pytest.raises(RecordError):
        page_name(name, Path("f"), "$")
