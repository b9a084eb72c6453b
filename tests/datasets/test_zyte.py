"""Zyte's layout: one file of texts by page id, and a gzipped page for each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness.errors import DataSetError
from layouts import needs_samples, opened, sample, told, write_files

GOOD = {"articleBody": "The well is deep.\nDraw slowly.", "url": "https://well.example/"}


def write(folder: Path, records: Any, pages: tuple[str, ...] = ("aa", "bb")) -> Path:
    return write_files(folder, {"ground-truth.json": records, **{f"html/{key}.html.gz": f"<p>{key}" for key in pages}})


def test_record_becomes_a_case(tmp_path: Path) -> None:
    collection = opened("zyte", write(tmp_path, {"bb": GOOD, "aa": {"articleBody": "Dry.", "url": None}}))
    assert told(collection, tmp_path) == []
    first, second = collection.cases
    assert (first.id, first.url, first.peer_text) == ("zyte/aa", None, "Dry.")
    assert (second.url, second.encoding, second.page_type) == ("https://well.example/", "utf-8", "article")
    assert [block.text for block in second.expected or ()] == ["The well is deep.", "Draw slowly."]
    assert (dict(second.metadata), second.expected_markdown, second.data_set) == ({}, None, "zyte")


@pytest.mark.parametrize("record", [{}, {"articleBody": None}, {"articleBody": ""}])
def test_missing_text_is_an_empty_text_and_is_reported(tmp_path: Path, record: Any) -> None:
    collection = opened("zyte", write(tmp_path, {"aa": record}))
    assert (collection.cases[0].peer_text, collection.cases[0].expected) == ("", ())
    assert told(collection, tmp_path) == [
        "ground-truth.json $['aa'] text: the expected text is empty; write it, or leave the record out"
    ]


def test_page_that_is_not_gzipped_is_read_too(tmp_path: Path) -> None:
    write_files(write(tmp_path, {"aa": GOOD}, ()), {"html/aa.html": "<p>plain"})
    assert opened("zyte", tmp_path).cases[0].page_path.name == "aa.html"


@pytest.mark.parametrize(
    ("key", "record", "said"),
    [
        ("aa", [], "ground-truth.json $['aa']: an object is expected"),
        ("aa", {"articleBody": 1}, "ground-truth.json $['aa'].articleBody: a string is expected, not 1"),
        ("aa", {"url": []}, "ground-truth.json $['aa'].url: a string is expected, not []"),
        ("cc", GOOD, "html/cc.html.gz: cannot be read: No such file or directory"),
        ("a\0b", GOOD, "ground-truth.json $['a\\x00b']: 'a\\x00b' cannot be the name of a file"),
        ("\ud800", GOOD, "ground-truth.json $['\\ud800']: '\\ud800' cannot be the name of a file"),
        ("x" * 300, GOOD, "ground-truth.json $['xxxx"),
        ("../../aa", GOOD, "html/../../aa.html.gz: leads out of its folder"),
    ],
)
def test_bad_record_costs_itself_alone(tmp_path: Path, key: str, record: Any, said: str) -> None:
    folder = tmp_path / "set"
    collection = opened("zyte", write(folder, {key: record, "bb": GOOD}))
    assert collection.cases.ids == ["zyte/bb"]
    (line,) = told(collection, folder)
    assert line.startswith(said)


def test_bad_gzip_costs_its_record_alone(tmp_path: Path) -> None:
    write(tmp_path, {"aa": GOOD, "bb": GOOD})
    (tmp_path / "html/aa.html.gz").write_bytes(b"\x1f\x8b\x08 broken")
    collection = opened("zyte", tmp_path)
    assert collection.cases.ids == ["zyte/bb"]
    assert told(collection, tmp_path)[0].startswith("html/aa.html.gz: is not a whole gzip file")


def test_page_that_is_not_utf8_is_a_page(tmp_path: Path) -> None:
    write_files(write(tmp_path, {"aa": GOOD}), {"html/aa.html.gz": b"<p>caf\xe9"})
    assert opened("zyte", tmp_path).cases.ids == ["zyte/aa"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[]", "an object by page id in ground-truth.json is missing"),
        ("{", r"ground-truth\.json is not JSON"),
        (b"\xff", r"ground-truth\.json is not UTF-8 \(byte 0\)"),
    ],
)
def test_file_that_holds_no_records_is_refused(tmp_path: Path, content: Any, said: str) -> None:
    with pytest.raises(DataSetError, match=said):
        opened("zyte", write(tmp_path, content))


def test_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataSetError, match=r"holds no zyte data set: ground-truth\.json is missing; give the folder"):
        opened("zyte", tmp_path)


@needs_samples
def test_real_sample_loads_whole() -> None:
    collection = sample("zyte")
    assert (len(collection.cases), len(collection.broken), collection.odd) == (40, 0, 0)
