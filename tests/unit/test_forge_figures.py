"""Numbers in phrases: the form that a language gives to them, and the range that fits what the phrase says."""

from __future__ import annotations

import re
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.forge.dice import Dice
from harness.forge.figures import Figure, Figures, _ranges, form_of
from harness.forge.library import library
from harness.forge.phrases import Phrases

LANGUAGES = sorted({piece.language.partition("-")[0] for piece in library().pieces})
# As Unicode's plural rules have them: which form each number takes, the first is 0.
FORMS = {
    "en": {0: 1, 1: 0, 2: 1, 21: 1},
    "de": {1: 0, 2: 1},
    "fr": {0: 0, 1: 0, 2: 1},
    "ru": {1: 0, 2: 1, 4: 1, 5: 2, 11: 2, 12: 2, 14: 2, 21: 0, 22: 1, 25: 2, 111: 2, 112: 2, 121: 0},
    "pl": {1: 0, 2: 1, 5: 2, 12: 2, 21: 2, 22: 1, 101: 2},
    "ar": {0: 4, 1: 0, 2: 1, 3: 2, 10: 2, 11: 3, 99: 3, 100: 4, 102: 4, 103: 2, 111: 3},
    "he": {0: 2, 1: 0, 2: 1, 3: 2, 20: 2},
}


@pytest.mark.parametrize(
    ("language", "number", "form"), [(language, n, f) for language, table in FORMS.items() for n, f in table.items()]
)
def test_a_number_takes_the_form_of_its_language(language: str, number: int, form: int) -> None:
    assert form_of(language, number) == form


@pytest.mark.parametrize(
    ("language", "key", "number", "text"),
    [
        ("en", "forum.answers", 1, "1 answer"),
        ("en", "forum.answers", 2, "2 answers"),
        ("ar", "comments.count", 3, "3 تعليقات"),
        ("ar", "comments.count", 11, "11 تعليقاً"),
        ("ar", "comments.count", 1, "تعليق واحد"),
        ("he", "byline.ago", 2, "לפני שעתיים"),
        ("de", "comments.count", 1, "1 Kommentar"),
    ],
)
def test_a_phrase_is_written_with_its_number(language: str, key: str, number: int, text: str) -> None:
    assert Phrases(language).variants(key)[0].format(n=Figure(number, language)) == text


def test_arabic_counts_minutes_of_reading_by_their_number() -> None:
    first = Phrases("ar").variants("byline.furniture")[0]
    assert [first.format(n=Figure(n, "ar")).split()[-1] for n in (1, 2, 3, 11, 71)] == [
        *("دقيقة", "دقيقتين", "دقائق", "دقيقة", "دقيقة")
    ]


@given(st.integers(0, 10_000), st.sampled_from(LANGUAGES))
def test_a_figure_is_its_number_and_never_beyond_its_forms(number: int, language: str) -> None:
    figure = Figure(number, language)
    assert f"{figure}" == str(number)
    assert f"{figure:#}" == str(number)
    assert f"{figure:one/#}" in ("one", str(number))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_can_be_filled_in(language: str) -> None:
    phrases = Phrases(language)
    names = set("n m site title year author authors date time headline when name day month mon hour minute".split())
    for key, variants in phrases._variants.items():
        for variant in variants:
            for _, name, spec, _ in Formatter().parse(variant):
                assert name is None or name in names, f"{language} {key}: {variant}"
                assert not spec or name in ("n", "m"), f"{language} {key}: {variant}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_ranges_have_an_entry_for_each_variant(language: str) -> None:
    phrases = Phrases(language)
    for table in _ranges().values():
        for key, ranges in table.items():
            variants = phrases.variants(key)
            assert len(ranges) in (1, len(variants)), f"{language} {key}"
            for variant, one in zip(variants, ranges, strict=False):
                assert one is not None or not re.search(r"\{[nm][:}]", variant), f"{language} {key}: {variant}"


@given(st.integers(0, 2**32))
def test_a_part_is_never_more_than_its_whole(seed: int) -> None:
    figures = Figures(Dice(seed), "en", 3000)
    for key, variant in (("docs.notes", 0), ("pagination.labels", 4)):
        values = figures.values(key, variant)
        n, m = values["n"], values["m"]
        assert isinstance(n, Figure)
        assert isinstance(m, Figure)
        assert 1 <= n.number <= m.number


@pytest.mark.parametrize(("language", "letters", "minutes"), [("en", 6000, 5), ("en", 80, 1), ("ja", 2500, 5)])
def test_reading_takes_as_long_as_the_text_is(language: str, letters: int, minutes: int) -> None:
    assert Figures(Dice("x"), language, letters).values("byline.furniture", 0) == {"n": Figure(minutes, language)}


def test_a_figure_of_a_page_is_the_same_wherever_it_stands() -> None:
    figures = Figures(Dice("page"), "en", 1000)
    assert figures.values("share.counts", 0) == figures.values("share.counts", 1)
    ages = [figures.values("byline.ago", 3)["n"] for _ in range(40)]
    assert len({str(f"{age}") for age in ages}) > 1
