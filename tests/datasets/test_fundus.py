"""fundus-evaluation's layout: paragraphs, optional ones in square brackets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness.alignment import Reference
from harness.errors import DataSetError
from harness.goldens import read_page_text
from harness.metrics.fundus import body_of
from layouts import opened, told, write_files

PAGE = "<html><body><p>The café opens.</p></body></html>".encode()
URL = "https://isle.example/cafe"


def write(folder: Path, **bodies: Any) -> Path:
    """Write records by id, each with a page; a dictionary is a whole record, anything else a body."""
    records = {
        f"{key}.html.gz": body if isinstance(body, dict) else {"body": body, "url": URL, "crawl_date": "2024-02-28"}
        for key, body in bodies.items()
    }
    pages = {f"html/{key}": PAGE + key.encode() for key in records}
    return write_files(folder, {"ground_truth.json": records, **pages})


def test_record_becomes_a_case_with_a_paragraph_a_line(tmp_path: Path) -> None:
    body = ["[Follow us.]", "The café opens.", "[It] closes [late]", "It [was] shut.", "[]"]
    collection = opened("fundus", write(tmp_path, Isle_News_0=body))
    assert told(collection, tmp_path) == [
        "ground_truth.json $['Isle_News_0.html.gz'].body[4]: the paragraph is empty; leave it out; it is not scored"
    ]
    case = collection.cases[0]
    assert (case.id, case.url, case.encoding) == ("fundus/Isle_News_0.html.gz", URL, "utf-8")
    assert (case.language, case.tags) == ("en", ("Isle_News",))
    assert case.peer_text == "Follow us.\nThe café opens.\nIt] closes [late\nIt [was] shut.\n"
    assert case.peer_optional == {0, 2, 4}
    assert case.provenance.licence == "MIT"


def test_line_break_in_a_paragraph_does_not_shift_the_numbers(tmp_path: Path) -> None:
    body = ["One\nand\r\n more.", "", "[Two\u2028halves]", "[Three]"]
    collection = opened("fundus", write(tmp_path, a=body))
    said = [line.split("body")[1].split(";")[0] for line in told(collection, tmp_path)]
    assert said == [
        "[0]: the paragraph has several lines",
        "[1]: the paragraph is empty",
        "[2]: the paragraph has several lines",
    ]
    case = collection.cases[0]
    assert case.peer_text == "One and more.\n\nTwo halves\nThree"
    assert case.peer_optional == {2, 3}
    assert body_of(Reference(case, read_page_text(case))) == (["One and more.", "Two halves", "Three"], {1, 2})


def test_body_without_paragraphs_is_an_empty_text(tmp_path: Path) -> None:
    collection = opened("fundus", write(tmp_path, a=[]))
    assert collection.cases[0].peer_text == ""
    assert "the expected text is empty" in told(collection, tmp_path)[0]


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ({"url": URL}, "ground_truth.json $['a.html.gz'].body: a list of paragraphs is expected, not None"),
        ({"body": "text"}, "ground_truth.json $['a.html.gz'].body: a list of paragraphs is expected, not 'text'"),
        ({"body": ["x", 1]}, "ground_truth.json $['a.html.gz'].body: a list of paragraphs is expected"),
        ({"body": ["x"], "url": 1}, "ground_truth.json $['a.html.gz'].url: a string is expected, not 1"),
    ],
)
def test_bad_record_costs_itself_alone(tmp_path: Path, record: Any, said: str) -> None:
    collection = opened("fundus", write(tmp_path, a=record, b=["x"]))
    assert collection.cases.ids == ["fundus/b.html.gz"]
    (line,) = told(collection, tmp_path)
    assert line.startswith(said)


def test_bad_page_costs_its_record_alone(tmp_path: Path) -> None:
    write(tmp_path, a=["x"], b=["x"], c=["x"])
    (tmp_path / "html/a.html.gz").write_bytes(b"no gzip")
    (tmp_path / "html/b.html.gz").unlink()
    collection = opened("fundus", tmp_path)
    assert collection.cases.ids == ["fundus/c.html.gz"]
    first, second = told(collection, tmp_path)
    assert first.startswith("html/a.html.gz: is not a whole gzip file")
    assert second.startswith("html/b.html.gz: cannot be read")


def test_id_that_leads_out_of_the_checkout_is_refused(tmp_path: Path) -> None:
    write_files(tmp_path, {"secret.gz": b"not yours"})
    write(tmp_path / "checkout", b=["x"])
    write_files(tmp_path / "checkout", {"ground_truth.json": {"../../secret.gz": {"body": ["x"]}}})
    assert "leads out of its folder" in told(opened("fundus", tmp_path / "checkout"), tmp_path)[0]


def test_checkout_its_dataset_folder_and_the_file_are_the_same_cases(tmp_path: Path) -> None:
    write(tmp_path / "dataset", a=["x"])
    paths = (tmp_path, tmp_path / "dataset", tmp_path / "dataset/ground_truth.json")
    assert len({opened("fundus", path).data_sets[0].digest for path in paths}) == 1


@pytest.mark.parametrize("content", [None, [], "x"])
def test_folder_that_is_no_checkout_says_what_is_missing(tmp_path: Path, content: Any) -> None:
    write_files(tmp_path, {} if content is None else {"ground_truth.json": content})
    with pytest.raises(DataSetError, match=r"ground_truth\.json"):
        opened("fundus", tmp_path)
