"""``harness forge``: make pages with exact ground truth."""

from __future__ import annotations

import argparse
import gzip
import re
import sys
import tempfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

from ..datasets.folders import replace, staging
from ..errors import UnknownNameError, UsageError
from ..forge import choosing
from ..forge.catalogue import Template, templates
from ..forge.choosing import Choice
from ..forge.forging import SHIPPED
from ..forge.library import Library, library
from ..forge.making import make_cases, make_warcs, warc_files
from ..forge.piece import Piece
from ..progress import phases
from ..render.columns import Value
from ..render.listing import listing
from .options import Commands, add_command, add_format

_EXAMPLE = "harness forge --count 500 --seed 7 --to forged"
_SEED = re.compile(r"[A-Za-z0-9._-]+")
# How many changed cases a message names.
_NAMED = 5


def add_parser(commands: Commands) -> None:
    """Add the command."""
    parser = add_command(commands, "forge", "make golden cases whose every word is labelled by construction", _EXAMPLE)
    parser.add_argument("--to", metavar="FOLDER", type=Path, help="where the cases go: a folder for each page type")
    parser.add_argument("--count", metavar="N", type=int, help="so many pages (default: the shipped set)")
    parser.add_argument("--seed", metavar="S", help="with --count: other pages for another seed (default: 1)")
    parser.add_argument("--template", metavar="NAME", action="append", help="only this site template; several times")
    parser.add_argument("--page-type", metavar="TYPE", action="append", help="only pieces of this type; several times")
    parser.add_argument(
        "--language", metavar="CODE", action="append", help="only pieces in this language; several times"
    )
    parser.add_argument("--jobs", metavar="N", type=int, help="processes at once (default: one a core)")
    parser.add_argument(
        "--warc", metavar="FILES", type=int, help="write so many WARC files, without annotations, instead of cases"
    )
    parser.add_argument(
        "--force", action="store_true", help="replace cases and files that are there and are not what would be written"
    )
    parser.add_argument("--list", action="store_true", help="list the templates that fit instead")
    add_format(parser)
    parser.set_defaults(command=_forge)


def _forge(options: argparse.Namespace) -> int:
    if options.list:
        pieces = _pieces(options).pieces
        chosen = [one for one in _chosen(options) if any(choosing.fitting(piece, [one]) for piece in pieces)]
        rows: list[dict[str, Value]] = [
            {"template": one.name, "page types": " ".join(one.page_types), "like": one.about} for one in chosen
        ]
        print(listing(rows, options.format), end="")
        return 0
    for name in ("count", "warc", "jobs"):
        value: int | None = getattr(options, name)
        if value is not None and value < 1:
            raise UsageError(f"--{name} must be 1 or more, not {value}")
    if options.to is None:
        raise UsageError(f"--to is missing: the folder that the pages go to; for instance: {_EXAMPLE}")
    _check_seed(options.seed, counted=options.count is not None)
    choices = _choices(options)
    if options.warc is not None:
        _check_files(options.to, options.warc, len(choices), force=options.force)
    with phases(sys.stderr) as phase:
        progress = phase("forging")
        if options.warc is None:
            size = _write(choices, options.to.absolute(), options.jobs, progress, force=options.force)
        else:
            size = make_warcs(choices, options.to, options.warc, options.jobs, progress)
    print(f"{len(choices)} pages, {size / 1e6:.1f} MB, in {options.to}")
    return 0


def _check_seed(seed: str | None, *, counted: bool) -> None:
    """Refuse a seed that would change nothing, or that cannot stand in the name of a folder."""
    if seed is None:
        return
    if not counted:
        raise UsageError("--seed needs --count: the shipped set has a seed of its own")
    if not _SEED.fullmatch(seed):
        raise UsageError(f"--seed must be letters, digits, '-', '_' and '.', not {seed!r}: it becomes part of names")
    if seed.startswith(SHIPPED):
        raise UsageError(f"--seed must not begin with {SHIPPED!r}: that is the shipped set's own")


