"""Recorded outputs in every layout that benchmarks write, and what cannot be read of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harness.errors import DataSetError
from harness.extraction.recorded import read_recorded, recorded_rows
from harness.model import Article, Extraction


def written(folder: Path, content: Any, name: str = "system.json") -> Path:
    file = folder / name
    file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return file


def outputs(path: Path) -> dict[str, Extraction]:
    (row,) = recorded_rows(path)
    assert row.recorded is not None
    return dict(read_recorded(row.recorded))


def articles(path: Path) -> dict[str, Article | None]:
    return {key: extraction.article for key, extraction in outputs(path).items()}


A = Article(text="One story.")


@pytest.mark.parametrize(
    ("document", "version"),
    [
        ({"a": {"articleBody": "One story."}}, ""),
        ({"a": "One story."}, ""),
        ({"version": "2.1", "output": {"a": "One story."}}, "2.1"),
        ({"version": 3, "output": {"a": {"articleBody": "One story."}}}, "3"),
        ({"version": None, "output": {"a": {"text": "One story."}}}, ""),
        ({"a": {"body": ["One story."]}}, ""),
        ([{"id": "a", "plaintext": "One story."}], ""),
    ],
)
def test_layouts_of_one_file(tmp_path: Path, document: Any, version: str) -> None:
    file = written(tmp_path, document)
    (row,) = recorded_rows(file)
    assert (row.id, row.version, row.ready, row.origin) == ("system", version, True, "recorded")
    assert articles(file) == {"a": A}


@pytest.mark.parametrize("key", ["id", "track_id", "page_id", "key"])
@pytest.mark.parametrize(("name", "field"), [("text", "text"), ("markdown", "llm_webkit_md"), ("text", "plaintext")])
def test_lines_with_the_id_that_each_benchmark_writes(tmp_path: Path, key: str, name: str, field: str) -> None:
    file = written(tmp_path, f"{json.dumps({key: 'a', field: 'One story.'})}\n\n{json.dumps({key: 7})}\n", "x.jsonl")
    found = articles(file)
    assert found == {"a": Article(**{name: "One story."}), "7": Article()}


def test_metadata_under_our_names_and_under_theirs(tmp_path: Path) -> None:
    theirs = {
        "headline": "T",
        "author": "Ann",
        "datePublished": "2026-01-02",
        "sitename": "S",
        "inLanguage": "de",
        "articleBody": "One story.",
        "unknown": {"x": 1},
    }
    wanted = Article(
        text="One story.", title="T", authors=("Ann",), published="2026-01-02", site_name="S", language="de"
    )
    assert articles(written(tmp_path, {"a": theirs, "b": wanted.to_json()})) == {"a": wanted, "b": wanted}


def test_folder_of_one_file_a_page(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    (folder / "news").mkdir(parents=True)
    written(folder, "One story.", "news/a.txt")
    written(folder, "# One", "b.md")
    written(folder, "<p>One", "c.html")
    written(folder, {"text": "One story.", "title": "T"}, "d.json")
    written(folder, "{", "broken.json")
    written(folder, "no output", "notes.rst")
    (row,) = recorded_rows(folder)
    found = outputs(folder)
    assert row.id == "mine"
    assert {key: one.article for key, one in found.items() if one.article} == {
        "news/a": A,
        "b": Article(markdown="# One"),
        "c": Article(html="<p>One"),
        "d": Article(text="One story.", title="T"),
    }
    assert (found["broken"].outcome, found["broken"].failure is not None) == ("error", True)


def test_folder_of_sets_has_a_row_a_model(tmp_path: Path) -> None:
    for name in ("cetd", "l3s"):
        (tmp_path / name).mkdir()
        for model in ("one", "two"):
            written(tmp_path / name, json.dumps({"page_id": "p", "plaintext": f"{model} on {name}"}), f"{model}.jsonl")
    rows = recorded_rows(tmp_path)
    assert [row.id for row in rows] == ["one", "two"]
    assert rows[0].digest != rows[1].digest
    assert rows[1].recorded is not None
    assert dict(read_recorded(rows[1].recorded)) == {
        "cetd/p": Extraction("ok", Article(text="two on cetd")),
        "l3s/p": Extraction("ok", Article(text="two on l3s")),
    }


def test_empty_outputs_are_empty_and_values_that_are_no_article_failures(tmp_path: Path) -> None:
    found = outputs(written(tmp_path, {"a": "", "b": None, "c": " \n", "d": 5, "e": {"text": 5}, "f": {"tags": [1]}}))
    assert {key: one.outcome for key, one in found.items()} == {
        "a": "empty",
        "b": "empty",
        "c": "empty",
        "d": "error",
        "e": "error",
        "f": "error",
    }


def test_id_that_stands_twice_is_given_twice(tmp_path: Path) -> None:
    file = written(tmp_path, '{"a": "one", "b": "two", "a": "three"}')
    assert [(key, one.article and one.article.text) for key, one in read_recorded(file)] == [
        ("a", "one"),
        ("b", "two"),
        ("a", "three"),
    ]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("x.json", "{", "x.json is not JSON in UTF-8"),
        ("x.json", "5", "holds no object by page id"),
        ("x.json", "[" * 100_000, "is not JSON in UTF-8"),
        ("x.jsonl", '{"id": "a"}\n{', "line 2 is not JSON"),
        ("x.jsonl", "[1]", "line 1 has no page id; give one of id, track_id"),
        ("x.jsonl", '{"text": "a"}', "line 1 has no page id"),
    ],
)
def test_file_that_cannot_be_read_is_named_with_the_place(
    tmp_path: Path, name: str, content: str, message: str
) -> None:
    file = written(tmp_path, content, name)
    with pytest.raises(DataSetError, match=message):
        outputs(file)


@pytest.mark.parametrize("name", ["nowhere.json", "empty"])
def test_nothing_there_says_what_to_give(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataSetError, match="give a"):
        recorded_rows(tmp_path / name)


def test_digest_changes_with_any_file(tmp_path: Path) -> None:
    file = written(tmp_path, {"a": "one"})
    (before,) = recorded_rows(file)
    written(tmp_path, {"a": "two"})
    (after,) = recorded_rows(file)
    assert before.digest != after.digest


TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(TEXT.filter(lambda key: key not in ("output", "version")), TEXT))
def test_any_texts_come_back(tmp_path: Path, texts: dict[str, str]) -> None:
    found = articles(written(tmp_path, {"version": "1", "output": texts}))
    assert found == {key: Article(text=text) for key, text in texts.items()}
