"""trafilatura's layout: records by URL in one file, pages in two folders."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from harness.errors import DataSetError
from layouts import needs_samples, opened, sample, told, write_files

FERRY = "https://isle.example/ferry"
PAGE = b"<html><body><p>The ferry leaves at nine.</p><footer>Imprint</footer></body></html>"
RECORD: dict[str, Any] = {"file": "ferry.html", "with": ["leaves at nine"], "without": ["Imprint"]}


def write(folder: Path, **records: Any) -> Path:
    """Write records as they are, and a page for each in ``cache/``."""
    write_files(folder, {"evaldata.json": records, "cache/ferry.html": PAGE, "eval/goat.html": PAGE + b"\n"})
    return folder


def case_of(folder: Path, record: dict[str, Any], key: str = FERRY) -> Any:
    """Open a checkout of one record and return its case."""
    return opened("trafilatura", write(folder, **{key: record})).cases[0]


def test_record_becomes_a_case_without_full_text(tmp_path: Path) -> None:
    whole = {
        **RECORD,
        "title": " The  ferry ",
        "author": "Ada Byron, Mary Anne Evans",
        "date": "2024-03-05",
        "description": "When it leaves",
        "sitename": "The Isle",
        "tags": [" boats", "tides"],
        "categories": ["Travel"],
        "license": "CC BY 4.0",
        "region": "DE",
        "comments": ["first!"],
    }
    collection = opened("trafilatura", write(tmp_path, **{FERRY: whole}))
    assert told(collection, tmp_path) == []
    case = collection.cases[0]
    assert (case.id, case.url, case.encoding) == (f"trafilatura/{FERRY}", FERRY, None)
    assert (case.expected, case.peer_text, case.expected_markdown) == (None, None, None)
    assert (case.must_include, case.must_exclude) == (("leaves at nine",), ("Imprint",))
    assert dict(case.metadata) == {
        "title": "The ferry",
        "authors": ("Ada Byron", "Mary Anne Evans"),
        "published": "2024-03-05",
        "description": "When it leaves",
        "site_name": "The Isle",
        "tags": ("boats", "tides"),
    }
    assert case.provenance.licence == "Apache-2.0"


@pytest.mark.parametrize("nothing", ["", None, [], "  ", [" "], ...])
def test_value_that_nobody_filled_in_is_not_annotated(tmp_path: Path, nothing: Any) -> None:
    keys = ["author", "tags"] if isinstance(nothing, list) else ["author", "tags", "title", "date", "sitename"]
    record = {**RECORD, **({} if nothing is ... else dict.fromkeys(keys, nothing))}
    assert dict(case_of(tmp_path, record).metadata) == {}


def test_authors_in_a_list_are_not_cut(tmp_path: Path) -> None:
    case = case_of(tmp_path, {**RECORD, "author": ["Ada Byron, Mary Anne Evans", "Cy Twombly"]})
    assert case.metadata["authors"] == ("Ada Byron, Mary Anne Evans", "Cy Twombly")


@pytest.mark.parametrize(
    ("key", "url", "tags"),
    [
        ("hard::ferry.html", None, ("hard",)),
        ("recall::ferry.html", None, ("recall",)),
        ("xhttps://isle.example/", None, ()),
        ("http://isle.example/?a::b", "http://isle.example/?a::b", ()),
    ],
)
def test_key_is_an_address_or_the_name_of_a_set(
    tmp_path: Path, key: str, url: str | None, tags: tuple[str, ...]
) -> None:
    case = case_of(tmp_path, RECORD, key)
    assert (case.id, case.url, case.tags) == (f"trafilatura/{key}", url, tags)


def test_page_is_looked_for_in_cache_and_then_in_eval(tmp_path: Path) -> None:
    write_files(tmp_path, {"eval/ferry.html": b"another"})
    both = opened("trafilatura", write(tmp_path, a=RECORD, b={**RECORD, "file": "goat.html"})).cases
    assert [case.page_path.relative_to(tmp_path).as_posix() for case in both] == ["cache/ferry.html", "eval/goat.html"]


def test_date_that_cannot_be_read_is_reported_and_not_scored(tmp_path: Path) -> None:
    collection = opened("trafilatura", write(tmp_path, a={**RECORD, "date": "last Tuesday"}))
    assert dict(collection.cases[0].metadata) == {}
    assert told(collection, tmp_path) == [
        "evaldata.json $['a'].date: “last Tuesday” is no date; write it as 2025-04-07; not scored"
    ]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"with": []}, ["$['a'].with: 0 segments"]),
        ({"with": None, "without": ...}, ["$['a'].with: 0 segments", "$['a'].without: 0 segments"]),
        ({"with": list("abcdefg")}, ["$['a'].with: 7 segments; 1 to 6 are usual"]),
        ({"with": ["x", " "]}, ["$['a'].with: a blank segment"]),
        ({"with": ["x  y", "x y"]}, ["$['a'].with: “x y” stands there 2 times"]),
        ({"without": ["at  nine"]}, ["$['a'].without: “at nine” is part of a wanted segment"]),
    ],
)
def test_odd_segments_are_scored_and_reported(tmp_path: Path, change: dict[str, Any], said: list[str]) -> None:
    record = {key: value for key, value in {**RECORD, **change}.items() if value is not ...}
    collection = opened("trafilatura", write(tmp_path, a=record))
    assert len(collection.cases) == 1
    lines = told(collection, tmp_path)
    assert len(lines) == len(said)
    assert all(line.startswith(f"evaldata.json {start}") for line, start in zip(lines, said, strict=True))


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ("x", "$['a']: an object is expected"),
        ({"with": ["x"]}, "$['a'].file: is missing"),
        ({**RECORD, "file": ""}, "$['a'].file: a name is expected, not ''"),
        ({**RECORD, "file": 7}, "$['a'].file: a name is expected, not 7"),
        ({**RECORD, "file": "a\0b"}, "$['a'].file: 'a\\x00b' cannot be the name of a file"),
        ({**RECORD, "with": [1]}, "$['a'].with: a list of strings is expected, not [1]"),
        ({**RECORD, "without": {}}, "$['a'].without: a list of strings is expected, not {}"),
        ({**RECORD, "title": ["x"]}, "$['a'].title: a string is expected, not ['x']"),
        ({**RECORD, "author": 3}, "$['a'].author: a list of strings is expected, not 3"),
        ({**RECORD, "date": 2024}, "$['a'].date: a string is expected, not 2024"),
    ],
)
def test_bad_record_costs_itself_alone(tmp_path: Path, record: Any, said: str) -> None:
    collection = opened("trafilatura", write(tmp_path, a=record, b=RECORD))
    assert collection.cases.ids == ["trafilatura/b"]
    (line,) = told(collection, tmp_path)
    assert line.startswith(f"evaldata.json {said}")


def test_page_that_is_missing_or_elsewhere_costs_its_record_alone(tmp_path: Path) -> None:
    write_files(tmp_path, {"secret.html": b"not yours"})
    gone, out = {**RECORD, "file": "gone.html"}, {**RECORD, "file": "../../secret.html"}
    collection = opened("trafilatura", write(tmp_path / "checkout", a=gone, b=out, c=RECORD))
    assert collection.cases.ids == ["trafilatura/c"]
    first, second = told(collection, tmp_path / "checkout")
    assert first == "cache/gone.html: cannot be read: No such file or directory; check the file"
    assert "leads out of its folder" in second


def test_checkout_its_tests_folder_and_the_file_are_the_same_cases(tmp_path: Path) -> None:
    write(tmp_path / "tests", a=RECORD)
    digests = {
        opened("trafilatura", path).data_sets[0].digest
        for path in (tmp_path, tmp_path / "tests", tmp_path / "tests/evaldata.json")
    }
    assert len(digests) == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "evaldata.json is missing"),
        ("[]", "an object by page in evaldata.json is missing"),
        ("{", "evaldata.json is not JSON"),
        (b'{"\xe9": 1}', "evaldata.json is not UTF-8 (byte 2)"),
    ],
)
def test_folder_that_is_no_checkout_says_what_is_missing(tmp_path: Path, content: Any, said: str) -> None:
    write_files(tmp_path, {} if content is None else {"evaldata.json": content})
    with pytest.raises(DataSetError) as raised:
        opened("trafilatura", tmp_path)
    assert said in str(raised.value)


@needs_samples
def test_sample_has_60_cases() -> None:
    collection = sample("trafilatura")
    assert (len(collection.cases), len(collection.broken), collection.odd) == (60, 0, 0)
    cases = list(collection.cases)
    assert Counter(name for case in cases for name in case.metadata) == {
        "title": 55,
        "authors": 34,
        "published": 50,
        "description": 32,
        "tags": 9,
        "site_name": 4,
    }
    assert sorted(tag for case in cases for tag in case.tags) == ["hard", "hard", "recall"]
    assert sum(len(case.must_include) + len(case.must_exclude) for case in cases) == 362
