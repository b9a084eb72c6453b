"""Does the shipped set rank extractors as real pages do?

    HARNESS_DATASETS=... python -m benchmarks.realism [--work build/realism] [-E NAME]... [--modes]

Runs every installed extractor on ``golden/`` and on each sample of a public benchmark, then prints

- Kendall's tau-b between the rankings by mean F1: the articles of the shipped set against Zyte's and trafilatura's
  pages, all of it against WCXB's, each page type against WCXB's of that type, and the samples against one another,
  with 95 % intervals over 1,000 resamples of the pages of both sides;
- each extractor's mean F1 on the sets.

One row a library counts (its first mode that gives text) unless ``--modes`` is given: modes of one library move
together and would count it twice. A sample is scored by its own recipe; the shipped set by the ledger.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from harness.errors import HarnessError
from harness.page_scores import find_figure, read_scores
from harness.run_files import read_run
from harness.runs import CaseInfo, RunResult
from harness.statistics.kendall import tau_b

RESAMPLES = 1000
REPOSITORY = Path(__file__).parents[1]
# The recipe of each set: its own benchmark's F1.
FIGURES = {"golden": "f1", "zyte": "zyte_f1", "wcxb": "wcxb_f1", "trafilatura": "segments_f1"}


@dataclass(frozen=True)
class Pages:
    """Some pages of a set: a value a page for each extractor, or the counts that a figure is pooled from."""

    name: str
    size: int
    mean: Callable[[str, np.ndarray], float | None]
    rows: tuple[str, ...]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=REPOSITORY / "build" / "realism", help="where the runs are kept")
    parser.add_argument("--golden", type=Path, default=REPOSITORY / "golden", help="the shipped set")
    parser.add_argument("-E", dest="extractors", action="append", default=[], help="only this extractor")
    parser.add_argument("--modes", action="store_true", help="every mode is a row")
    options = parser.parse_args()
    datasets = Path(os.environ["HARNESS_DATASETS"])
    specs = {"golden": str(options.golden)} | {
        name: f"{name}:{datasets / name}" for name in FIGURES if (datasets / name).is_dir()
    }
    runs = {name: run(spec, options.work / name, options.extractors) for name, spec in specs.items()}
    rows = shared_rows(list(runs.values()), modes=options.modes)
    print(f"{len(rows)} extractors: {' '.join(rows)}\n")
    report(runs, rows)


def run(spec: str, folder: Path, extractors: Sequence[str]) -> RunResult:
    """Run the command on a set; what the cache knows costs nothing."""
    command = [sys.executable, "-m", "harness", "run", spec, "--page-views", "0", "--report", str(folder)]
    done = subprocess.run(
        [*command, *(part for name in extractors for part in ("-E", name))],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise HarnessError(f"{' '.join(command)} ended with {done.returncode}: {done.stderr[-2000:]}")
    return read_run(folder)


def shared_rows(runs: Sequence[RunResult], *, modes: bool) -> list[str]:
    """Return the rows that every run has an answer of; without modes, the first row of each library."""
    known = [{info.id for info in one.extractors if info.status == "ready" and not info.control} for one in runs]
    texts = {result.extractor for result in runs[0].results if result.outcome == "ok" and result.counts.get("ledger")}
    shared = [info.id for info in runs[0].extractors if info.id in set.intersection(*known) & texts]
    return shared if modes else [row for row in shared if "[" not in row]


def pages_of(name: str, result: RunResult, rows: Sequence[str], wanted: Callable[[CaseInfo], bool]) -> Pages:
    """Read the figure of a set on some of its pages."""
    cases = [case for case in result.cases if wanted(case)]
    figure = find_figure(result, FIGURES[name.split()[0]])
    scores = read_scores(result, figure, cases, frozenset(rows))

    def mean(row: str, chosen: np.ndarray) -> float | None:
        values = scores[row].values
        if figure.is_mean:
            there = [values[i] for i in chosen if values[i] is not None]
            return float(np.mean(there)) if there else None
        counts = scores[row].counts
        aggregate = figure.metric.start()
        for i in chosen:
            aggregate.add(counts[i])
        return aggregate.figures().get(figure.name)

    return Pages(name, len(cases), mean, tuple(rows))


def compare(one: Pages, other: Pages) -> str:
    """Return tau-b of two sets with its interval."""

    def tau(first: np.ndarray, second: np.ndarray) -> float | None:
        pairs = [(one.mean(row, first), other.mean(row, second)) for row in one.rows]
        known = [(a, b) for a, b in pairs if a is not None and b is not None]
        return tau_b([a for a, _ in known], [b for _, b in known])

    value = tau(np.arange(one.size), np.arange(other.size))
    draw = np.random.default_rng(1)
    resampled = [
        tau(draw.integers(0, one.size, one.size), draw.integers(0, other.size, other.size)) for _ in range(RESAMPLES)
    ]
    low, high = np.percentile([each for each in resampled if each is not None], [2.5, 97.5])
    shown = "-" if value is None else f"{value:5.2f}"
    return f"{one.name:28} {other.name:24} {one.size:5} {other.size:5}  {shown}  {low:5.2f} to {high:.2f}"


def report(runs: Mapping[str, RunResult], rows: Sequence[str]) -> None:
    """Print the tables."""

    def take(name: str, wanted: Callable[[CaseInfo], bool] = lambda case: True, called: str = "") -> Pages:
        return pages_of(f"{name}{called}", runs[name], rows, wanted)

    whole = {name: take(name) for name in runs}
    articles = take("golden", lambda case: case.page_type == "article", " articles")
    print(f"{'set':28} {'against':24} pages pages  tau-b  95 % interval")
    for name in ("zyte", "trafilatura"):
        if name in whole:
            print(compare(articles, whole[name]))
    if "wcxb" in whole:
        print(compare(whole["golden"], whole["wcxb"]))
        for page_type in sorted({case.page_type for case in runs["wcxb"].cases}):

            def of_type(case: CaseInfo, wanted: str = page_type) -> bool:
                return case.page_type == wanted

            print(compare(take("golden", of_type, f" {page_type}"), take("wcxb", of_type, f" {page_type}")))
    samples = [name for name in whole if name != "golden"]
    for at, name in enumerate(samples):
        for other in samples[at + 1 :]:
            print(compare(whole[name], whole[other]))

    columns = {"articles": articles, **whole}
    print("\n" + f"{'mean F1':24}" + "".join(f"{name:>12}" for name in columns))
    means = {row: [one.mean(row, np.arange(one.size)) for one in columns.values()] for row in rows}
    for row, values in sorted(means.items(), key=lambda item: -(item[1][0] or 0)):
        print(f"{row:24}" + "".join("           -" if value is None else f"{value:12.3f}" for value in values))


if __name__ == "__main__":
    main()
