"""Adapters run anew on the pages for which Zyte's benchmark records the outputs of the same library."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from harness.alignment.candidate import article_text
from harness.extraction.discovery import discover
from harness.extraction.process import Child, Limits, PageFile
from harness.metrics.zyte import Zyte, count_texts
from workshop import REPOSITORY

# The F1 that an own run may be away from that of the recorded outputs. With the settings of the recording it is
# nowhere away, and with those for the page's language or for all languages little.
ROWS = {
    "html2text[evaluation]": 1e-9,
    "justext": 0.005,
    "justext[english]": 0.015,
    "justext[evaluation]": 1e-9,
    "justext[union]": 0.01,
}


@pytest.fixture(scope="module")
def datasets() -> Path:
    folder = os.environ.get("HARNESS_DATASETS")
    if not folder:
        pytest.skip("HARNESS_DATASETS names no folder with samples of other benchmarks")
    return Path(folder)


@pytest.mark.parametrize("name", ROWS)
def test_own_run_scores_as_the_recorded_outputs(name: str, datasets: Path, tmp_path: Path) -> None:
    (row,) = [row for row in discover(REPOSITORY / "extractors") if row.id == name]
    if not row.ready:
        pytest.skip(f"{row.id} is not installed: {row.install}")
    recorded = read(datasets.parent / "reference" / "zyte-sample.json")[row.name]
    if recorded["version"] != row.version:
        pytest.skip(f"recorded with {recorded['version']}, installed is {row.version}")
    truth: Mapping[str, Any] = read(datasets / "zyte" / "ground-truth.json")
    counts = []
    with Child(row.command, Limits()) as child:
        for page in sorted(recorded["pages"]):
            file = tmp_path / f"{page}.html"
            file.write_bytes(gzip.decompress((datasets / "zyte" / "html" / f"{page}.html.gz").read_bytes()))
            answer = child.extract(PageFile(file, truth[page].get("url"), "text/html", None))
            counts.append(count_texts(truth[page]["articleBody"], article_text(answer.article)))
    assert len(counts) == 40
    assert Zyte().aggregate(counts)["zyte_f1"] == pytest.approx(recorded["aggregate"]["f1"], abs=ROWS[name])


def read(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))
