"""Readability's layout: a folder a test, its own output as the expected article."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness.errors import DataSetError
from layouts import needs_samples, opened, sample, told, write_files

PAGE = "<html><body><nav>Menu</nav><h1>Beacon</h1><p>The beacon is lit.</p><ul><li>One keeper</li></ul></body></html>"
EXPECTED = '<div id="page"><h2>Beacon</h2><p>The <b>beacon</b>\n is lit.</p><ul><li>One keeper</li></ul></div>'
METADATA: dict[str, Any] = {
    "title": "Beacon",
    "byline": "By Ada Byron",
    "dir": "rtl",
    "lang": "pt-BR",
    "excerpt": "The beacon\n  is lit.",
    "siteName": None,
    "publishedTime": "2018-12-21T12:55:00Z",
    "readerable": True,
}


def write(folder: Path, name: str = "beacon", **changes: Any) -> Path:
    """Write one test; a value of ``...`` leaves a file out."""
    files = {"source_html": PAGE, "expected_html": EXPECTED, "expected-metadata_json": METADATA, **changes}
    kept = {key.replace("_", "."): value for key, value in files.items() if value is not ...}
    write_files(folder / "test-pages" / name, kept)
    return folder


def test_test_becomes_a_case(tmp_path: Path) -> None:
    collection = opened("readability", write(tmp_path))
    assert told(collection, tmp_path) == []
    case = collection.cases[0]
    assert (case.id, case.language, case.tags) == ("readability/beacon", "pt-BR", ("dir:rtl",))
    assert case.peer_text == "Beacon\nThe beacon is lit.\nOne keeper"
    assert [block.kind for block in case.expected or ()] == ["heading", "paragraph", "list"]
    assert case.expected_markdown is None
    assert dict(case.metadata) == {
        "title": "Beacon",
        "authors": ("Ada Byron",),
        "site_name": None,
        "description": "The beacon is lit.",
        "published": "2018-12-21T12:55:00Z",
    }
    assert case.page_path.read_text() == PAGE
    assert "Readability's own output" in case.notes


def test_null_is_annotated_as_absent_and_a_missing_key_not_at_all(tmp_path: Path) -> None:
    write(tmp_path, "a", **{"expected-metadata_json": dict.fromkeys(METADATA)})
    write(tmp_path, "b", **{"expected-metadata_json": {"readerable": False}}, source_html=PAGE + " ")
    collection = opened("readability", tmp_path)
    absent = {"title": None, "authors": (), "site_name": None, "description": None, "published": None}
    assert dict(collection.cases[0].metadata) == absent
    assert dict(collection.cases[1].metadata) == {}
    assert [case.tags for case in collection.cases] == [(), ("not-readerable",)]
    assert collection.cases[1].language == "und"


@pytest.mark.parametrize("inside", ["test", ""])
def test_checkout_and_its_folders_are_places(tmp_path: Path, inside: str) -> None:
    write(tmp_path / inside)
    assert opened("readability", tmp_path).cases.ids == ["readability/beacon"]
    assert opened("readability", tmp_path / inside / "test-pages").cases.ids == ["readability/beacon"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"expected-metadata_json": ...}, "test-pages/a expected-metadata.json: is missing; no metadata are scored"),
        (
            {"expected-metadata_json": {"publishedTime": "some day"}},
            "test-pages/a expected-metadata.json $.publishedTime: “some day” is no date that can be read for certain",
        ),
        ({"expected_html": "<div> </div>"}, "test-pages/a text: the expected text is empty"),
        ({"source_html": " "}, "test-pages/a page: the page is empty"),
    ],
)
def test_oddity_is_reported_and_the_case_scored(tmp_path: Path, changes: dict[str, Any], said: str) -> None:
    collection = opened("readability", write(tmp_path, "a", **changes))
    assert (len(collection.cases), collection.odd) == (1, 1)
    assert told(collection, tmp_path)[0].startswith(said)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"expected_html": ...}, "test-pages/a/expected.html: cannot be read: No such file"),
        ({"source_html": ...}, "test-pages/a/source.html: cannot be read: No such file"),
        ({"expected_html": b"<p>caf\xe9</p>"}, "test-pages/a/expected.html: is not UTF-8 (byte 6)"),
        ({"expected_html": "<div>" * 21_000}, "test-pages/a/expected.html: elements nest more than 20,000 deep"),
        ({"expected-metadata_json": "{"}, "test-pages/a/expected-metadata.json line 1 column 2: is not JSON"),
        ({"expected-metadata_json": []}, "test-pages/a/expected-metadata.json $: an object is expected"),
        ({"expected-metadata_json": {"title": 1}}, "test-pages/a/expected-metadata.json $.title: a string is expected"),
        ({"expected-metadata_json": {"lang": []}}, "test-pages/a/expected-metadata.json $.lang: a string is expected"),
    ],
)
def test_bad_test_costs_itself_alone(tmp_path: Path, changes: dict[str, Any], said: str) -> None:
    write(tmp_path, "a", **changes)
    collection = opened("readability", write(tmp_path, "b"))
    assert collection.cases.ids == ["readability/b"]
    (line,) = told(collection, tmp_path)
    assert line.startswith(said)


def test_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataSetError, match=r"test-pages/\*/source\.html is missing"):
        opened("readability", tmp_path)


@needs_samples
def test_real_sample_loads_whole() -> None:
    collection = sample("readability")
    assert (len(collection.cases), len(collection.broken), collection.odd) == (24, 0, 0)
    dated = [case.metadata["published"] for case in collection.cases if case.metadata["published"]]
    assert dated == ["2018-12-21T12:55:00Z", "2014-03-27T19:11:24Z"]
    assert sum(case.language != "und" for case in collection.cases) == 16
