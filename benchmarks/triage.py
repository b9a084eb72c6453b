"""How many pages have to be annotated until the extractors stand in the right order: chosen by triage, or at random.

``python -m benchmarks.triage`` scores extractors on WCXB's sample under ``$HARNESS_DATASETS``, without it on forged
pages, all of which have gold. Then it pretends that they had none: in each of 200 draws, three quarters of the pages
are the crawl; k of them are chosen, the extractors are ordered by their mean F1 on these alone, and Kendall's tau-b
says how near that is to their order on the whole crawl. Prints a table and draws ``docs/triage.svg``.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.samples import dataset
from harness.chart import Chart, Line, Panel, Point
from harness.cli import call
from harness.datasets import is_spec, open_spec
from harness.execution.journal import JOURNAL
from harness.goldens import Collection, collect
from harness.leaderboard import page_figures
from harness.metrics.catalogue import native
from harness.render import svg
from harness.run_files import read_run, write_text
from harness.statistics.kendall import tau_b
from harness.survey.choice import Candidate, Candidates, Rule
from harness.survey.look import Look, Looker
from harness.survey.shapes import ShapeBook

Floats = npt.NDArray[np.float64]
EXTRACTORS = (
    "article-extractor", "boilerpy3", "breadability", "gne", "goose3", "html-text", "html-to-markdown", "inscriptis",
    "justext", "newspaper4k", "readability-lxml", "resiliparse", "trafilatura",
)  # fmt: skip
SIZES = (5, 10, 15, 20, 30, 40, 50, 60, 70, 80)
DRAWS = 200
CRAWL = 0.75
RULES: tuple[tuple[str, Rule | None], ...] = (
    ("triage", "order"),
    ("random pages", None),
    ("most disputed pages", "disagreement"),
)


@dataclass(frozen=True)
class Scored:
    """Pages with gold: what each extractor scores on each, (pages, extractors), and the looks without gold."""

    name: str
    extractors: tuple[str, ...]
    f1: Floats
    looks: tuple[Look, ...]
    sites: tuple[int, ...]
    shapes: tuple[int, ...]


def scored(folder: Path, collection: Collection, name: str, modes: bool) -> Scored:
    """Read a run's scores, and look at its outputs as triage does."""
    run = read_run(folder / "run.json")
    names = tuple(
        info.id for info in run.extractors if not info.control and (modes or "[" not in info.id) and info.version
    )
    cases = collection.cases
    f1 = np.full((len(cases), len(names)), np.nan)
    numbers = {case_id: number for number, case_id in enumerate(cases.ids)}
    metrics = native()
    for result in run.results:
        if result.extractor in names:
            value = page_figures(result, metrics)["f1"]
            if value is not None:
                f1[numbers[result.case], names.index(result.extractor)] = value
    places = _places(folder / JOURNAL)
    looker = Looker(cases, folder / JOURNAL, tuple(range(len(names))), shapes=True)
    looks = [looker.look(number, [places[name, case_id] for name in names]) for number, case_id in enumerate(cases.ids)]
    book, sites = ShapeBook(), dict[str, int]()
    kept = [look for look in looks if not np.isnan(f1[look.number]).any()]
    return Scored(
        name,
        names,
        f1[[look.number for look in kept]],
        tuple(kept),
        tuple(sites.setdefault(look.site or str(look.number), len(sites)) for look in kept),
        tuple(book.number(look.shape) for look in kept if look.shape is not None),
    )


def curves(pages: Scored, draws: int = DRAWS) -> dict[str, Floats]:
    """Return tau-b for each way to choose, as (draws, sizes)."""
    generator = np.random.default_rng(0)
    found = {name: np.zeros((draws, len(SIZES))) for name, _ in RULES}
    for draw in range(draws):
        crawl = generator.choice(len(pages.f1), round(CRAWL * len(pages.f1)), replace=False)
        truth = pages.f1[crawl].mean(axis=0)
        candidates = Candidates(len(pages.looks[0].agreements))
        for at in crawl.tolist():
            look = pages.looks[at]
            differ = 1.0 - float(look.agreements.mean())
            candidates.add(Candidate(at, pages.sites[at], pages.shapes[at], differ), look.agreements)
        for name, rule in RULES:
            # The crawl is in random order already.
            most = SIZES[-1]
            chosen = crawl[:most].tolist() if rule is None else [one.number for one in candidates.choose(most, rule)]
            for place, size in enumerate(SIZES):
                tau = tau_b(pages.f1[chosen[:size]].mean(axis=0), truth)
                found[name][draw, place] = tau if tau is not None else 0.0
    return found


