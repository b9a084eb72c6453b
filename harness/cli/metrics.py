"""``harness metrics``: every figure, what it means and where it comes from."""

from __future__ import annotations

import argparse

from ..metrics.catalogue import CATALOGUE, Entry, find
from ..render.columns import Value
from ..render.listing import listing
from .options import Commands, add_command, add_format


def add_parser(commands: Commands) -> None:
    """Add the command."""
    parser = add_command(commands, "metrics", "list the metrics, or define one", "harness metrics ledger")
    parser.add_argument("metric", nargs="?", metavar="NAME", help="print its definition with every edge case")
    add_format(parser)
    parser.set_defaults(command=_metrics)


def _metrics(options: argparse.Namespace) -> int:
    if options.metric:
        entry = find(options.metric)
        print(f"{entry.make().signature}\n\n{entry.definition}")
    else:
        print(listing([_row(entry, full=options.format != "table") for entry in CATALOGUE], options.format), end="")
    return 0


def _row(entry: Entry, *, full: bool) -> dict[str, Value]:
    """Return what a list says of a metric; a table for people leaves out what does not fit."""
    row: dict[str, Value] = {
        "metric": entry.name,
        "counted": "always" if entry.native else "--metric",
        "best": entry.best,
    }
    if full:
        row |= {"range": entry.range, "signature": entry.make().signature, "source": entry.source}
    return {**row, "measures": entry.summary}
