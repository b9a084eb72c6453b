"""trafilatura's segments: hits by hand, and against the formula written plainly."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from harness.alignment import Candidate
from harness.metrics.segments import ExpectedSegments, Segments, count_texts
from harness.model import Article
from workshop import reference_of, write_case

SEGMENTS = Segments()
NAMES = ("tp", "fp", "fn", "tn")
SPACED = st.text(st.sampled_from("ab \n\t\u00a0\u2003\x1c\x85\u200b\ud800"), max_size=12)
TEXTS = SPACED | st.text(st.characters(exclude_categories=()), max_size=20)


@pytest.mark.parametrize(
    ("wanted", "unwanted", "output", "counts"),
    [
        (["the cat", "a dog"], ["sign up"], "the\n  cat sat", (1, 0, 1, 1)),
        (["the\tcat"], ["sign up"], "the cat. Sign up", (1, 0, 0, 1)),
        (["the cat"], ["sign  up"], "sign\u00a0up", (0, 1, 1, 0)),
        # All words are there, not in a row.
        (["the cat sat"], [], "the cat\nnever sat", (0, 0, 1, 0)),
        (["cat"], [], "concatenate", (1, 0, 0, 0)),
        (["a"], ["b", "c"], "", (0, 0, 1, 2)),
        (["a"], ["b", "c"], None, (0, 0, 1, 2)),
        # A blank segment is in every text, but not in a failure.
        ([" "], [], "", (1, 0, 0, 0)),
        ([" "], [], None, (0, 0, 1, 0)),
    ],
)
def test_counts_by_hand(wanted: list[str], unwanted: list[str], output: str | None, counts: tuple[int, ...]) -> None:
    assert tuple(count_texts(wanted, unwanted, output)[name] for name in NAMES) == counts


@given(st.lists(TEXTS, max_size=4), TEXTS, TEXTS, TEXTS)
@example(["a b"], "xa", "\n", "bx")
def test_counts_are_those_of_the_plain_formula(segments: list[str], start: str, middle: str, end: str) -> None:
    def collapsed(text: str) -> str:
        return re.sub(r"\s+", " ", text).strip()

    output = start + middle + end
    segments = [*segments, output[2:7]]
    hits = sum(collapsed(segment) in collapsed(output) for segment in segments)
    expected = ExpectedSegments(segments, segments)
    for _ in range(2):
        assert tuple(expected.count(output)[name] for name in NAMES) == (hits, hits, *[len(segments) - hits] * 2)


@pytest.mark.parametrize(
    ("counts", "figures"),
    [
        ((3, 1, 2, 4), (6 / 9, 3 / 4, 3 / 5, 7 / 10)),
        ((0, 0, 3, 3), (0.0, 0.0, 0.0, 0.5)),
        ((0, 0, 0, 3), (0.0, 0.0, 0.0, 1.0)),
        ((0, 0, 0, 0), (0.0, 0.0, 0.0, 0.0)),
    ],
)
def test_figures_by_hand(counts: tuple[int, ...], figures: tuple[float, ...]) -> None:
    found = SEGMENTS.figures(dict(zip(NAMES, counts, strict=True)))
    names = ("segments_f1", "segments_precision", "segments_recall", "segments_accuracy")
    assert found == pytest.approx(dict(zip(names, figures, strict=True)))


def test_run_pools_its_pages() -> None:
    pages = [dict(zip(NAMES, counts, strict=True)) for counts in ((1, 0, 0, 3), (2, 1, 2, 1))]
    assert SEGMENTS.aggregate([*pages, None]) == SEGMENTS.figures({"tp": 3, "fp": 1, "fn": 2, "tn": 4})


def test_run_without_segments_is_not_applicable() -> None:
    assert SEGMENTS.aggregate([None]) == dict.fromkeys(SEGMENTS.figures(dict.fromkeys(NAMES, 1)))


def test_case_is_searched_for_its_snippets(tmp_path: Path) -> None:
    annotated: dict[str, Any] = {"must_include": ["Mill Lane", "on Sundays"], "must_exclude": ["READ MORE"]}
    reference = reference_of(write_case(tmp_path / "case", **annotated))
    found = SEGMENTS.count(reference, Candidate(Article(text="on\nSundays READ more"), reference))
    assert found == {"tp": 1, "fp": 0, "fn": 1, "tn": 1}
    assert SEGMENTS.count(reference, Candidate(None, reference)) == {"tp": 0, "fp": 0, "fn": 2, "tn": 1}
    bare = reference_of(write_case(tmp_path / "bare"))
    assert SEGMENTS.count(bare, Candidate(Article(text="x"), bare)) is None


@given(TEXTS, TEXTS)
def test_more_text_never_loses_a_wanted_segment(output: str, more: str) -> None:
    segments = ["a", "a b", "b\ta"]
    before, after = count_texts(segments, [], output), count_texts(segments, [], f"{output} {more}")
    assert after["tp"] >= before["tp"]
