"""What the harness costs beside the extractors: a page, and a second slot. Of a cached run: ``benchmarks.cached``.

    python -m benchmarks.overhead [--pages 200]

- *a page*: the time from one answer in the journal to the next, less what the library takes for the same page in a
  plain loop in this process. Asked for: at most 1 ms at the median.
- *two slots*: pages a second with two slots over those with one, on an extractor that computes and nothing else. Asked
  for: at least 1.7 on a machine with two free cores.

The pages are those of ``golden/``, as often as needed, each time with another comment. The load average stands beside
the figures: on a machine that has other work to do they say little.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from statistics import median

from harness import Page
from harness.execution.journal import Journal
from harness.execution.local import extract_all
from harness.execution.plan import Plan
from harness.extraction.api import Declaration
from harness.extraction.child import load
from harness.extraction.discovery import choose, discover
from harness.extraction.process import Limits
from harness.goldens import Cases, collect
from harness.goldens.pages import read_content
from harness.model import GoldenCase

GOLDEN = Path(__file__).parents[1] / "golden"
PASSES = 5

# A library that is always there, and quick: what is beside it shows best. Its answer is as long as an article.
LIBRARY = """
from selectolax.lexbor import LexborHTMLParser
from harness import Page, extractor

def extract(page: Page) -> str:
    body = LexborHTMLParser(page.html).body
    return body.text(separator=" ")[:8000] if body else ""

EXTRACTOR = extractor(extract, package="selectolax")
"""
COMPUTES = """
from harness import Page, extractor

def extract(page: Page) -> str:
    return str(sum(i * i for i in range(300_000)))

EXTRACTOR = extractor(extract)
"""


def main() -> int:
    """Measure and print; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=200)
    pages = parser.parse_args().pages
    with tempfile.TemporaryDirectory(prefix="overhead-") as folder:
        root = Path(folder)
        write_workspace(root, pages)
        cases = collect(root / "golden").cases
        print(f"{len(cases)} pages, {os.cpu_count()} cores")
        report("a page: ms beside the library, median", page_overhead(root, cases) * 1000, "at most 1")
        report("two slots: throughput over that of one", slots_gain(root, cases), "at least 1.7")
    return 0


def report(name: str, value: float, asked: str) -> None:
    load_average = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    print(f"{name:42} {value:7.3f}   ({asked}; load average {load_average})", flush=True)


def write_workspace(root: Path, pages: int) -> None:
    sources = sorted(file.parent for file in GOLDEN.rglob("golden.json"))
    for number in range(pages):
        target = root / f"golden/copies/{number:05}"
        shutil.copytree(sources[number % len(sources)], target)
        page = next(file for file in target.iterdir() if file.name.startswith("page."))
        # A page of plain text cannot hold a comment; a line feed more or less shows as little.
        mark = "\n" * (1 + number // len(sources)) if ".txt" in page.name else f"<!-- {number} -->"
        page.write_bytes(page.read_bytes() + mark.encode())
    (root / "extractors").mkdir()
    (root / "extractors/library.py").write_text(LIBRARY, encoding="utf-8")
    (root / "extractors/computes.py").write_text(COMPUTES, encoding="utf-8")


def page_overhead(root: Path, cases: Cases) -> float:
    """Return the seconds a page beside the library; of each page the best of some passes, with and without us."""
    declaration = load(root / "extractors/library.py")
    assert isinstance(declaration, Declaration)
    plain = [float("inf")] * len(cases)
    ours = [float("inf")] * len(cases)
    for _ in range(PASSES):
        for number in range(len(cases)):
            case: GoldenCase = cases[number]
            content = read_content(case)
            begin = time.perf_counter()
            declaration.function(Page(case.url, content, case.media_type, case.encoding))
            plain[number] = min(plain[number], time.perf_counter() - begin)
        for number, seconds in enumerate(intervals(root, cases)):
            ours[number] = min(ours[number], seconds)
    return median(one - other for one, other in zip(ours[1:], plain[1:], strict=True))


def intervals(root: Path, cases: Cases) -> list[float]:
    """Return the seconds from each answer in the journal to the next, in a run with one slot."""
    moments: list[float] = []
    extract(root, cases, "library", 1, lambda _done, _total: moments.append(time.perf_counter()))
    return [after - before for before, after in pairwise(moments)]


def slots_gain(root: Path, cases: Cases) -> float:
    """Return how many times more pages a second two slots give, starts of the children included."""
    seconds = []
    for slots in (1, 2):
        begin = time.perf_counter()
        extract(root, cases, "computes", slots)
        seconds.append(time.perf_counter() - begin)
    return seconds[0] / seconds[1]


def extract(
    root: Path, cases: Cases, name: str, slots: int, progress: Callable[[int, int], None] | None = None
) -> None:
    (row, *_) = choose(discover(root / "extractors"), [name])
    plan = Plan((row,), cases, Limits())
    journal_file = root / "journal.jsonl"
    journal_file.unlink(missing_ok=True)
    with Journal(journal_file, plan.key, cases.ids) as journal:
        extract_all(plan, journal, slots, progress=progress)


if __name__ == "__main__":
    sys.exit(main())
