"""``harness history``: one figure of the same extractors in several runs, as a table and as a chart."""

from __future__ import annotations

import argparse
import glob
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ..errors import UsageError
from ..history import PastRun, build_history, history_table
from ..history_chart import history_chart
from ..ordering import natural_key
from ..render import svg
from ..render.columns import shorten
from ..render.listing import listing
from ..render.tables import COLUMNS, flat, markdown, terminal
from ..run_files import read_run, write_text
from ..table import Table
from .options import Commands, add_command, add_format

# The gate's file of rounded results lies beside reports and is no run.
_NO_RUN = "baseline.json"
# Characters of a run's name, as the table gives it; and what both it and a figure's heading keep, wide as a figure.
_RUN, _SHORTEST = 18, 8


def add_parser(commands: Commands) -> None:
    """Add the command."""
    parser = add_command(
        commands,
        "history",
        "follow a figure through several runs, over time or from version to version",
        "harness history reports/2026-*/ -E trafilatura --svg history.svg",
    )
    parser.add_argument(
        "run", nargs="+", metavar="RUN", help="run.json, a folder of one, a folder of several, or a pattern; in order"
    )
    parser.add_argument("--metric", default="f1", metavar="FIGURE", help="the figure to follow (default: f1)")
    parser.add_argument(
        "--by",
        choices=("run", "version"),
        help="one place a run, or one a version (default: a version where an extractor has another in every run)",
    )
    parser.add_argument(
        "-E",
        "--extractor",
        action="append",
        default=[],
        metavar="NAME",
        help='with all its modes, or "NAME[MODE]"; may be given several times (default: all but the controls)',
    )
    parser.add_argument("--intersect", action="store_true", help="take the cases that all runs have alike")
    parser.add_argument("--svg", type=Path, metavar="FILE", help="draw it too, with the intervals")
    add_format(parser)
    parser.set_defaults(command=_history)


def _history(options: argparse.Namespace) -> int:
    files = run_files(options.run)
    past = [PastRun(label, read_run(file)) for label, file in zip(labels(files), files, strict=True)]
    history = build_history(past, options.metric, wanted=options.extractor, by=options.by, intersect=options.intersect)
    table = history_table(history)
    if options.svg:
        try:
            write_text(options.svg, svg.render(history_chart(history)))
        except OSError as error:
            raise UsageError(
                f"{options.svg} cannot be written: {error.strerror or error}; give another file"
            ) from error
        print(f"wrote {options.svg}", file=sys.stderr)
    if options.format == "table":
        print(_within_columns(table, options.metric))
    elif options.format == "markdown":
        print(markdown(table))
    else:
        print(listing(flat(table), options.format), end="")
    return 0


def _within_columns(table: Table, figure: str) -> str:
    """Return the table as text: names give way first, then the figure's heading, which the title repeats, then runs."""
    text = terminal(table)
    headings = ((heading, _RUN) for heading in range(len(figure) - 1, _SHORTEST - 1, -1))
    for heading, run in (*headings, *((_SHORTEST, run) for run in range(_RUN - 1, _SHORTEST - 1, -1))):
        if max(map(len, text.splitlines())) <= COLUMNS:
            break
        columns = (
            replace(column, width=run)
            if column.name == "run"
            else replace(column, heading=shorten(column.heading, heading))
            if column.name == figure and column.part == "value"
            else column
            for column in table.columns
        )
        text = terminal(replace(table, columns=tuple(columns)))
    return text


def run_files(given: Sequence[str]) -> list[Path]:
    """Return the files of runs, in order: arguments as they stand, what one of them stands for in natural order.

    Raises :class:`UsageError` for an argument that stands for nothing.
    """
    found: list[Path] = []
    for argument in given:
        path = Path(argument)
        if path.exists():
            found += _of(path)
            continue
        matches = sorted(glob.glob(argument, recursive=True), key=natural_key)  # noqa: PTH207 - may be absolute
        if not matches:
            raise UsageError(f"{argument} is neither a file nor a folder, nor does it match any; give runs: reports/*/")
        found += [file for match in matches for file in _of(Path(match))]
    return found


def _of(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    if (path / "run.json").is_file():
        return [path / "run.json"]
    below = [*path.glob("*/run.json"), *(file for file in path.glob("*.json") if file.name != _NO_RUN)]
    if not below:
        raise UsageError(f"{path} holds no run: neither run.json, nor folders that have one, nor other JSON files")
    return sorted(below, key=lambda file: natural_key(_name(file)))


def labels(files: Sequence[Path]) -> list[str]:
    """Return what to call each run: its file, or the folder of a ``run.json``; the whole path where two are alike."""
    names = [_name(file) for file in files]
    return [str(file) if names.count(name) > 1 else name for name, file in zip(names, files, strict=True)]


def _name(file: Path) -> str:
    return (file.resolve().parent.name if file.name == "run.json" else file.stem) or str(file)
