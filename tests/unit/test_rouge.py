"""ROUGE-LSum: rouge-score's own answers, whichever of several longest common subsequences it takes, and the laws."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rouge_score.rouge_scorer import RougeScorer, lcs_ind
from rouge_score.tokenizers import Tokenizer

from harness.alignment import Candidate, Reference
from harness.metrics import lcs, rouge
from harness.metrics.fundus import rouge_tokens
from harness.metrics.lcs import Lanes
from harness.metrics.rouge import RougeLSum, RougePage
from harness.model import Article
from workshop import EXPECTED, reference_of, write_case

METRIC = RougeLSum()
PARAGRAPHS = EXPECTED.replace("## ", "").strip().split("\n\n")

WORDS = st.lists(st.sampled_from("abcdefg"), max_size=12)
TEXTS = st.lists(WORDS, max_size=6)
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=60) | st.lists(
    st.sampled_from(["a", "B", "café", "\n", "e\u0301", "\u200d", "שלום", "😀", "\ud800", "K", "İ", "'s", "9"])
).map(" ".join)


class Split(Tokenizer):  # type: ignore[misc]
    def tokenize(self, text: str) -> list[str]:
        return text.split()


def peer(expected: list[list[str]], output: list[list[str]]) -> tuple[float, float, float]:
    sides = ("\n".join(map(" ".join, side)) for side in (expected, output))
    score = RougeScorer(["rougeLsum"], tokenizer=Split()).score(*sides)["rougeLsum"]
    return score.precision, score.recall, score.fmeasure


def rates(counts: dict[str, int]) -> tuple[float, float, float]:
    hits, output, expected = counts["hits"], counts["output"], counts["expected"]
    return (hits / output, hits / expected, 2 * hits / (output + expected)) if hits else (0.0, 0.0, 0.0)


def split(*sentences: str) -> list[list[str]]:
    return [sentence.split() for sentence in sentences]


@pytest.mark.parametrize(
    ("expected", "output", "hits"),
    [
        # The paper's own example: w1 w2 from the one, w1 w3 w5 from the other; their union has four of five.
        (split("1 2 3 4 5"), split("1 2 6 7 8", "1 3 8 9 5"), 4),
        # "b" stands twice in the golden and once in the output.
        (split("a b", "b c"), split("b"), 1),
        (split("a b c"), split("c b a"), 1),
        (split("a b c"), split("a", "b", "c"), 3),
        (split("a b c", "d e"), split("d e", "a b c"), 5),
        (split("a a a"), split("a", "a"), 1),
        (split("a b"), split("x y"), 0),
        (split("a b"), [], 0),
        ([], split("a b"), 0),
        (split("", "a"), split("a", ""), 1),
    ],
)
def test_hits(expected: list[list[str]], output: list[list[str]], hits: int) -> None:
    counts = RougePage(expected).count(output)
    assert counts == {"hits": hits, "output": len(list(chain(*output))), "expected": len(list(chain(*expected)))}
    assert rates(counts) == pytest.approx(peer(expected, output), abs=1e-12)


@given(expected=WORDS.filter(bool), output=WORDS)
def test_the_same_longest_common_subsequence_is_taken(expected: list[str], output: list[str]) -> None:
    lane = Lanes([tuple(expected)])
    taken = lane.common(output, lane.full)
    assert [at for at in range(len(expected)) if taken >> at & 1] == lcs_ind(expected, output)


@given(expected=st.lists(WORDS.filter(bool), min_size=1, max_size=6), output=WORDS)
def test_lanes_do_not_disturb_each_other(expected: list[list[str]], output: list[str]) -> None:
    together = Lanes([tuple(sentence) for sentence in expected])
    taken, start = together.common(output, together.full), 0
    for sentence in expected:
        alone = Lanes([tuple(sentence)])
        assert taken >> start & ((1 << len(sentence)) - 1) == alone.common(output, alone.full)
        start += len(sentence) + 1


@given(expected=TEXTS, output=TEXTS)
def test_figures_are_those_of_rouge_score(expected: list[list[str]], output: list[list[str]]) -> None:
    assert rates(RougePage(expected).count(output)) == pytest.approx(peer(expected, output), abs=1e-12)


@given(expected=ANY_TEXT, output=ANY_TEXT)
def test_figures_with_the_default_tokenizer_are_those_of_rouge_score(expected: str, output: str) -> None:
    score = RougeScorer(["rougeLsum"]).score(expected, output)["rougeLsum"]
    counts = RougePage(map(rouge_tokens, expected.split("\n"))).count(map(rouge_tokens, output.split("\n")))
    assert rates(counts) == pytest.approx((score.precision, score.recall, score.fmeasure), abs=1e-12)


@given(expected=TEXTS, outputs=st.lists(TEXTS, max_size=5))
def test_what_was_counted_before_changes_nothing(expected: list[list[str]], outputs: list[list[list[str]]]) -> None:
    page = RougePage(expected)
    assert [page.count(output) for output in outputs] == [RougePage(expected).count(output) for output in outputs]


@given(expected=TEXTS, output=TEXTS)
def test_small_packs_blocks_and_no_memory_give_the_same(expected: list[list[str]], output: list[list[str]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        usual = RougePage(expected).count(output)
        patch.setattr(rouge, "PACK_BITS", 9)
        patch.setattr(rouge, "KEPT_BITS", 0)
        patch.setattr(lcs, "KEPT_BITS", 8)
        assert RougePage(expected).count(output) == usual


@given(expected=TEXTS, output=TEXTS)
def test_bounds_and_identity(expected: list[list[str]], output: list[list[str]]) -> None:
    counts = RougePage(expected).count(output)
    assert 0 <= counts["hits"] <= min(counts["output"], counts["expected"])
    same = RougePage(expected).count(expected)
    assert same["hits"] == same["output"] == same["expected"]


@given(expected=TEXTS, output=TEXTS, at=st.integers(0, 5))
def test_a_lost_sentence_never_raises_recall(expected: list[list[str]], output: list[list[str]], at: int) -> None:
    page = RougePage(expected)
    assert page.count(output[:at] + output[at + 1 :])["hits"] <= page.count(output)["hits"]


@given(expected=TEXTS, output=TEXTS, junk=st.lists(st.sampled_from("xyz"), max_size=5))
def test_foreign_words_leave_the_hits_alone(
    expected: list[list[str]], output: list[list[str]], junk: list[str]
) -> None:
    page = RougePage(expected)
    assert page.count([*output, junk])["hits"] == page.count(output)["hits"]


@given(first=WORDS, second=WORDS)
def test_of_two_single_sentences_either_may_be_the_golden(first: list[str], second: list[str]) -> None:
    assert RougePage([first]).count([second])["hits"] == RougePage([second]).count([first])["hits"]


@pytest.mark.parametrize("length", [20, 50_000])
def test_a_page_of_a_hundred_thousand_words_is_compared(length: int) -> None:
    expected = [[f"{at % 991}" for at in range(start, start + length)] for start in range(0, 100_000, length)]
    counts = RougePage(expected).count([*expected[1:], ["0", "990"] * 10])
    assert counts["expected"] == 100_000
    assert 100_000 - length <= counts["hits"] <= counts["output"] == 100_020 - length


def test_too_many_cells_are_not_computed_whatever_came_before() -> None:
    page = RougePage(split("a b c d e f", "g h"), cells=60)
    assert page.count(split("a b"))["hits"] == 2
    assert page.count(split("a b", "c a", "d a", "e a", "f a", "h a")) == {"too_long": 1}
    assert page.count(split("a b", "c a", "d a", "e a", "f a", "h a")) == {"too_long": 1}


def test_a_sentence_too_long_to_hold_is_not_computed() -> None:
    assert RougePage([list(map(str, range(60_000)))]).count([]) == {"too_long": 1}


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Reference:
    return reference_of(write_case(tmp_path_factory.mktemp("golden") / "bakery"))


def figures(reference: Reference, article: Article | None) -> tuple[float | None, ...]:
    counts = METRIC.count(reference, Candidate(article, reference))
    assert counts is not None
    found = METRIC.figures(counts)
    return found["rouge_lsum_precision"], found["rouge_lsum_recall"], found["rouge_lsum_f1"]


def test_blocks_and_lines_are_the_sentences(reference: Reference) -> None:
    assert figures(reference, Article(text="\n".join(reversed(PARAGRAPHS)))) == (1.0, 1.0, 1.0)
    # 15 of 46 words.
    assert figures(reference, Article(text=PARAGRAPHS[0])) == (1.0, 15 / 46, 30 / 61)
    assert figures(reference, Article(text="zebra")) == (0.0, 0.0, 0.0)


def test_a_failure_counts_as_an_empty_output(reference: Reference) -> None:
    assert figures(reference, None) == figures(reference, Article(text="")) == (0.0, 0.0, 0.0)


def test_output_too_long_to_compare_counts_as_an_empty_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RougePage.__init__, "__defaults__", (46 * 46,))
    reference = reference_of(write_case(tmp_path / "bakery"))
    long = "\n".join(f"{word} " * 30 for word in ("the", "bakery", "and", "on"))
    counts = METRIC.count(reference, Candidate(Article(text=long), reference))
    assert counts == {"hits": 0, "output": 0, "expected": 46, "too_long": 1}
    assert METRIC.figures(counts)["rouge_lsum_f1"] == 0.0


def test_what_was_not_computed_has_no_figure_and_drops_out_of_the_mean() -> None:
    assert set(METRIC.figures({"too_long": 1}).values()) == {None}
    pages = [{"too_long": 1}, None, {"hits": 1, "output": 2, "expected": 4}]
    assert METRIC.aggregate(pages) == {
        "rouge_lsum_f1": 1 / 3,
        "rouge_lsum_precision": 0.5,
        "rouge_lsum_recall": 0.25,
    }


def test_case_without_expected_text_is_not_applicable(tmp_path: Path) -> None:
    snippets = reference_of(write_case(tmp_path / "snippets", expected=None, must_include=["ninety years"]))
    assert METRIC.count(snippets, Candidate(Article(text="x"), snippets)) is None
