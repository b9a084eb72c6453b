"""From answers to articles."""

from __future__ import annotations

import json
from typing import Any

import pytest

from harness.extraction.http_exchange import HttpResponse
from harness.extraction.http_fields import AnswerError, FieldReader, problem
from harness.extraction.http_settings import HttpSettings, ResponseKind
from harness.extraction.http_table import http_settings, preset_names
from harness.model import Article


def reader(
    response: ResponseKind = "json", error: str | None = None, unfence: bool = False, **fields: str
) -> FieldReader:
    pairs = tuple(fields.items())
    return FieldReader(HttpSettings("https://x.example", response=response, fields=pairs, error=error, unfence=unfence))


def response(document: Any, kind: str = "application/json") -> HttpResponse:
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    return HttpResponse(200, {"content-type": kind}, body)


def test_fields_are_found_by_jmespath() -> None:
    document = {
        "a": {"paragraphs": ["One.", "Two."], "title": "T"},
        "by": [{"name": "A"}, {"name": None}, {"name": "B"}],
        "tag": "single",
        "when": "Mon, 09 Mar 2026 12:00:00 GMT",
        "changed": "2026-03-10",
    }
    found = reader(
        text="join('\n', a.paragraphs)",
        title="a.title",
        authors="by[].name",
        tags="tag",
        published="when",
        modified="changed",
        language="'en'",
        description="a.none",
    ).article(response(document))
    assert found == Article(
        text="One.\nTwo.",
        title="T",
        authors=["A", "B"],
        tags=["single"],
        published="2026-03-09T12:00:00+00:00",
        modified="2026-03-10",
        language="en",
    )


def test_answer_may_be_a_text_itself() -> None:
    text = "# Grüße\n\nText"
    assert reader("text", markdown="@").article(response(text.encode(), "text/markdown")).markdown == text
    latin = response(text.encode("latin-1"), "text/plain; charset=iso-8859-1")
    assert reader("text", markdown="@").article(latin).markdown == text


@pytest.mark.parametrize(
    ("body", "kind", "message"),
    [
        (b"{", "application/json", "the answer, which calls itself application/json, is not JSON"),
        (b"<html>Sorry", "text/html; charset=utf-8", "which calls itself text/html, is not JSON"),
        (b"", "", "the answer is not JSON"),
        (b'{"a": NaN}', "application/json", "NaN is no JSON"),
        (b"[" * 100_000, "application/json", "is not JSON"),
        (b'{"a": ' + b"9" * 10_000 + b"}", "application/json", "is not JSON"),
        (b'{"text": "caf\xe9"}', "application/json", "the answer is not UTF-8, as JSON must be: byte 14"),
    ],
)
def test_answer_that_is_no_json_says_what_it_is(body: bytes, kind: str, message: str) -> None:
    with pytest.raises(AnswerError) as error:
        reader(text="text").article(response(body, kind))
    assert message in str(error.value)
    assert len(str(error.value)) < 600


@pytest.mark.parametrize("kind", ["text/plain; charset=klingon", "text/plain"])
def test_text_in_no_known_encoding_is_an_error(kind: str) -> None:
    with pytest.raises(AnswerError, match="the answer is not in"):
        reader("text", text="@").article(response(b"\xff\xfe\xff", kind))


def test_json_of_a_wrong_content_type_is_json_all_the_same() -> None:
    assert reader(text="t").article(response(b'\xef\xbb\xbf{"t": "x"}', "text/html")).text == "x"


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({"t": ["a", "b"]}, r"fields.text finds a list, ["),
        ({"t": {"deep": 1}}, 'fields.text finds no text but {"deep": 1}'),
        ({"t": 5}, "fields.text finds no text but 5"),
        ({"t": True}, "fields.text finds no text but true"),
    ],
)
def test_value_that_is_no_text_is_an_error(document: object, message: str) -> None:
    with pytest.raises(AnswerError) as error:
        reader(text="t").article(response(document))
    assert message in str(error.value)


def test_list_of_no_texts_is_an_error() -> None:
    with pytest.raises(AnswerError, match=r"fields\.authors finds no text but"):
        reader(text="t", authors="by").article(response({"t": "x", "by": [{"name": "A"}]}))


def test_expression_that_fails_on_an_answer_is_an_error() -> None:
    with pytest.raises(AnswerError, match=r"fields\.text fails on this answer"):
        reader(text="join('-', t)").article(response({"t": 5}))


@pytest.mark.parametrize("said", ["no such page", 404, {"code": 1}, True])
def test_failure_that_an_answer_admits_is_an_error(said: object) -> None:
    with pytest.raises(AnswerError, match="the service says that it failed"):
        reader(error="error", text="t").article(response({"error": said, "t": "x"}))


