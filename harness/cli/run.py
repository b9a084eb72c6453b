"""``harness run``: score extractors on golden cases and data sets."""

from __future__ import annotations

import argparse

from ..errors import UsageError
from ..extraction.discovery import choose, discover
from .options import Commands, add_command, workspace
from .scoring import add_scoring, score


def add_parser(commands: Commands) -> None:
    """Add the command."""
    parser = add_command(
        commands,
        "run",
        "score extractors on golden cases and public data sets",
        "harness run golden/seeds -E trafilatura --timeout 10\n  harness run wcxb:~/wcxb zyte:~/zyte -E trafilatura",
    )
    parser.add_argument(
        "spec",
        nargs="*",
        metavar="SPEC",
        help="a folder of golden cases, or name:path; see `harness datasets` (default: golden/)",
    )
    parser.add_argument(
        "-E",
        "--extractor",
        action="append",
        metavar="NAME",
        help="run this one; may be given several times (default: all)",
    )
    parser.add_argument("--timeout", type=float, metavar="S", help="seconds an extractor has for a page (default: 30)")
    parser.add_argument("--memory", type=int, metavar="MIB", help="address space of an extractor (default: 4096)")
    parser.add_argument(
        "--repeat",
        type=int,
        default=1,
        metavar="N",
        help="ask for each page so often, and tell which extractors answer differently; nothing comes from the cache",
    )
    add_scoring(parser)
    parser.set_defaults(command=_run)


def _run(options: argparse.Namespace) -> int:
    if options.repeat < 1:
        raise UsageError(f"--repeat must be 1 or more, not {options.repeat}")
    config = workspace().override(
        select=tuple(options.extractor) if options.extractor else None,
        timeout=options.timeout,
        memory=options.memory,
    )
    extractors = choose(discover(config.extractors_path, config.commands), config.select)
    return score(options, config, options.spec or [str(config.golden_path)], extractors, repeat=options.repeat)
