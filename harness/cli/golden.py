"""``harness golden``: check golden cases and look at one."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ..blocks import join
from ..datasets import is_spec, open_spec
from ..errors import UnknownNameError, UsageError
from ..goldens import Collection, Problem, collect, load_case, read_page_text
from ..goldens.collection import find_folders, golden_root
from ..goldens.problems import shown_path
from ..progress import Phases, phases
from ..render.columns import Value
from ..render.listing import listing
from .options import Commands, add_command, add_format, workspace


def add_parser(commands: Commands) -> None:
    """Add the commands."""
    parser = add_command(commands, "golden", "check golden cases, or look at one", "harness golden check golden/seeds")
    actions = parser.add_subparsers(metavar="ACTION", required=True)

    check = add_command(
        actions,
        "check",
        "list every problem of every golden case; exit code 1 if there are any",
        "harness golden check",
    )
    check.add_argument(
        "spec", nargs="*", metavar="SPEC", help="a folder of cases, or a data set as name:path (default: golden/)"
    )
    add_format(check)
    check.set_defaults(command=_check)

    show = add_command(
        actions,
        "show",
        "print the text of a case's page, to quote from",
        "harness golden show seeds/belarus-blog",
    )
    show.add_argument("case", metavar="CASE", help="an id such as seeds/belarus-blog, or the case's folder")
    show.add_argument("--expected", action="store_true", help="the expected text instead, as the metrics read it")
    show.set_defaults(command=_show)


def _check(options: argparse.Namespace) -> int:
    with phases(sys.stderr) as phase:
        collections = [_opened(spec, phase) for spec in options.spec or [str(workspace().golden_path)]]
    problems = [problem for one in collections for problem in one.problems]
    oddities = [problem for one in collections for problem in one.oddities]
    if options.format == "table":
        for problem in (*problems, *oddities):
            print(problem)
        sound, broken = sum(len(one.cases) for one in collections), sum(len(one.broken) for one in collections)
        odd = f", {len(oddities)} oddities that are scored as they are" if oddities else ""
        print(f"{sound} sound cases, {len(problems)} problems in {broken} others{odd}")
    else:
        rows = [_row("problem", problem) for problem in problems] + [_row("oddity", oddity) for oddity in oddities]
        print(listing(rows, options.format), end="")
    return 1 if problems else 0


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


def _show(options: argparse.Namespace) -> int:
    config = workspace()
    folder = Path(options.case).resolve()
    if not folder.is_dir():
        folder = config.golden_path / options.case
    if not folder.is_dir():
        root = config.golden_path.resolve()
        known = [path.relative_to(root).as_posix() for path in find_folders(root)] if root.is_dir() else []
        raise UnknownNameError("golden case", options.case, known)
    loaded = load_case(folder, golden_root(folder.resolve()))
    if loaded.case is None:
        raise UsageError("\n".join(str(problem) for problem in loaded.problems))
    print(join(loaded.case.expected or ()) if options.expected else read_page_text(loaded.case).visible)
    return 0
