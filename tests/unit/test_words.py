"""Words: the overlap of two bags of words."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.alignment import Candidate
from harness.metrics.words import Words
from harness.model import Article
from workshop import reference_of, write_case


@pytest.mark.parametrize(
    ("output", "f1", "precision", "recall"),
    [
        ("to be or not to be", 1, 1, 1),
        ("be be not or to to", 1, 1, 1),
        ("to be", 0.5, 1, 1 / 3),
        # "to" is expected twice, so the third one is one too many: 5 of 7, 5 of 6.
        ("to to to be or not this", 10 / 13, 5 / 7, 5 / 6),
        ("To Be", 0, 0, 0),
        ("", 0, 0, 0),
    ],
)
def test_order_does_not_matter_and_each_word_counts_once(
    tmp_path: Path, output: str, f1: float, precision: float, recall: float
) -> None:
    reference = reference_of(write_case(tmp_path / "case", "<p>x</p>", "to be or not to be", noise=[], optional=[]))
    counts = Words().count(reference, Candidate(Article(text=output), reference))
    assert counts is not None
    figures = {"words_f1": f1, "words_precision": precision, "words_recall": recall}
    assert Words().figures(counts) == pytest.approx(figures)


def test_words_have_a_name_and_a_signature_of_their_own() -> None:
    assert (Words().name, Words().signature) == ("words", "words|tok:uax29-v1|v2")
