"""``harness golden review``: walk through drafts in the terminal."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ..annotate.review import Terminal, find_drafts, review
from ..datasets.catalogue import NAMES
from ..errors import GoldenError, UsageError
from ..goldens.problems import shown_path
from .options import Commands, add_command, golden_folder, workspace
from .person import person


def add_parser(actions: Commands) -> None:
    """Add the command."""
    parser = add_command(
        actions,
        "review",
        "walk through drafts: settle their disputed blocks and metadata, and set them to reviewed",
        "harness golden review golden/mine",
    )
    parser.add_argument(
        "spec", nargs="?", metavar="FOLDER", help="a case, its id, or a folder of cases (default: golden/)"
    )
    parser.add_argument("--reviewer", metavar="NAME", help="who reviews (default: git's user.name, or $USER)")
    parser.set_defaults(command=_review)


def _review(options: argparse.Namespace) -> int:
    folder = _folder(options.spec)
    reviewer = person(options.reviewer)
    drafts = find_drafts(folder)
    print(f"{len(drafts)} draft{'' if len(drafts) == 1 else 's'} in {shown_path(folder)}, reviewer {reviewer}")
    terminal = Terminal(input, print)
    reviewed = 0
    try:
        for draft in drafts:
            try:
                reviewed += review(draft, reviewer, terminal)
            except GoldenError as error:
                print(f"harness: {error}", file=sys.stderr)
    except (KeyboardInterrupt, EOFError):
        print(f"\nstopped; what was decided is kept. {reviewed} of {len(drafts)} drafts reviewed")
        return 130
    print(f"{reviewed} of {len(drafts)} drafts reviewed")
    return 0


def _folder(spec: str | None) -> Path:
    golden = workspace().golden_path
    if spec is None:
        return Path(golden_folder(workspace())).resolve()
    for folder in (Path(spec), golden / spec):
        if folder.is_dir():
            return folder.resolve()
    if spec.partition(":")[0] in NAMES:
        raise UsageError(f"{spec} has no drafts: only golden folders do; give a folder such as golden/mine")
    raise UsageError(f"{spec} is no folder, and no case of {shown_path(golden)}; give one of the two")
