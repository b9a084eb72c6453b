"""Both sides of a comparison from their files: two large runs at once, each in a process of its own."""

from __future__ import annotations

import gc
import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path

from ..errors import HarnessError, RunFileError
from ..run_files import open_run, run_file
from ..runs import RunResult
from .baseline import read_baseline
from .baseline_side import side_of_baseline
from .pairing import check_metrics
from .sides import HEADLINE, Side, side_of_run

# Bytes of a file from which on a second process, which takes half a second to start, is worth it.
_WORTH_PROCESS = 20_000_000


def read_sides(base: Path, new: Path, metric: str) -> tuple[Side, Side]:
    """Read two runs, or a baseline and a run, for a comparison by the figure ``metric``.

    Heads come first, so that other metrics are told before any result is read. A file that is named twice is read
    once, and makes the same side.

    Raises:
        RunFileError: Either file is damaged, or no run.
        NotComparableError: The runs were counted by other versions of a metric.
        UnknownNameError: A run does not have the figure.
    """
    figures = tuple(dict.fromkeys((*HEADLINE, metric)))
    run = open_run(new)
    if is_baseline(base):
        baseline = read_baseline(base)
        check_metrics(baseline.metrics, run.metrics, (str(base), str(new)))
        side = _side(run, new, figures)
        return side_of_baseline(baseline, side.cases, label=str(base)), side
    base_run = open_run(base)
    check_metrics(base_run.metrics, run.metrics, (str(base), str(new)))
    if run_file(base).samefile(run_file(new)):
        side = _side(run, new, figures)
        return side, side
    small = min(run_file(path).stat().st_size for path in (base, new)) < _WORTH_PROCESS
    if small or (os.cpu_count() or 1) < 2:
        return _side(base_run, base, figures), _side(run, new, figures)
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        other = pool.submit(_read_elsewhere, base, figures)
        side = _side(run, new, figures)
        try:
            found = other.result()
        except BrokenProcessPool:
            # A program that came in on stdin cannot start a process like itself; then it takes twice as long.
            found = _side(base_run, base, figures)
    if isinstance(found, str):
        raise RunFileError(found)
    return found, side


def is_baseline(path: Path) -> bool:
    """Return whether a file begins as a baseline does; what is wrong with it is told by whoever reads it."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            start = file.read(64)
    except OSError:
        return False
    return start.lstrip().startswith(b"{") and b'"baseline"' in start


def _side(run: RunResult, path: Path, figures: Sequence[str]) -> Side:
    # Every line of the file makes a few hundred objects that none refers back to: looking for circles among them
    # takes a tenth of the time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return side_of_run(run, label=str(path), file=run_file(path), figures=figures)
    finally:
        if collecting:
            gc.enable()


def _read_elsewhere(path: Path, figures: Sequence[str]) -> Side | str:
    """Return the side, or what is wrong with the file: not every error of ours survives the way between processes."""
    try:
        return _side(open_run(path), path, figures)
    except HarnessError as error:
        return str(error)