def _check_files(folder: Path, files: int, pages: int, *, force: bool) -> None:
    """Refuse WARC files that would be empty, and those that are there already unless that is forced."""
    if files > pages:
        raise UsageError(f"--warc {files} is more than the {pages} pages; each file needs one")
    there = [path.name for path in warc_files(folder, files) if path.exists()]
    if there and not force:
        raise UsageError(f"{folder} has {there[0]} already; give another --to, or --force to replace it")


def _choices(options: argparse.Namespace) -> list[Choice]:
    pieces, found = _pieces(options), tuple(_chosen(options))
    if options.count is not None:
        return list(choosing.many(pieces, found, options.count, options.seed or "1"))
    choices = list(choosing.shipped(pieces, found))
    if not choices:
        raise UsageError(
            "the shipped set has no such page; give --count N for pages by chance, or choose less narrowly"
        )
    return choices


def _write(
    choices: Sequence[Choice], folder: Path, jobs: int | None, progress: Callable[[int, int], None], *, force: bool
) -> int:
    """Make the cases beside a folder and move them into it; return their bytes.

    Raises :class:`UsageError`, and writes nothing, where a case that is there is another one; unless that is forced.
    """
    with staging(folder) as staged:
        size = make_cases(choices, staged, jobs, progress)
        made = sorted(path for path in staged.glob("*/*"))
        changed = [path for path in made if _is_another(path, folder / path.relative_to(staged))]
        if changed and not force:
            names = [path.relative_to(staged).as_posix() for path in changed]
            told = ", ".join(names[:_NAMED]) + (f" and {len(names) - _NAMED} more" if len(names) > _NAMED else "")
            raise UsageError(
                f"{folder} has {len(names)} of these cases in another form, changed by hand or made by another version "
                f"({told}); nothing was written; give another --to, or --force to replace them"
            )
        with tempfile.TemporaryDirectory(dir=staged) as spare:
            for number, path in enumerate(made):
                target = folder / path.relative_to(staged)
                target.parent.mkdir(parents=True, exist_ok=True)
                replace(path, target, Path(spare) / str(number))
    return size


def _is_another(made: Path, there: Path) -> bool:
    """Whether a folder is there that holds other files than those that were made."""
    if not there.is_dir():
        return there.exists()
    names = {file.name for file in there.iterdir()}
    return names != {file.name for file in made.iterdir()} or any(
        _content(made / name) != _content(there / name) for name in names
    )


def _content(file: Path) -> bytes | None:
    """Return what a file holds; of a packed page the page, which another zlib packs otherwise."""
    if not file.is_file():
        return None
    content = file.read_bytes()
    try:
        return gzip.decompress(content) if file.suffix == ".gz" else content
    except (OSError, EOFError, zlib.error):
        return content


def _chosen(options: argparse.Namespace) -> list[Template]:
    known = templates()
    for name in options.template or ():
        if name not in known:
            raise UnknownNameError("template", name, known)
    return [known[name] for name in options.template or known]


def _pieces(options: argparse.Namespace) -> Library:
    everything = library().pieces
    types: dict[str, None] = {piece.page_type: None for piece in everything}
    for name in options.page_type or ():
        if name not in types:
            raise UnknownNameError("page type of a piece", name, types)
    languages = {piece.language for piece in everything} | {piece.language.partition("-")[0] for piece in everything}
    for code in options.language or ():
        if code not in languages:
            raise UnknownNameError("language of a piece", code, languages)
    pieces = tuple(piece for piece in everything if _is_wanted(piece, options.page_type, options.language))
    if not pieces:
        found = sorted({piece.page_type for piece in everything if _is_wanted(piece, None, options.language)})
        raise UsageError(
            f"no piece in {' or '.join(options.language)} is of the type {' or '.join(options.page_type)}; there is "
            f"{', '.join(found)}; choose less narrowly"
        )
    return Library(pieces)


def _is_wanted(piece: Piece, page_types: Sequence[str] | None, languages: Sequence[str] | None) -> bool:
    return (not page_types or piece.page_type in page_types) and (
        not languages or piece.language in languages or piece.language.partition("-")[0] in languages
    )
