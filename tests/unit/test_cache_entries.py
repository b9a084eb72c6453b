"""Keys and values of the cache: nothing is lost on the way, nothing that decides a value is left out of its key."""

from __future__ import annotations

import json
import zlib
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.execution import cache_entries
from harness.execution.cache_entries import (
    article_digest,
    cacheable,
    counts_key,
    decode_extraction,
    encode_extraction,
    extraction_key,
)
from harness.model import FIELDS, LIST_FIELDS, OUTCOMES, Article, Extraction, Extractor, Failure, GoldenCase
from workshop import load, write_case

# Halves of surrogate pairs too, also two that would make a pair: an extractor may return either.
texts = st.text(st.characters(exclude_categories=()), max_size=20) | st.sampled_from(
    ["\ud83d\ude00", "long \ud83d" * 500]
)
articles = st.builds(
    Article,
    text=st.none() | texts,
    markdown=st.none() | texts,
    html=st.none() | texts,
    **{name: st.lists(texts, max_size=3) if name in LIST_FIELDS else st.none() | texts for name in FIELDS},
)
numbers = st.floats(min_value=0, allow_infinity=False)
memory = st.none() | st.integers(min_value=0)
extractions = st.builds(
    Extraction, st.sampled_from(["ok", "empty"]), articles, st.none(), st.none() | numbers, memory
) | st.builds(
    Extraction, st.just("error"), st.none(), st.builds(Failure, texts, texts, texts), st.none() | numbers, memory
)


@given(extractions)
def test_extraction_comes_back_as_it_was(extraction: Extraction) -> None:
    assert decode_extraction(encode_extraction(extraction)) == extraction


short = st.sampled_from([None, "", "a", "\ud83d\ude00", "😀"])
lists = st.lists(st.sampled_from(["", "a", "aa"]), max_size=2)
small = st.builds(Article, text=short, markdown=short, title=short, authors=lists, tags=lists)


@given(small, small)
def test_articles_have_the_same_digest_exactly_when_they_are_the_same(one: Article, other: Article) -> None:
    assert article_digest(one) == article_digest(replace(one))
    assert (article_digest(one) == article_digest(other)) == (one == other)


def test_long_values_are_compressed_and_short_ones_are_not() -> None:
    assert len(encode_extraction(Extraction("ok", Article(text="word " * 10_000)))) < 1000
    assert encode_extraction(Extraction("empty", Article())).startswith(b'{"outcome":"empty","article":{},')


def test_only_outcomes_that_come_again_are_cacheable() -> None:
    assert [outcome for outcome in OUTCOMES if cacheable(Extraction(outcome))] == ["ok", "empty", "error"]


SOUND = {"outcome": "ok", "article": {"text": "a"}, "failure": None, "seconds": None, "peak_memory": None}


@pytest.mark.parametrize(
    "value",
    [
        b"",
        b"{",
        b"not compressed",
        zlib.compress(b"x" * 5000)[:-1],
        zlib.compress(b'{"outcome": "ok"'),
        zlib.compress(b"\xff"),
        b"[" * 100_000,
        b"[]",
        b"{}",
        json.dumps({**SOUND, "outcome": "timeout"}).encode(),
        json.dumps({**SOUND, "outcome": ["ok"]}).encode(),
        json.dumps({**SOUND, "article": None}).encode(),
        json.dumps({**SOUND, "article": {"text": 3}}).encode(),
        json.dumps({**SOUND, "article": [3]}).encode(),
        json.dumps({**SOUND, "outcome": "error"}).encode(),
        json.dumps({**SOUND, "failure": {"kind": "x"}}).encode(),
        json.dumps({"counts": [1]}).encode(),
        json.dumps({"counts": {"kept": 1.5}}).encode(),
        json.dumps({"counts": {"kept": True}}).encode(),
    ],
)
def test_value_that_holds_nothing_is_a_miss(value: bytes) -> None:
    assert decode_extraction(json.dumps(SOUND).encode()) == Extraction("ok", Article(text="a"))
    assert decode_extraction(value) is None


def test_value_that_would_fill_the_memory_is_a_miss(monkeypatch: pytest.MonkeyPatch) -> None:
    value = encode_extraction(Extraction("ok", Article(text="a" * 100_000)))
    assert decode_extraction(value) is not None
    monkeypatch.setattr(cache_entries, "_MAX_JSON", 100_000)
    assert decode_extraction(value) is None


ROW = Extractor("mine", None, "1.0", ("python",), "workspace", "d" * 64)


@pytest.fixture
def case(tmp_path: Path) -> GoldenCase:
    return load(write_case(tmp_path / "case"))


@pytest.mark.parametrize(
    ("of_case", "of_row"),
    [
        ({"page_digest": "e" * 64}, {}),
        ({"url": None}, {}),
        ({"media_type": "text/plain"}, {}),
        ({"encoding": "utf-8"}, {}),
        ({}, {"digest": "e" * 64}),
        ({}, {"version": "1.1"}),
        ({}, {"version": None}),
        ({}, {"mode": "fast"}),
        ({}, {"name": "other"}),
    ],
)
def test_whatever_decides_an_extraction_is_part_of_its_key(
    case: GoldenCase, of_case: dict[str, str | None], of_row: dict[str, str | None]
) -> None:
    key = extraction_key(case, ROW)
    assert len(key) == 32
    assert extraction_key(replace(case, **of_case), replace(ROW, **of_row)) != key  # type: ignore[arg-type]


def test_another_library_below_an_extractor_has_other_keys(case: GoldenCase, monkeypatch: pytest.MonkeyPatch) -> None:
    key = extraction_key(case, ROW)
    monkeypatch.setattr(cache_entries, "made_of", lambda row: f"{row.package} on another libxml2")
    assert extraction_key(case, ROW) != key


@pytest.mark.parametrize("name", ["SCHEMA_VERSION", "PROTOCOL", "__version__"])
def test_another_harness_protocol_or_cache_has_other_keys(
    case: GoldenCase, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = extraction_key(case, ROW)
    monkeypatch.setattr(cache_entries, name, "other")
    assert extraction_key(case, ROW) != key


def test_annotations_and_place_of_a_case_are_no_part_of_the_key(case: GoldenCase, tmp_path: Path) -> None:
    other = load(write_case(tmp_path / "elsewhere", expected="Something else\n", noise=[], optional=[], tags=["new"]))
    assert other.digest != case.digest
    assert extraction_key(other, ROW) == extraction_key(case, ROW)


def test_key_of_counts_covers_case_output_and_signature() -> None:
    output, other = article_digest(Article(text="a")), article_digest(Article(text="b"))
    keys = {
        counts_key("c1", output, "words|v1"),
        counts_key("c2", output, "words|v1"),
        counts_key("c1", other, "words|v1"),
        counts_key("c1", article_digest(None), "words|v1"),
        counts_key("c1", output, "words|v2"),
    }
    assert len(keys) == 5
    assert {len(key) for key in keys} == {32}


@pytest.mark.parametrize("name", [item.name for item in fields(Article)])
def test_digest_of_an_article_covers_every_field(name: str) -> None:
    value = ("ab",) if name in LIST_FIELDS else "ab"
    other = ("a", "b") if name in LIST_FIELDS else "a"
    digests = {
        article_digest(article)
        for article in (None, Article(), Article(**{name: value}), Article(**{name: other}))  # type: ignore[arg-type]
    }
    assert len(digests) == 4
