"""WebMainBench's own numbers for the pairs of its reference, and its recipe written plainly as a second opinion."""

from __future__ import annotations

import importlib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.metrics import webmainbench_rouge
from harness.metrics.webmainbench import FIGURES, WebMainBench, count_texts
from workshop import REPOSITORY

DATASETS = os.environ.get("HARNESS_DATASETS")
needs_datasets = pytest.mark.skipif(DATASETS is None, reason="HARNESS_DATASETS names no folder with the peers' samples")
METRIC = WebMainBench()
NAMES = {
    **{f"{part}_edit": f"webmainbench_{part}_edit" for part in ("text", "code", "formula", "table")},
    "table_TEDS": "webmainbench_teds",
    "overall": "webmainbench_overall",
}


@pytest.fixture(scope="module")
def pairs() -> list[dict[str, Any]]:
    file = Path(DATASETS or "") / "../reference/webmainbench-sample.json"
    document: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    return document


@needs_datasets
def test_scores_are_those_of_the_peer(pairs: list[dict[str, Any]]) -> None:
    worst, compared = 0.0, 0
    for pair in pairs:
        figures = METRIC.figures(count_texts(pair["groundtruth"], pair["predicted"]))
        for name, result in pair["metrics"].items():
            found = figures[NAMES[name]]
            assert (found is not None) == result["success"], (pair["pair"], name)
            worst = max(worst, abs((found or 0.0) - (result["score"] if result["success"] else 0.0)))
            compared += 1
    print(f"webmainbench: {compared} figures compared, largest difference {worst:.1e}")
    assert compared == len(pairs) * len(NAMES)
    assert worst <= 1e-9


@needs_datasets
def test_means_are_over_the_pairs_that_succeed(pairs: list[dict[str, Any]]) -> None:
    figures = METRIC.aggregate(count_texts(pair["groundtruth"], pair["predicted"]) for pair in pairs)
    means = {}
    for name in NAMES.keys() - {"overall"}:
        scores = [pair["metrics"][name]["score"] for pair in pairs if pair["metrics"][name]["success"]]
        means[name] = sum(scores) / len(scores)
        assert figures[NAMES[name]] == pytest.approx(means[name], abs=1e-9), name
    assert figures["webmainbench_overall"] == pytest.approx(sum(means.values()) / 5, abs=1e-9)


@needs_datasets
def test_rouge_5_is_that_of_the_peer(pairs: list[dict[str, Any]]) -> None:
    pytest.importorskip("jieba")
    metric = webmainbench_rouge.WebMainBenchRouge()
    worst, compared = 0.0, 0
    for pair in pairs:
        figures = metric.figures(webmainbench_rouge.count_texts(pair["groundtruth"], pair["predicted"]))
        for key, name in (("prec", "precision"), ("rec", "recall"), ("f1", "f1")):
            found = figures[f"webmainbench_rouge5_{name}"]
            assert found is not None
            worst = max(worst, abs(found - pair["rouge5"][key]))
            compared += 1
    print(f"webmainbench, ROUGE-5: {compared} figures compared, largest difference {worst:.1e}")
    assert compared == 3 * len(pairs)
    assert worst <= 1e-9


@pytest.fixture(scope="module")
def plain() -> Iterator[Any]:
    """The peer's recipe with Beautiful Soup and python-Levenshtein, as the benchmark times it."""
    pytest.importorskip("bs4")
    pytest.importorskip("Levenshtein")
    sys.path.insert(0, str(REPOSITORY))
    yield importlib.import_module("benchmarks.baseline_webmainbench")
    sys.path.remove(str(REPOSITORY))


# Pieces that the parts are cut by, in every order. Beautiful Soup refuses lone surrogates and "<![x".
PIECES = [
    *(
        "<table>",
        "</table>",
        "<tr>",
        "</tr>",
        "<td>",
        "</td>",
        "<th class=' a  b ' id=x>",
        "</th>",
        "<tbody>",
        "</tbody>",
    ),
    *("<br>", "<br/>", "</br>", "<b>", "</b>", "<pre>", "</pre>", "<p/>", "<rt>", "</rt>", "<script>", "</script>"),
    *("<img src='a\"b' alt=\"x'y\">", "<a href='?a&b'>", "</a>", "<textarea>", "</textarea>", "<table", " <TABLE>"),
    *("<!-- c -->", "<![CDATA[d]]>", "<!DOCTYPE html>", "<?pi?>", "&lt;", "&amp;", "&eacute;", "&#233;", "&#x80;"),
    *(
        "&#xD800;",
        "&#0;",
        "&#x110000;",
        "&foo;",
        "& ",
        "a",
        "b ",
        "\n",
        "  ",
        "\n\n",
        "|",
        "| a | b |\n",
        "|---|---|\n",
    ),
    *("|:-:|\n", "`", "```", "```py\n", "\n```\n", "$", "$$", "\\[", "\\]", "\\(", "\\)", "\\", "    x\n", "\tcode\n"),
    *("        y", "    - z\n", "    1. z\n", "     \n", "(", ")", ",", ":", "million", "    $5\n", "\x0c", "\u00a0"),
    *("\x85", "\r\n", "é", "\u0301", "\U0001f600", "\u200f", "\u05d0"),
]
texts = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


@settings(deadline=None, max_examples=300)
@given(expected=texts, output=texts)
def test_scores_are_those_of_the_plain_recipe(plain: Any, expected: str, output: str) -> None:
    figures = METRIC.figures(count_texts(expected, output))
    assert {name: figures[name] for name in FIGURES} == plain.plain_scores(expected, output)
