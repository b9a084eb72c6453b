"""A crawl of forged pages through the local engine, Dask here, and a scheduler and workers of their own.

    python -m benchmarks.scale /tmp/crawl --pages 100000 --files 20     # makes the crawl if it is not there
    python -m benchmarks.scale /tmp/crawl --use 5 --turns 2             # five of its files, each engine twice

Every line is one whole command, start and report included: results and seconds, results a second, processor seconds of
all its processes, and the peak of what each role holds (RSS, and in brackets at each quarter of the time what of it
is not mapped files). Engines take turns; a ratio is that of two lines of one turn, and means something where the load
is that of the command itself.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil

from harness.forge import choosing
from harness.forge.catalogue import templates
from harness.forge.library import library
from harness.forge.making import make_warcs

FAST = ("resiliparse[page]", "html-text", "innertext")
ENGINES = ("local", "dask", "cluster")
WORKERS = 2
# Seconds between two looks at the processes: a look takes 5 ms.
_PAUSE = 1.0
_MIB = 2**20
# What stands in the command line of an extractor's process.
_CHILD = "harness.child"


def main() -> int:
    """Measure and print; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("crawl", type=Path, help="folder of the WARC files")
    parser.add_argument("--pages", type=int, default=100_000, help="to make (default: 100,000)")
    parser.add_argument("--files", type=int, default=20, help="to make them into (default: 20)")
    parser.add_argument("--use", type=int, default=None, help="run so many of the files (default: all)")
    parser.add_argument("--turns", type=int, default=1)
    parser.add_argument("--engine", action="append", choices=ENGINES, help="only this one")
    asked = parser.parse_args()
    if not asked.crawl.is_dir():
        _forge(asked.crawl, asked.pages, asked.files)
    with tempfile.TemporaryDirectory(prefix="scale-") as folder:
        root = Path(folder)
        (root / "golden").mkdir()
        (root / "crawl").mkdir()
        for file in sorted(asked.crawl.glob("*.warc.gz"))[: asked.use]:
            (root / "crawl" / file.name).symlink_to(file.resolve())
        begun = time.perf_counter()
        subprocess.run(_command("--dry-run"), cwd=root, check=True, stdout=subprocess.DEVNULL)
        print(f"index and a probe: {time.perf_counter() - begun:.1f} s", flush=True)
        for _turn in range(asked.turns):
            for engine in asked.engine or ENGINES:
                _run(root, engine)
    return 0


def _forge(crawl: Path, pages: int, files: int) -> None:
    begun = time.perf_counter()
    choices = list(choosing.many(library(), tuple(templates().values()), pages, "scale"))
    partial = crawl.with_name(f"{crawl.name}.part")
    size = make_warcs(choices, partial, files, None, lambda _done, _total: None)
    partial.rename(crawl)
    took = time.perf_counter() - begun
    print(f"forged: {pages:,} pages, {size / _MIB:,.0f} MiB, {took:.0f} s, {pages / took:.0f} pages/s", flush=True)


def _command(*options: str) -> list[str]:
    rows = [part for name in FAST for part in ("-E", name)]
    return [sys.executable, "-m", "harness", "run", "warc:crawl", *rows, "--cache", "off", *options]


def _run(root: Path, engine: str) -> None:
    report = root / "report"
    shutil.rmtree(report, ignore_errors=True)
    with _cluster(root) if engine == "cluster" else _nothing() as (address, roles):
        options = ["--report", str(report), "--jobs", str(WORKERS), "--engine", address or engine]
        if engine != "local":
            options += ["--outputs", "parquet"]
        log = root / "log"
        begun = time.perf_counter()
        with log.open("wb") as said:
            client = subprocess.Popen(_command(*options), cwd=root, stdout=said, stderr=said)
        watch = Watch({"client": psutil.Process(client.pid), **roles})
        before = _seconds(roles.values())
        _pid, status, usage = os.wait4(client.pid, 0)
        took = time.perf_counter() - begun
        watch.stop()
        processor = usage.ru_utime + usage.ru_stime + _seconds(roles.values()) - before
    if status:
        sys.exit(f"{engine}: {os.waitstatus_to_exitcode(status)}\n{log.read_text(encoding='utf-8')[-2000:]}")
    results = _results(report)
    print(
        f"{engine:8} {results:,} results, {took:.0f} s, {results / took:.0f}/s, {processor:.0f} s of processors, "
        f"load {os.getloadavg()[1]:.1f}"
    )
    print(f"         {watch}", flush=True)


def _results(report: Path) -> int:
    with (report / "scores.csv").open("rb") as lines:
        return sum(1 for _ in lines) - 1


@contextmanager
def _nothing() -> Iterator[tuple[str | None, dict[str, psutil.Process]]]:
    yield None, {}


@contextmanager
def _cluster(root: Path) -> Iterator[tuple[str | None, dict[str, psutil.Process]]]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = f"127.0.0.1:{port}"
    with (root / "cluster.log").open("wb") as log:

        def start(*words: str) -> subprocess.Popen[bytes]:
            return subprocess.Popen([sys.executable, "-m", "dask", *words], stderr=log)

        started = [start("scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard")]
        started += [start("worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard") for _ in range(WORKERS)]
        try:
            names = ("scheduler", *(f"worker {number}" for number in range(1, WORKERS + 1)))
            yield (
                f"dask://{address}",
                {name: psutil.Process(one.pid) for name, one in zip(names, started, strict=True)},
            )
        finally:
            # A worker whose scheduler has gone first waits for it to come back.
            for one in started:
                one.kill()
                one.wait()


class Watch:
    """What processes and their children hold, looked at again and again until stopped."""

    def __init__(self, roles: Mapping[str, psutil.Process]) -> None:
        self._roles = roles
        self._seen: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._end.set()
        self._thread.join()

    def __str__(self) -> str:
        return "; ".join(f"{name} {_peaks(seen)}" for name, seen in sorted(self._seen.items()))

    def _look(self) -> None:
        while not self._end.wait(_PAUSE):
            held: dict[str, list[tuple[int, int]]] = defaultdict(list)
            for name, one in self._roles.items():
                for process, role in _family(name, one):
                    try:
                        now = _held(process.pid)
                    except (OSError, KeyError):  # it has ended meanwhile; a zombie holds nothing
                        continue
                    held[role].append(now)
            for role, several in held.items():
                self._seen[role].append(max(several))


def _family(name: str, process: psutil.Process) -> Iterator[tuple[psutil.Process, str]]:
    """Name a process and all below it: extractors' children, and what counts or works for the client."""
    yield process, name
    try:
        for one in process.children(recursive=True):
            yield one, "child" if _CHILD in one.cmdline() else f"below {name}"
    except psutil.NoSuchProcess:
        return


def _seconds(processes: Iterable[psutil.Process]) -> float:
    """Return the processor seconds of processes and of all below them, whether they still run or not."""
    times = [one.cpu_times() for top in processes for one in (top, *top.children(recursive=True))]
    return float(sum(one.user + one.system + one.children_user + one.children_system for one in times))


def _held(pid: int) -> tuple[int, int]:
    fields = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return tuple(int(fields[name].split()[0]) * 1024 for name in ("VmRSS", "RssAnon"))  # type: ignore[return-value]


def _peaks(seen: Sequence[tuple[int, int]]) -> str:
    quarters = [seen[min(len(seen) - 1, len(seen) * part // 4)][1] for part in range(1, 5)]
    return f"{max(rss for rss, _ in seen) / _MIB:.0f} MiB ({' '.join(f'{one / _MIB:.0f}' for one in quarters)})"


if __name__ == "__main__":
    sys.exit(main())
