"""The data between the parts: an article from any child, the rows of the table, what counts as a failure."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.model import FAILURES, FIELDS, LIST_FIELDS, NOISE_KINDS, OUTCOMES, PAGE_TYPES, Article, Extractor
from harness.schema import schema_path
from workshop import load, write_case

ANY_TEXT = st.text(st.characters())
TEXT_KEYS = [item.name for item in dataclasses.fields(Article) if item.name not in LIST_FIELDS]
ARTICLES = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(TEXT_KEYS, st.none() | ANY_TEXT),
        **dict.fromkeys(sorted(LIST_FIELDS), st.lists(ANY_TEXT)),
    },
)


@given(ARTICLES)
def test_article_comes_back_from_json(values: dict[str, Any]) -> None:
    article = Article(**values)
    assert Article.from_json(json.loads(json.dumps(article.to_json()))) == article


def test_article_writes_only_what_it_holds() -> None:
    assert Article().to_json() == {}
    assert Article(text="", authors=["Ann"], tags=()).to_json() == {"text": "", "authors": ["Ann"]}


def test_article_of_a_newer_child_is_read_without_its_new_keys() -> None:
    assert Article.from_json({"text": "t", "mood": "glad", "tags": None}) == Article(text="t")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"text": 5}, "text must be a string or None, not int 5"),
        ({"title": ["t"]}, r"title must be a string or None, not list \['t'\]"),
        ({"authors": "Ann"}, "authors must be a list of strings, not str 'Ann'"),
        ({"tags": ["a", None]}, "tags must be a list of strings"),
        ({"published": {"x" * 99: 1}}, r"published must be .* dict \{'x{55}\.\.\.$"),
        (["text"], "an article must be an object, not list"),
        (None, "an article must be an object, not NoneType None"),
    ],
)
def test_wrong_article_is_refused_by_name(data: object, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        Article.from_json(data)


@pytest.mark.parametrize(
    ("mode", "version", "problem", "shown", "ready"),
    [
        (None, "1.0", None, "lib", True),
        ("fast", "1.0", None, "lib[fast]", True),
        (None, "", None, "lib", True),
        (None, None, None, "lib", False),
        (None, "1.0", "SyntaxError", "lib", False),
    ],
)
def test_row_has_a_name_and_says_whether_it_can_run(
    mode: str | None, version: str | None, problem: str | None, shown: str, ready: bool
) -> None:
    row = Extractor("lib", mode, version, ("lib",), "workspace", "0" * 64, problem=problem)
    assert (row.id, row.ready) == (shown, ready)


def test_every_outcome_but_an_answer_is_a_failure() -> None:
    assert set(OUTCOMES) - FAILURES == {"ok", "empty"}


def test_closed_lists_are_those_of_the_schema() -> None:
    properties = json.loads(schema_path("golden").read_text())["properties"]
    assert tuple(properties["page_type"]["enum"]) == PAGE_TYPES
    assert tuple(properties["noise"]["items"]["properties"]["kind"]["enum"]) == NOISE_KINDS
    assert {*properties["metadata"]["properties"], "language"} == set(FIELDS)


def test_collection_is_the_first_part_of_the_id(tmp_path: Path) -> None:
    assert dataclasses.replace(load(write_case(tmp_path / "one")), id="news/2026/one").collection == "news"
    assert load(write_case(tmp_path / "one")).collection == "one"
