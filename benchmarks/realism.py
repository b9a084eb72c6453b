"""Does the shipped set rank extractors as real pages do?

    HARNESS_DATASETS=... python -m benchmarks.realism [-E NAME]... [--modes] [--write]

Runs every installed extractor on ``golden/`` and on each sample of a public benchmark (what earlier runs have cached
costs nothing), then prints

- Kendall's tau-b between the rankings by mean F1: the articles of the shipped set against Zyte's and trafilatura's
  pages, all of it against WCXB's, the mean of these three, each page type against WCXB's of that type, and the samples
  against one another, with 95 % intervals over 1,000 resamples of the pages of both sides;
- each extractor's mean F1 on the sets.

Every tau-b is given twice: for all extractors, and for those that *choose*. A converter of the whole page stands below
whoever finds the article on nearly any page, so such pairs agree on all sets and say little about a set. An extractor
chooses if it keeps less than half of the words that are labelled noise in the shipped set, on the mean over its pages:
a matter of measurement, not of names.

One row a library counts, the first of its rows that gives text, unless ``--modes`` is given: modes of one library move
together and would count it twice. A sample is scored by its own recipe; the shipped set by the ledger.

``--write`` puts the same tables into docs/realism.md, or into the document that is given.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.document import around, renew, row
from benchmarks.rankings import Pages, compare, mean_of, noise_kept, pages_of, shared_rows
from harness.errors import HarnessError, UsageError
from harness.progress import phases
from harness.run_files import read_run
from harness.runs import CaseInfo, RunResult

REPOSITORY = Path(__file__).parents[1]
DOCUMENT = REPOSITORY / "docs" / "realism.md"
# Who keeps this share of the labelled noise, or more, does not choose.
KEEPS_NOISE = 0.5

Pair = tuple[Pages, Pages]


@dataclass(frozen=True)
class Source:
    """A set: how the tables call it, the recipe that it is scored by, and that recipe's figure."""

    title: str
    protocol: str
    figure: str


