"""CleanEval's layout: pages in a wrapper, texts with marks at the start of their blocks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness.errors import DataSetError
from harness.goldens import read_page_text
from layouts import opened, told, write_files

PAGE = b"<html><body><h1>Kite</h1><p>It flew.</p></body></html>"
WRAPPED = b'<text id="7" title="A > B" encoding="iso-8859-2">\r\n' + PAGE + b"\r\n</text>\n"
TEXT = """
URL: http://kite.example/a?b=1
<h>The kite

<p>It flew over the
 harbour &#8220;all day&#8221; &amp; came down.

<l>One string
<l>Two sticks
"""


def write(folder: Path, text: str | bytes = TEXT, page: bytes = WRAPPED, name: str = "1") -> Path:
    return write_files(folder, {f"clean/{name}.txt": text, f"orig/{name}.html": page})


def blocks(folder: Path, text: str | bytes) -> list[tuple[str, str]]:
    """Return the blocks that a text is read as."""
    case = opened("cleaneval", write(folder, text)).cases[0]
    return [(block.kind, block.text) for block in case.expected or ()]


def test_page_and_text_become_a_case(tmp_path: Path) -> None:
    collection = opened("cleaneval", write(tmp_path))
    assert told(collection, tmp_path) == []
    case = collection.cases[0]
    assert (case.id, case.url, case.encoding) == ("cleaneval/1", "http://kite.example/a?b=1", "iso-8859-2")
    assert [(block.kind, block.text) for block in case.expected or ()] == [
        ("heading", "The kite"),
        ("paragraph", "It flew over the harbour “all day” & came down."),
        ("list", "One string"),
        ("list", "Two sticks"),
    ]
    assert case.peer_text == "The kite\nIt flew over the harbour “all day” & came down.\nOne string\nTwo sticks"
    assert (case.expected_markdown, dict(case.metadata), case.page_type) == (None, {}, "other")


def test_wrapper_of_the_page_is_not_part_of_it(tmp_path: Path) -> None:
    case = opened("cleaneval", write(tmp_path)).cases[0]
    assert case.page_source is not None
    assert case.page_source.read() == PAGE + b"\r\n"
    assert case.page_path.name == "1.html"
    assert read_page_text(case).visible == "Kite\nIt flew."


@pytest.mark.parametrize(
    ("page", "left"),
    [
        (PAGE, PAGE),
        (b"<text id=1>" + PAGE, PAGE),
        (b"\xef\xbb\xbf\n<TEXT id='1' title=\"an odd \" quote>\n" + PAGE + b"</TEXT>", PAGE),
        (b"<textarea>kept</textarea>", b"<textarea>kept</textarea>"),
        (b"<p>a</p><text>svg</text>", b"<p>a</p><text>svg</text>"),
    ],
)
def test_page_without_a_wrapper_is_left_as_it_is(tmp_path: Path, page: bytes, left: bytes) -> None:
    case = opened("cleaneval", write(tmp_path, page=page)).cases[0]
    assert case.page_source is not None
    assert case.page_source.read() == left
    assert case.encoding is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("URL: http://a.example\n", []),
        ("No mark at all\nhere", [("paragraph", "No mark at all here")]),
        ("<h>A\nB\n\nC", [("heading", "A B"), ("paragraph", "C")]),
        ("<p>a <l>b<H>c", [("paragraph", "a"), ("list", "b"), ("heading", "c")]),
        ("<h>A</h> rest\n<p>b</p>", [("heading", "A"), ("paragraph", "rest"), ("paragraph", "b")]),
        ("<p>\n<p> \n<l>x", [("list", "x")]),
        ('<text id="1">\nURL: http://a.example\n<p>x\n</text>', [("paragraph", "x")]),
        ("<p>x\nURL: http://a.example", [("paragraph", "x URL: http://a.example")]),
        ("<p>1 < 2 &lt; 3 <b>bold</b>", [("paragraph", "1 < 2 < 3 <b>bold</b>")]),
    ],
)
def test_blocks_are_read_from_the_marks(tmp_path: Path, text: str, expected: list[tuple[str, str]]) -> None:
    assert blocks(tmp_path, text) == expected


@pytest.mark.parametrize(
    ("line", "url"),
    [("URL: http://a.example x", "http://a.example"), ("URL: nowhere", None), ("url:", None), ("", None)],
)
def test_url_is_that_of_the_first_line(tmp_path: Path, line: str, url: str | None) -> None:
    assert opened("cleaneval", write(tmp_path, f"\n{line}\n<p>x")).cases[0].url == url


@pytest.mark.parametrize(
    ("text", "page", "said"),
    [
        (b"<p>caf\xe9", WRAPPED, "clean/1.txt: is not UTF-8 (byte 6); it is read as windows-1252"),
        ("", WRAPPED, "clean/1.txt text: the expected text is empty"),
        (TEXT, b"<text encoding=klingon>x", "clean/1.txt: unknown encoding “klingon” in the wrapper of 1.html"),
    ],
)
def test_oddity_is_reported_and_the_case_scored(tmp_path: Path, text: Any, page: bytes, said: str) -> None:
    collection = opened("cleaneval", write(tmp_path, text, page))
    assert (len(collection.cases), collection.odd) == (1, 1)
    assert told(collection, tmp_path)[0].startswith(said)


def test_text_in_windows_1252_keeps_its_letters(tmp_path: Path) -> None:
    assert blocks(tmp_path, b"<p>caf\xe9 \x93x\x94") == [("paragraph", "café “x”")]


def test_text_without_its_page_costs_itself_alone(tmp_path: Path) -> None:
    write(tmp_path)
    write_files(tmp_path, {"clean/2.txt": "<p>x", "orig/3.html": PAGE})
    collection = opened("cleaneval", tmp_path)
    assert collection.cases.ids == ["cleaneval/1"]
    assert told(collection, tmp_path) == ["orig/2.html: cannot be read: No such file or directory; check the file"]


def test_layout_of_cleanportaleval_is_read_too(tmp_path: Path) -> None:
    write_files(tmp_path, {"GoldStandard/news_01.txt": TEXT, "input/news_01.html": PAGE})
    assert opened("cleaneval", tmp_path).cases.ids == ["cleaneval/news_01"]


def test_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataSetError, match=r"holds no cleaneval data set: clean/\*\.txt is missing"):
        opened("cleaneval", tmp_path)
