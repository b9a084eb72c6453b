"""``harness run``: score extractors on golden cases."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ..errors import UsageError
from ..execution.lock import report_lock
from ..execution.score import run
from ..extraction.discovery import choose, discover
from ..extraction.process import Limits
from ..goldens import collect
from ..leaderboard import build_report
from ..metrics.catalogue import chosen
from ..progress import phases
from ..render import render
from ..render.files import write_report
from .options import Commands, add_command, add_format, add_selection, selection, workspace


def add_parser(commands: Commands) -> None:
    """Add the command."""
    parser = add_command(
        commands,
        "run",
        "score extractors on golden cases",
        "harness run golden/seeds -E trafilatura --timeout 10",
    )
    parser.add_argument("spec", nargs="?", type=Path, metavar="FOLDER", help="golden cases (default: golden/)")
    parser.add_argument(
        "-E",
        "--extractor",
        action="append",
        metavar="NAME",
        help="run this one; may be given several times (default: all)",
    )
    parser.add_argument(
        "--metric", action="append", metavar="NAME", help="count this metric too; see `harness metrics`"
    )
    parser.add_argument("--jobs", type=int, metavar="N", help="extractors at once (default: one a core)")
    parser.add_argument("--timeout", type=float, metavar="S", help="seconds an extractor has for a page (default: 30)")
    parser.add_argument("--memory", type=int, metavar="MIB", help="address space of an extractor (default: 4096)")
    parser.add_argument("--report", metavar="DIR", help="where to write the report (default: reports/latest)")
    add_selection(parser)
    add_format(parser)
    parser.set_defaults(command=_run)


def _run(options: argparse.Namespace) -> int:
    config = workspace().override(
        select=tuple(options.extractor) if options.extractor else None,
        metrics=tuple(options.metric) if options.metric else None,
        jobs=options.jobs,
        timeout=options.timeout,
        memory=options.memory,
        report=str(Path(options.report).resolve()) if options.report else None,
    )
    metrics = chosen(config.metrics)
    extractors = choose(discover(config.extractors_path, config.commands), config.select)
    with phases(sys.stderr) as phase:
        collection = collect(options.spec or config.golden_path, selection(options), phase("reading golden cases"))
        if not collection.cases:
            for problem in collection.problems:
                print(problem, file=sys.stderr)
            raise UsageError("no golden case to score; see `harness golden check`, or choose less narrowly")
        with report_lock(config.report_path):
            result = run(
                collection,
                extractors,
                config.report_path,
                limits=Limits(timeout=config.timeout, memory=config.memory * 2**20),
                slots=config.slots,
                metrics=metrics,
                progress=phase,
            )
            report = build_report(result)
            write_report(report, config.report_path)
    print(render(report, options.format), end="")
    return 0
