"""Zyte's own numbers for the systems of its sample: each page's counts, and what its script prints."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from harness.metrics.zyte import Zyte, count_texts, normalised

DATASETS = os.environ.get("HARNESS_DATASETS")
pytestmark = pytest.mark.skipif(DATASETS is None, reason="HARNESS_DATASETS names no folder with the peers' samples")

SYSTEMS = ("AutoExtract", "html2text", "justext", "readability_js")


def load(name: str) -> Any:
    return json.loads((Path(DATASETS or "") / name).read_text(encoding="utf-8"))


def outputs(system: str) -> dict[str, str]:
    """Return a system's texts by page; its file may wrap them in an object that holds a version too."""
    document = load(f"zyte/output/{system}.json")
    pages = document.get("output", document)
    return {key: page.get("articleBody") or "" for key, page in pages.items()}


@pytest.mark.parametrize("system", SYSTEMS)
def test_figures_are_those_of_zytes_script(system: str) -> None:
    truth, given = load("zyte/ground-truth.json"), outputs(system)
    wanted = load("../reference/zyte-sample.json")[system]
    assert wanted["pages"].keys() == truth.keys()
    counted = {key: count_texts(page["articleBody"], given.get(key, "")) for key, page in truth.items()}
    worst, compared = 0.0, 0
    for key, page in wanted["pages"].items():
        found = [*normalised(counted[key]), counted[key]["exact"]]
        expected = [*page["zyte_tp_fp_fn"], page["zyte_exact"]]
        worst = max(worst, *(abs(a - b) for a, b in zip(found, expected, strict=True)))
        compared += len(expected)
    figures = Zyte().aggregate(counted.values())
    for name, value in wanted["aggregate"].items():
        worst = max(worst, abs((figures[f"zyte_{name}"] or 0.0) - value))
        compared += 1
    print(f"zyte, {system}: {compared} figures compared, largest difference {worst:.1e}")
    assert compared == 4 * len(truth) + 4
    assert worst <= 1e-9


def test_every_system_of_the_reference_is_compared() -> None:
    assert set(load("../reference/zyte-sample.json")) == set(SYSTEMS)
