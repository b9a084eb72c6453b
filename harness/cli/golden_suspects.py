"""``harness golden suspects``: cases where good extractors agree with one another and not with the gold."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from ..blocks import join
from ..datasets import is_spec, open_spec
from ..goldens import Cases, collect
from ..lint.suspects import LEAST_AGREEMENT, MOST_F1, Suspicion, find_suspects
from ..progress import phases
from ..render.columns import Value
from ..render.listing import listing
from ..run_files import read_run, run_file
from ..runs import CaseInfo
from .options import Commands, add_command, add_format, workspace


def add_parser(actions: Commands) -> None:
    """Add the command."""
    parser = add_command(
        actions,
        "suspects",
        "list cases where the good extractors agree with one another and not with the expected text",
        "harness golden suspects reports/latest",
    )
    parser.add_argument("run", nargs="?", type=Path, metavar="RUN", help="run.json or its folder (default: the last)")
    parser.add_argument(
        "--cases",
        action="append",
        metavar="SPEC",
        help="where the scored cases are, for the excerpts (default: golden/); may be given several times",
    )
    add_format(parser)
    parser.set_defaults(command=_suspects)


def _suspects(options: argparse.Namespace) -> int:
    path = run_file(options.run or workspace().report_path)
    run = read_run(path)
    suspicion = find_suspects(run, path, _gold(options.cases))
    if options.format != "table":
        print(listing(_rows(suspicion), options.format), end="")
        return 0
    for one in suspicion.suspects:
        print(f"{one.case}: agreement {one.agreement:.3f}, F1 {one.f1:.3f}")
        for what, text in (("they all have", one.extra), ("the gold alone has", one.lacking)):
            if text is not None:
                print(f"  {what}: {text}")
    print(
        f"{len(suspicion.suspects)} suspects among {len(run.cases)} cases: agreement of at least {LEAST_AGREEMENT} and "
        f"F1 of at most {MOST_F1}, by {', '.join(suspicion.extractors)}"
    )
    if suspicion.missing:
        print(f"{suspicion.missing} outputs are not in the journal and counted as empty", file=sys.stderr)
    return 0


def _rows(suspicion: Suspicion) -> list[dict[str, Value]]:
    return [
        {
            "case": one.case,
            "agreement": one.agreement,
            "f1": one.f1,
            "extra": one.extra,
            "lacking": one.lacking,
        }
        for one in suspicion.suspects
    ]


def _gold(specs: list[str] | None) -> Callable[[CaseInfo], str | None]:
    """Return what gives the expected text of a case as it was scored; it reads the cases when it is first asked."""
    places: dict[str, tuple[Cases, int]] = {}
    opened: list[Cases] = []

    def gold(info: CaseInfo) -> str | None:
        if not opened:
            opened.extend(_opened(specs))
            places.update({case_id: (cases, number) for cases in opened for number, case_id in enumerate(cases.ids)})
        if info.id not in places:
            return None
        cases, number = places[info.id]
        case = cases[number]
        return join(case.expected or ()) if case.digest == info.digest else None

    return gold


def _opened(specs: list[str] | None) -> list[Cases]:
    golden = workspace().golden_path
    with phases(sys.stderr) as phase:
        if not specs:
            return [collect(golden, progress=phase("reading golden cases")).cases] if golden.is_dir() else []
        return [
            (open_spec(spec) if is_spec(spec) else collect(Path(spec), progress=phase(f"reading {spec}"))).cases
            for spec in specs
        ]
