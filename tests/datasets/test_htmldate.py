"""htmldate's layout: dates by URL in two files, pages in three folders."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness.errors import DataSetError
from layouts import opened, told, write_files

PAGE = b"<html><body><time>7 June 2020</time></body></html>"


def write(folder: Path, default: Any = None, media: Any = None, pages: str = "cache/a.html") -> Path:
    """Write the two files of records, where given, and pages."""
    files = {"eval_default.json": default, "eval_mediacloud_2020.json": media}
    write_files(folder, {name: content for name, content in files.items() if content is not None})
    return write_files(folder, {name: PAGE + name.encode() for name in pages.split()})


def record(date: Any = "2020-06-07", file: Any = "a.html", **more: Any) -> dict[str, Any]:
    """Return a record; a date of ``...`` leaves it out."""
    return {"file": file, **({} if date is ... else {"date": date}), **more}


def test_record_becomes_a_case_with_a_date_alone(tmp_path: Path) -> None:
    collection = opened("htmldate", write(tmp_path, {"https://isle.example/": record(lang="de")}))
    assert told(collection, tmp_path) == []
    case = collection.cases[0]
    assert (case.id, case.url, case.language) == ("htmldate/https://isle.example/", "https://isle.example/", "de")
    assert (case.expected, case.encoding, dict(case.metadata)) == (None, None, {"published": "2020-06-07"})


def test_address_of_both_files_has_the_date_of_the_default_one(tmp_path: Path) -> None:
    media = {"u": record("2019-01-01", "b.html"), "v": record("2019-02-02", "b.html")}
    collection = opened("htmldate", write(tmp_path, {"u": record()}, media, "cache/a.html eval/b.html"))
    assert [(case.id, case.metadata["published"]) for case in collection.cases] == [
        ("htmldate/u", "2020-06-07"),
        ("htmldate/v", "2019-02-02"),
    ]


def test_page_is_looked_for_in_three_folders_in_their_order(tmp_path: Path) -> None:
    pages = "test_set/a.html cache/a.html cache/b.html eval/b.html eval/c.html"
    records = {name: record(file=f"{name}.html") for name in "abc"}
    collection = opened("htmldate", write(tmp_path, records, pages=pages))
    found = [case.page_path.relative_to(tmp_path).as_posix() for case in collection.cases]
    assert found == ["test_set/a.html", "cache/b.html", "eval/c.html"]


@pytest.mark.parametrize(
    ("date", "published", "said"),
    [
        (None, {"published": None}, ""),
        (float("nan"), {"published": None}, "$['u'].date: NaN; write null"),
        ("2020-06", {"published": "2020-06"}, ""),
        ("2020-06-07T10:00", {"published": "2020-06-07T10:00"}, ""),
        ("2020-13-07", {}, "$['u'].date: “2020-13-07” is no date"),
        ("", {}, "$['u'].date: “” is no date"),
    ],
)
def test_date_is_scored_as_far_as_it_is_one(tmp_path: Path, date: Any, published: Any, said: str) -> None:
    collection = opened("htmldate", write(tmp_path, {"u": record(date)}))
    assert dict(collection.cases[0].metadata) == published
    assert [line.startswith(f"eval_default.json {said}") for line in told(collection, tmp_path)] == [True] * bool(said)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("2020-06-07", "eval_default.json $['u']: an object is expected"),
        (record(...), "eval_default.json $['u']: has no date; give it one, or null"),
        (record(20200607), "eval_default.json $['u'].date: a string is expected, not 20200607"),
        (record(file=None), "eval_default.json $['u'].file: is missing"),
        (record(lang=["de"]), "eval_default.json $['u'].lang: a string is expected"),
        (record(file="gone.html"), "test_set/gone.html: cannot be read: No such file"),
        (record(file="../../x.html"), "test_set/../../x.html: leads out of its folder"),
    ],
)
def test_bad_record_costs_itself_alone(tmp_path: Path, wrong: Any, said: str) -> None:
    collection = opened("htmldate", write(tmp_path, {"u": wrong, "v": record()}))
    assert collection.cases.ids == ["htmldate/v"]
    (line,) = told(collection, tmp_path)
    assert line.startswith(said)


def test_checkout_its_tests_folder_and_one_file_can_be_given(tmp_path: Path) -> None:
    write(tmp_path / "tests", {"u": record()}, {"v": record()})
    assert opened("htmldate", tmp_path).cases.ids == ["htmldate/u", "htmldate/v"]
    assert opened("htmldate", tmp_path / "tests").cases.ids == ["htmldate/u", "htmldate/v"]
    assert opened("htmldate", tmp_path / "tests/eval_default.json").cases.ids == ["htmldate/u"]


@pytest.mark.parametrize(
    ("default", "said"), [(None, "eval_mediacloud_2020.json or eval_default.json is missing"), ([], "an object by URL")]
)
def test_folder_that_is_no_checkout_says_what_is_missing(tmp_path: Path, default: Any, said: str) -> None:
    with pytest.raises(DataSetError) as raised:
        opened("htmldate", write(tmp_path, default))
    assert said in str(raised.value)
