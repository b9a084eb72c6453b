"""``harness score``: score recorded outputs, without running anything."""

from __future__ import annotations

import argparse

from ..errors import UsageError
from .options import Commands, add_command, workspace
from .scoring import add_scoring, score


def add_parser(commands: Commands) -> None:
    """Add the command."""
    parser = add_command(
        commands,
        "score",
        "score recorded outputs, without running anything",
        "harness score zyte:~/zyte --predictions ~/zyte/output/*.json --protocol zyte",
    )
    parser.add_argument("spec", nargs="+", metavar="SPEC", help="a folder of golden cases, or name:path")
    add_scoring(parser)
    parser.set_defaults(command=_score)


def _score(options: argparse.Namespace) -> int:
    if not options.predictions:
        raise UsageError("nothing to score; give recorded outputs with --predictions, or use `harness run`")
    return score(options, workspace(), options.spec, ())
