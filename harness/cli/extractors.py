"""``harness extractors``: what can be run here and what is missing; ``install`` and ``doctor`` for one of them."""

from __future__ import annotations

import argparse
import sys

from ..errors import UsageError
from ..extraction.checkup import check_up, explain
from ..extraction.discovery import choose, discover, wanted_environment
from ..extraction.process import Limits
from ..extraction.venv import build
from ..model import Extractor
from ..render.columns import Value
from ..render.listing import listing
from .options import Commands, add_command, add_format, workspace


def add_parser(commands: Commands) -> None:
    """Add the commands."""
    parser = add_command(
        commands, "extractors", "list the extractors, ready or not", "harness extractors --format json"
    )
    add_format(parser)
    parser.set_defaults(command=_extractors)
    actions = parser.add_subparsers(metavar="ACTION")

    install = add_command(
        actions,
        "install",
        "make the virtual environment that an extractor asks for; this needs the network",
        "harness extractors install news-please",
    )
    install.add_argument("extractor", metavar="NAME")
    install.set_defaults(command=_install)

    doctor = add_command(
        actions,
        "doctor",
        "run an extractor on one small page and explain what happened; exit code 1 if it does not work",
        "harness extractors doctor trafilatura",
    )
    doctor.add_argument("extractor", metavar="NAME", help='with all its modes, or "NAME[MODE]" for one row')
    doctor.add_argument("--timeout", type=float, metavar="S", help="seconds it has for the page (default: 30)")
    doctor.add_argument("--memory", type=int, metavar="MIB", help="address space it may take (default: 4096)")
    doctor.set_defaults(command=_doctor)


def _extractors(options: argparse.Namespace) -> int:
    config = workspace()
    rows = [_row(extractor) for extractor in discover(config.extractors_path, config.commands)]
    print(listing(rows, options.format), end="")
    return 0


def _row(extractor: Extractor) -> dict[str, Value]:
    if extractor.problem:
        status = extractor.problem
    else:
        status = "ready" if extractor.ready else f"not installed: {extractor.install}"
    return {
        "extractor": extractor.id,
        "mode": extractor.mode,
        "version": extractor.version,
        "licence": extractor.licence,
        "origin": extractor.origin,
        "reads": _reads(extractor),
        "status": status,
    }


def _reads(extractor: Extractor) -> str | None:
    """Say what a row is given of a page, with the media types that a program declares."""
    kinds = ", ".join(extractor.accepts) if extractor.origin == "command" else ""
    return f"{extractor.reads} ({kinds})" if extractor.reads and kinds else extractor.reads


def _install(options: argparse.Namespace) -> int:
    config = workspace()
    name = options.extractor
    (row, *_) = choose(discover(config.extractors_path, config.commands), [name])
    wanted = (
        None if row.origin in ("command", "http", "ensemble") else wanted_environment(config.extractors_path, row.name)
    )
    if wanted is None:
        if row.ready:
            advice = "it is ready"
        else:
            advice = row.problem or f"install it with: {row.install}"
        raise UsageError(f"{row.name} asks for no environment of its own; {advice}")
    made = build(wanted, lambda step: print(step, file=sys.stderr, flush=True))
    print(f"{row.name} is installed in {made.folder}; try it: harness extractors doctor {row.name}")
    return 0


def _doctor(options: argparse.Namespace) -> int:
    config = workspace().override(timeout=options.timeout, memory=options.memory)
    rows = choose(discover(config.extractors_path, config.commands), [options.extractor])
    limits = Limits(timeout=config.timeout, memory=config.memory * 2**20)
    sound = True
    for i, row in enumerate(rows):
        checkup = check_up(row, limits)
        sound = sound and checkup.extraction.outcome == "ok"
        print(*([""] if i else []), *explain(checkup), sep="\n")
    return 0 if sound else 1
