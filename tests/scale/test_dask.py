"""The engine on a cluster: the same results as here, whatever dies on the way."""

from __future__ import annotations

import logging
import pickle
import shutil
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from harness.errors import HarnessError
from harness.execution.cluster import ClusterError
from harness.execution.hand_out import Standing
from workshop import write_extractor

# Fixtures of conftest.py; its classes cannot be imported here.
Forge = Callable[..., Any]
Stable = Callable[[Path], dict[str, Any]]
POISON = {3: "hang", 11: "segfault", 23: "memory"}


def outcomes(document: dict[str, Any]) -> Counter[str]:
    return Counter(row["outcome"] for row in document["results"])


def test_results_are_the_same_on_processes_of_this_machine(forge: Forge, stable: Stable) -> None:
    forged = forge(24, POISON, programs=1)
    forged.run("here")
    forged.run("apart", forged.cluster("dask"))
    here, apart = stable(forged.root / "here"), stable(forged.root / "apart")
    assert here == apart
    assert outcomes(here) == {"ok": 21, "timeout": 1, "crash": 1, "memory": 1}, "each poison page costs its own row"


def test_results_are_the_same_on_a_scheduler_with_two_workers(forge: Forge, stable: Stable, shared: Any) -> None:
    forged = forge(45, {11: "segfault"})
    forged.run("here")
    forged.run("apart", forged.cluster(shared.engine, "apart"))
    assert stable(forged.root / "here") == stable(forged.root / "apart")


def test_killed_workers_and_late_ones_change_nothing(forge: Forge, stable: Stable, dask: Any) -> None:
    forged = forge(100, {50: "segfault"})
    forged.run("here")
    dask.start_worker()
    dask.start_worker()

    def lose_two(standing: Standing) -> None:
        if dask.workers and standing.done >= 40 * (3 - len(dask.workers)):
            dask.kill(dask.workers.pop(0))
            late.append(dask.start_worker())
            dask.workers.remove(late[-1])

    late: list[Any] = []
    forged.run("apart", forged.cluster(dask.engine, "apart", lose_two))
    assert len(late) == 2
    assert stable(forged.root / "here") == stable(forged.root / "apart")


def test_page_that_kills_every_worker_is_a_crash_and_the_others_are_not(forge: Forge, stable: Stable) -> None:
    forged = forge(3, {1: "killer"}, programs=1)
    forged.run("apart", forged.cluster("dask"))
    results = stable(forged.root / "apart")["results"]
    assert [row["case"] for row in results if row["outcome"] != "ok"] == ["page0001"]
    (failed,) = [row for row in results if row["outcome"] == "crash"]
    assert "took the worker that drove it down" in failed["failure"]["message"]


def test_lost_scheduler_is_told_and_the_run_goes_on(forge: Forge, stable: Stable, dask: Any) -> None:
    forged = forge(60)
    forged.run("here")
    dask.start_worker()

    def lose(standing: Standing) -> None:
        if standing.done >= 20 and dask.scheduler.poll() is None:
            dask.kill(dask.scheduler)

    with pytest.raises(ClusterError, match="run the same command again to resume"):
        forged.run("apart", forged.cluster(dask.engine, watch=lose))
    dask.kill(dask.workers[0])
    dask.start_scheduler()
    dask.start_worker()
    begun: list[int] = []
    forged.run("apart", forged.cluster(dask.engine, watch=lambda standing: begun.append(standing.done)))
    assert begun[0] >= 20, "what was in the journal is not done again"
    assert stable(forged.root / "here") == stable(forged.root / "apart")


def test_run_of_a_client_that_was_killed_goes_on(forge: Forge, stable: Stable) -> None:
    forged, outputs = forge(60), "apart"
    forged.run("here")
    source = f"""
import os, pickle, sys
from pathlib import Path
sys.path[:0] = {sys.path!r}
def die(standing):
    if standing.done >= 40:
        os.kill(os.getpid(), 9)
if __name__ == "__main__":
    from harness.execution.dask import Cluster
    from harness.execution.score import run
    from harness.extraction.process import Limits
    collection, rows, root, outputs = pickle.loads(Path(sys.argv[1]).read_bytes())
    folder = root / "apart/outputs" if outputs else None
    cluster = Cluster("dask", 2, root / "extractors", outputs=folder, watch=die)
    run(collection, rows, root / "apart", limits=Limits(timeout=2.0, memory=2**30), slots=2, cluster=cluster)
"""
    (forged.root / "client.py").write_text(source, encoding="utf-8")
    (forged.root / "all").write_bytes(pickle.dumps((forged.collection, forged.rows, forged.root, outputs)))
    killed = subprocess.run([sys.executable, str(forged.root / "client.py"), str(forged.root / "all")], check=False)
    assert killed.returncode == -signal.SIGKILL
    begun: list[int] = []
    watch = lambda standing: begun.append(standing.done)  # noqa: E731
    forged.run("apart", forged.cluster("dask", outputs, watch))
    assert begun[0] >= 40
    assert stable(forged.root / "here") == stable(forged.root / "apart")
    listed = (forged.root / "apart/outputs/manifest.jsonl").read_text().splitlines()[1:]
    files = list((forged.root / "apart/outputs").glob("extractor=*/*"))
    assert len(files) == len(listed) == 6, "three files a program, none of them twice"


