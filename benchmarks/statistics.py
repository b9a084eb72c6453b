"""Do the intervals hold what they promise, and does a gate built on them fire when it should and only then?

    python -m benchmarks.statistics > tables.md                all tables of docs/statistics.md, some twenty minutes
    python -m benchmarks.statistics --datasets 200             the same, coarser

Corpora are made whose true means are known. Page scores look like those of real extractors on public benchmarks: a
long tail on the left, many pages at 1, some at 0, standard deviation about 0.28, and two pages of one site alike
(intraclass correlation about 0.6; 0.65 to 0.7 was measured).
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from harness.statistics.clusters import cluster_sums
from harness.statistics.difference import all_differences
from harness.statistics.holm import holm
from harness.statistics.interval import Method, endpoints, mean_interval
from harness.statistics.ranks import rank_ranges

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

# Share of sites with 1, 2, 3, ... pages.
CORPORA: dict[str, list[float]] = {
    "one page a site": [1.0],
    "1 to 3 pages a site, as in public benchmarks": [0.85, 0.10, 0.05],
    "1 to 30 pages a site, mean 8": [0.88**k for k in range(30)],
    "1 to 60 pages a site, a few hold most": [(k + 1) ** -1.5 for k in range(60)],
}
ONE, PUBLIC, TEAM, LOPSIDED = CORPORA

# The model of a page's score: sites are good or hard; a page fails (0), is perfect (1), or spreads around its site.
HARD = 0.22
FAILS = (0.005, 0.12)
PERFECT = (0.35, 0.0)
GOOD_SITES, HARD_SITES = (30.0, 2.0), (2.0, 2.0)
TIGHTNESS = 8.0
TRUE_MEAN = (1 - HARD) * (PERFECT[0] + (1 - PERFECT[0] - FAILS[0]) * 30 / 32) + HARD * (1 - FAILS[1]) * 0.5

# Data sets that share their sites' sizes and the draws of the bootstrap. Where sizes differ, few share them.
BATCH = {ONE: 100}
SMALL_BATCH = 20
LOSS = 0.15
BOUNDS = (-1.0, 1.0)
PLAIN: tuple[Method, ...] = ("percentile", "bca")
# The corpora of the gate's table, and how many sites they have.
GATED = ((ONE, (100, 250, 2000)), (TEAM, (30, 100, 250)))


def draw_sites(chance: np.random.Generator, kind: str, sites: int) -> Integers:
    """Return each page's site."""
    shares = np.array(CORPORA[kind])
    return np.repeat(np.arange(sites), 1 + chance.choice(len(shares), sites, p=shares / shares.sum()))


def draw_scores(chance: np.random.Generator, sites: Integers, datasets: int) -> Floats:
    """Return (data sets, pages) scores in 0..1 whose true mean is TRUE_MEAN."""
    shape = (datasets, int(sites.max()) + 1)
    hard = chance.random(shape) < HARD
    centre = np.where(hard, chance.beta(*HARD_SITES, shape), chance.beta(*GOOD_SITES, shape))[:, sites]
    hard = hard[:, sites]
    luck = chance.random(hard.shape)
    spread = chance.beta(TIGHTNESS * centre, TIGHTNESS * (1 - centre))
    perfect = luck > 1 - np.where(hard, PERFECT[1], PERFECT[0])
    return np.where(luck < np.where(hard, FAILS[1], FAILS[0]), 0.0, np.where(perfect, 1.0, spread))


def batches(
    kind: str, sites: int, datasets: int, seed: int = 0
) -> Iterator[tuple[int, np.random.Generator, Integers, int]]:
    """Yield (seed of the bootstrap, generator, sites, data sets) for each batch of data sets."""
    chance = np.random.default_rng([seed, sites, list(CORPORA).index(kind)])
    size = BATCH.get(kind, SMALL_BATCH)
    for start in range(0, datasets, size):
        yield start, chance, draw_sites(chance, kind, sites), min(size, datasets - start)


# Coverage of a mean.

METHODS: dict[str, tuple[Method, bool]] = {
    "percentile, plain": ("percentile", False),
    "BCa, plain": ("bca", False),
    "percentile": ("percentile", True),
    "BCa": ("bca", True),
    "bounded": ("bounded", True),
}


@dataclass(frozen=True, slots=True)
class Coverage:
    """The share of intervals that hold the true mean, and their mean length, by method."""

    pages: float
    held: dict[str, float]
    length: dict[str, float]


