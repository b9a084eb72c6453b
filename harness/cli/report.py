"""``harness report``: show a run again."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ..big_run import is_big_run
from ..errors import UsageError
from ..execution.big_runs import sum_again
from ..goldens import Cases, Selection, collect
from ..leaderboard import Report, build_report
from ..leaderboard.big_tables import big_tables
from ..progress import phases
from ..render import render
from ..render.files import write_html
from ..run_files import read_run, run_file
from .options import Commands, add_command, add_format, workspace
from .scoring import open_cases
from .table_output import print_tables


def add_parser(commands: Commands) -> None:
    """Add the command."""
    parser = add_command(
        commands,
        "report",
        "show a run again",
        "harness report reports/latest --format markdown\n  harness report reports/latest --html scores.html",
    )
    parser.add_argument("run", nargs="?", type=Path, metavar="RUN", help="run.json or its folder (default: the latest)")
    parser.add_argument(
        "--differences", action="store_true", help="show by how much any two rows differ, where the protocol knows it"
    )
    parser.add_argument(
        "--html", nargs="?", const="", metavar="FILE", help="write one HTML file instead (default: beside the run)"
    )
    parser.add_argument(
        "--cases",
        action="append",
        metavar="SPEC",
        help="with --html: where the scored cases are, for the words of single pages (default: golden/)",
    )
    add_format(parser)
    parser.set_defaults(command=_report)


def _report(options: argparse.Namespace) -> int:
    if options.cases and options.html is None:
        raise UsageError("--cases is of use with --html alone")
    path = run_file(options.run or workspace().report_path)
    if is_big_run(path):
        return _report_big(path, options)
    report = build_report(read_run(path), differences=options.differences)
    if options.html is None:
        print(render(report, options.format), end="")
    else:
        _write(report, path, options)
    return 0


def _report_big(path: Path, options: argparse.Namespace) -> int:
    """Show a run that has sums alone."""
    if options.html is not None:
        raise UsageError(f"{path} has the sums of a big run, of which there is no HTML; use --format markdown")
    with phases(sys.stderr) as phase:
        run = sum_again(path, phase("summing up"))
    for notice in run.notices:
        print(f"harness: {notice}", file=sys.stderr)
    print_tables(big_tables(run), options.format)
    return 0


def _write(report: Report, path: Path, options: argparse.Namespace) -> None:
    file = Path(options.html) if options.html else path.with_name("report.html")
    try:
        write_html(report, path.parent, file, _cases(options.cases), slots=workspace().slots)
    except OSError as error:
        raise UsageError(f"{file} cannot be written: {error.strerror or error}; give another file") from error
    print(f"wrote {file}", file=sys.stderr)


def _cases(specs: list[str] | None) -> Cases | None:
    golden = workspace().golden_path
    if not specs and not golden.is_dir():
        return None
    with phases(sys.stderr) as phase:
        if specs:
            return open_cases(specs, Selection(), phase).cases
        return collect(golden, Selection(), phase("reading golden cases")).cases
