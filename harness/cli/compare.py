"""``harness compare``: what changed from one run to another. Exit code 1 when something got worse."""

from __future__ import annotations

import argparse
import math
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from ..bounds import Gate
from ..compare.comparison import compare
from ..compare.gate import breaches
from ..compare.reading import read_sides
from ..compare.report import ComparisonReport
from ..compare.texts import changed_words
from ..errors import UsageError
from ..render.comparison import FORMATS, render
from ..run_files import write_text
from .options import Commands, add_command, workspace

# What the command calls the renderers' forms: as every other command does.
_NAMES = {"terminal": "table"}
_FORMATS = tuple(_NAMES.get(form, form) for form in FORMATS)


def add_parser(commands: Commands) -> None:
    """Add the command."""
    parser = add_command(
        commands,
        "compare",
        "show what changed from one run to another; exit code 1 when something got worse",
        "harness compare reports/main reports/latest --format markdown --output comment.md",
    )
    parser.add_argument("base", type=Path, metavar="BASE", help="what was: run.json, its folder, or a baseline.json")
    parser.add_argument("new", type=Path, metavar="NEW", help="what is: run.json or its folder")
    parser.add_argument("--metric", default="f1", metavar="FIGURE", help="the figure to compare (default: f1)")
    parser.add_argument(
        "--tolerance",
        type=float,
        metavar="X",
        help="how far it may fall (default: the gate's max_drop of that figure, else 0)",
    )
    parser.add_argument("--confidence", type=float, metavar="X", help="of intervals and verdicts (default: the gate's)")
    parser.add_argument("--intersect", action="store_true", help="compare the cases that both runs have alike")
    parser.add_argument(
        "--top", type=int, default=5, metavar="N", help="show so many pages of an extractor, with words (default: 5)"
    )
    parser.add_argument("--no-gate", action="store_true", help="leave [tool.harness.gate] out of it")
    parser.add_argument(
        "--format", type=_form, choices=_FORMATS, default="table", help="how to print it (default: table)"
    )
    parser.add_argument("--output", type=Path, metavar="FILE", help="write it to a file instead, whole or not at all")
    parser.add_argument("--html", type=Path, metavar="FILE", help="write it as one HTML file too")
    parser.set_defaults(command=_compare)


def _compare(options: argparse.Namespace) -> int:
    _check(options)
    gate = _gate(options)
    allowed = 0.0 if options.no_gate else gate.max_drop.get(options.metric, 0.0)
    base, new = read_sides(options.base, options.new, options.metric)
    comparison = compare(
        base,
        new,
        metric=options.metric,
        confidence=gate.confidence,
        tolerance=allowed if options.tolerance is None else options.tolerance,
        intersect=options.intersect,
    )
    report = ComparisonReport(
        comparison,
        changed_words(base, new, comparison, options.top),
        () if options.no_gate else breaches(base, new, gate),
        options.top,
        ("Both are the same file, so that nothing can differ.",) if base is new else (),
        None if new.file is None else datetime.fromtimestamp(int(new.file.stat().st_mtime), UTC),
    )
    if options.html is not None:
        from ..render import html

        _write(options.html, html.render(None, comparison=html.changes_of(report)))
    text = render(report, next(form for form in FORMATS if _NAMES.get(form, form) == options.format))
    if options.output is None:
        print(text, end="")
    else:
        _write(options.output, text)
    return 1 if report.failed else 0


def _gate(options: argparse.Namespace) -> Gate:
    """Return the workspace's gate, with what the options give in its place; a figure without a bound gets none."""
    gate = workspace().gate
    if options.confidence is not None:
        gate = replace(gate, confidence=options.confidence)
    if options.tolerance is not None and options.metric in gate.max_drop:
        gate = replace(gate, max_drop={**gate.max_drop, options.metric: options.tolerance})
    return gate


def _form(text: str) -> str:
    """Take ``terminal`` too: the table was once called so, in documents and perhaps in somebody's scripts."""
    return _NAMES.get(text, text)


def _write(file: Path, text: str) -> None:
    try:
        write_text(file, text)
    except OSError as error:
        raise UsageError(f"{file} cannot be written: {error.strerror or error}; give another file") from error


def _check(options: argparse.Namespace) -> None:
    if not 0.5 <= (0.95 if options.confidence is None else options.confidence) <= 0.9999:
        raise UsageError(f"--confidence must be a number from 0.5 to 0.9999, such as 0.95, not {options.confidence}")
    if not 0 <= (options.tolerance or 0.0) < math.inf:
        raise UsageError(f"--tolerance must be a number, 0 or more, not {options.tolerance}")
    if options.top < 0:
        raise UsageError(f"--top must be 0 or more, not {options.top}")
