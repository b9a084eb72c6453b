"""ROUGE-5 over jieba's words: examples, edge cases, laws, and what happens without jieba."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.alignment import Candidate
from harness.errors import UsageError
from harness.metrics import webmainbench_rouge
from harness.metrics.webmainbench_rouge import MAX_CHARACTERS, WebMainBenchRouge, count_texts
from harness.model import Article
from workshop import EXPECTED, reference_of, write_case

METRIC = WebMainBenchRouge()


@pytest.fixture
def _forgetful() -> Iterator[None]:
    webmainbench_rouge._cutter.cache_clear()
    yield
    webmainbench_rouge._cutter.cache_clear()


@pytest.mark.usefixtures("_forgetful")
def test_without_jieba_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jieba", None)
    with pytest.raises(UsageError, match=r"scraper-harness\[peers\]"):
        count_texts("a", "b")


class TestWithJieba:
    @pytest.fixture(autouse=True)
    def _jieba(self) -> None:
        pytest.importorskip("jieba")

    @pytest.mark.parametrize(
        ("expected", "output", "counts"),
        [
            # Spaces are tokens: three words and two spaces are one 5-gram.
            ("a b c", "a b c", {"hits": 1, "output": 1, "expected": 1}),
            ("a b c d", "a b c", {"hits": 1, "output": 1, "expected": 3}),
            ("a b c a b c", "a b c", {"hits": 1, "output": 1, "expected": 7}),
            ("a b c", "A b c", {"hits": 0, "output": 1, "expected": 1}),
            ("a b", "a b", {"hits": 0, "output": 0, "expected": 0}),
            (" ", "", {"blank": 1}),
            ("", "a b c", {"hits": 0, "output": 1, "expected": 0}),
        ],
    )
    def test_counts_are_in_5_grams(self, expected: str, output: str, counts: dict[str, int]) -> None:
        assert count_texts(expected, output) == counts

    @pytest.mark.parametrize(
        ("expected", "output", "scores"),
        [
            ("", " ", (1.0, 1.0, 1.0)),
            ("a b c", "", (0.0, 0.0, 0.0)),
            ("a b", "a b", (0.0, 0.0, 0.0)),
            ("a b c d", "a b c", (1.0, 1 / 3, 0.5)),
        ],
    )
    def test_scores(self, expected: str, output: str, scores: tuple[float, float, float]) -> None:
        figures = METRIC.figures(count_texts(expected, output))
        assert tuple(figures[f"webmainbench_rouge5_{name}"] for name in ("precision", "recall", "f1")) == scores

    @settings(deadline=None)
    @given(expected=st.text(max_size=40), output=st.text(max_size=40))
    def test_swapping_swaps_precision_and_recall(self, expected: str, output: str) -> None:
        there, back = METRIC.figures(count_texts(expected, output)), METRIC.figures(count_texts(output, expected))
        assert there["webmainbench_rouge5_precision"] == back["webmainbench_rouge5_recall"]
        assert all(value is not None and 0.0 <= value <= 1.0 for value in there.values())

    def test_the_expected_text_is_cut_once(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        reference = reference_of(write_case(tmp_path / "bakery"))
        cut: list[str] = []
        grams = webmainbench_rouge._grams

        def noted(text: str) -> object:
            cut.append(text)
            return grams(text)

        monkeypatch.setattr(webmainbench_rouge, "_grams", noted)
        for text in (EXPECTED, "A new bakery", EXPECTED):
            METRIC.count(reference, Candidate(Article(text=text), reference))
        assert cut == [EXPECTED, EXPECTED, "A new bakery"]


def test_a_text_too_long_is_not_computed() -> None:
    counts = count_texts("a", "b" * (MAX_CHARACTERS + 1))
    assert counts == {"too_long": 1}
    assert set(METRIC.figures(counts).values()) == {None}


def test_case_without_expected_text_is_not_applicable(tmp_path: Path) -> None:
    snippets = reference_of(write_case(tmp_path / "snippets", expected=None, must_include=["ninety years"]))
    assert METRIC.count(snippets, Candidate(Article(text="x"), snippets)) is None
