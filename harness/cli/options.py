"""Options that several commands share."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from ..config import Config, find_root, load_config
from ..errors import UsageError
from ..goldens import Selection
from ..goldens.problems import shown_path
from ..render.listing import FORMATS

# What somebody does who has no golden case yet.
FIRST_CASES = "`harness golden new URL-OR-FILE` makes a case, `harness forge --to golden` the shipped ones"
Commands = Any  # argparse's sub-parser action has no public type


def add_command(commands: Commands, name: str, summary: str, example: str) -> argparse.ArgumentParser:
    """Add a sub-command whose ``--help`` ends with an example."""
    parser: argparse.ArgumentParser = commands.add_parser(
        name,
        help=summary,
        description=summary[0].upper() + summary[1:] + ".",
        epilog=f"example:\n  {example}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    return parser


def add_format(parser: argparse.ArgumentParser) -> None:
    """Add ``--format``."""
    parser.add_argument("--format", choices=FORMATS, default="table", help="how to print it (default: table)")


def add_extractors(parser: argparse.ArgumentParser) -> None:
    """Add ``-E``."""
    parser.add_argument(
        "-E",
        "--extractor",
        action="append",
        metavar="NAME",
        help="run this one; may be given several times (default: all)",
    )


def add_limits(parser: argparse.ArgumentParser) -> None:
    """Add what an extractor may take for a page."""
    parser.add_argument("--timeout", type=float, metavar="S", help="seconds an extractor has for a page (default: 30)")
    parser.add_argument("--memory", type=int, metavar="MIB", help="address space of an extractor (default: 4096)")


def add_selection(parser: argparse.ArgumentParser) -> None:
    """Add the options that choose among golden cases."""
    group = parser.add_argument_group("choosing cases (each may be given several times)")
    group.add_argument("--collection", action="append", default=[], metavar="NAME", help="folder below golden/")
    group.add_argument("--tag", action="append", default=[], metavar="TAG")
    group.add_argument("--language", action="append", default=[], metavar="CODE", help="BCP 47; de also means de-AT")
    group.add_argument("--page-type", action="append", default=[], metavar="TYPE")


def selection(options: argparse.Namespace) -> Selection:
    """Return the selection that the options ask for."""
    return Selection(tuple(options.collection), tuple(options.tag), tuple(options.language), tuple(options.page_type))


def workspace() -> Config:
    """Return the configuration of the workspace that the current folder lies in."""
    return load_config(find_root(Path.cwd()))


def golden_folder(config: Config) -> str:
    """Return the workspace's golden folder. Raises :class:`UsageError` with the ways to get one where there is none."""
    if not config.golden_path.is_dir():
        raise UsageError(f"{shown_path(config.golden_path)} is not there; {FIRST_CASES}; or name another folder")
    return str(config.golden_path)