def coverage(kind: str, sites: int, datasets: int) -> Coverage:
    held, length = dict.fromkeys(METHODS, 0), dict.fromkeys(METHODS, 0.0)
    pages = done = 0
    for seed, chance, numbers, size in batches(kind, sites, datasets):
        scores = draw_scores(chance, numbers, size)
        sums = cluster_sums(scores, np.ones(len(numbers)), numbers)
        for name, (method, widen) in METHODS.items():
            low, high = endpoints(sums, level=0.95, method=method, seed=seed, widen=widen)
            held[name] += int(np.count_nonzero((low <= TRUE_MEAN) & (high >= TRUE_MEAN)))
            length[name] += float((np.minimum(high, 1) - np.maximum(low, 0)).sum())
        pages, done = pages + len(numbers) * size, done + size
    return Coverage(pages / done, {k: v / done for k, v in held.items()}, {k: v / done for k, v in length.items()})


def coverage_by_page(kind: str, sites: int, datasets: int) -> float:
    """Return the coverage of intervals that take every page for a cluster of its own, though sites hang together."""
    held = 0
    for seed, chance, numbers, size in batches(kind, sites, datasets):
        for scores in draw_scores(chance, numbers, size):
            found = mean_interval(scores, seed=seed)
            held += found is not None and found.low <= TRUE_MEAN <= found.high
    return held / datasets


# Differences, and a gate upon them.

Change = Callable[[np.random.Generator, Floats], tuple[Floats, Floats]]


def swapped(chance: np.random.Generator, scores: Floats) -> tuple[Floats, Floats]:
    """Move each score by about 0.15 within the bounds, up as often as down: base and new are exchangeable."""
    other = np.clip(scores + chance.normal(0, LOSS, scores.shape), 0, 1)
    flip = chance.random(scores.shape) < 0.5
    return np.where(flip, other, scores), np.where(flip, scores, other)


def many_gain_few_lose(chance: np.random.Generator, scores: Floats) -> tuple[Floats, Floats]:
    """Of six scores five gain 0.1 and one loses 0.5."""
    base = 0.5 + 0.4 * scores
    return base, base + np.where(chance.random(scores.shape) < 1 / 6, -0.5, 0.1)


def lose(chance: np.random.Generator, scores: Floats) -> tuple[Floats, Floats]:
    """Every score loses 0.15; one that has no 0.15 stood at 0.5 before."""
    base = np.where(scores < LOSS, 0.5, scores)
    return base, base - LOSS


@dataclass(frozen=True, slots=True)
class Scenario:
    """What an upgrade does: ``share`` of the pages are moved by ``change``, by ``mean`` each in truth."""

    name: str
    share: float
    change: Change
    mean: float


SCENARIOS = (
    Scenario("1 % of the pages move, up or down", 0.01, swapped, 0.0),
    Scenario("10 % move, up or down", 0.10, swapped, 0.0),
    Scenario("30 % move, up or down", 0.30, swapped, 0.0),
    Scenario("30 % move: many gain a little, few lose much", 0.30, many_gain_few_lose, 0.0),
    Scenario("1 % lose 0.15", 0.01, lose, -LOSS),
    Scenario("3 % lose 0.15", 0.03, lose, -LOSS),
)


# Shares of the data sets: whose intervals hold the true difference; whose test is significant; whose gate fires, upon
# the plain percentile interval or upon Difference.drops_beyond, with a tolerance of 0, of 0.002, of the true drop.
HOLDS = ("percentile holds", "BCa holds", "ours holds")
GATE = (*HOLDS, "p ≤ 0.05", "percentile fires", "ours fires", "> 0.002", "> true drop")


def runs(chance: np.random.Generator, sites: Integers, scenario: Scenario, datasets: int) -> tuple[Floats, Floats]:
    """Return (data sets, pages) scores before and after; half of a moved site's pages move."""
    scores = draw_scores(chance, sites, datasets)
    touched = chance.random((datasets, int(sites.max()) + 1)) < 2 * scenario.share
    moved = touched[:, sites] & (chance.random(scores.shape) < 0.5)
    base, new = scenario.change(chance, scores)
    base = np.where(moved, base, scores)
    return base, np.where(moved, new, base)


def gate(kind: str, sites: int, scenario: Scenario, datasets: int) -> dict[str, float]:
    """Return the shares named in GATE, and the mean number of pages."""
    truth = scenario.share * scenario.mean
    total = np.zeros(len(GATE))
    pages = done = 0
    for seed, chance, numbers, size in batches(kind, sites, datasets, seed=1):
        base, new = runs(chance, numbers, scenario, size)
        found = all_differences(list(base), list(new), numbers, seed=seed)
        sums = cluster_sums(new - base, np.ones(len(numbers)), numbers)
        plain = [endpoints(sums, level=0.95, method=method, seed=seed, bounds=BOUNDS, widen=False) for method in PLAIN]
        ours = np.array([(one.low, one.high) for one in found], dtype=np.float64).T
        counts: list[float] = [
            *(
                int(np.sum((ends[0] <= truth + 1e-12) & (ends[1] >= truth - 1e-12)))
                for ends in (*plain, (ours[0], ours[1]))
            ),
            sum(one.p is not None and one.p <= 0.05 for one in found),
            int(np.sum(plain[0][1] < -1e-12)),
            *(sum(one.drops_beyond(tolerance) for one in found) for tolerance in (0, 0.002, -truth)),
        ]
        total += counts
        pages, done = pages + len(numbers) * size, done + size
    return dict(zip(GATE, (total / done).tolist(), strict=True)) | {"pages": pages / done}


