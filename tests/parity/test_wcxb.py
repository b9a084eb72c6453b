"""WCXB's numbers for its own sample, odd pages included, and by its rule for Zyte's."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from harness.metrics import wcxb
from harness.metrics.base import Counts

DATASETS = os.environ.get("HARNESS_DATASETS")
pytestmark = pytest.mark.skipif(DATASETS is None, reason="HARNESS_DATASETS names no folder with the peers' samples")


def load(name: str) -> Any:
    return json.loads((Path(DATASETS or "") / name).read_text(encoding="utf-8"))


def count(expected: str, output: str, wanted: list[str], unwanted: list[str]) -> Counts:
    snippets = wcxb.count_snippets(*wcxb.lowered(wanted, unwanted), output)
    return {**wcxb.count_texts(expected, output), **snippets}


@pytest.mark.parametrize("system", ["resiliparse", "trafilatura"])
def test_figures_are_those_of_wcxb(system: str) -> None:
    wanted = load("../reference/wcxb-sample.json")[system]
    given = load(f"wcxb/output/{system}.json")["output"]
    metric, counted = wcxb.Wcxb(), []
    worst, compared = 0.0, 0
    for key, page in wanted["pages"].items():
        truth = load(f"wcxb/dev/ground-truth/{key}.json")["ground_truth"]
        # One page has no main_content at all: an empty text.
        counts = count(truth.get("main_content") or "", given.get(key) or "", truth["with"], truth["without"])
        counted.append(counts)
        figures = metric.figures(counts)
        names = ("precision", "recall", "f1", "with", "without")
        expected = [*page["p_r_f1"], page["with_rate"], page["without_rate"]]
        for name, value in zip(names, expected, strict=True):
            worst = max(worst, abs((figures[f"wcxb_{name}"] or 0.0) - value))
            compared += 1
    run = metric.aggregate(counted)
    for name, value in wanted["aggregate"].items():
        ours = {"p": "precision", "r": "recall", "f1": "f1"}[name]
        worst = max(worst, abs((run[f"wcxb_{ours}"] or 0.0) - value))
        compared += 1
    print(f"wcxb, {system}: {compared} figures compared, largest difference {worst:.1e}")
    assert compared == 5 * 140 + 3
    assert worst <= 1e-9


def test_figures_are_those_of_wcxbs_rule_on_zytes_sample() -> None:
    truth, reference = load("zyte/ground-truth.json"), load("../reference/zyte-sample.json")
    worst, compared = 0.0, 0
    for system, wanted in reference.items():
        document = load(f"zyte/output/{system}.json")
        given = document.get("output", document)
        for key, page in wanted["pages"].items():
            output = (given.get(key) or {}).get("articleBody") or ""
            found = wcxb.scores(**wcxb.count_texts(truth[key]["articleBody"], output))
            worst = max(worst, *(abs(a - b) for a, b in zip(found, page["wcxb_p_r_f1"], strict=True)))
            compared += 3
    print(f"wcxb, zyte's sample: {compared} figures compared, largest difference {worst:.1e}")
    assert compared == 3 * 40 * 4
    assert worst <= 1e-9
