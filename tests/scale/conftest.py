"""Forged pages by the dozen, and real schedulers and workers on this machine's loopback."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from crawls import MISBEHAVE

from harness.execution.dask import Cluster
from harness.execution.hand_out import Watch
from harness.execution.score import run
from harness.extraction.discovery import discover
from harness.extraction.process import Limits
from harness.goldens import Collection
from harness.model import Extractor, GoldenCase
from harness.runs import RunResult
from workshop import PAGE, load, write_case, write_program

pytest.importorskip("distributed", reason='the cluster needs pip install "scraper-harness[scale]"')

# Answers with the words between the first two paragraphs; does what the page's title says, if it says something.
ECHO = f"""
page = open(request["path"]).read()
title = page.split("<title>")[1].split("</title>")[0]
{MISBEHAVE}if title == "killer":
    os.kill(os.getppid(), 9)
say({{"id": request["id"], "article": {{"text": page.split("<p>")[1].split("</p>")[0]}}}})
"""


@dataclass(frozen=True)
class Forged:
    """Pages in memory and on disk, and the programs that read them."""

    root: Path
    collection: Collection
    rows: Sequence[Extractor]

    def run(self, report: str, cluster: Cluster | None = None) -> RunResult:
        """Run everything on a cluster, or here."""
        limits = Limits(timeout=2.0, memory=2**30)
        return run(self.collection, self.rows, self.root / report, limits=limits, slots=2, cluster=cluster)

    def cluster(self, engine: str, outputs: str | None = None, watch: Watch | None = None) -> Cluster:
        """Return a cluster for :meth:`run`; ``outputs`` names the report whose outputs are to be Parquet."""
        folder = self.root / outputs / "outputs" if outputs else None
        return Cluster(engine, 2, self.root / "extractors", outputs=folder, watch=watch)


Forge = Callable[..., Forged]


@pytest.fixture
def forge(tmp_path: Path) -> Forge:
    """Make so many pages, some of which are poison: ``forge(40, {7: "hang"})``, for so many programs."""

    def make(pages: int, poison: dict[int, str] | None = None, programs: int = 2) -> Forged:
        titles = poison or {}
        cases: list[GoldenCase] = []
        for number in range(pages):
            text = PAGE.replace("Lyon", f"Town{number}").replace(
                "Bakery opens | The Lane", titles.get(number, f"Page {number}")
            )
            cases.append(load(write_case(tmp_path / f"golden/news/page{number:04}", text)))
        commands = {f"echo{at}": write_program(tmp_path / "bin", f"echo{at}", ECHO) for at in range(programs)}
        rows = [row for row in discover(tmp_path / "extractors", commands) if row.origin == "command"]
        return Forged(tmp_path, Collection.of("golden", cases), rows)

    return make


def stable(report: Path) -> dict[str, Any]:
    """Return ``run.json`` without what differs between two runs: the machine, times and memory."""
    document: dict[str, Any] = json.loads((report / "run.json").read_text(encoding="utf-8"))
    del document["environment"]
    for row in document["results"]:
        del row["seconds"], row["peak_memory"], row["cpu_seconds"]
    return document


@pytest.fixture(name="stable")
def _stable() -> Callable[[Path], dict[str, Any]]:
    return stable


class LocalDask:
    """A scheduler and its workers: processes that the test starts and kills."""

    def __init__(self, folder: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.engine = f"dask://127.0.0.1:{self.port}"
        self.workers: list[subprocess.Popen[bytes]] = []
        self._all: list[subprocess.Popen[bytes]] = []
        self._folder = folder
        self.start_scheduler()

    def start_scheduler(self) -> None:
        """Start the scheduler, again on the same port if it was there before."""
        self.scheduler = self._start("scheduler", "--host", "127.0.0.1", "--port", str(self.port))

    def start_worker(self, **environment: str) -> subprocess.Popen[bytes]:
        """Start a worker of one thread, without a nanny that would start it anew."""
        worker = self._start(
            "worker",
            f"tcp://127.0.0.1:{self.port}",
            "--nthreads=1",
            "--no-nanny",
            f"--local-directory={self._folder}",
            **environment,
        )
        self.workers.append(worker)
        return worker

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """End a process as the kernel does when memory runs out."""
        process.send_signal(signal.SIGKILL)
        process.wait()

    def close(self) -> None:
        """End everything."""
        for process in self._all:
            if process.poll() is None:
                self.kill(process)

    def _start(self, *arguments: str, **environment: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "dask", *arguments, "--no-dashboard"]
        with (self._folder / f"{arguments[0]}-{len(self._all)}.log").open("wb") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log, env={**os.environ, **environment})
        self._all.append(process)
        return process


@pytest.fixture
def dask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalDask]:
    """A scheduler without workers."""
    cluster = LocalDask(tmp_path_factory.mktemp("dask"))
    yield cluster
    cluster.close()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalDask]:
    """A scheduler and two workers for the tests that leave them alive."""
    cluster = LocalDask(tmp_path_factory.mktemp("shared"))
    cluster.start_worker()
    cluster.start_worker()
    yield cluster
    cluster.close()
