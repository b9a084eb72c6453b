"""WebMainBench's layouts: rows with the page and its Markdown in them, and the annotators' marks in the page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from harness.errors import DataSetError
from harness.goldens.pages import read_content
from layouts import needs_samples, opened, sample, told, write_files

PAGE = (
    '<html><head><meta charset="gbk"></head><body><h1 cc-select="true" class="mark-selected">Fähre</h1></body></html>'
)
CLEAN = '<html><head><meta charset="gbk"></head><body><h1>Fähre</h1></body></html>'
TEXT = "# Fähre\n\nSie fährt **um neun**.\n"


def row(**changes: Any) -> dict[str, Any]:
    """Return a row of the current layout; a value of ``...`` leaves a key out."""
    whole: dict[str, Any] = {
        "track_id": "0001",
        "html": PAGE,
        "url": "https://isle.example/",
        "main_html": None,
        "convert_main_content": None,
        "groundtruth_content": TEXT,
        "meta": {
            "language": "de",
            "style": "Article",
            "table": ["data", "layout"],
            "equation": [],
            "code": ["inline"],
            "level": "mid",
        },
    }
    return {key: value for key, value in {**whole, **changes}.items() if value is not ...}


def older(**changes: Any) -> dict[str, Any]:
    """Return a row of the older layout."""
    whole: dict[str, Any] = {
        "id": "sample-1",
        "html": PAGE,
        "groundtruth_llm_webkit_md": TEXT,
        "groundtruth_content_list": [],
        "llm_webkit_md": "what an extractor said",
        "url": "https://isle.example/",
        "domain": None,
        "language": "de",
        "content_type": "Forum",
        "difficulty": None,
        "tags": None,
    }
    return {key: value for key, value in {**whole, **changes}.items() if value is not ...}


def write(folder: Path, *rows: Any, name: str = "rows.jsonl") -> Path:
    """Write rows, text and bytes as they are."""
    lines = [one if isinstance(one, bytes) else json.dumps(one).encode() for one in rows]
    return write_files(folder, {name: b"\n".join(lines) + b"\n"})


def test_row_of_the_current_layout_becomes_a_case(tmp_path: Path) -> None:
    collection = opened("webmainbench", write(tmp_path, row()))
    assert told(collection, tmp_path) == []
    case = collection.cases[0]
    assert (case.id, case.url, case.language) == ("webmainbench/0001", "https://isle.example/", "de")
    assert (case.page_type, case.tags) == ("article", ("level-mid", "table-data", "table-layout", "code-inline"))
    assert case.peer_text == case.expected_markdown == TEXT
    assert [(block.kind, block.text) for block in case.expected or ()] == [
        ("heading", "Fähre"),
        ("paragraph", "Sie fährt um neun."),
    ]
    assert (read_content(case).decode(), case.encoding) == (CLEAN, "utf-8")
    assert "marks were taken out of the page" in case.notes
    assert dict(case.metadata) == {}


def test_row_of_the_older_layout_becomes_a_case(tmp_path: Path) -> None:
    collection = opened("webmainbench", write(tmp_path, older(difficulty="easy", tags=["code"])))
    assert told(collection, tmp_path) == []
    case = collection.cases[0]
    assert (case.id, case.language, case.page_type) == ("webmainbench/sample-1", "de", "forum")
    assert (case.peer_text, case.tags) == (TEXT, ("level-easy", "code"))


@pytest.mark.parametrize(
    ("style", "page_type"),
    [
        ("Article", "article"),
        ("Content Listing", "listing"),
        ("Forum_or_Article_with_commentsection", "forum"),
        ("Other", "other"),
        ("Poem", "other"),
        (None, "other"),
    ],
)
def test_style_is_the_type_of_the_page(tmp_path: Path, style: str | None, page_type: str) -> None:
    assert opened("webmainbench", write(tmp_path, row(meta={"style": style}))).cases[0].page_type == page_type


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        # The last of a row wins, as with the peer.
        ({"groundtruth_content": "a", "convert_main_content": "b"}, "a"),
        ({"convert_main_content": ..., "groundtruth_content": "a", "content": "b"}, "b"),
        ({"convert_main_content": "b", "groundtruth_content": None}, "b"),
        ({"convert_main_content": "b", "groundtruth_content": ...}, "b"),
        ({"groundtruth_content": "", "convert_main_content": "b"}, ""),
        ({"groundtruth_content": "a", "groundtruth_llm_webkit_md": "b"}, "a"),
    ],
)
def test_text_is_the_one_that_the_peer_compares(tmp_path: Path, changes: dict[str, Any], text: str) -> None:
    assert opened("webmainbench", write(tmp_path, row(**changes))).cases[0].peer_text == text


def test_row_without_expected_text_has_none_and_is_reported(tmp_path: Path) -> None:
    collection = opened("webmainbench", write(tmp_path, row(groundtruth_content=None)))
    assert (collection.cases[0].expected, collection.cases[0].peer_text) == (None, None)
    assert told(collection, tmp_path) == [
        "rows.jsonl line 1 $.groundtruth_content: there is no expected text; write it; not scored"
    ]


def test_mark_that_is_left_is_reported(tmp_path: Path) -> None:
    page = PAGE + "<script>document.querySelector('[cc-select]')</script>"
    assert told(opened("webmainbench", write(tmp_path, row(html=page))), tmp_path) == [
        "rows.jsonl line 1 $.html: “cc-select” is left in the page; an extractor may see what was annotated; "
        "leave the row out if it does"
    ]


@pytest.mark.parametrize(
    ("wrong", "key", "said"),
    [
        (b"{", "1", "line 1 column 2: is not JSON"),
        (b"[1]", "1", "line 1: an object is expected, not [1]"),
        (b'{"track_id": "\xff"}', "1", "line 1: is not UTF-8 (byte 14)"),
        (b"[" * 100_000, "1", "line 1: is not JSON that can be read"),
        (row(track_id=...), "1", "line 1 $.track_id: is missing"),
        (row(track_id=None), "1", "line 1 $.track_id: a string is expected, not None"),
        (row(track_id="a\nb"), "1", "line 1 $.track_id: 'a\\nb' is no id"),
        (row(track_id="\ud800"), "1", "line 1 $.track_id: '\\ud800' is no id"),
        (row(html=...), "0001", "line 1 $.html: is missing"),
        (row(html=None), "0001", "line 1 $.html: a string is expected, not None"),
        (row(groundtruth_content=..., convert_main_content=...), "0001", "line 1 $.groundtruth_content: is missing"),
        (row(groundtruth_content=["x"]), "0001", "line 1 $.groundtruth_content: a string is expected"),
        (row(meta="x"), "0001", "line 1 $.meta: an object is expected"),
        (row(meta={"level": 3}), "0001", "line 1 $.meta.level: a string is expected, not 3"),
        (row(meta={"code": {}}), "0001", "line 1 $.meta.code: a list of strings is expected"),
        (row(meta=None, language=7), "0001", "line 1 $.language: a string is expected, not 7"),
        (row(url=[]), "0001", "line 1 $.url: a string is expected, not []"),
    ],
)
def test_bad_row_costs_itself_alone(tmp_path: Path, wrong: Any, key: str, said: str) -> None:
    collection = opened("webmainbench", write(tmp_path, wrong, row(track_id="0002")))
    assert collection.cases.ids == ["webmainbench/0002"]
    assert [item.id for item in collection.broken] == [f"webmainbench/{key}"]
    (line,) = told(collection, tmp_path)
    assert line.startswith(f"rows.jsonl {said}")


def test_id_that_is_a_number_is_kept(tmp_path: Path) -> None:
    assert opened("webmainbench", write(tmp_path, row(track_id=17))).cases.ids == ["webmainbench/17"]


def test_all_files_of_a_folder_are_opened_and_an_id_of_two_is_told(tmp_path: Path) -> None:
    write(tmp_path, row(), name="a.jsonl")
    write(tmp_path, older(), row(), b"", b"{", name="b.jsonl")
    collection = opened("webmainbench", tmp_path)
    assert collection.cases.ids == ["webmainbench/0001", "webmainbench/sample-1"]
    assert [item.id for item in collection.broken] == ["webmainbench/0001", "webmainbench/b:4"]
    assert "a second record is called 0001" in told(collection, tmp_path)[0]


def test_folder_without_rows_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(DataSetError, match=r"a file \*\.jsonl is missing"):
        opened("webmainbench", tmp_path)


@needs_samples
def test_sample_has_6_cases_without_marks() -> None:
    collection = sample("webmainbench")
    assert (len(collection.cases), len(collection.broken), collection.odd) == (6, 0, 0)
    cases = list(collection.cases)
    assert {case.tags for case in cases} == {("level-mid", "code-interline"), ("level-hard",), ()}
    sizes = {case.id.rpartition("/")[2][:8]: len(read_content(case).decode()) for case in cases}
    assert sizes["33e291cd"] == 745_634  # of 763,318 characters
    assert sizes["93898d00"] == 994_262  # of 2,205,302
    assert not [case for case in cases if b"cc-" in read_content(case) or b"data-anno-uid" in read_content(case)]
