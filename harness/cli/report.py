"""``harness report``: show a run again."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..leaderboard import build_report
from ..render import render
from ..run_files import read_run
from .options import Commands, add_command, add_format, workspace


def add_parser(commands: Commands) -> None:
    """Add the command."""
    parser = add_command(commands, "report", "show a run again", "harness report reports/latest --format markdown")
    parser.add_argument("run", nargs="?", type=Path, metavar="RUN", help="run.json or its folder (default: the latest)")
    parser.add_argument(
        "--differences", action="store_true", help="show by how much any two rows differ, where the protocol knows it"
    )
    add_format(parser)
    parser.set_defaults(command=_report)


def _report(options: argparse.Namespace) -> int:
    report = build_report(read_run(options.run or workspace().report_path), differences=options.differences)
    print(render(report, options.format), end="")
    return 0
