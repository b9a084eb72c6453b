"""``harness golden check``: every problem of every case, and warnings about sound ones."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

from ..datasets import is_spec, open_spec
from ..goldens import Collection, Problem, collect
from ..goldens.problems import shown_path
from ..lint import Linted, lint
from ..model import GoldenCase
from ..progress import Phases, phases
from ..render.columns import Value
from ..render.listing import listing
from .options import Commands, add_command, add_format, golden_folder, workspace


def add_parser(actions: Commands) -> None:
    """Add the command."""
    check = add_command(
        actions,
        "check",
        "list every problem of every golden case, and warnings; exit code 1 if there are problems",
        "harness golden check\n  harness golden check golden/news --strict",
    )
    check.add_argument(
        "spec", nargs="*", metavar="SPEC", help="a folder of cases, or a data set as name:path (default: golden/)"
    )
    check.add_argument("--strict", action="store_true", help="exit code 1 for warnings too")
    check.add_argument(
        "--lint",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="look for warnings too (default: in folders of cases, not in data sets of others)",
    )
    add_format(check)
    check.set_defaults(command=_check)


def _check(options: argparse.Namespace) -> int:
    specs = options.spec or [golden_folder(workspace())]
    with phases(sys.stderr) as phase:
        collections = [_opened(spec, phase) for spec in specs]
        linted = _lint(specs, collections, options.lint, phase)
    problems = [problem for one in collections for problem in one.problems]
    oddities = [problem for one in collections for problem in one.oddities]
    warnings = linted.warnings if linted else ()
    if options.format == "table":
        for problem in (*problems, *oddities):
            print(problem)
        for warning in warnings:
            print(f"warning: {warning}")
        print(_summary(collections, len(problems), len(oddities), linted))
    else:
        told = (("problem", problems), ("oddity", oddities), ("warning", warnings))
        rows = [_row(severity, problem) for severity, found in told for problem in found]
        print(listing(rows, options.format), end="")
    return 1 if problems or (options.strict and warnings) else 0


def _lint(specs: Sequence[str], collections: Sequence[Collection], wanted: bool | None, phase: Phases) -> Linted | None:
    """Return the warnings about the collections that they are wanted of; ``None`` if of none."""
    looked_at = [
        one for spec, one in zip(specs, collections, strict=True) if wanted or (wanted is None and not is_spec(spec))
    ]
    if not looked_at:
        return None
    drafts = [case for one in looked_at for case in _drafts(one)]
    total = sum(len(one.cases) for one in looked_at) + len(drafts)
    update = phase("looking for what may be wrong")
    return lint(chain(*(one.cases for one in looked_at), drafts), lambda done: update(done, total))


def _drafts(collection: Collection) -> Iterator[GoldenCase]:
    """Yield the cases that have no other problem than that of being a draft."""
    for item in collection.broken:
        if item.case is not None and all(problem.place == "$.provenance.status" for problem in item.problems):
            yield item.case


def _summary(collections: Sequence[Collection], problems: int, oddities: int, linted: Linted | None) -> str:
    sound, broken = sum(len(one.cases) for one in collections), sum(len(one.broken) for one in collections)
    odd = f", {oddities} oddities that are scored as they are" if oddities else ""
    line = f"{sound} sound cases, {problems} problems in {broken} others{odd}"
    if linted is None:
        return line
    coverage = "" if linted.coverage is None else f", {linted.coverage:.3f} of the pages' words labelled"
    return f"{line}; {len(linted.warnings)} warnings{coverage}"


def _opened(spec: str, phase: Phases) -> Collection:
    if is_spec(spec):
        return open_spec(spec, list_oddities=True, progress=phase(f"reading {spec}"))
    return collect(Path(spec), progress=phase("checking golden cases"))


def _row(severity: str, problem: Problem) -> dict[str, Value]:
    return {
        "severity": severity,
        "file": shown_path(problem.file),
        "place": problem.place,
        "found": problem.found,
        "advice": problem.advice,
    }
