"""``harness golden``: check golden cases, look at one, and make new ones."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..blocks import join
from ..errors import UnknownNameError, UsageError
from ..goldens import load_case, load_page
from ..goldens.collection import find_folders, golden_root
from ..goldens.pages import page_text
from ..goldens.problems import shown_path
from ..schema import schema_text
from . import golden_check, golden_new, golden_review, golden_suspects
from .options import FIRST_CASES, Commands, add_command, workspace


def add_parser(commands: Commands) -> None:
    """Add the commands."""
    parser = add_command(
        commands, "golden", "check golden cases, look at one, make new ones", "harness golden check golden/seeds"
    )
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    golden_check.add_parser(actions)
    golden_suspects.add_parser(actions)
    golden_new.add_parser(actions)
    golden_review.add_parser(actions)
    show = add_command(
        actions,
        "show",
        "print the text of a case's page, to quote from",
        "harness golden show seeds/belarus-blog",
    )
    show.add_argument("case", metavar="CASE", help="an id such as seeds/belarus-blog, or the case's folder")
    show.add_argument("--expected", action="store_true", help="the expected text instead, as the metrics read it")
    show.set_defaults(command=_show)
    schema = add_command(
        actions,
        "schema",
        "print the JSON Schema of golden.json, for editors",
        "harness golden schema > golden/golden.schema.json",
    )
    schema.set_defaults(command=_schema)


def case_folder(name: str) -> Path:
    """Return the folder that a person named, as a path or as an id below the workspace's golden folder."""
    config = workspace()
    folder = Path(name).resolve()
    if not folder.is_dir():
        folder = config.golden_path / name
    if not folder.is_dir():
        root = config.golden_path.resolve()
        known = [path.relative_to(root).as_posix() for path in find_folders(root)] if root.is_dir() else []
        if not known:
            raise UsageError(f"there is no golden case {name}, for {shown_path(root)} has none; {FIRST_CASES}")
        raise UnknownNameError("golden case", name, known)
    return folder


def _show(options: argparse.Namespace) -> int:
    folder = case_folder(options.case)
    if not options.expected:
        # A draft without a text is no case yet, and this is what its text is written from.
        page = load_page(folder)
        print(page_text(page.content, page.media_type, page.encoding).visible)
        return 0
    loaded = load_case(folder, golden_root(folder.resolve()))
    if loaded.case is None:
        raise UsageError("\n".join(str(problem) for problem in loaded.problems))
    print(join(loaded.case.expected or ()))
    return 0


def _schema(_: argparse.Namespace) -> int:
    print(schema_text("golden").decode(), end="")
    return 0
