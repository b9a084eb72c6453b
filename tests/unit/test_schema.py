"""Every way to break ``golden.json`` is told by its place, what was found there, and what to do."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from harness.schema import SchemaProblem, schema_path, violations
from workshop import ANNOTATIONS

PROVENANCE = ANNOTATIONS["provenance"]


def problems(**changes: Any) -> list[SchemaProblem]:
    document = {key: value for key, value in {**ANNOTATIONS, **changes}.items() if value is not ...}
    return list(violations("golden", document))


def test_schema_is_a_schema_and_the_example_keeps_it() -> None:
    Draft202012Validator.check_schema(json.loads(schema_path("golden").read_text()))
    assert problems() == []


@pytest.mark.parametrize(
    ("changes", "path", "found", "advice"),
    [
        ({"url": ...}, "$", "missing key 'url'", "add it"),
        ({"colour": 1, "size": 2}, "$", "unknown key 'colour', 'size'", "known keys: $schema, encoding, format, "),
        ({"format": 2}, "$.format", "2", "1 was expected"),
        ({"format": True}, "$.format", "true", "1 was expected"),
        ({"url": 5}, "$.url", "5", "must be string or null"),
        ({"url": "ftp://x"}, "$.url", '"ftp://x"', "does not match '^https?://' (The address that the page"),
        ({"url": "x" * 80}, "$.url", '"' + "x" * 56 + "...", "does not match"),
        ({"language": "German"}, "$.language", '"German"', "(BCP 47, for instance en, de-AT or zh-Hant.)"),
        ({"page_type": "blog"}, "$.page_type", '"blog"', "one of: article forum product"),
        ({"encoding": ""}, "$.encoding", '""', "should be non-empty (The charset"),
        ({"not_visible": "short"}, "$.not_visible", '"short"', "is too short (Why the expected text"),
        ({"tags": ["ok", "Not Ok"]}, "$.tags[1]", '"Not Ok"', "does not match"),
        ({"must_include": ["a", "a"]}, "$.must_include", '["a", "a"]', "has non-unique elements"),
        ({"metadata": {"authors": "Ann"}}, "$.metadata.authors", '"Ann"', "must be array"),
        ({"metadata": {"title": " "}}, "$.metadata.title", '" "', "does not match"),
        ({"metadata": {"published": "March"}}, "$.metadata.published", '"March"', "must be an ISO 8601 date such as"),
        ({"metadata": {"autor": "Ann"}}, "$.metadata", "unknown key 'autor'", "known keys: authors, canonical_url"),
        ({"noise": [{"exact": "x"}]}, "$.noise[0]", "missing key 'kind'", "add it"),
        ({"noise": [{"kind": "ad", "exact": "x"}]}, "$.noise[0].kind", '"ad"', "one of: navigation skip-link"),
        ({"optional": [{"exact": "x", "kind": "promo"}]}, "$.optional[0]", "unknown key 'kind'", "known keys: exact"),
        ({"provenance": {**PROVENANCE, "status": None}}, "$.provenance.status", "null", "one of: draft reviewed"),
        ({"provenance": {**PROVENANCE, "captured": "x"}}, "$.provenance.captured", '"x"', "ISO 8601"),
    ],
)
def test_violation_is_told_with_place_finding_and_advice(
    changes: dict[str, Any], path: str, found: str, advice: str
) -> None:
    (problem,) = problems(**changes)
    assert (problem.path, problem.found) == (path, found)
    assert advice in problem.advice


@pytest.mark.parametrize("document", [[], None, "golden", 5])
def test_document_that_is_no_object_is_one_violation(document: object) -> None:
    assert list(violations("golden", document)) == [SchemaProblem("$", json.dumps(document), "must be object")]


def test_every_violation_is_told_in_the_order_of_the_document() -> None:
    noise = [{"kind": "promo", "exact": "x"} for _ in range(12)]
    noise[2]["exact"] = noise[11]["exact"] = " "
    noise[2]["kind"] = "ad"
    found = problems(url=..., language=..., noise=noise)
    assert [problem.path for problem in found] == [
        "$",
        "$",
        "$.noise[2].exact",
        "$.noise[2].kind",
        "$.noise[11].exact",
    ]
    assert [problem.found for problem in found[:2]] == ["missing key 'language'", "missing key 'url'"]


@pytest.mark.parametrize(
    "date",
    ["2026", "2026-03", "2026-03-09", "2026-03-09T14:05", "2026-03-09T14:05:30Z", "2026-03-09T14:05+01:00", None],
)
def test_date_may_be_as_precise_as_it_is_known(date: str | None) -> None:
    assert problems(metadata={"published": date}) == []


@pytest.mark.parametrize("date", ["", "09.03.2026", "2026-3-9", "2026-03-09 14:05", "2026-03-09T14", 2026])
def test_other_spelling_of_a_date_is_refused(date: object) -> None:
    assert [problem.path for problem in problems(metadata={"published": date})] == ["$.metadata.published"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters()), inner, max_size=3),
)


@settings(max_examples=50)
@given(st.dictionaries(st.sampled_from([*ANNOTATIONS, "tags", "colour"]) | st.text(), JSON))
def test_any_json_is_told_wrong_without_failing(changes: dict[str, Any]) -> None:
    for problem in violations("golden", {**ANNOTATIONS, **changes}):
        assert problem.path.startswith("$")
        assert problem.found
        assert problem.advice
