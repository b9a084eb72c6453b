"""A crawl of more results than anybody reads: sums from the Parquet files, and a report that streams them."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from crawls import answer, write_crawl

from harness.cli import call
from harness.config import Command
from harness.datasets import open_spec
from harness.errors import HarnessError
from harness.execution import big_runs, extracted
from harness.execution.big_runs import is_big, run_big, sum_again
from harness.execution.dask import Cluster
from harness.execution.hand_out import CRASH
from harness.execution.journal import Journal
from harness.execution.manifest import Manifest
from harness.execution.output_files import OutputFolder
from harness.execution.plan import Plan
from harness.extraction.discovery import discover
from harness.extraction.process import Limits
from harness.goldens import Collection
from harness.model import Article, Extraction, Extractor
from workshop import write_program

pytest.importorskip("fastwarc", reason='FastWARC is not installed: pip install "scraper-harness[scale]"')
pytest.importorskip("polars", reason='polars is not installed: pip install "scraper-harness[scale]"')

PAGES = 12
LIMITS = Limits(timeout=5.0)


def extract(plan: Plan, journal: Journal, cluster: Cluster) -> None:
    """Stand in for a cluster: 16 letters for each page, none for the fourth; the seventh takes its worker along."""
    assert cluster.outputs is not None
    manifest = Manifest(cluster.outputs, plan.key, fresh=True)
    (row,) = plan.extractors
    for numbers in (range(6), range(7, PAGES)):
        texts = ["" if number == 3 else "x" * 16 for number in numbers]
        some = [Extraction("ok" if text else "empty", Article(text=text), None, 0.5) for text in texts]
        ids = [plan.cases.ids[number] for number in numbers]
        receipt = OutputFolder(cluster.outputs).write(row.id, f"shard-{numbers[0]}", numbers, ids, some)
        manifest.add(receipt)
        for at, extraction in enumerate(some):
            journal.add((row.id, ids[at]), replace(extraction, article=None), stored=(receipt.file, at))
    journal.add((row.id, plan.cases.ids[6]), Extraction("crash", failure=CRASH))


@pytest.fixture
def crawl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with a crawl and a program, whose runs of twelve results are big."""
    write_crawl(tmp_path / "crawl/a.warc.gz", [answer(at) for at in range(1, PAGES + 1)])
    program = write_program(tmp_path / "bin", "echo", "pass")
    settings = f"[tool.harness.extractors.echo]\ncommand = {json.dumps(program)}\n"
    (tmp_path / "pyproject.toml").write_text(settings, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(big_runs, "MOST_RESULTS", PAGES - 1)
    monkeypatch.setattr(extracted, "extract_on_cluster", extract)
    return tmp_path


def opened(crawl: Path) -> tuple[Collection, list[Extractor]]:
    commands = {"echo": Command(tuple(write_program(crawl / "bin", "echo", "pass")))}
    rows = [row for row in discover(crawl / "extractors", commands) if row.origin == "command"]
    return open_spec(f"warc:{crawl}/crawl"), rows


def test_sums_are_those_of_the_pages_and_are_made_again_from_the_files(crawl: Path) -> None:
    collection, rows = opened(crawl)
    report = crawl / "report"
    cluster = Cluster("dask", 2, crawl / "extractors", outputs=report / "outputs")
    run = run_big(collection, rows, report, cluster, limits=LIMITS)
    (sums,) = run.aggregates
    assert (sums.pages, sums.outcomes) == (PAGES, {"crash": 1, "empty": 1, "ok": PAGES - 2})
    assert sums.letters == pytest.approx(16, rel=0.03)
    assert [(page.outcome, page.case) for page in run.worst[:2]] == [
        ("crash", "warc/urn:test:7"),
        ("empty", "warc/urn:test:4"),
    ]
    assert sum_again(report / "run.json") == run
    shutil.rmtree(report / "outputs")
    assert sum_again(report / "run.json") == run, "what run.json carries is enough"


def test_run_is_big_with_parquet_of_a_crawl_by_programs_alone(crawl: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    collection, rows = opened(crawl)
    cluster = Cluster("dask", 2, crawl, outputs=crawl / "outputs")
    assert is_big(collection, rows, cluster)
    assert not is_big(collection, rows, None)
    assert not is_big(collection, rows, replace(cluster, outputs=None))
    assert not is_big(collection, [*rows, replace(rows[0], name="service", network=True)], cluster)
    assert not is_big(replace(collection, data_sets=()), [], cluster)
    monkeypatch.setattr(big_runs, "MOST_RESULTS", PAGES)
    assert not is_big(collection, rows, cluster)


def test_outputs_that_are_not_those_of_the_journal_are_an_error(crawl: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    collection, rows = opened(crawl)
    cluster = Cluster("dask", 2, crawl, outputs=crawl / "report/outputs")
    monkeypatch.setattr(Journal, "count", lambda *_: PAGES - 2)
    with pytest.raises(HarnessError, match=r"has 11 outputs of echo and the journal 10; remove .* and run again"):
        run_big(collection, rows, crawl / "report", cluster, limits=LIMITS)


def test_command_says_that_there_are_sums_alone(crawl: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["-E", "echo", "--engine", "dask", "--jobs", "1", "--outputs", "parquet", "--cache", "off"]
    assert call(["run", "warc:crawl", *options, "--format", "csv"]) == 0
    shown = capsys.readouterr()
    assert shown.out.splitlines()[0].startswith("extractor,")
    assert "12 results: run.json has their sums and a sample of the worst pages" in shown.err
    report = crawl / "reports/latest"
    assert "12 pages of warc" in (report / "report.md").read_text(encoding="utf-8")
    assert (report / "journal.jsonl").read_bytes().endswith(b'{"end": true}\n')

    assert call(["report", "--format", "json"]) == 0
    tables = json.loads(capsys.readouterr().out)
    assert (tables["extractors"][0]["pages"], tables["worst"][0]["outcome"]) == (PAGES, "crash")
    assert call(["report", "--html"]) == 2
    assert call(["compare", "reports/latest", "reports/latest"]) == 2
    assert "no result of each page; show it with `harness report`" in capsys.readouterr().err
