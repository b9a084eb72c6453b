"""A crawl on a real cluster that loses whatever it can lose: the results are those of a quiet run.

``HARNESS_LOSS_PAGES=2000`` takes more pages than the usual 400, and a minute and a half instead of half a minute.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from crawls import MISBEHAVE, answer, write_crawl

from harness.execution.outputs import Outputs
from harness.forge import choosing
from harness.forge.catalogue import templates
from harness.forge.library import library
from harness.forge.making import make_warcs
from workshop import write_extractor

PAGES = int(os.environ.get("HARNESS_LOSS_PAGES", "400"))
POISON = {"hang": "timeout", "segfault": "crash", "memory": "memory"}
# Small pages that take a few milliseconds to make.
LIGHT = ("regional-portal-th", "regional-portal-pl", "regional-portal-ar", "regional-portal-tr", "frames-era")
# Seconds that nothing takes on any machine that is not broken.
PATIENCE = 180

FRAIL = f"""
import os, time
from resiliparse.extract.html2text import extract_plain_text
title = page.html.partition("<title>")[2].partition("</title>")[0]
{MISBEHAVE}return extract_plain_text(page.html, main_content=False)
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with one extractor, its crawl, and a quiet run of it on this machine."""
    pytest.importorskip("resiliparse", reason="resiliparse is not installed: pip install resiliparse")
    pytest.importorskip("polars", reason='polars is not installed: pip install "scraper-harness[scale]"')
    root = tmp_path_factory.mktemp("losses")
    choices = list(choosing.many(library(), [templates()[name] for name in LIGHT], PAGES - len(POISON), "1"))
    make_warcs(choices, root / "crawl", len(POISON) + 1, None, lambda _done, _total: None)
    for number, title in enumerate(POISON):
        page = f"<html><head><title>{title}</title></head><body><p>Poison.</p></body></html>"
        # By its name each lies behind another file of the forge.
        write_crawl(root / f"crawl/forged-{number:05}.warc.poison.warc", [answer(number, page)])
    write_extractor(root / "extractors", "frail", FRAIL)
    (root / "golden").mkdir()
    assert start(root, "here").wait() == 0, (root / "here.log").read_text()
    return root


def start(root: Path, report: str, *options: str) -> subprocess.Popen[bytes]:
    """Start the command; what it says goes into a file beside the report."""
    command = [sys.executable, "-m", "harness", "run", "warc:crawl", "-E", "frail", "--timeout", "2", "--cache", "off"]
    with (root / f"{report}.log").open("wb") as log:
        return subprocess.Popen(
            [*command, "--memory", "1024", "--report", report, *options], cwd=root, stdout=log, stderr=log
        )


class Run:
    """The command on a cluster, again and again, watched by what it leaves."""

    def __init__(self, root: Path, engine: str, report: str) -> None:
        self._root, self._report = root, report
        self._options = ("--engine", engine, "--outputs", "parquet")
        self.client = start(root, report, *self._options)
        self._seen = 0

    def again(self, *, anew: bool = False) -> None:
        """Give the same command once more; ``anew`` if the journal is to be another one."""
        self._seen = 0 if anew else self._seen
        self.client = start(self._root, self._report, *self._options)

    def until(self, done: int) -> None:
        """Wait until so many extractions are in the journal, and none that was has gone."""
        deadline = time.monotonic() + PATIENCE
        while (lines := len(self.lines())) <= done:
            assert lines >= self._seen, f"the journal had {self._seen} lines and has {lines}"
            self._seen = lines
            assert self.client.poll() is None, self.said()
            assert time.monotonic() < deadline, f"{lines} lines: {self.said()}"
            time.sleep(0.02)

    def ended(self) -> int:
        """Wait for the end of the command; return its status."""
        return self.client.wait(PATIENCE)

    def said(self) -> str:
        """Return what the last command has said."""
        return (self._root / f"{self._report}.log").read_text(encoding="utf-8")

    def lines(self) -> list[bytes]:
        """Return the whole lines of the journal."""
        journal = self._root / self._report / "journal.jsonl"
        return journal.read_bytes().split(b"\n")[:-1] if journal.exists() else []


def test_whatever_is_lost_the_results_are_those_of_a_quiet_run(
    root: Path, dask: Any, stable: Callable[[Path], dict[str, Any]]
) -> None:
    dask.start_worker()
    dask.start_worker()
    run = Run(root, dask.engine, "apart")
    try:
        run.until(PAGES // 10)
        dask.kill(dask.workers.pop(0))
        dask.start_worker()  # a late one
        run.until(PAGES // 4)
        dask.kill(dask.workers.pop(0))
        run.until(PAGES * 2 // 5)
        dask.kill(run.client)
        run.again()
        run.until(PAGES * 3 // 5)
        dask.kill(dask.scheduler)
        assert run.ended() != 0
        assert "run the same command again" in run.said()
        dask.kill(dask.workers.pop(0))
        dask.start_scheduler()
        dask.start_worker()
        dask.start_worker()
        run.again()
        assert run.ended() == 0, run.said()
    finally:
        dask.kill(run.client)

    here, apart = stable(root / "here"), stable(root / "apart")
    assert here == apart
    failed = [row["outcome"] for row in apart["results"] if row["outcome"] not in ("ok", "empty")]
    assert sorted(failed) == sorted(POISON.values()), "each poison page costs its own row"
    journalled = [
        json.loads(line)["case"]
        for line in (root / "apart/journal.jsonl").read_bytes().splitlines()
        if line.startswith(b'{"extractor"')
    ]
    assert len(journalled) == len(set(journalled)) == PAGES
    keys = [("frail", case) for case in journalled]
    ours, theirs = Outputs(root / "here", keys), Outputs(root / "apart", keys)
    for key in keys:
        one, other = ours.read(key), theirs.read(key)
        assert one is not None
        assert other is not None
        assert (one.article, one.outcome, one.failure) == (other.article, other.outcome, other.failure)
    listed = (root / "apart/outputs/manifest.jsonl").read_text().splitlines()[1:]
    numbers = [n for line in listed for first, last in json.loads(line)["numbers"] for n in range(first, last + 1)]
    assert len(numbers) == len(set(numbers)), "no page is in two files"
    assert len(listed) == len(list((root / "apart/outputs").glob("extractor=*/*")))


def test_run_is_not_lost_when_its_extractor_is_another_one_for_a_while(root: Path, dask: Any) -> None:
    dask.start_worker()
    run = Run(root, dask.engine, "edited")
    file = root / "extractors/frail.py"
    source = file.read_text(encoding="utf-8")
    try:
        run.until(100)
        dask.kill(run.client)
        left = run.lines()
        file.write_text(source + "# edited\n", encoding="utf-8")
        run.again(anew=True)
        run.until(20)
        dask.kill(run.client)
        file.write_text(source, encoding="utf-8")
        run.again(anew=True)
        run.until(len(left))
        assert run.lines()[: len(left)] == left, "the first run goes on"
    finally:
        dask.kill(run.client)
        file.write_text(source, encoding="utf-8")
