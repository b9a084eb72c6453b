"""How long a run takes that finds everything in the cache: 200 pages x 24 rows, start-up included.

    python -m benchmarks.cached [--pages 200] [--profile FILE]

The pages are those of ``golden/``, as often as needed: of each, some words of the page and of its expected text are
others, drawn by a seed, so that no two are alike. The rows are 24 of the libraries that are installed. The whole
``harness run`` is called once to fill the cache, then three times more, and three times with the report removed before,
so that all is scored and written anew; each is printed, with the processor's seconds beside it. Asked for: less than
3 s at best on two free cores. With ``--profile`` one more of the latter runs under cProfile, into this file.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from harness.extraction.discovery import discover
from harness.goldens import collect
from harness.model import GoldenCase

GOLDEN = Path(__file__).parents[1] / "golden"
ROWS = 24
RUNS = 3


def main() -> int:
    """Measure and print; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--profile", type=Path, metavar="FILE")
    options = parser.parse_args()
    rows = chosen_rows()
    with tempfile.TemporaryDirectory(prefix="cached-") as folder:
        root = Path(folder)
        write_workspace(root, options.pages)
        size = sum(file.stat().st_size for file in root.rglob("page.*")) / options.pages / 1024
        print(f"{options.pages} pages of {size:.0f} KiB on average, {len(rows)} rows, {os.cpu_count()} cores")
        report("filling the cache", run(root, rows))
        for removed in (False, True):
            seconds = []
            for number in range(1, RUNS + 1):
                if removed:
                    shutil.rmtree(root / "reports")
                measured = run(root, rows)
                report(f"{'no report' if removed else 'cached'}, {number} of {RUNS}", measured)
                seconds.append(measured[0])
            print(f"best {min(seconds):.2f} s{'' if removed else ' (asked for: less than 3)'}")
        if options.profile:
            shutil.rmtree(root / "reports")
            run(root, rows, ["-m", "cProfile", "-o", str(options.profile.resolve())])
    return 0


def chosen_rows() -> list[str]:
    """Return as many rows as are asked for: libraries with one row first, so that there are many libraries.

    Of this Python alone: what Node and environments of their own take to be found is not the same everywhere.
    """
    ready = [row for row in discover(GOLDEN.parent / "extractors") if row.ready and row.repeatable]
    ready = [row for row in ready if row.command[0] == sys.executable]
    with_modes = {row.name for row in ready if row.mode}
    # The plain name of a library with modes would choose them all.
    names = [row.id for row in ready if row.name not in with_modes]
    names += [row.id for row in ready if row.mode]
    if len(names) < ROWS:
        sys.exit(f"only {len(names)} rows are ready, {ROWS} are asked for: install scraper-harness[extractors]")
    return names[:ROWS]


def run(root: Path, rows: Sequence[str], profiler: Sequence[str] = ()) -> tuple[float, float]:
    """Call the command as a person would; return wall seconds and the processor's, of its children too."""
    choice = [part for row in rows for part in ("-E", row)]
    # The module is called as a module even below a profiler.
    command = [sys.executable, *profiler, "-m", "harness", "run", "golden", *choice, "--cache", str(root / "cache")]
    before, begin = cpu_of_children(), time.perf_counter()
    done = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True)
    seconds, cpu = time.perf_counter() - begin, cpu_of_children() - before
    assert f"{len(rows)} extractors" in done.stdout.split("\n", 1)[0]
    document = json.loads((root / "reports/latest/run.json").read_text(encoding="utf-8"))
    assert len(document["results"]) == len(rows) * len(document["cases"])
    return seconds, cpu


def cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def report(name: str, measured: tuple[float, float]) -> None:
    seconds, cpu = measured
    load_average = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    print(f"{name:18} {seconds:7.2f} s, processor {cpu:6.2f} s   (load average {load_average})", flush=True)


def write_workspace(root: Path, pages: int) -> None:
    """Write golden cases that are sound, each another one, and the extractors beside them."""
    sources = list(collect(GOLDEN).cases)
    for number in range(pages):
        vary(sources[number % len(sources)], root / f"golden/copies/{number:05}", number)
    shutil.copytree(GOLDEN.parent / "extractors", root / "extractors", symlinks=True, ignore=without_node)


def without_node(_folder: str, names: list[str]) -> list[str]:
    return [name for name in names if name in ("node", "__pycache__")]


def vary(case: GoldenCase, target: Path, number: int) -> None:
    """Copy a case with some words changed, in page and expected text alike, and nothing that a quote names."""
    shutil.copytree(case.folder, target)
    page = target / case.page_path.name
    packed = page.suffix == ".gz"
    content = gzip.decompress(page.read_bytes()) if packed else page.read_bytes()
    expected = target / "expected.md"
    text = expected.read_text(encoding="utf-8") if expected.exists() else ""
    for word in words_to_change(case, text, content, number):
        other = f"{word}{number}"
        content = content.replace(word.encode("ascii"), other.encode("ascii"))
        text = text.replace(word, other)
    # A page whose words may not be changed differs by a comment, or where it is plain text by a line feed.
    mark = "\n" * (number + 1) if case.media_type == "text/plain" else f"<!-- {number} -->"
    content += mark.encode("ascii")
    page.write_bytes(gzip.compress(content, mtime=0) if packed else content)
    if text:
        expected.write_text(text, encoding="utf-8")


def words_to_change(case: GoldenCase, text: str, content: bytes, number: int) -> list[str]:
    """Draw some long words of the expected text that stand in no annotation and in no longer word."""
    annotations = (case.folder / "golden.json").read_text(encoding="utf-8")
    words = sorted({word for word in text.split() if len(word) > 7 and word.isascii() and word.isalpha()})
    free = [
        word
        for word in words
        if word.lower() not in annotations.lower()
        and content.count(word.encode("ascii")) == text.count(word) == text.split().count(word)
    ]
    return random.Random(number).sample(free, min(len(free), 5))


if __name__ == "__main__":
    sys.exit(main())
