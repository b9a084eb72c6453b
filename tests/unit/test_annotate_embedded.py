"""Metadata that a page declares."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.annotate.embedded import Candidate, clean_value, read_embedded, read_language

URL = "https://tide.example/news/fire"


def of(html: str, field: str) -> list[tuple[object, str]]:
    return [(one.value, one.source) for one in read_embedded(html, URL) if one.field == field]


def test_a_page_without_any_has_none() -> None:
    assert read_embedded("", URL) == []
    assert read_embedded("<p>text</p>", None) == []


def test_json_ld_comes_before_open_graph_and_that_before_the_title() -> None:
    html = """<title>Fire | Tide</title><meta property="og:title" content="Fire!">
      <script type="application/ld+json">{"@graph": [{"@type": "WebSite", "name": "Tide"},
        {"@type": "NewsArticle", "headline": "Fire in the harbour"}]}</script><h1>Fire in the
      harbour</h1>"""
    assert of(html, "title") == [
        ("Fire in the harbour", "JSON-LD headline"),
        ("Tide", "JSON-LD name"),
        ("Fire!", "meta og:title"),
        ("Fire | Tide", "<title>"),
        ("Fire in the harbour", "<h1>"),
    ]


def test_names_are_read_from_texts_objects_and_lists_but_not_from_addresses() -> None:
    html = """<meta property="article:author" content="https://social.example/ann">
      <script type='application/ld+json'>{"@type": "Article",
        "author": ["Ann Onym", {"name": "Bo Gus"}, {"@id": "#me"}, 7]}</script>"""
    assert of(html, "authors") == [(("Ann Onym", "Bo Gus"), "JSON-LD author")]


def test_the_publisher_is_the_site_and_tags_are_cut_at_commas() -> None:
    html = """<meta name="Keywords" content="harbour, boats,harbour"><script type="application/ld+json">
      {"@type": "Article", "publisher": {"@type": "Organization", "name": "The Tide"}}</script>"""
    assert of(html, "site_name") == [("The Tide", "JSON-LD publisher")]
    assert of(html, "tags") == [(("harbour", "boats"), "meta keywords")]


@pytest.mark.parametrize(
    "kind",
    [
        '"NewsArticle"',
        '["NewsArticle", "Article"]',
        '["Article", "Thing"]',
        '[7, null, "https://schema.org/BlogPosting"]',
    ],
)
def test_what_the_article_says_comes_before_what_others_say_whichever_of_its_types_tells(kind: str) -> None:
    html = f"""<script type="application/ld+json">{{"@graph": [
      {{"@type": ["Organization", "Brand"], "description": "A daily paper."}},
      {{"@type": {kind}, "description": "Two boats burnt."}}]}}</script>"""
    assert [value for value, _ in of(html, "description")] == ["Two boats burnt.", "A daily paper."]


@pytest.mark.parametrize("kind", ["7", "null", "[]", "{}", '[["Article"]]', '"ArticleSection"'])
def test_a_thing_of_no_known_type_keeps_its_place(kind: str) -> None:
    html = f"""<script type="application/ld+json">[{{"@type": "WebSite", "description": "A daily paper."}},
      {{"@type": {kind}, "description": "Two boats burnt."}}]</script>"""
    assert [value for value, _ in of(html, "description")] == ["A daily paper.", "Two boats burnt."]


def test_addresses_become_absolute() -> None:
    html = '<link rel="canonical" href="/news/fire-2"><meta property="og:image" content="a.jpg">'
    assert of(html, "canonical_url") == [("https://tide.example/news/fire-2", "link canonical")]
    assert of(html, "image") == [("https://tide.example/news/a.jpg", "meta og:image")]


@pytest.mark.parametrize(
    ("given", "date"),
    [
        ("2026-03-09", "2026-03-09"),
        ("2026-03-09T14:05:00.123+0100", "2026-03-09T14:05:00+01:00"),
        ("2026-03-09 14:05", "2026-03-09T14:05"),
        ("2026-03", "2026-03"),
        ("9 March 2026", None),
        ("2026-02-31", None),
        ("2026-13", None),
        ("0000", None),
        ("", None),
    ],
)
def test_dates_are_iso_or_none(given: str, date: str | None) -> None:
    assert clean_value("published", [given], None) == date


def test_broken_json_ld_costs_itself_alone() -> None:
    html = '<script type="application/ld+json">{"headline": </script><meta property="og:title" content="Fire">'
    assert of(html, "title") == [("Fire", "meta og:title")]


@pytest.mark.parametrize(
    ("html", "language"),
    [
        ('<html lang="de-AT">', "de-AT"),
        ('<html lang="EN">', "en"),
        ('<html lang=""><meta property="og:locale" content="pt_BR">', "pt-BR"),
        ('<html lang="english please">', None),
        ("", None),
    ],
)
def test_language_is_a_tag_or_none(html: str, language: str | None) -> None:
    assert read_language(html) == language


@given(st.text(max_size=300))
def test_any_page_is_taken(text: str) -> None:
    found = read_embedded(
        f'<script type="application/ld+json">{text}</script><meta name="author" content="{text}">', URL
    )
    assert all(isinstance(one, Candidate) and one.value for one in found)
