"""``harness extractors``: what can be run here, and what is missing."""

from __future__ import annotations

import argparse

from ..extraction.discovery import discover
from ..model import Extractor
from ..render.columns import Value
from ..render.listing import listing
from .options import Commands, add_command, add_format, workspace


def add_parser(commands: Commands) -> None:
    """Add the command."""
    parser = add_command(
        commands, "extractors", "list the extractors, ready or not", "harness extractors --format json"
    )
    add_format(parser)
    parser.set_defaults(command=_extractors)


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
        "version": extractor.version,
        "licence": extractor.licence,
        "origin": extractor.origin,
        "status": status,
    }
