"""Scoring: the peers' seconds, ours, and the largest difference between their figures, from one process.

    HARNESS_DATASETS=... python -m benchmarks.scoring [part of a name]

The machine may be busy: both sides run in turn, and the best of the rounds counts. Exit code 1 when a ratio is below
its bound or a figure differs by more than 1e-9.
"""

from __future__ import annotations

import importlib
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tabulate import tabulate

from .measure import Benchmark

# At least this many rounds, and more while they are short: the best of a few is noisy on a busy machine.
ROUNDS, SECONDS, MOST_ROUNDS = 3, 8.0, 40
TOLERANCE = 1e-9


def all_benchmarks() -> list[Benchmark]:
    """Return the benchmarks of every ``baseline_*.py`` beside this file."""
    modules = sorted(path.stem for path in Path(__file__).parent.glob("baseline_*.py"))
    return [case for name in modules for case in importlib.import_module(f".{name}", __package__).cases()]


def measure(benchmark: Benchmark) -> tuple[float, float, float]:
    """Return the peer's best seconds, ours, and the largest difference of a figure."""
    best = {"peer": float("inf"), "ours": float("inf")}
    figures: dict[str, list[float]] = {}
    sides: dict[str, Callable[[], list[float]]] = {"peer": benchmark.peer, "ours": benchmark.ours}
    begun = time.perf_counter()
    for round_ in range(MOST_ROUNDS):
        if round_ >= ROUNDS and time.perf_counter() - begun > SECONDS:
            break
        for side, run in sides.items():
            start = time.perf_counter()
            figures[side] = run()
            best[side] = min(best[side], time.perf_counter() - start)
    difference = max((abs(a - b) for a, b in zip(figures["peer"], figures["ours"], strict=True)), default=0.0)
    return best["peer"], best["ours"], difference


def main(wanted: str = "") -> int:
    """Measure and print; return the exit code."""
    rows, failed = [], False
    for benchmark in all_benchmarks():
        if wanted.lower() not in benchmark.name.lower():
            continue
        print(f"measuring {benchmark.name} ...", file=sys.stderr)
        peer, ours, difference = measure(benchmark)
        ratio = peer / ours
        good = ratio >= benchmark.bound and difference <= TOLERANCE
        failed |= not good
        amount = f"{benchmark.amount:,} {benchmark.unit}"
        verdict = "" if good else "MISSED"
        rows.append(
            [
                *(benchmark.name, amount, f"{peer:.4f}", f"{ours:.5f}", f"{ratio:.1f}"),
                *(f"{benchmark.bound:g}", f"{difference:.1e}", verdict),
            ]
        )
    headings = ["what", "amount", "peer s", "our s", "ratio", "bound", "largest difference", ""]
    print(tabulate(rows, headings, tablefmt="github", disable_numparse=True))
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:2]))