# Families.


def false_alarms(extractors: int, sites: int, datasets: int) -> tuple[float, float]:
    """Return how often any of some unchanged extractors fires: by its interval alone, and by Holm's p as well."""
    alone = corrected = done = 0
    for seed, chance, numbers, size in batches(ONE, sites, datasets, seed=2):
        for _ in range(size):
            base, new = runs(chance, numbers, SCENARIOS[1], extractors)
            found = all_differences(list(base), list(new), numbers, seed=seed, draws=1999)
            p = holm([one.p for one in found])
            fired = [one.drops_beyond(0) for one in found]
            alone += any(fired)
            corrected += any(hit and q is not None and q <= 0.05 for hit, q in zip(fired, p, strict=True))
            done += 1
    return alone / done, corrected / done


def rank_errors(systems: int, sites: int, datasets: int, joint: bool) -> float:
    """Return how often any range misses a rank that equally good systems may all have: 1 to all."""
    wrong = done = 0
    for seed, chance, numbers, size in batches(ONE, sites, datasets, seed=3):
        for _ in range(size):
            shared, own = draw_scores(chance, numbers, 1), draw_scores(chance, numbers, systems)
            pick = chance.random(own.shape) < 0.5
            ranges = rank_ranges(list(np.where(pick, shared, own)), seed=seed, joint=joint, resamples=500)
            wrong += any(one is None or (one.best, one.worst) != (1, systems) for one in ranges)
            done += 1
    return wrong / done


# The tables.


def print_coverage(datasets: int) -> None:
    print(f"### Coverage of 95 % intervals of a mean\n\n{datasets:,} data sets a row; in brackets the mean length.\n")
    print_row("corpus", "sites", "pages", *METHODS, head=True)
    for kind in CORPORA:
        for sites in (5, 10, 20, 30, 50, 100, 200, 1000):
            row = coverage(kind, sites, datasets)
            cells = [f"{row.held[name]:.3f} ({row.length[name]:.3f})" for name in METHODS]
            print_row(kind, sites, f"{row.pages:.0f}", *cells)
    print("\nBCa over pages, as if no site hung together:\n")
    print_row("corpus", "sites", "coverage", head=True)
    for kind in (PUBLIC, TEAM):
        print_row(kind, 100, f"{coverage_by_page(kind, 100, datasets):.3f}")


def print_gate(datasets: int) -> None:
    print(f"\n### Paired differences and the gate\n\n{datasets:,} data sets a row.\n")
    print_row("corpus", "pages", "upgrade", *GATE, head=True)
    for kind, sizes in GATED:
        for scenario in SCENARIOS:
            for sites in sizes:
                row = gate(kind, sites, scenario, datasets)
                print_row(kind, f"{row['pages']:.0f}", scenario.name, *(f"{row[name]:.3f}" for name in GATE))


def print_families(datasets: int) -> None:
    alone, corrected = false_alarms(12, 250, datasets)
    print(f"\n### Families\n\n{datasets:,} data sets.\n")
    print_row("12 extractors, 250 pages of 250 sites, none better or worse", "share", head=True)
    print_row("any gate fires by its interval alone", f"{alone:.3f}")
    print_row("any gate fires by its interval and Holm's p", f"{corrected:.3f}")
    print_row("any range of ranks misses a rank, pair by pair", f"{rank_errors(12, 250, datasets, joint=False):.3f}")
    print_row("any range of ranks misses a rank, jointly", f"{rank_errors(12, 250, datasets, joint=True):.3f}")


def print_row(*cells: object, head: bool = False) -> None:
    print(f"| {' | '.join(map(str, cells))} |", flush=True)
    if head:
        print(f"|---|{'--:|' * (len(cells) - 1)}")


def main() -> None:
    parser = argparse.ArgumentParser(description="Simulate the coverage of intervals and the error rates of a gate.")
    parser.add_argument("--datasets", type=int, default=2000, help="data sets a row")
    datasets = parser.parse_args().datasets
    print_coverage(datasets)
    print_gate(datasets)
    print_families(max(datasets // 4, 1))


if __name__ == "__main__":
    main()
