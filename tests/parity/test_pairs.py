"""Pairs of texts written by hand, with the numbers that the peers' own packages give, stored beside this file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from harness.metrics.base import precision_recall_f1
from harness.metrics.fundus import FundusPage, rouge_tokens
from harness.metrics.levenshtein import WordString
from harness.metrics.rouge import RougePage

PAIRS: list[dict[str, Any]] = json.loads(Path(__file__).with_name("pairs.json").read_text(encoding="utf-8"))["pairs"]


@pytest.fixture(params=PAIRS, ids=[pair["name"] for pair in PAIRS])
def pair(request: pytest.FixtureRequest) -> dict[str, Any]:
    found: dict[str, Any] = request.param
    return found


def test_rouge_lsum(pair: dict[str, Any]) -> None:
    sentences = [[rouge_tokens(line) for line in pair[side].split("\n")] for side in ("expected", "output")]
    counts = RougePage(sentences[0]).count(sentences[1])
    if counts["output"] and counts["expected"]:
        figures = precision_recall_f1(counts["hits"], counts["output"], counts["expected"])
    else:
        figures = (0.0, 0.0, 0.0)  # a script that the peer's tokenizer does not know leaves no words at all
    assert figures == pytest.approx(pair["rouge_lsum"], abs=1e-12)


def test_token_edit_ratio(pair: dict[str, Any]) -> None:
    expected, output = pair["expected"].split(), pair["output"].split()
    words = WordString(expected)
    distance = words.indel(words.spell(output))
    assert distance is not None
    assert 1 - distance / (len(expected) + len(output)) == pytest.approx(pair["indel_ratio"], abs=1e-12)


def test_word_error_rate(pair: dict[str, Any]) -> None:
    counts = FundusPage([pair["expected"]]).count([pair["output"]])
    rate = counts["wer-edits"] / counts["wer-expected"]
    assert rate == pytest.approx(pair["wer"], abs=1e-12)
