"""What templates get: facts that agree with one another and with the piece, names that differ from site to site."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from dataclasses import replace

import pytest

from harness.forge.catalogue import templates
from harness.forge.choosing import fitting
from harness.forge.dice import Dice
from harness.forge.forging import Forged, forge, render
from harness.forge.library import library
from harness.forge.phrases import Phrases
from harness.forge.piece import Piece
from harness.forge.site import Site
from harness.forge.stage import Stage
from harness.goldens import collect

CHANGED = "2031-04-17T10:20:00+00:00"
SEEDS = ("one", "two", "three")


def piece_of(name: str) -> Piece:
    return library().by_name[name]


def page_of(template: str, piece: Piece, seed: str = "one") -> str:
    return render(templates()[template], piece, seed, library())[1]


def visible(template: str, piece: Piece, seed: str = "one") -> str:
    return forge(templates()[template], piece, seed, library()).labelled.visible


def labels(forged: Forged, text: str) -> set[str | None]:
    """Return the noise kinds of the quotes that hold a text, ``None`` for optional."""
    return {quote.kind for quote in forged.labelled.quotes if text in quote.exact}


@pytest.mark.parametrize("name", sorted(templates()))
def test_a_change_is_annotated_where_the_page_tells_it_and_nowhere_else(name: str) -> None:
    made = templates()[name]
    piece = replace(next(one for one in library().pieces if fitting(one, [made])), modified=CHANGED)
    days = (CHANGED[:10], *(Phrases(piece.language).date(CHANGED, form) for form in ("long", "short")))
    for seed in SEEDS:
        page = page_of(name, piece, seed)
        assert any(day in page for day in days) == ("modified" in made.metadata), seed


def test_a_piece_that_was_never_changed_was_modified_when_it_was_published() -> None:
    for piece in library().pieces:
        assert piece.modified or not piece.published, piece.slug


def test_a_recipe_has_what_its_card_says() -> None:
    recipes = [piece for piece in library().pieces if piece.genre == "recipe" and piece.page_type == "article"]
    assert len(recipes) >= 7
    for piece in recipes:
        recipe = piece.recipe
        assert recipe is not None, piece.slug
        # The energy of fat, protein and carbohydrates in kcal a gram (Atwater).
        assert abs(recipe.energy - (9 * recipe.fat + 4 * recipe.protein + 4 * recipe.carbohydrates)) <= 5, piece.slug


def test_a_recipe_says_one_number_of_portions() -> None:
    page = page_of("recipe", piece_of("ja/taro-and-squid-simmer"))
    assert "分量：4人分" in page
    assert 'data-servings="4"' in page
    assert '"recipeYield": ["4"]' in page
    assert "173kcal" in page


def test_an_event_is_on_its_own_day_and_not_on_that_of_the_article() -> None:
    piece = piece_of("en/harbour-lantern-walk-2024")
    for seed in SEEDS:
        page = page_of("event", piece, seed)
        assert '"startDate": "2024-06-21T17:30:00+12:00"' in page
        text = visible("event", piece, seed)
        assert "June 21, 2024" in text
        assert "Free, no registration" in text
        assert None in labels(forge(templates()["event"], piece, seed, library()), "Free, no registration")


def test_answers_are_never_older_than_what_they_answer() -> None:
    piece = piece_of("en/estia-diesel-wont-restart-when-hot")
    stage = Stage(piece, Site("s", Dice("s")), Dice("p"), library())
    ages = [int(re.findall(r"\d+", stage.ago(part.meta))[0]) for part in piece.parts if part.meta]
    assert len(ages) > 3
    assert ages == sorted(ages, reverse=True)


@pytest.mark.parametrize(
    ("template", "name"),
    [
        ("comments-in-article", "en/compost-heap-eleven-years"),
        ("wordpress-classic", "en/compost-heap-eleven-years"),
        ("blogger", "en/compost-heap-eleven-years"),
        ("tabloid", "de/faehre-oberwinden"),
    ],
)
def test_a_page_says_one_number_of_comments(template: str, name: str) -> None:
    word = "Kommentare?" if name.startswith("de") else "(?:comments?|thoughts? on)"
    for seed in SEEDS:
        text = visible(template, piece_of(name), seed)
        assert len(set(re.findall(rf"(\d+) {word}", text) + re.findall(r"(?:Comments|Kommentare) \((\d+)\)", text))) < 2


@pytest.mark.parametrize(
    ("template", "name"), [("phpbb", "de/forum-kettenlaenge"), ("vbulletin", "en/three-year-old-dropping-nap")]
)
def test_a_page_of_a_thread_is_one_that_the_thread_has(template: str, name: str) -> None:
    for seed in SEEDS:
        for page, pages in re.findall(
            r"(?:Seite|Page) (\d+) (?:von|of) (\d+)", visible(template, piece_of(name), seed)
        ):
            assert 1 <= int(page) <= int(pages) < 12


def test_what_follows_an_article_is_another_article() -> None:
    piece = piece_of("ko/village-bus-timetable")
    titles = [one.title for one in library().stories(piece)]
    for seed in SEEDS:
        text = visible("infinite-scroll", piece, seed)
        assert any(title in text for title in titles)
        paragraphs = [line for line in text.split("\n") if len(line) > 80]
        assert max(Counter(paragraphs).values()) == 1


def test_calls_over_http_stand_beside_what_is_called_over_http() -> None:
    assert "curl -X" in page_of("api-reference", piece_of("en/tidewatch-api-stations-readings"))
    assert "curl -X" not in page_of("api-reference", piece_of("en/dupsieve-readme"))


def test_facts_about_a_product_are_true_and_optional() -> None:
    piece = piece_of("en/pebble-14-first-bike")
    for template in ("amazon-like", "woocommerce"):
        forged = forge(templates()[template], piece, "one", library())
        assert None in labels(forged, "Availability In stock")
        assert labels(forged, piece.price) <= {None}


def test_a_brand_in_the_breadcrumb_is_injected() -> None:
    for seed in SEEDS:
        forged = forge(templates()["spam-mirror"], piece_of("en/night-shift-at-the-flower-hall"), seed, library())
        brand = next(quote.exact for quote in forged.labelled.quotes if quote.kind == "injected-spam").rstrip(":")
        assert labels(forged, brand) == {"injected-spam"}


@pytest.mark.parametrize("part", ["skip", "masthead", "legal", "cookies", "advertisement", "share", "related"])
def test_sites_call_the_parts_of_their_pages_differently(part: str) -> None:
    names = Counter(Site(f"site {n}", Dice("site", n)).called(part) for n in range(300))
    assert len(names) > 20
    assert max(names.values()) < 60


def test_a_site_calls_a_part_the_same_on_all_its_pages() -> None:
    one, two = (Site("Harbour", Dice("site", 7)) for _ in range(2))
    assert one.called("legal") == two.called("legal")


def test_no_class_stands_on_most_shipped_pages(request: pytest.FixtureRequest) -> None:
    """An extractor that learned a list of class names from these pages would win here and nowhere else."""
    golden = request.config.rootpath / "golden"
    found: Counter[str] = Counter()
    forged = [case for case in collect(golden).cases if case.provenance.annotator == "by construction"]
    for case in forged:
        text = gzip.decompress(case.page_path.read_bytes()).decode("utf-8", "replace")
        found.update({name for names in re.findall(r'class="([^"{]*)"', text) for name in names.split()})
    often = {name: count for name, count in found.items() if count > 0.4 * len(forged)}
    assert not often
