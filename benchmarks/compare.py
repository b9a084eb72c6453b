"""How long ``harness compare`` takes: two made-up runs, by default of 2,000 pages and 20 extractors.

::

    python -m benchmarks.compare [--pages N] [--extractors N]

The runs have results of the size that real ones have, about 1.3 kB a line; half of the extractors are the same in both,
the others differ on every tenth page. The command runs in a process of its own, start and imports included.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random

from harness.blocks import BLOCK_KINDS
from harness.goldens import DataSet
from harness.metrics.base import Counts
from harness.metrics.catalogue import native
from harness.model import FIELDS, NOISE_KINDS
from harness.run_files import RunWriter, to_line
from harness.runs import CaseInfo, CaseResult, ExtractorInfo, RunResult, environment

PAGES, EXTRACTORS = 2000, 20
_PAGES_A_SITE = 4
_PAGE_TYPES = ("article", "forum", "product", "listing", "documentation")
_LANGUAGES = ("en", "de", "fr", "ja")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pages", type=int, default=PAGES, metavar="N")
    parser.add_argument("--extractors", type=int, default=EXTRACTORS, metavar="N")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder, name, "run.json") for name in ("base", "new")]
        for number, file in enumerate(files):
            write_run(file, options.pages, options.extractors, changed=bool(number))
        size = sum(file.stat().st_size for file in files)
        seconds, processor = timed([sys.executable, "-m", "harness", "compare", *map(str, files)])
    print(f"{options.pages} pages x {options.extractors} extractors, two files of {size / 2e6:.0f} MB")
    print(f"harness compare: {seconds:.1f} s, of which {processor:.1f} s of one core")


def timed(command: list[str]) -> tuple[float, float]:
    """Run a command; return its seconds by the clock, and those of the processor."""
    before, start = os.times(), time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
    seconds, after = time.perf_counter() - start, os.times()
    if done.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)} ended with {done.returncode}")
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return seconds, spent


def write_run(path: Path, pages: int, extractors: int, *, changed: bool) -> None:
    """Write a run; a ``changed`` one differs in every other extractor, on every tenth page."""
    names = [f"extractor-{number:02}" for number in range(extractors)]
    with RunWriter(path) as writer:
        for page in range(pages):
            writer.add_case(to_line(case(page)))
            for number, name in enumerate(names):
                worse = changed and number % 2 and page % 10 == 0
                writer.add_result(to_line(result(name, page, number, worse=bool(worse))))
        writer.finish(
            RunResult(
                data_sets=(DataSet("golden", "d" * 64, pages),),
                metrics={metric.name: metric.signature for metric in native()},
                extractors=tuple(rows(names, changed)),
                cases=(),
                results=(),
                environment=environment("0"),
            )
        )


def rows(names: list[str], changed: bool) -> Iterator[ExtractorInfo]:
    for number, name in enumerate(names):
        version = "1.1" if changed and number % 2 else "1.0"
        yield ExtractorInfo(name, version, "ready", False, None, "MIT", "0" * 64)


def case(page: int) -> CaseInfo:
    return CaseInfo(
        id=f"made-up/page-{page:05}",
        data_set="golden",
        collection="made-up",
        language=_LANGUAGES[page % 7 % len(_LANGUAGES)],
        page_type=_PAGE_TYPES[page % 11 % len(_PAGE_TYPES)],
        tags=("made-up",),
        digest=f"{page:064x}",
        url=f"https://site-{page // _PAGES_A_SITE}.example/{page}",
    )


def result(name: str, page: int, number: int, *, worse: bool) -> CaseResult:
    chance = Random(page * 1000 + number)
    counts = {"ledger": ledger(Random(page), chance, worse=worse)}
    kept, output = counts["ledger"]["kept"], counts["ledger"]["output"]
    expected = counts["ledger"]["expected"]
    for metric, lost in (("shingles(4)", 3), ("words", 0)):
        counts[metric] = {"hits": kept - lost, "output": output - lost, "expected": expected - lost}
    counts["fields"] = {f"{field}:{chance.choice(('correct', 'wrong', 'missing'))}": 1 for field in FIELDS}
    counts["snippets"] = {"with": 3, "with-found": 3, "without": 3, "without-found": chance.randrange(3)}
    counts["defects"] = {"pages": 1}
    return CaseResult(name, f"made-up/page-{page:05}", "ok", counts, None, chance.random(), 2**26)


def ledger(page: Random, chance: Random, *, worse: bool) -> Counts:
    """Return counts of the ledger: those of the page are the same whoever reads it."""
    counts = {f"in-page:{kind}": page.randint(5, 60) for kind in NOISE_KINDS[::2]}
    expected = {f"expected:{kind}": page.randint(20, 300) for kind in BLOCK_KINDS[::2]}
    lost = {f"lost:{kind}": chance.randint(1, 15) + 30 * worse for kind in BLOCK_KINDS[::2]}
    leaked = {f"noise:{kind}": chance.randint(1, 5) for kind in NOISE_KINDS[:16:2]}
    whole = sum(expected.values())
    kept = max(0, whole - sum(lost.values()))
    return {
        **counts,
        **expected,
        **lost,
        **leaked,
        "expected": whole,
        "found": kept,
        "kept": kept,
        "ordered": kept,
        "output": kept + sum(leaked.values()) + 20,
        "page": 20,
    }


if __name__ == "__main__":
    main()
