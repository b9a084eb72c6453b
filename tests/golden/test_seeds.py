"""The two articles that the project grew out of: the expected text, block for block."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from harness.blocks import Block
from harness.goldens import load_case, read_page_text
from harness.model import GoldenCase
from harness.text import words

GOLDEN = Path(__file__).parents[2] / "golden"
BLOG = ("belarus-blog", "belarus-blog-text")
MIRROR = ("belarus-mirror", "belarus-mirror-text")


def seed(name: str) -> GoldenCase:
    case = load_case(GOLDEN / "seeds" / name, GOLDEN).case
    assert case is not None
    return case


def delivered_lines(name: str) -> list[str]:
    text = (GOLDEN / "seeds" / name / "page.txt").read_text(encoding="utf-8")
    return [line for line in text.split("\n") if line.strip()]


def without_promos(lines: list[str], promo: str, after: int) -> list[str]:
    """Drop each promo line and ``after`` lines behind it."""
    kept, skip = [], 0
    for line in lines:
        if line.startswith(promo):
            skip = after + 1
        if not skip:
            kept.append(line)
        skip = max(0, skip - 1)
    return kept


@pytest.mark.parametrize(
    ("name", "digest"),
    [
        ("belarus-blog-text", "ef0602dd333c71e6c2651897fae51092da9b67d3948e0b970c8b089ef0c8c96b"),
        ("belarus-mirror-text", "6521542c170f97f5dab4cd8cce11ce4d438f0c1ec296ad833c1ae169e47077da"),
    ],
)
def test_delivered_text_is_kept_byte_for_byte(name: str, digest: str) -> None:
    assert hashlib.sha256((GOLDEN / "seeds" / name / "page.txt").read_bytes()).hexdigest() == digest


@pytest.mark.parametrize("name", BLOG)
def test_blog_text_is_its_thirteen_blocks(name: str) -> None:
    lines = delivered_lines("belarus-blog-text")
    first = next(
        i for i, line in enumerate(lines) if line.startswith("Belarusian President Alexander Lukashenko has h")
    )
    last = next(i for i, line in enumerate(lines) if line.endswith("further support in Moscow’s war effort."))
    story = without_promos(lines[first : last + 1], "READ MORE:", after=1)
    heading = "Belarus, China relations with Russia"
    expected = tuple(Block("heading" if line == heading else "paragraph", line) for line in story)
    assert len(expected) == 13
    assert seed(name).expected == expected


@pytest.mark.parametrize("name", MIRROR)
def test_mirror_text_is_its_fifteen_paragraphs_without_the_injected_brand(name: str) -> None:
    lines = delivered_lines("belarus-mirror-text")
    first = next(i for i, line in enumerate(lines) if line.startswith("Beijing — Belarusian President"))
    last = next(i for i, line in enumerate(lines) if line.endswith("said in a statement."))
    story = without_promos(lines[first : last + 1], "- ", after=0)
    story[0] = story[0].replace("PredictIQ Quantitative Think Tank Center", "")
    assert "will arrive in Beijing on Tuesday, kicking off a three-day trip" in story[0]
    assert len(story) == 15
    assert seed(name).expected == tuple(Block("paragraph", line) for line in story)


@pytest.mark.parametrize("name", BLOG)
def test_blog_metadata(name: str) -> None:
    metadata = dict(seed(name).metadata)
    assert metadata["title"] == "Belarus’ Lukashenko hails ties with China ahead of Xi meeting"
    assert metadata["authors"] == ()


@pytest.mark.parametrize("name", MIRROR)
def test_mirror_metadata_leaves_the_spam_out(name: str) -> None:
    assert dict(seed(name).metadata) == {
        "title": (
            'Belarus dictator Lukashenko, a key Putin ally, lauds China\'s "peaceful foreign policy" '
            "before meeting Xi Jinping"
        ),
        "authors": (),
        "published": "2025-04-07",
        "site_name": "Elevate Capital Network",
        "tags": (
            *("Belarus", "War", "Xi Jinping", "Ukraine", "Russia", "China", "Vladimir Putin"),
            "Alexander Lukashenko",
        ),
    }


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        *((name, {"skip-link", "promo", "related", "comments", "comment-form"}) for name in BLOG),
        *(
            (
                name,
                {
                    *("breadcrumb", "injected-spam", "byline-furniture", "promo", "tag-list", "rating"),
                    *("related", "ranking", "recommendation"),
                },
            )
            for name in MIRROR
        ),
    ],
)
def test_noise_kinds(name: str, kinds: set[str]) -> None:
    assert {quote.kind for quote in seed(name).noise} == kinds


@pytest.mark.parametrize("name", MIRROR)
def test_the_day_of_publication_is_optional(name: str) -> None:
    assert "Date:2025-04-07 09:22:35" in {quote.exact for quote in seed(name).optional}


@pytest.mark.parametrize(("rendition", "delivered"), [BLOG, MIRROR])
def test_html_rendition_shows_the_words_that_were_delivered(rendition: str, delivered: str) -> None:
    assert words(read_page_text(seed(rendition)).visible) == words(read_page_text(seed(delivered)).visible)