def test_finished_run_with_parquet_is_done_afresh(forge: Forge, shared: Any) -> None:
    forged = forge(4, programs=1)
    born = []
    for _ in range(2):
        forged.run("apart", forged.cluster(shared.engine, "apart"))
        (file,) = (forged.root / "apart/outputs").glob("extractor=echo0/*.parquet")
        born.append(file.stat().st_mtime_ns)
    assert born[0] < born[1]
    forged.run("apart")
    assert not file.exists(), "a run without Parquet leaves none of an earlier one's"


def test_worker_that_cannot_read_a_page_is_named(forge: Forge, shared: Any) -> None:
    forged = forge(3, programs=1)
    shutil.rmtree(forged.root / "golden/news/page0001")
    with pytest.raises(ClusterError, match=r"the worker tcp://127\.0\.0\.1:\d+ on .*page0001.*at the same place"):
        forged.run("apart", forged.cluster(shared.engine))


def test_other_version_on_a_worker_is_an_error_that_names_both(
    forge: Forge, dask: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for side, version in (("here", "1.0"), ("there", "2.0")):
        folder = tmp_path / side / "tinylib.dist-info"
        folder.mkdir(parents=True)
        (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: tinylib\nVersion: {version}\n")
    forged = forge(3, programs=1)
    write_extractor(tmp_path / "extractors", "tiny", "return 'x'", "extractor(extract, package='tinylib')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "here"))
    dask.start_worker(PYTHONPATH=str(tmp_path / "there"))
    from harness.extraction.discovery import choose, discover

    object.__setattr__(forged, "rows", choose(discover(tmp_path / "extractors"), ["tiny"]))
    with pytest.raises(
        ClusterError, match=r"the worker tcp://.* would extract differently: tiny is 1\.0 here and 2\.0"
    ):
        forged.run("apart", forged.cluster(dask.engine))


def test_without_a_scheduler_the_error_says_how_to_start_one(forge: Forge, monkeypatch: pytest.MonkeyPatch) -> None:
    forged = forge(1, programs=1)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    monkeypatch.setattr("harness.execution.cluster._QUIET", {"set_as_default": False, "timeout": 1})
    with pytest.raises(ClusterError, match=f"no scheduler answers at tcp://127.0.0.1:{port}.*`dask scheduler`"):
        forged.run("apart", forged.cluster(f"dask://127.0.0.1:{port}"))


def test_missing_dask_names_the_extra(forge: Forge, monkeypatch: pytest.MonkeyPatch) -> None:
    forged = forge(1, programs=1)
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(HarnessError, match=r'needs Dask; run: pip install "scraper-harness\[scale\]"'):
        forged.run("apart", forged.cluster("dask"))


def test_results_are_the_same_on_a_worker_of_two_threads(forge: Forge, stable: Stable) -> None:
    distributed: Any = pytest.importorskip("distributed")
    forged = forge(60, {11: "segfault", 25: "hang"})
    forged.run("here")
    options = {"host": "127.0.0.1", "dashboard_address": "127.0.0.1:0", "silence_logs": logging.CRITICAL}
    with distributed.LocalCluster(n_workers=1, threads_per_worker=2, **options) as workers:
        forged.run("apart", forged.cluster(workers.scheduler_address.replace("tcp://", "dask://"), "apart"))
    assert stable(forged.root / "here") == stable(forged.root / "apart")


def test_two_clients_may_go_through_the_same_plan_at_once(forge: Forge, stable: Stable, shared: Any) -> None:
    forged = forge(45, programs=1)
    between: list[int] = []

    def run_again(standing: Standing) -> None:
        if standing.done >= 20 and not between:
            between.append(standing.done)
            forged.run("second", forged.cluster(shared.engine, "second"))

    forged.run("first", forged.cluster(shared.engine, "first", run_again))
    assert between
    assert len(stable(forged.root / "first")["results"]) == 45
    assert stable(forged.root / "first") == stable(forged.root / "second")
