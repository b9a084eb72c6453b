"""WCEB's layout: a JSON Lines file of texts and a folder of pages for each data set."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from harness.errors import DataSetError
from layouts import opened, told, write_files

ROWS: dict[str, list[dict[str, Any]]] = {
    "cetd": [
        {"page_id": "aa11", "plaintext": "Tide tables\nHigh water at six.", "source": ["cetd", "BBC_3"]},
        {"page_id": "bb22", "plaintext": "Low water at noon.", "url": "https://sea.example/low", "source": ["cetd"]},
    ],
    "cleaneval": [{"page_id": "aa11", "plaintext": "Tide tables", "source": ["cleaneval", "7"]}],
}


def lines(rows: list[Any]) -> bytes:
    """Return rows as JSON Lines; bytes stand as they are."""
    return b"".join(
        (row if isinstance(row, bytes) else json.dumps(row, ensure_ascii=False).encode()) + b"\n" for row in rows
    )


def write(folder: Path, rows: dict[str, list[Any]] | None = None) -> Path:
    """Write the sets, and for each page id a page that names it."""
    files: dict[str, Any] = {}
    for name, of_set in (rows or ROWS).items():
        files[f"ground-truth/{name}.jsonl"] = lines(of_set)
        for row in of_set:
            if isinstance(row, dict) and isinstance(row.get("page_id"), str):
                files[f"html/{name}/{row['page_id']}.html"] = f"<p>Page {row['page_id']} of {name}, naïve</p>"
    return write_files(folder, files)


def one_set(*rows: Any) -> dict[str, list[Any]]:
    return {"cetd": list(rows)}


def test_rows_of_all_sets_become_cases(tmp_path: Path) -> None:
    collection = opened("wceb", write(tmp_path))
    assert told(collection, tmp_path) == []
    assert collection.cases.ids == ["wceb/cetd/aa11", "wceb/cetd/bb22", "wceb/cleaneval/aa11"]
    first, second, third = collection.cases
    assert (first.peer_text, first.tags, first.url) == ("Tide tables\nHigh water at six.", ("set:cetd",), None)
    assert (first.page_type, third.page_type) == ("article", "other")
    assert (second.url, second.encoding) == ("https://sea.example/low", "utf-8")
    assert (first.notes, second.notes) == ("source: cetd/BBC_3", "source: cetd")
    assert third.page_path.name == "aa11.html"
    assert third.page_path.parent.name == "cleaneval"


@pytest.mark.parametrize("inside", ["", "combined", "datasets/combined"])
def test_checkout_and_its_folders_are_places(tmp_path: Path, inside: str) -> None:
    write(tmp_path / inside)
    collection = opened("wceb", tmp_path)
    assert len(collection.cases) == 3
    assert collection.cases[0].provenance.source == "wceb"


@pytest.mark.parametrize("content", [..., None, ""])
def test_missing_text_is_an_empty_text(tmp_path: Path, content: Any) -> None:
    row = {"page_id": "aa11"} if content is ... else {"page_id": "aa11", "plaintext": content}
    collection = opened("wceb", write(tmp_path, one_set(row)))
    assert (collection.cases[0].peer_text, collection.cases[0].expected) == ("", ())
    assert told(collection, tmp_path) == [
        "ground-truth/cetd.jsonl line 1 text: the expected text is empty; write it, or leave the record out"
    ]


def test_gzipped_page_is_read_and_another_packing_says_how_to_unpack(tmp_path: Path) -> None:
    write(tmp_path)
    pages = tmp_path / "html/cetd"
    (pages / "aa11.html").unlink()
    write_files(pages, {"aa11.html.gz": "<p>packed</p>"})
    (pages / "bb22.html").rename(pages / "bb22.html.lz4")
    collection = opened("wceb", tmp_path)
    assert collection.cases.ids == ["wceb/cetd/aa11", "wceb/cleaneval/aa11"]
    assert told(collection, tmp_path) == [
        "html/cetd/bb22.html.lz4: is a packed page that is not read here; unpack it: lz4 -d -m"
    ]


@pytest.mark.parametrize(
    ("row", "key", "said"),
    [
        (b"{not json", "line 2", "line 2 column 2: is not JSON"),
        (b"[1]", "line 2", "line 2: an object is expected, not [1]"),
        (b'{"page_id": "cc33", "plaintext": "\xff"}', "line 2", "line 2: is not UTF-8 (byte 34)"),
        ({"plaintext": "x"}, "line 2", "line 2 $.page_id: is missing"),
        ({"page_id": 7}, "line 2", "line 2 $.page_id: a name is expected, not 7"),
        ({"page_id": " "}, "line 2", "line 2 $.page_id: a name is expected, not ' '"),
        (b'{"page_id": "a\\u0000b"}', "line 2", "line 2 $.page_id: 'a\\x00b' cannot be the name of a file"),
        (b'{"page_id": "\\ud800"}', "line 2", "line 2 $.page_id: '\\ud800' cannot be the name of a file"),
        (json.dumps({"page_id": "x" * 300}).encode(), "line 2", "line 2 $.page_id: 'xxxxxx"),
        ({"page_id": "cc33", "plaintext": ["x"]}, "cc33", "line 2 $.plaintext: a string is expected, not ['x']"),
        ({"page_id": "cc33", "url": 5}, "cc33", "line 2 $.url: a string is expected, not 5"),
    ],
)
def test_bad_row_costs_itself_alone(tmp_path: Path, row: Any, key: str, said: str) -> None:
    good = ROWS["cetd"]
    collection = opened("wceb", write(tmp_path, one_set(good[0], row, good[1])))
    assert collection.cases.ids == ["wceb/cetd/aa11", "wceb/cetd/bb22"]
    assert [item.id for item in collection.broken] == [f"wceb/cetd/{key}"]
    (line,) = told(collection, tmp_path)
    assert line.startswith(f"ground-truth/cetd.jsonl {said}")


def test_missing_page_costs_its_row_alone(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "html/cetd/aa11.html").unlink()
    collection = opened("wceb", tmp_path)
    assert collection.cases.ids == ["wceb/cetd/bb22", "wceb/cleaneval/aa11"]
    assert told(collection, tmp_path) == [
        "html/cetd/aa11.html: cannot be read: No such file or directory; check the file"
    ]


def test_page_id_that_leads_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.html").write_text("<p>secret</p>")
    folder = write(tmp_path / "set", one_set(ROWS["cetd"][0], b'{"page_id": "../../../secret"}'))
    collection = opened("wceb", folder)
    assert collection.cases.ids == ["wceb/cetd/aa11"]
    assert "leads out of its folder" in told(collection, folder)[0]


def test_of_rows_with_one_page_id_the_last_counts(tmp_path: Path) -> None:
    again = {"page_id": "aa11", "plaintext": "Corrected."}
    collection = opened("wceb", write(tmp_path, one_set(ROWS["cetd"][0], b" ", ROWS["cetd"][1], again)))
    assert [case.peer_text for case in collection.cases] == ["Corrected.", "Low water at noon."]
    assert told(collection, tmp_path) == [
        "ground-truth/cetd.jsonl line 1 $.page_id: aa11 stands in line 4 again, which counts; "
        "take one of the two rows out"
    ]


def test_row_of_20_megabytes_is_a_row_like_any_other(tmp_path: Path) -> None:
    long = {"page_id": "cc33", "plaintext": "x" * 20_000_000}
    collection = opened("wceb", write(tmp_path, one_set(long, ROWS["cetd"][1])))
    assert collection.cases.ids == ["wceb/cetd/bb22", "wceb/cetd/cc33"]
    assert len(collection.cases[1].peer_text or "") == 20_000_000


def test_folder_without_sets_says_what_to_unpack(tmp_path: Path) -> None:
    with pytest.raises(DataSetError, match=r"unpack datasets/combined\.tar\.xz"):
        opened("wceb", tmp_path)
