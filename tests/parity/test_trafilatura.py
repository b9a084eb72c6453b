"""The numbers of trafilatura's evaluation for its sample."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from harness.metrics.segments import Segments, count_texts

DATASETS = os.environ.get("HARNESS_DATASETS")
pytestmark = pytest.mark.skipif(DATASETS is None, reason="HARNESS_DATASETS names no folder with the peers' samples")


def load(name: str) -> Any:
    return json.loads((Path(DATASETS or "") / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("system", ["resiliparse", "trafilatura"])
def test_figures_are_those_of_trafilaturas_evaluation(system: str) -> None:
    wanted = load("../reference/trafilatura-sample.json")[system]
    given, truth = load(f"trafilatura/output/{system}.json")["output"], load("trafilatura/evaldata.json")
    counted = {key: count_texts(page["with"], page["without"], given.get(key)) for key, page in truth.items()}
    for key, page in wanted["pages"].items():
        assert [counted[key][name] for name in ("tp", "fp", "fn", "tn")] == page["tp_fp_fn_tn"], key
    totals = [sum(counts[name] for counts in counted.values()) for name in ("tp", "fp", "fn", "tn")]
    assert totals == wanted["aggregate"].pop("tp_fp_fn_tn")
    figures = Segments().aggregate(counted.values())
    worst = max(abs((figures[f"segments_{name}"] or 0.0) - value) for name, value in wanted["aggregate"].items())
    compared = 4 * len(wanted["pages"]) + 4 + len(wanted["aggregate"])
    print(f"trafilatura, {system}: {compared} figures compared, largest difference {worst:.1e}")
    assert compared == 4 * 60 + 8
    assert worst <= 1e-9
