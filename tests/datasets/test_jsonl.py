"""The layout that anybody can write: a page a row."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from harness.errors import DataSetError
from harness.goldens import read_page
from harness.goldens.pages import read_content
from layouts import opened, told, write_files

PAGE = "<html><body><p>The ferry leaves at nine.</p></body></html>"


def write(folder: Path, *rows: Any, name: str = "mine.jsonl") -> Path:
    """Write rows, bytes as they are; return their file."""
    lines = [one if isinstance(one, bytes) else json.dumps(one).encode() for one in rows]
    write_files(folder, {name: b"\n".join(lines)})
    return folder / name


def test_row_becomes_a_case(tmp_path: Path) -> None:
    whole = {
        "id": "ferry",
        "url": "https://isle.example/",
        "html": PAGE,
        "expected": "The ferry leaves at nine.",
        "markdown": "# The ferry leaves at nine.",
        "metadata": {
            "title": "Ferry",
            "authors": ["Ada Byron"],
            "published": "2024-3-5",
            "modified": None,
            "tags": [],
            "site_name": None,
        },
        "must_include": ["at nine"],
        "must_exclude": ["Imprint"],
        "language": "en-GB",
        "page_type": "service",
        "tags": ["boats"],
    }
    collection = opened("jsonl", write(tmp_path, whole))
    assert told(collection, tmp_path) == []
    case = collection.cases[0]
    assert (case.id, case.url, case.language, case.page_type) == (
        "jsonl/ferry", "https://isle.example/", "en-GB", "service",
    )  # fmt: skip
    assert (read_content(case).decode(), case.media_type, case.encoding) == (PAGE, "text/html", "utf-8")
    assert (case.peer_text, case.expected_markdown) == ("The ferry leaves at nine.", "# The ferry leaves at nine.")
    assert [(block.kind, block.text) for block in case.expected or ()] == [("heading", "The ferry leaves at nine.")]
    assert dict(case.metadata) == {
        "title": "Ferry",
        "authors": ("Ada Byron",),
        "published": "2024-03-05",
        "modified": None,
        "tags": (),
        "site_name": None,
    }
    assert (case.must_include, case.must_exclude, case.tags) == (("at nine",), ("Imprint",), ("boats",))


def test_row_with_a_page_alone_is_a_case_that_expects_nothing(tmp_path: Path) -> None:
    case = opened("jsonl", write(tmp_path, {"html": PAGE, "url": None, "metadata": None, "tags": None})).cases[0]
    assert (case.id, case.expected, case.url, dict(case.metadata)) == ("jsonl/1", None, None, {})
    assert (case.language, case.page_type, case.tags) == ("und", "article", ())


def test_markdown_alone_is_read_as_markdown(tmp_path: Path) -> None:
    case = opened("jsonl", write(tmp_path, {"html": PAGE, "markdown": "# Ferry\n\nAt *nine*."})).cases[0]
    assert [(block.kind, block.text) for block in case.expected or ()] == [
        ("heading", "Ferry"),
        ("paragraph", "At nine."),
    ]
    assert case.peer_text == case.expected_markdown == "# Ferry\n\nAt *nine*."


def test_text_is_a_plain_page(tmp_path: Path) -> None:
    case = opened("jsonl", write(tmp_path, {"text": "At <nine>.\n\nBring tea."})).cases[0]
    assert case.media_type == "text/plain"
    assert "<p>At &lt;nine&gt;.</p>\n<p>Bring tea.</p>" in read_page(case).html


def test_half_a_surrogate_pair_is_shown_as_a_browser_would(tmp_path: Path) -> None:
    line = b'{"html": "a\\ud83d\\ude00b\\ud800c\\udc00", "expected": "a\\ud800"}'
    collection = opened("jsonl", write(tmp_path, line))
    assert read_content(collection.cases[0]).decode() == "a😀b\ufffdc\ufffd"


@pytest.mark.parametrize(
    ("name", "media_type"),
    [("a.html", "text/html"), ("b/c.html.gz", "text/html"), ("a.txt", "text/plain"), ("a.txt.gz", "text/plain")],
)
def test_page_may_be_a_file_of_its_own(tmp_path: Path, name: str, media_type: str) -> None:
    page = "<p>Fähre</p>".encode("latin-1")
    rows = write(tmp_path, {"html_path": name, "encoding": "latin1"})
    write_files(tmp_path, {name: page})
    for path in (rows, tmp_path):
        case = opened("jsonl", path).cases[0]
        assert (read_content(case), case.media_type, case.encoding) == (page, media_type, "latin1")
        assert "Fähre" in read_page(case).html


@pytest.mark.parametrize("path", ["../secret.html", "sub/../../secret.html", "link.html", "{}/secret.html"])
def test_page_outside_the_folder_is_refused(tmp_path: Path, path: str) -> None:
    write_files(tmp_path, {"secret.html": "not yours"})
    rows = write(tmp_path / "mine", {"html_path": path.replace("{}", str(tmp_path))}, {"html": PAGE})
    (tmp_path / "mine/link.html").symlink_to(tmp_path / "secret.html")
    collection = opened("jsonl", rows)
    assert collection.cases.ids == ["jsonl/2"]
    assert "leads out of its folder" in told(collection, tmp_path)[0]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"colour": 1}, "line 1 $: 'colour' is no key of a row; it is not read"),
        ({"encoding": "latin1"}, "line 1 $.encoding: means nothing for a page that is in the row; leave it out"),
        ({"page_type": "poem"}, "line 1 $.page_type: 'poem' is no type of page; use one of article, forum"),
        ({"metadata": {"published": "5/3/2024"}}, "line 1 $.metadata.published: “5/3/2024” is no date"),
        ({"metadata": {"modified": ""}}, "line 1 $.metadata.modified: “” is no date"),
        ({"metadata": {"language": "en"}}, "line 1 $.metadata: 'language' is no field; use one of title"),
        ({"expected": " "}, "line 1 text: the expected text is empty"),
        ({"expected": "a", "must_include": ["b"]}, "line 1 with: “b” is not in its own expected text"),
        ({"html": ""}, "line 1 page: the page is empty"),
    ],
)
def test_odd_row_is_scored_and_reported(tmp_path: Path, changes: dict[str, Any], said: str) -> None:
    collection = opened("jsonl", write(tmp_path, {"html": PAGE, **changes}))
    assert collection.cases.ids == ["jsonl/1"]
    assert dict(collection.cases[0].metadata) == {}
    (line,) = told(collection, tmp_path)
    assert line.startswith(f"mine.jsonl {said}")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (b"no JSON", "line 1 column 1: is not JSON"),
        (b'"x"', "line 1: an object is expected"),
        (b'{"html": "\xe4"}', "line 1: is not UTF-8 (byte 10)"),
        (b'{"id": ' + b"9" * 5000 + b"}", "line 1: is not JSON that can be read"),
        ({}, "line 1: has no page; give it one of html, html_path, text"),
        ({"html": PAGE, "text": "x"}, "line 1: has html and text; give it one of"),
        ({"html": 1}, "line 1 $.html: a string is expected, not 1"),
        ({"html_path": ["a"]}, "line 1 $.html_path: a string is expected, not ['a']"),
        ({"html_path": "a\0b.html"}, "line 1 $.html_path: 'a\\x00b.html' cannot be the name of a file"),
        ({"html_path": "a.html", "encoding": "utf-9"}, "line 1 $.encoding: unknown encoding 'utf-9'"),
        ({"html_path": ""}, "line 1 $.html_path: a name is expected"),
        ({"html": PAGE, "id": ["a"]}, "line 1 $.id: a string is expected, not ['a']"),
        ({"html": PAGE, "id": True}, "line 1 $.id: a string is expected, not True"),
        ({"html": PAGE, "id": ""}, "line 1 $.id: '' is no id"),
        ({"html": PAGE, "expected": ["x"]}, "line 1 $.expected: a string is expected, not ['x']"),
        ({"html": PAGE, "must_include": [None]}, "line 1 $.must_include: a list of strings is expected"),
        ({"html": PAGE, "metadata": []}, "line 1 $.metadata: an object is expected, not []"),
        ({"html": PAGE, "metadata": {"title": ["x"]}}, "line 1 $.metadata.title: a string is expected, not ['x']"),
        ({"html": PAGE, "metadata": {"authors": 7}}, "line 1 $.metadata.authors: a list of strings is expected"),
        ({"html": PAGE, "metadata": {"published": 2024}}, "line 1 $.metadata.published: a string is expected"),
    ],
)
def test_bad_row_costs_itself_alone(tmp_path: Path, wrong: Any, said: str) -> None:
    collection = opened("jsonl", write(tmp_path, wrong, {"html": PAGE}))
    assert collection.cases.ids == ["jsonl/2"]
    assert [item.id for item in collection.broken] == ["jsonl/1"]
    (line,) = told(collection, tmp_path)
    assert line.startswith(f"mine.jsonl {said}")


def test_missing_page_costs_its_row_alone(tmp_path: Path) -> None:
    collection = opened("jsonl", write(tmp_path, {"html_path": "gone.html"}, {"html_path": "."}, {"html": PAGE}))
    assert collection.cases.ids == ["jsonl/3"]
    first, second = told(collection, tmp_path)
    assert first.startswith("gone.html: cannot be read: No such file or directory")
    assert second.startswith("mine.jsonl line 2 $.html_path: a name is expected")


def test_rows_without_id_have_the_number_of_their_line(tmp_path: Path) -> None:
    rows = write(tmp_path, b"\xef\xbb\xbf" + json.dumps({"html": "a"}).encode(), b" \t", {"html": "b"}, {"html": "c"})
    assert opened("jsonl", rows).cases.ids == ["jsonl/1", "jsonl/3", "jsonl/4"]
    write(tmp_path, {"html": "d"}, name="more.jsonl")
    assert opened("jsonl", tmp_path).cases.ids == ["jsonl/mine:1", "jsonl/mine:3", "jsonl/mine:4", "jsonl/more:1"]


def test_second_row_of_an_id_is_named_and_left_out(tmp_path: Path) -> None:
    collection = opened("jsonl", write(tmp_path, {"id": "a", "html": "1"}, {"id": "a", "html": "2"}, {"html": "3"}))
    assert collection.cases.ids == ["jsonl/3", "jsonl/a"]
    assert read_content(collection.cases[1]) == b"1"
    assert "a second record is called a" in told(collection, tmp_path)[0]


def test_row_of_20_mb_is_read_and_a_page_of_more_than_32_mib_is_refused(tmp_path: Path) -> None:
    large, huge = "x" * 20_000_000, "x" * (32 * 2**20 + 1)
    collection = opened("jsonl", write(tmp_path, {"html": huge}, {"html": large}, {"html": PAGE}))
    assert collection.cases.ids == ["jsonl/2", "jsonl/3"]
    assert len(read_content(collection.cases[0])) == 20_000_000
    (line,) = told(collection, tmp_path)
    assert line.startswith("mine.jsonl: line 1: the page holds more than 32 MiB")


def test_row_that_has_changed_since_is_told(tmp_path: Path) -> None:
    rows = write(tmp_path, {"id": "a", "html": PAGE})
    collection = opened("jsonl", rows)
    rows.write_bytes(b"{")
    with pytest.raises(DataSetError, match="it could be read when the run began"):
        collection.cases[0]


def test_gzipped_rows_are_refused_with_the_remedy(tmp_path: Path) -> None:
    write_files(tmp_path, {"mine.jsonl.gz": "{}"})
    for path in (tmp_path, tmp_path / "mine.jsonl.gz"):
        with pytest.raises(DataSetError, match=r"mine\.jsonl\.gz is gzipped.*unpack it first"):
            opened("jsonl", path)


def test_folder_without_rows_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(DataSetError, match=r"a file \*\.jsonl is missing"):
        opened("jsonl", tmp_path)