def pages_for(values: Floats, wanted: float) -> float | None:
    """Return how many pages reach a mean tau-b, on a straight line between two sizes; ``None``: more than that."""
    means = values.mean(axis=0)
    if means[0] >= wanted:
        return float(SIZES[0])
    for place in range(1, len(SIZES)):
        if means[place] >= wanted:
            share = (wanted - means[place - 1]) / (means[place] - means[place - 1])
            return float(SIZES[place - 1] + share * (SIZES[place] - SIZES[place - 1]))
    return None


def chart(panels: Sequence[tuple[Scored, dict[str, Floats]]]) -> Chart:
    """Return the curves, with the middle 95 of 100 draws."""
    drawn = []
    for pages, found in panels:
        lines = []
        for name, values in found.items():
            low, high = np.percentile(values, [2.5, 97.5], axis=0)
            points = [
                Point(place, float(mean), float(low[place]), float(high[place]), f"{name}, {size} pages: {mean:.3f}")
                for place, (size, mean) in enumerate(zip(SIZES, values.mean(axis=0).tolist(), strict=True))
            ]
            lines.append(Line(name, tuple(points)))
        title = f"{pages.name}: {len(pages.extractors)} extractors, crawls of {round(CRAWL * len(pages.f1))} pages"
        drawn.append(Panel(title, tuple(map(str, SIZES)), tuple(lines)))
    return Chart(
        "tau-b with the order on all pages, by annotated pages",
        "Mean over draws of how well the annotated pages order the extractors, for three ways to choose them.",
        tuple(drawn),
        "Bars: the middle 95 % of 200 draws of the crawl.",
    )


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--run", type=Path, metavar="DIR", help="a report folder of these pages, instead of a new run")
    parser.add_argument("--data", metavar="SPEC", default="wcxb:", help="the data set of the run (default: wcxb:)")
    parser.add_argument("--draws", type=int, default=DRAWS)
    parser.add_argument("--svg", type=Path, default=Path("docs/triage.svg"))
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        folder, spec = options.run or Path(temporary) / "run", options.data
        name = spec.removesuffix(":")
        if dataset("wcxb") is None:
            spec, name = str(Path(temporary) / "golden"), "forged pages"
            _call("forge", "--count", "200", "--to", spec)
        if options.run is None:
            chosen = [part for one in EXTRACTORS for part in ("-E", one)]
            _call("run", spec, "--protocol", "native", "--page-views", "0", "--report", str(folder), *chosen)
        collection = open_spec(spec) if is_spec(spec) else collect(Path(spec))
        panels = []
        for modes in (False, True):
            pages = scored(folder, collection, name, modes)
            found = curves(pages, options.draws)
            panels.append((pages, found))
            _tell(pages, found)
        write_text(options.svg, svg.render(chart(panels)))


def _tell(pages: Scored, found: dict[str, Floats]) -> None:
    print(f"{pages.name}, {len(pages.f1)} pages, {len(pages.extractors)} extractors: mean tau-b (95 % of draws)")
    print("pages".ljust(20), *(f"{size:>18}" for size in SIZES))
    for name, values in found.items():
        low, high = np.percentile(values, [2.5, 97.5], axis=0)
        cells = (
            f"{mean:.3f} ({a:.2f}–{b:.2f})".rjust(18) for mean, a, b in zip(values.mean(axis=0), low, high, strict=True)
        )
        print(name.ljust(20), *cells)
    for wanted in (0.75, 0.8, 0.85, 0.9):
        needed = {name: pages_for(values, wanted) for name, values in found.items()}
        said = (f"{name} {'-' if pages is None else f'{pages:.0f}'}" for name, pages in needed.items())
        print(f"tau-b {wanted}: {', '.join(said)}")
    better = (found["triage"] > found["random pages"]).mean(axis=0)
    print("share of draws in which triage is better:", *(f"{one:.2f}" for one in better))


def _places(journal: Path) -> dict[tuple[str, str], int]:
    places = {}
    at = 0
    with journal.open("rb") as file:
        for line in file:
            entry = json.loads(line)
            if "extractor" in entry:
                places[entry["extractor"], entry["case"]] = at
            at += len(line)
    return places


def _call(*arguments: str) -> None:
    code = call(arguments)
    if code:
        sys.exit(code)


if __name__ == "__main__":
    main()