@pytest.mark.parametrize("said", [None, False, "", [], {}])
def test_empty_failure_is_none(said: object) -> None:
    assert reader(error="error", text="t").article(response({"error": said, "t": "x"})).text == "x"


def test_no_article_is_an_empty_one() -> None:
    assert reader(text="t", authors="a").article(response({})) == Article()


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ("```markdown\n# T\n\ntext\n```", "# T\n\ntext"),
        ("\n~~~\ntext\n~~~\n", "text"),
        ("text\n```\ncode\n```", "text\n```\ncode\n```"),
        ("```\n```", ""),
        ("```\na\n```\ntext\n```\nb\n```", "```\na\n```\ntext\n```\nb\n```"),
        ("```markdown\na\n```\nb\n```\nc\n```", "a\n```\nb\n```\nc"),
        ("```python\nprint()\n```", "```python\nprint()\n```"),
        ("```", "```"),
        ("plain", "plain"),
    ],
)
def test_fence_around_a_whole_text_is_taken_off(given: str, text: str) -> None:
    assert reader(unfence=True, markdown="t", title="x").article(response({"t": given, "x": given})) == Article(
        markdown=text, title=given
    )
    assert reader(markdown="t").article(response({"t": given})).markdown == given


def test_expression_that_is_none_is_named() -> None:
    assert (problem(HttpSettings("https://x.example", fields=(("text", "a["),))) or "").startswith(
        "fields.text is no JMESPath: "
    )
    assert (problem(HttpSettings("https://x.example", fields=(("text", "a"),), error="a..b")) or "").startswith("error")
    assert problem(HttpSettings("https://x.example", fields=(("text", "a"),))) is None


OPEN = {"openai": {"url": "http://localhost/v1/chat/completions", "body": {"model": "m"}}}


@pytest.mark.parametrize("name", preset_names())
def test_expressions_of_the_presets_are_sound(name: str) -> None:
    assert problem(http_settings({"preset": name, **OPEN.get(name, {})}, "x")) is None


# The shapes of the services' answers, as their documentation describes them; the texts are ours.
@pytest.mark.parametrize(
    ("name", "document", "article"),
    [
        (
            "zyte",
            {
                "url": "u",
                "article": {
                    "headline": "T",
                    "articleBody": "B",
                    "articleBodyHtml": "<p>B</p>",
                    "authors": [{"name": "A", "nameRaw": "by A"}],
                    "datePublished": "2026-03-09T00:00:00Z",
                    "mainImage": {"url": "i"},
                    "inLanguage": "en",
                },
            },
            Article(
                text="B",
                html="<p>B</p>",
                title="T",
                authors=["A"],
                published="2026-03-09T00:00:00Z",
                image="i",
                language="en",
            ),
        ),
        (
            "diffbot",
            {
                "request": {},
                "objects": [
                    {
                        "title": "T",
                        "text": "B",
                        "html": "<p>B</p>",
                        "author": "A",
                        "date": "Mon, 09 Mar 2026 00:00:00 GMT",
                        "siteName": "S",
                        "humanLanguage": "en",
                        "tags": [{"label": "harbour"}],
                        "images": [{"url": "j"}, {"url": "i", "primary": True}],
                    }
                ],
            },
            Article(
                text="B",
                html="<p>B</p>",
                title="T",
                authors=["A"],
                published="2026-03-09T00:00:00+00:00",
                site_name="S",
                language="en",
                tags=["harbour"],
                image="i",
            ),
        ),
        (
            "jina",
            {"code": 200, "data": {"title": "T", "content": "# B", "description": "D"}},
            Article(markdown="# B", title="T", description="D"),
        ),
        (
            "firecrawl",
            {"success": True, "data": {"markdown": "# B", "metadata": {"title": "T", "language": "en"}}},
            Article(markdown="# B", title="T", language="en"),
        ),
        (
            "openai",
            {"choices": [{"message": {"role": "assistant", "content": "```markdown\n# B\n```"}}]},
            Article(markdown="# B"),
        ),
    ],
)
def test_presets_read_the_answers_of_their_services(name: str, document: object, article: Article) -> None:
    settings = http_settings({"preset": name, **OPEN.get(name, {})}, "x")
    assert FieldReader(settings).article(response(document)) == article


def test_diffbot_fails_with_status_200() -> None:
    with pytest.raises(AnswerError, match="it failed: Not authorized"):
        FieldReader(http_settings({"preset": "diffbot"}, "x")).article(
            response({"errorCode": 401, "error": "Not authorized"})
        )
