"""``harness forge``: make pages with exact ground truth."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ..errors import UnknownNameError, UsageError
from ..forge import choosing
from ..forge.catalogue import Template, templates
from ..forge.library import Library, library
from ..forge.making import make_cases, make_warcs
from ..progress import phases
from ..render.columns import Value
from ..render.listing import listing
from .options import Commands, add_command, add_format

_EXAMPLE = "harness forge --count 500 --seed 7 --to forged"


def add_parser(commands: Commands) -> None:
    """Add the command."""
    parser = add_command(commands, "forge", "make golden cases whose every word is labelled by construction", _EXAMPLE)
    parser.add_argument("--to", metavar="FOLDER", type=Path, help="where the cases go: a folder for each page type")
    parser.add_argument("--count", metavar="N", type=int, help="so many pages (default: the shipped set)")
    parser.add_argument("--seed", metavar="S", default="1", help="other pages for another seed (default: 1)")
    parser.add_argument("--template", metavar="NAME", action="append", help="only this site template")
    parser.add_argument("--page-type", metavar="TYPE", action="append", help="only pieces of this type")
    parser.add_argument("--language", metavar="CODE", action="append", help="only pieces in this language")
    parser.add_argument("--jobs", metavar="N", type=int, help="processes at once (default: one a core)")
    parser.add_argument(
        "--warc", metavar="FILES", type=int, help="write so many WARC files, without annotations, instead of cases"
    )
    parser.add_argument("--list", action="store_true", help="list the templates instead")
    add_format(parser)
    parser.set_defaults(command=_forge)


def _forge(options: argparse.Namespace) -> int:
    if options.list:
        chosen = _chosen(options)
        rows: list[dict[str, Value]] = [
            {"template": one.name, "page types": " ".join(one.page_types), "like": one.about} for one in chosen
        ]
        print(listing(rows, options.format), end="")
        return 0
    if options.to is None:
        raise UsageError(f"--to is missing: the folder that the pages go to; for instance: {_EXAMPLE}")
    pieces = _pieces(options)
    found = tuple(_chosen(options))
    if options.count is None:
        choices = list(choosing.shipped(pieces, found))
    else:
        choices = list(choosing.many(pieces, found, options.count, options.seed))
    with phases(sys.stderr) as phase:
        progress = phase("forging")
        if options.warc is None:
            size = make_cases(choices, options.to, options.jobs, progress)
        else:
            size = make_warcs(choices, options.to, options.warc, options.jobs, progress)
    print(f"{len(choices)} pages, {size / 1e6:.1f} MB, in {options.to}")
    return 0


def _chosen(options: argparse.Namespace) -> list[Template]:
    known = templates()
    for name in options.template or ():
        if name not in known:
            raise UnknownNameError("template", name, known)
    return [known[name] for name in options.template or known]


def _pieces(options: argparse.Namespace) -> Library:
    everything = library()
    pieces = tuple(
        piece
        for piece in everything.pieces
        if (not options.page_type or piece.page_type in options.page_type)
        and (not options.language or piece.language.partition("-")[0] in options.language)
    )
    if not pieces:
        raise UsageError("no piece is of this page type and language; harness/forge/articles holds them")
    return Library(pieces)
