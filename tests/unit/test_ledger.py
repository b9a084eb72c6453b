"""The ledger: what known damage does to each figure, and the laws that hold for every output."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.alignment import Candidate, Reference
from harness.alignment.labels import NOISE
from harness.blocks import Block
from harness.html import read_html
from harness.metrics.base import Counts, Figures, Metric
from harness.metrics.ledger import Ledger, book, class_name
from harness.metrics.levenshtein import Levenshtein
from harness.metrics.rouge import RougeLSum
from harness.metrics.shingles import Shingles
from harness.metrics.words import Words
from harness.model import NOISE_KINDS, Article, GoldenCase, Quote
from harness.text import words
from workshop import EXPECTED, load, reference_of, write_case

LEDGER = Ledger()
METRICS: tuple[Metric, ...] = (LEDGER, Shingles(4), Words(), Levenshtein(), RougeLSum())
TEXT = EXPECTED.replace("## ", "").replace("\n\n", "\n").strip()
PARAGRAPHS = TEXT.split("\n")
# 15, 14, 3 and 14 words.
SIZES = [len(words(paragraph)) for paragraph in PARAGRAPHS]
PROMO = "READ MORE: The old bakery closes after ninety years"


@pytest.fixture(scope="module")
def bakery(tmp_path_factory: pytest.TempPathFactory) -> GoldenCase:
    return load(write_case(tmp_path_factory.mktemp("golden") / "law"))


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Reference:
    return reference_of(write_case(tmp_path_factory.mktemp("golden") / "bakery"))


def count(reference: Reference, text: str) -> Counts:
    counts = LEDGER.count(reference, Candidate(Article(text=text), reference))
    assert counts is not None
    return counts


def figures(reference: Reference, text: str) -> Figures:
    return LEDGER.figures(count(reference, text))


def test_the_example_has_the_sizes_that_the_tests_below_reckon_with() -> None:
    assert SIZES == [15, 14, 3, 14]


def test_perfect_output_scores_one_with_nothing_leaked(reference: Reference) -> None:
    assert count(reference, TEXT) == {
        **{"kept": 46, "output": 46, "expected": 46, "found": 46, "ordered": 46},
        **{"expected:heading": 3, "expected:paragraph": 43},
        **{"in-page:navigation": 5, "in-page:promo": 9, "in-page:footer": 8},
    }
    assert figures(reference, TEXT) == {
        **{"f1": 1.0, "precision": 1.0, "recall": 1.0, "order": 1.0},
        **{"duplication": 0.0, "noise": 0.0, "page": 0.0, "invention": 0.0},
    }


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("", {"lost:paragraph": 43, "lost:heading": 3}),
        ("\n".join(PARAGRAPHS[:1] + PARAGRAPHS[2:]), {"kept": 32, "lost:paragraph": 14}),
        ("\n".join(PARAGRAPHS[:2] + PARAGRAPHS[3:]), {"kept": 43, "lost:heading": 3}),
        (f"{TEXT}\n{PROMO}", {"kept": 46, "noise:promo": 9}),
        (f"Bakery opens on Mill Lane\n{TEXT}", {"kept": 46, "optional": 5}),
        (f"{TEXT}\n{PARAGRAPHS[0]}", {"kept": 46, "duplicated": 15}),
        # Seven words in a row are no copy: they stand in the page and nothing else is known of them.
        (f"{TEXT}\nA new bakery opened on Mill Lane", {"kept": 46, "page": 7}),
        (f"{TEXT}\nBakery opens, The Lane", {"kept": 46, "page": 4}),
        (f"{TEXT}\nOur reporters never wrote this line at all", {"kept": 46, "invented": 8}),
        # Fewer than four words that the page has somewhere: too little to call them invented.
        (f"{TEXT}\nbridge bakery loaf", {"kept": 46, "page": 3}),
        (f"{TEXT}\nbridge zebra loaf", {"kept": 46, "page": 2, "invented": 1}),
        ("What comes next", {"kept": 3, "lost:paragraph": 43}),
        # A short block counts only where it stands as a block.
        ("And what comes next week", {"invented": 5, "lost:paragraph": 43, "lost:heading": 3}),
    ],
)
def test_each_word_is_booked_in_the_class_it_belongs_to(reference: Reference, text: str, changed: Counts) -> None:
    classes = ("kept", "duplicated", "optional", "page", "invented", "noise:", "lost:")
    found = {name: size for name, size in count(reference, text).items() if name.startswith(classes)}
    assert found == changed


def test_optional_text_neither_helps_nor_harms(reference: Reference) -> None:
    half = "\n".join(PARAGRAPHS[:2])
    without = figures(reference, f"{half}\n{PROMO}")
    with_optional = figures(reference, f"Bakery opens on Mill Lane\n{half}\n{PROMO}")
    assert {name: without[name] for name in ("f1", "precision", "recall", "order")} == {
        name: with_optional[name] for name in ("f1", "precision", "recall", "order")
    }


def test_moved_paragraphs_cost_order_alone(reference: Reference) -> None:
    moved = figures(reference, "\n".join([*PARAGRAPHS[1:], PARAGRAPHS[0]]))
    assert (moved["f1"], moved["noise"], moved["duplication"]) == (1.0, 0.0, 0.0)
    assert moved["order"] == 31 / 46


def test_doubled_text_costs_precision_and_shows_as_duplication(reference: Reference) -> None:
    doubled = figures(reference, "\n".join(f"{paragraph}\n{paragraph}" for paragraph in PARAGRAPHS))
    assert doubled["duplication"] == 0.5
    assert (doubled["recall"], doubled["precision"], doubled["order"]) == (1.0, 0.5, 1.0)


def test_shuffled_words_keep_nothing(reference: Reference) -> None:
    shuffled = words(TEXT)
    random.Random(7).shuffle(shuffled)
    assert figures(reference, " ".join(shuffled))["recall"] == 0.0


def test_order_is_not_applicable_when_nothing_was_kept(reference: Reference) -> None:
    assert figures(reference, "Something else")["order"] is None


@pytest.mark.parametrize(("hits", "shown"), [("", 0.0), (TEXT, 1.0)])
def test_one_side_empty_scores_zero(reference: Reference, hits: str, shown: float) -> None:
    assert figures(reference, hits)["f1"] == shown


def test_a_failure_counts_as_an_empty_output(reference: Reference) -> None:
    assert LEDGER.count(reference, Candidate(None, reference)) == count(reference, "")


def test_case_without_expected_text_is_not_applicable(tmp_path: Path) -> None:
    snippets = reference_of(write_case(tmp_path / "snippets", expected=None, must_include=["ninety years"]))
    assert LEDGER.count(snippets, Candidate(Article(text="x"), snippets)) is None


SPAM = """<h1>Title here for everyone</h1>
<p>The fair opens in Zoppo Brand ThreeTuesday, with a parade and a concert on the green.</p>"""


def test_word_that_an_injection_is_glued_to_is_cut_in_page_and_output(tmp_path: Path) -> None:
    reference = reference_of(
        write_case(
            tmp_path / "spam",
            page=SPAM,
            expected="The fair opens in Tuesday, with a parade and a concert on the green.",
            noise=[{"kind": "injected-spam", "exact": "Zoppo Brand Three"}],
            optional=[{"exact": "Title here for everyone"}],
        )
    )
    assert reference.cuts == {"ThreeTuesday": ("Three", "Tuesday")}
    counts = count(reference, "The fair opens in Zoppo Brand ThreeTuesday, with a parade and a concert on the green.")
    assert (counts["kept"], counts["noise:injected-spam"], counts.get("lost:paragraph", 0)) == (14, 3, 0)


def test_fragments_that_noise_cuts_off_are_kept_where_the_page_shows_them(tmp_path: Path) -> None:
    page = "<p>One two AD HERE three AD THERE four five six seven eight</p>"
    reference = reference_of(
        write_case(
            tmp_path / "cut",
            page=page,
            expected="One two three four five six seven eight",
            noise=[{"kind": "advertisement", "exact": "AD HERE"}, {"kind": "advertisement", "exact": "AD THERE"}],
            optional=[],
        )
    )
    counts = count(reference, "One two AD HERE three AD THERE four five six seven eight")
    assert (counts["found"], counts["noise:advertisement"], counts["ordered"]) == (8, 4, 8)


def test_hidden_text_of_the_page_is_page_not_invented(reference: Reference) -> None:
    assert count(reference, f"{TEXT}\nBakery opens The Lane").get("invented", 0) == 0


def test_class_names_are_those_of_the_design() -> None:
    names = {class_name(code) for code in (-3, -2, -1, 0, 1)}
    assert names == {"kept", "duplicated", "optional", "page", "invented"}
    assert [class_name(NOISE + i) for i in range(len(NOISE_KINDS))] == [f"noise:{kind}" for kind in NOISE_KINDS]


outputs = st.one_of(
    st.text(max_size=200),
    st.lists(
        st.sampled_from([*PARAGRAPHS, PROMO, "Front page", "zebra", "", "What comes next", "the"]), max_size=9
    ).map("\n".join),
    st.lists(st.sampled_from(words(TEXT)), max_size=60).map(" ".join),
)


@settings(deadline=None)
@given(text=outputs)
def test_every_word_stands_in_exactly_one_class(reference: Reference, text: str) -> None:
    counts = count(reference, text)
    classes = ("kept", "duplicated", "optional", "page", "invented")
    booked = sum(counts.get(name, 0) for name in classes)
    booked += sum(size for name, size in counts.items() if name.startswith("noise:"))
    assert booked == counts.get("output", 0) == len(words(text))
    lost = sum(size for name, size in counts.items() if name.startswith("lost:"))
    assert counts.get("found", 0) + lost == counts["expected"]
    assert counts.get("found", 0) == counts.get("kept", 0)


@settings(deadline=None)
@given(text=outputs)
def test_figures_stay_within_bounds(reference: Reference, text: str) -> None:
    for name, value in figures(reference, text).items():
        assert (value is None and name == "order") or (value is not None and 0.0 <= value <= 1.0), name


@settings(deadline=None)
@given(text=outputs, junk=st.sampled_from(["zebra quagga okapi gnu eland", PROMO, "Front page Local news today"]))
def test_junk_never_raises_precision_nor_changes_recall(reference: Reference, text: str, junk: str) -> None:
    before, after = figures(reference, text), figures(reference, f"{text}\n{junk}")
    assert (after["precision"] or 0.0) <= (before["precision"] or 0.0)
    assert after["recall"] == before["recall"]


@settings(deadline=None)
@given(kept=st.sets(st.integers(0, 3)))
def test_a_lost_block_never_raises_recall(reference: Reference, kept: set[int]) -> None:
    text = "\n".join(PARAGRAPHS[i] for i in sorted(kept))
    assert figures(reference, text)["recall"] == sum(SIZES[i] for i in kept) / sum(SIZES)


def _swapped(folder: Path, output: str, expected: str) -> tuple[float | None, float | None]:
    case = write_case(
        folder,
        page="<p>unrelated</p>",
        expected=expected,
        noise=[],
        optional=[],
        not_visible="the page is another one by design",
    )
    result = figures(reference_of(case), output)
    return result["precision"], result["recall"]


@settings(deadline=None, max_examples=40)
@given(pair=st.tuples(*[st.lists(st.sampled_from("abcdefghij"), min_size=4, unique=True).map(" ".join)] * 2))
def test_swapping_output_and_expected_swaps_precision_and_recall(
    tmp_path_factory: pytest.TempPathFactory, pair: tuple[str, str]
) -> None:
    # Holds for texts without a repeated run: among equal runs a greedy choice depends on the side it starts from.
    precision, recall = _swapped(tmp_path_factory.mktemp("swap"), *pair)
    assert (recall, precision) == _swapped(tmp_path_factory.mktemp("swap"), *reversed(pair))


def test_bookings_say_the_class_of_each_word(reference: Reference) -> None:
    candidate = Candidate(Article(text=f"{PROMO}\n{PARAGRAPHS[0]}"), reference)
    bookings = book(reference, candidate)
    assert [class_name(code) for code in bookings.output.tolist()] == ["noise:promo"] * 9 + ["kept"] * 15
    assert bytes(bookings.found) == b"\1" * 15 + b"\0" * 31


def test_page_without_words_holds_nothing_and_hides_nothing(tmp_path: Path) -> None:
    case = load(write_case(tmp_path / "case", noise=..., optional=...))
    reference = Reference(case, read_html(""))
    counts = Ledger().count(reference, Candidate(Article(text=EXPECTED + "\nand five more invented words"), reference))
    assert counts is not None
    assert (counts["kept"], counts["found"], counts["invented"]) == (46, 46, 5)


STORY = [
    "Shareholders",
    "met",
    "14",
    "days",
    "ago",
    "in",
    "#10",
    "don’t",
    "日本語",
    "공유를",
    "カタカナ",
    "Share",
    "ไทย",
]
BLOCKS = st.lists(st.lists(st.sampled_from(STORY), min_size=1, max_size=6).map(" ".join), min_size=1, max_size=6)
PIECES = st.lists(
    st.sampled_from(STORY).flatmap(
        lambda word: st.tuples(st.integers(0, len(word) - 1), st.integers(1, len(word))).map(
            lambda ends: word[ends[0] : ends[0] + ends[1]]
        )
    ),
    max_size=5,
)


@settings(max_examples=60, deadline=None)
@given(blocks=BLOCKS, menu=BLOCKS, pieces=PIECES, metric=st.sampled_from(METRICS), code=st.booleans())
def test_expected_text_itself_scores_1_whatever_is_called_noise(
    bakery: GoldenCase, blocks: list[str], menu: list[str], pieces: list[str], metric: Metric, code: bool
) -> None:
    page = "".join(f"<nav>{line}</nav>" for line in menu) + "".join(f"<p>{line}</p>" for line in blocks)
    quotes = tuple(Quote(piece, kind="promo") for piece in pieces)
    text = "\n".join(blocks)
    expected = (Block("code", text),) if code else tuple(Block("paragraph", line) for line in blocks)
    case = replace(bakery, expected=expected, expected_markdown=None, noise=quotes, optional=())
    reference = Reference(case, read_html(page))
    counts = metric.count(reference, Candidate(Article(text=text), reference))
    assert counts is not None
    found = metric.figures(counts)
    assert {value for name, value in found.items() if name.endswith(("f1", "levenshtein"))} == {1.0}
