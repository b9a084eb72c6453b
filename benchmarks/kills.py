"""Kill a run again and again, go on each time, and hold the result against that of an undisturbed run.

    python -m benchmarks.kills [--kills 500] [--pages 400] [--seed 1]

Every run is a process of its own that SIGKILL ends once its journal has a random number of lines more, and a random
part of a moment later. After some kills the run is let go to its end. What must hold:

- ``run.json`` is that of the undisturbed run, but for times and memory;
- no page is lost: the extractor was asked for each;
- no page is done twice: one whose line stood whole in the journal when the run was killed is not asked for again. What
  was under way then, and is done again, is counted.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harness.config import Command
from harness.execution.lock import report_lock
from harness.execution.score import run
from harness.extraction.discovery import choose, discover
from harness.extraction.process import Limits
from harness.goldens import Collection, collect
from harness.metrics.catalogue import find
from harness.model import Extractor

_KILLS_A_RUN = 10
_SLOTS = 2
_POLL = 0.0005

# Speaks the protocol itself, for it starts ten times as fast as what imports the harness.
_EXTRACTOR = """
import json, os, re, sys
calls = os.open(sys.argv[1], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
print(json.dumps({"protocol": 1, "accepts": ["text/html"]}), flush=True)
for line in sys.stdin:
    request = json.loads(line)
    page = open(request["path"], encoding="utf-8").read()
    os.write(calls, re.search("page-[0-9]+", page)[0].encode() + b"\\n")
    answer = {"text": re.sub("<[^>]*>", " ", page)}
    print(json.dumps({"id": request["id"], "article": answer, "seconds": 0.001}), flush=True)
"""


@dataclass
class Findings:
    """What became of the runs."""

    kills: int = 0
    runs: int = 0
    resumed_lines: int = 0
    again: int = 0
    wrong: list[str] = field(default_factory=list)


def main() -> int:
    """Kill, and print what came of it; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=500)
    parser.add_argument("--pages", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kills-") as folder:
        tempfile.tempdir = str(Path(folder) / "temporary")
        Path(tempfile.tempdir).mkdir()
        begin = time.monotonic()
        found = Killer(Path(folder), options.pages, random.Random(options.seed)).go(options.kills)
    print(f"{found.kills} kills in {found.runs} runs of {options.pages} pages, {time.monotonic() - begin:.0f} s")
    print(f"{found.resumed_lines} extractions stood in the journal when a run was killed, and were not done again")
    print(f"{found.again} were under way and done again: {found.again / max(found.kills, 1):.2f} a kill")
    for line in found.wrong:
        print(f"WRONG: {line}")
    print("every run.json equals that of the undisturbed run" if not found.wrong else "NOT as it should be")
    return 1 if found.wrong else 0


class Killer:
    """Runs and kills in a workspace of its own."""

    def __init__(self, root: Path, pages: int, chance: random.Random) -> None:
        self._root, self._chance = root, chance
        self._calls = root / "calls"
        program = root / "fast.py"
        program.write_text(_EXTRACTOR, encoding="utf-8")
        for number in range(pages):
            write_case(root / f"golden/tiny/page-{number:03}", f"page-{number:03}")
        self._collection: Collection = collect(root / "golden")
        assert len(self._collection.cases) == pages, self._collection.problems[:3]
        command = Command((sys.executable, "-I", "-S", str(program), str(self._calls)))
        self._rows: list[Extractor] = choose(discover(root / "extractors", {"fast": command}), ["fast"])
        self._found = Findings()
        # Pages that stood in the journal at the last kill, and how often they had been asked for.
        self._settled: dict[str, int] = {}

    def go(self, kills: int) -> Findings:
        """Kill so many times, and return what was found."""
        report = self._root / "undisturbed"
        self._wait(self._start(report))
        expected = stable(report)
        while self._found.kills < kills:
            report = self._root / f"report-{self._found.runs}"
            self._calls.unlink(missing_ok=True)
            self._kill_some(report, min(_KILLS_A_RUN, kills - self._found.kills))
            self._wait(self._start(report))
            calls = self._called()
            self._check_nothing_twice(calls)
            self._settled = {}
            if lost := set(self._collection.cases.ids) - {f"tiny/{name}" for name in calls}:
                self._wrong(f"{len(lost)} pages were never asked for, {min(lost)} for one")
            if stable(report) != expected:
                self._wrong(f"{report / 'run.json'} differs from that of the undisturbed run")
            self._found.again += sum(calls.values()) - len(calls)
            self._found.runs += 1
            shutil.rmtree(report)
        return self._found

    def _kill_some(self, report: Path, kills: int) -> None:
        pages = len(self._collection.cases)
        # The last ones come when all is extracted and the pages are being counted.
        for lines in sorted(self._chance.randint(0, pages + pages // 10) for _ in range(kills)):
            pid = self._start(report)
            self._kill(pid, report / "journal.jsonl", lines)
            calls, whole = self._called(), journalled(report / "journal.jsonl")
            self._check_nothing_twice(calls)
            self._settled = {name: calls[name] for name in whole}
            self._found.kills += 1
            self._found.resumed_lines += len(whole)
            for leftover in Path(tempfile.gettempdir()).iterdir():
                shutil.rmtree(leftover, ignore_errors=True)

    def _check_nothing_twice(self, calls: Counter[str]) -> None:
        """Hold the calls so far against those at the last kill, of pages that stood in the journal then."""
        for name, before in self._settled.items():
            if calls[name] > before:
                self._wrong(f"{name} stood in the journal and was done again")

    def _start(self, report: Path) -> int:
        """Start a run in a process of its own, which is this one's copy: that spares the imports."""
        pid = os.fork()
        if not pid:
            code = 1
            try:
                with report_lock(report):
                    limits, metrics = Limits(memory=2**30), (find("words").make(),)
                    run(
                        self._collection,
                        self._rows,
                        report,
                        limits=limits,
                        slots=_SLOTS,
                        metrics=metrics,
                        protocols=(),
                        # As the command does, which ends the journal when its report is written too.
                        stays_open=True,
                    )
                code = 0
            finally:
                os._exit(code)
        return pid

    def _kill(self, pid: int, journal: Path, lines: int) -> None:
        """Kill a run once its journal has so many extractions, or a moment after the last."""
        deadline = time.monotonic() + 60
        extractions = min(lines, len(self._collection.cases))
        while count_lines(journal) <= extractions and time.monotonic() < deadline:
            if os.waitpid(pid, os.WNOHANG)[0]:
                return  # it had come to its end
            time.sleep(_POLL)
        # Between two lines, in the middle of one, or while the pages are counted and the file is written.
        time.sleep(self._chance.random() * (0.3 if lines > extractions else 0.003))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)

    def _wait(self, pid: int) -> None:
        _, status = os.waitpid(pid, 0)
        if status:
            self._wrong(f"a run ended with status {status}")

    def _called(self) -> Counter[str]:
        return Counter(self._calls.read_text(encoding="ascii").split()) if self._calls.exists() else Counter()

    def _wrong(self, what: str) -> None:
        self._found.wrong.append(what)


def write_case(folder: Path, name: str) -> None:
    """Write a tiny golden case."""
    folder.mkdir(parents=True)
    text = f"The heron of {name} stood in the shallow water until the evening came."
    markup = (
        f"<html><head><title>{name}</title></head><body><nav>All birds of the lake</nav><p>{text}</p></body></html>"
    )
    provenance = {"source": "made", "annotator": "made", "reviewer": "made", "status": "verified", "licence": "MIT"}
    annotations = {
        "format": 1,
        "url": f"https://birds.example/{name}",
        "language": "en",
        "page_type": "article",
        "metadata": {},
        "provenance": provenance,
    }
    (folder / "page.html").write_text(markup, encoding="utf-8")
    (folder / "expected.md").write_text(text + "\n", encoding="utf-8")
    (folder / "golden.json").write_text(json.dumps(annotations), encoding="utf-8")


def count_lines(journal: Path) -> int:
    try:
        return journal.read_bytes().count(b"\n")
    except FileNotFoundError:
        return 0


def journalled(journal: Path) -> set[str]:
    """Return the pages whose lines stand whole in the journal."""
    content = journal.read_bytes() if journal.exists() else b""
    whole = [json.loads(line) for line in content.split(b"\n")[:-1]]
    return {entry["case"].removeprefix("tiny/") for entry in whole if "case" in entry}


def stable(report: Path) -> dict[str, Any]:
    """Return a run as its file has it, without what differs from one run to the next."""
    document: dict[str, Any] = json.loads((report / "run.json").read_text(encoding="utf-8"))
    for row in document["results"]:
        del row["seconds"], row["cpu_seconds"], row["peak_memory"]
    return document


if __name__ == "__main__":
    sys.exit(main())