SOURCES = {
    "golden": Source("all of golden/", "native", "f1"),
    "zyte": Source("Zyte", "zyte", "zyte_f1"),
    "trafilatura": Source("trafilatura", "trafilatura", "segments_f1"),
    "wcxb": Source("WCXB", "wcxb", "wcxb_f1"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, print the tables, and renew the document if asked to; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=REPOSITORY / "build" / "realism", help="where the runs are kept")
    parser.add_argument("--golden", type=Path, default=REPOSITORY / "golden", help="the shipped set")
    parser.add_argument(
        "-E", dest="extractors", metavar="NAME", action="append", default=[], help="only this extractor"
    )
    parser.add_argument("--modes", action="store_true", help="every mode is a row")
    parser.add_argument("--write", nargs="?", type=Path, const=DOCUMENT, metavar="FILE", help="renew the document too")
    options = parser.parse_args(arguments)
    try:
        if options.write:
            around(options.write, "realism")  # before any work
        folders = sample_folders(os.environ.get("HARNESS_DATASETS"))
        specs = {"golden": str(options.golden.resolve())} | {name: f"{name}:{one}" for name, one in folders.items()}
        work = options.work.resolve()
        runs = {name: run(name, spec, work / name, options.extractors) for name, spec in specs.items()}
        text = "\n".join(report(runs, shared_rows(list(runs.values()), modes=options.modes)))
        print(text)
        if options.write:
            renew(options.write, "realism", text)
    except HarnessError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0


def sample_folders(datasets: str | None) -> dict[str, Path]:
    """Return the folder of each sample that is there. Raises :class:`~harness.errors.UsageError` if none is."""
    names = [name for name in SOURCES if name != "golden"]
    found = {name: Path(datasets, name).resolve() for name in names if datasets and Path(datasets, name).is_dir()}
    if not found:
        where = f"{datasets} has none of them" if datasets else "it is not set"
        raise UsageError(f"HARNESS_DATASETS must name a folder with {', '.join(f'{one}/' for one in names)}; {where}")
    return found


def run(name: str, spec: str, folder: Path, extractors: Sequence[str]) -> RunResult:
    """Run the command on a set and read its run; the command itself shows on stderr how far it is."""
    began = time.monotonic()
    print(f"{name}: running", file=sys.stderr, flush=True)
    command = [sys.executable, "-m", "harness", "run", spec, "--protocol", SOURCES[name].protocol]
    command += ["--page-views", "0", "--report", str(folder), *(part for one in extractors for part in ("-E", one))]
    done = subprocess.run(command, cwd=REPOSITORY, stdout=subprocess.DEVNULL, check=False)
    if done.returncode:
        raise HarnessError(f"{' '.join(command)} ended with {done.returncode}; mend what it says above, and run again")
    result = read_run(folder)
    took = time.monotonic() - began
    print(
        f"{name}: {len(result.cases)} pages, {len(result.extractors)} rows, {took:.0f} s", file=sys.stderr, flush=True
    )
    return result


def report(runs: Mapping[str, RunResult], rows: Sequence[str]) -> Iterator[str]:
    """Yield the lines of the tables, as Markdown."""
    kept = noise_kept(runs["golden"], rows)
    choosing = [at for at, one in enumerate(rows) if kept.get(one, 0.0) < KEEPS_NOISE]
    taken = take(runs, rows)
    ours, articles = taken["golden", None], taken["golden", "article"]
    real = {name: taken[name, None] for name in runs if name != "golden"}

    languages = len({case.language.partition("-")[0] for case in runs["golden"].cases})
    sizes = (f"{taken[name, None].size} of {SOURCES[name].title} (`{SOURCES[name].figure}`)" for name in real)
    said = (
        f"{ours.size} pages of golden/ (`{SOURCES['golden'].figure}`) in {languages} languages, {articles.size} of "
        f"them articles; {', '.join(sizes)}. {len(rows)} rows, of which {len(choosing)} choose: they keep less than "
        f"{KEEPS_NOISE:.0%} of the words that are labelled noise in golden/."
    )
    yield from textwrap.wrap(said, 120, break_on_hyphens=False)

    def table(heading: str, pairs: Sequence[Pair], mean: str = "") -> Iterator[str]:
        yield ""
        yield row(heading, "pages", "pages", f"all {len(rows)}", "95 %", f"the {len(choosing)} that choose", "95 %")
        yield "|---|--:|--:|--:|---|--:|---|"
        found = [[compare(*pair, among) for pair in pairs] for among in (range(len(rows)), choosing)]
        for (one, other), all_, some in zip(pairs, *found, strict=True):
            yield row(f"{one.title}, {other.title}", one.size, other.size, *all_.cells(), *some.cells())
        if mean:
            yield row(mean, "", "", *mean_of(found[0]).cells(), *mean_of(found[1]).cells())

    marks = [(articles, real[name]) for name in ("zyte", "trafilatura") if name in real]
    marks += [(ours, real["wcxb"])] if "wcxb" in real else []
    yield from table("ours with a sample", marks, "mean of these" if len(marks) > 1 else "")
    if "wcxb" in real:
        types = sorted(page_type for name, page_type in taken if name == "wcxb" and page_type)
        yield from table("type by type", [(taken["golden", one], taken["wcxb", one]) for one in types])
    names = list(real)
    between = [(real[one], real[other]) for at, one in enumerate(names) for other in names[at + 1 :]]
    if between:
        yield from table("samples with one another", between)

    columns = [articles, *(real[name] for name in ("zyte", "trafilatura") if name in real), ours]
    columns += [real["wcxb"]] if "wcxb" in real else []
    yield ""
    yield row("mean F1", *(one.title for one in columns), "noise kept")
    yield f"|---|{'--:|' * (len(columns) + 1)}"
    order = sorted(range(len(rows)), key=lambda at: (-(articles.mean(at) or 0.0), rows[at]))
    for at in order:
        values = [*(one.mean(at) for one in columns), kept.get(rows[at])]
        yield row(rows[at], *("-" if value is None else f"{value:.3f}" for value in values))


def take(runs: Mapping[str, RunResult], rows: Sequence[str]) -> dict[tuple[str, str | None], Pages]:
    """Return the pages of each set, those of ours that are articles, and type by type those of ours and of WCXB's."""
    types = {case.page_type for case in runs["wcxb"].cases} if "wcxb" in runs else set()
    wanted: list[tuple[str, str | None]] = [(name, None) for name in runs]
    wanted += [("golden", one) for one in sorted(types | {"article"})] + [("wcxb", one) for one in sorted(types)]
    found = {}
    with phases(sys.stderr) as phase:
        update = phase("resampling")
        for done, (name, page_type) in enumerate(wanted, start=1):
            title = SOURCES[name].title if page_type is None else _title(name, page_type)
            found[name, page_type] = pages_of(runs[name], SOURCES[name].figure, rows, title, _of_type(page_type))
            update(done, len(wanted))
    return found


def _title(name: str, page_type: str) -> str:
    if name != "golden":
        return f"{SOURCES[name].title}'s"
    return "our articles" if page_type == "article" else page_type


def _of_type(page_type: str | None) -> Callable[[CaseInfo], bool]:
    return lambda case: page_type in (None, case.page_type)


if __name__ == "__main__":
    sys.exit(main())
