"""Pieces: Markdown with TOML at its head, in parts."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.forge.chunks import read_chunks
from harness.forge.forging import expected_markdown
from harness.forge.library import library
from harness.forge.phrases import PhraseError, Phrases
from harness.forge.piece import PieceError, Recipe, read_piece

HEAD = """+++
title = "Two boats"
page_type = "forum"
genre = "forum"
language = "en"
site = "Slip"
description = "About boats."
tags = ["boats"]
headlines = ["Another"]
published = 2024-05-03T10:00:00+02:00
[[comments]]
name = "Ann"
text = "Nice."
+++
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "two-boats.md"
    path.write_text(text, encoding="utf-8")
    return path


def test_parts_begin_at_their_lines(tmp_path: Path) -> None:
    piece = read_piece(
        write(tmp_path, HEAD + "\nHello.\n\n%% post | ann | 2024-05-03\nFirst.\n\n%% post | bo |\nSecond.\n")
    )
    assert [(part.role, part.name, part.meta, part.markdown) for part in piece.parts] == [
        ("body", "", "", "Hello."),
        ("post", "ann", "2024-05-03", "First."),
        ("post", "bo", "", "Second."),
    ]
    assert (piece.slug, piece.published, piece.comments[0].name) == ("two-boats", "2024-05-03T10:00:00+02:00", "Ann")


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("no head at all", "cannot be read as a piece"),
        (HEAD.replace('title = "Two boats"\n', ""), "keys: title"),
        (HEAD.replace("tags", "tag"), "keys: tags"),
        (HEAD.replace('page_type = "forum"', 'page_type = "essay"'), "keys: page_type"),
        (HEAD.replace('name = "Ann"\n', ""), "cannot be read as a piece"),
        (HEAD.replace("[[comments]]", "recipe = { servings = 4 }\n[[comments]]"), "cannot be read as a piece"),
        (HEAD.replace("[[comments]]", 'facts = [["Where"]]\n[[comments]]'), "cannot be read as a piece"),
    ],
)
def test_a_wrong_piece_is_named(tmp_path: Path, wrong: str, told: str) -> None:
    with pytest.raises(PieceError, match=told) as error:
        read_piece(write(tmp_path, wrong))
    assert "two-boats.md" in str(error.value)


def test_what_a_box_says_stands_in_the_head(tmp_path: Path) -> None:
    recipe = "{ preparation = 5, cooking = 0, servings = 2, energy = 17, fat = 1, protein = 1, carbohydrates = 1 }"
    more = f'facts = [["Where", "Old ferry steps"]]\nstarts = 2024-06-21T17:30:00+12:00\nrecipe = {recipe}\n'
    piece = read_piece(write(tmp_path, HEAD.replace("[[comments]]", f"{more}[[comments]]")))
    assert piece.facts == (("Where", "Old ferry steps"),)
    assert piece.starts == "2024-06-21T17:30:00+12:00"
    assert piece.recipe == Recipe(5, 0, 2, 17, 1, 1, 1)
    assert piece.modified == piece.published == "2024-05-03T10:00:00+02:00"


def test_the_other_articles_in_the_language_are_stories() -> None:
    pieces = library()
    for name in ("ko/village-bus-timetable", "en/pebble-14-first-bike"):
        piece = pieces.by_name[name]
        found = pieces.stories(piece)
        assert found
        assert piece not in found
        assert {(one.page_type, one.language[:2]) for one in found} == {("article", piece.language[:2])}


def test_chunks_are_the_structure_of_the_text() -> None:
    source = (
        "# One\n\nA *b* & c.\n\n1. x\n2. y\n   - z\n\n> said\n\n| h |\n|---|\n| 1 |\n\n"
        '```py\na < b\n```\n\n![cat](c-1.jpg "A cat")\n'
    )
    heading, paragraph, entries, quote, table, code, figure = read_chunks(source)
    assert (heading.kind, heading.level, heading.html) == ("heading", 1, "One")
    assert paragraph.html == "A <em>b</em> &amp; c."
    assert entries.ordered
    assert [item[0].html for item in entries.items] == ["x", "y"]
    assert entries.items[1][1].items[0][0].html == "z"
    assert quote.items[0][0].html == "said"
    assert table.rows == (("h",), ("1",))
    assert (code.html, code.language) == ("a &lt; b", "py")
    assert (figure.kind, figure.source, figure.alt, figure.html) == ("figure", "c-1.jpg", "cat", "A cat")


def test_expected_text_has_captions_only_where_they_count(tmp_path: Path) -> None:
    text = 'Intro.\n\n![cat](c.jpg "A cat")\n\nMore.\n\n%% item | Name | £ 3\nWhy.\n'
    piece = read_piece(write(tmp_path, HEAD + text))
    assert expected_markdown(piece, captions=False) == "Intro.\n\nMore.\n\n## Name\n\nWhy.\n"
    assert expected_markdown(piece, captions=True) == "Intro.\n\n![]() A cat\n\nMore.\n\n## Name\n\nWhy.\n"


def test_dates_are_written_as_the_language_does() -> None:
    assert Phrases("en").date("2024-05-03", "long") == "May 3, 2024"
    assert Phrases("de-AT").date("2024-05-03T07:05:00+02:00", "time").startswith("7")
    assert "2024" in Phrases("ja").date("2024-05-03", "long")


def test_a_phrase_that_is_missing_is_named() -> None:
    with pytest.raises(PhraseError, match=r"en.toml: has no \[share\] buttons"):
        Phrases("en").variants("share.buttons")


@pytest.mark.parametrize("language", sorted({piece.language.partition("-")[0] for piece in library().pieces}))
def test_every_language_has_every_phrase(language: str) -> None:
    ours, english = Phrases(language)._variants, Phrases("en")._variants
    assert set(english) <= set(ours)
    assert language == "en" or ours is not english


def test_pieces_are_at_least_120_in_15_languages_and_share_no_paragraph() -> None:
    pieces = library().pieces
    assert len(pieces) >= 120
    assert len({piece.language.partition("-")[0] for piece in pieces}) >= 15
    seen: dict[str, str] = {}
    for piece in pieces:
        for part in piece.parts:
            for paragraph in part.markdown.split("\n\n"):
                if len(paragraph) > 60:
                    assert seen.setdefault(paragraph, piece.slug) == piece.slug, f"{piece.slug}: {paragraph[:60]}"
