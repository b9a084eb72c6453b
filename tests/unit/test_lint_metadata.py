"""Metadata that stands nowhere on the page."""

from __future__ import annotations

import pytest

from harness.html import read_html
from harness.lint.metadata import find_unseen
from harness.model import FieldValue


def unseen(html: str, cleaned: str = "", **metadata: FieldValue) -> list[tuple[str, str]]:
    return list(find_unseen(metadata, read_html(html), html, cleaned))


@pytest.mark.parametrize(
    ("html", "value"),
    [
        ("<h1>Fire in the harbour</h1>", "Fire in the harbour"),
        ("<h1>FIRE <b>in</b>\n the harbour!</h1>", "Fire in the harbour"),
        ("<title>Fire in the harbour | The Tide</title>", "Fire in the harbour"),
        ("<meta property='og:title' content='Fire in the harbour'>", "Fire in the harbour"),
        ("<meta name=x content='Hobb &amp; Lantern'>", "Hobb & Lantern"),
        ("<div data-title='Caf&eacute; Lune'></div>", "Café Lune"),
        ("<script>var t = 'Caf\\u00e9 Lune';</script>", "Café Lune"),
        ("<h1>港の火事、二隻が助かる</h1>", "港の火事"),
    ],
)
def test_a_text_is_found_wherever_it_stands(html: str, value: str) -> None:
    assert unseen(html, title=value) == []


@pytest.mark.parametrize("html", ["<h1>Fire at the harbour</h1>", "<h1>Fire in the harbours</h1>", ""])
def test_a_text_that_is_nowhere_is_told(html: str) -> None:
    assert unseen(html, title="Fire in the harbour") == [("$.metadata.title", "Fire in the harbour")]


def test_names_and_tags_are_told_one_by_one() -> None:
    found = unseen("<p>By Ann Onym. Harbour</p>", authors=("Ann Onym", "Bo Gus"), tags=("Harbour", "Boats"))
    assert found == [("$.metadata.authors[1]", "Bo Gus"), ("$.metadata.tags[1]", "Boats")]


def test_what_is_annotated_as_absent_and_addresses_are_not_looked_for() -> None:
    assert unseen("<p>x</p>", title=None, authors=(), image="https://x.example/a.jpg", canonical_url=None) == []


def test_a_title_that_something_was_pushed_into_counts_with_that_taken_out() -> None:
    html = "<h1>Fire in BUY NOW the harbour</h1>"
    assert unseen(html, title="Fire in the harbour") != []
    assert unseen(html, cleaned="Fire in the harbour", title="Fire in the harbour") == []


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2026-03-09", "2026-03-09"),
        ("20260309", "2026-03-09"),
        ("9.3.2026", "2026-03-09"),
        ("03/09/2026", "2026-03-09"),
        ("09/03/26", "2026-03-09"),
        ("Monday, 9 March 2026", "2026-03-09"),
        ("March 9th, 2026", "2026-03-09T10:00"),
        ("2026年3月9日", "2026-03-09"),
        ("9 มีนาคม 2569", "2026-03-09"),
        ("٩ مارس ٢٠٢٦", "2026-03-09"),
        ("1773014400", "2026-03-09"),
        ("2026-03-08T23:30:00Z", "2026-03-09T00:30+01:00"),
        ("in 2026", "2026"),
        ("March 2026", "2026-03"),
    ],
)
def test_a_date_is_found_in_the_usual_forms(text: str, date: str) -> None:
    assert unseen(f"<p>{text}</p>", published=date) == []


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("8 March 2026", "2026-03-09"),
        ("2026-03-08T23:30:00Z", "2026-03-09"),
        ("9 March 2025", "2026-03-09"),
        ("120260309", "2026-03-09"),
        ("2025", "2026"),
        ("2 hours ago", "2026-03-09T10:00"),
        ("99.3.2026", "2026-03-09"),
        ("no date", "2026-02-31"),
    ],
)
def test_another_date_is_none(text: str, date: str) -> None:
    assert unseen(f"<p>{text}</p>", modified=date) == [("$.metadata.modified", date)]
