"""What an unfinished run has left when another one is asked for in its report folder: laid aside, not written over.

An extractor's file that somebody has edited, a library that was installed beside the others, one record more in a
crawl: with each of them the same command asks for another run. What was extracted for the one of before lies in
``.unfinished/`` from then on, a folder a plan, journal and outputs; the run that it belongs to finds it there. One such
run is kept, the last.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from .manifest import MANIFEST, remove_outputs
from .output_files import OUTPUTS

UNFINISHED = ".unfinished"
END = b'{"end": true}\n'
# A plan's key is 64 hexadecimal digits; this many tell the two apart that there ever are.
_DIGITS = 16
_SHOWN = 5
# The first line names some hundred extractors; whatever has a longer one is no journal.
_LONGEST_HEAD = 1 << 20


@dataclass(frozen=True, slots=True)
class _Left:
    """A journal of an unfinished run with something in it: its plan, and what that was made of, if it says so."""

    plan: str
    contents: Mapping[str, Any]


def make_way(journal: Path, plan: str, contents: Mapping[str, str]) -> str | None:
    """Lay aside what an unfinished run of another plan has left, and fetch what there is of this one.

    Args:
        journal: the file, in the report folder; none of both need exist.
        plan: the key of the plan that is asked for.
        contents: what that is made of, by name.

    Returns what is to be said of it, ``None`` if nothing was laid aside. Raises :class:`OSError`.
    """
    left, ours = _left(journal), _folder(journal, plan)
    if left is not None and left.plan == plan:
        # Laying aside or fetching was broken off between the two.
        if not (journal.parent / OUTPUTS / MANIFEST).exists() and _has_room(journal, ours):
            _fetch_outputs(journal, ours)
        return None
    said = None
    if left is not None:
        _lay_aside(journal, left.plan, plan)
        changed = _changed(left.contents, contents)
        said = (
            f"began anew: an unfinished run had left its extractions, and this is not that run ({changed}); "
            f"they are kept in {UNFINISHED}, and gone on with when everything is as it was"
        )
    if (found := _left(ours / journal.name)) is not None and found.plan == plan:
        _fetch(journal, ours)
    return said


def is_finished(file: BinaryIO) -> bool:
    """Whether a journal ends as one does whose extractions were all counted; its lines need not be read then."""
    size = file.seek(0, 2)
    file.seek(max(size - len(END) - 1, 0))
    ending = file.read()
    file.seek(0)
    return ending == b"\n" + END


def _left(journal: Path) -> _Left | None:
    try:
        with journal.open("rb") as file:
            if is_finished(file):
                return None
            line, more = file.readline(_LONGEST_HEAD), file.read(1)
    except FileNotFoundError:
        return None
    try:
        head = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not more or not line.endswith(b"\n") or not isinstance(head, dict) or not isinstance(head.get("plan"), str):
        return None
    contents = head.get("contents")
    return _Left(head["plan"], contents if isinstance(contents, dict) else {})


def _folder(journal: Path, plan: str) -> Path:
    # The key is read from a file: it is to be no path.
    return journal.parent / UNFINISHED / "".join(filter(str.isalnum, plan))[:_DIGITS]


def _lay_aside(journal: Path, plan: str, wanted: str) -> None:
    """Move journal and outputs, the journal last: where this is broken off, it is done again or undone."""
    folder, outputs = _folder(journal, plan), journal.parent / OUTPUTS
    folder.mkdir(parents=True, exist_ok=True)
    for other in folder.parent.iterdir():
        if other not in (folder, _folder(journal, wanted)) and other.is_dir():
            shutil.rmtree(other)
    if (outputs / MANIFEST).exists() and not (folder / OUTPUTS).exists():
        outputs.rename(folder / OUTPUTS)
    journal.replace(folder / journal.name)


def _fetch(journal: Path, folder: Path) -> None:
    """Move journal and outputs back, the journal first: where this is broken off, the outputs follow it."""
    if (folder / OUTPUTS).is_dir():
        remove_outputs(journal.parent / OUTPUTS)
    if _has_room(journal, folder):
        (folder / journal.name).replace(journal)
        _fetch_outputs(journal, folder)


def _fetch_outputs(journal: Path, folder: Path) -> None:
    if (folder / OUTPUTS).is_dir():
        (folder / OUTPUTS).rename(journal.parent / OUTPUTS)
    shutil.rmtree(folder, ignore_errors=True)


def _has_room(journal: Path, folder: Path) -> bool:
    """Whether outputs that lie aside can come back, if there are any: not where somebody else's files are."""
    outputs = journal.parent / OUTPUTS
    return not (folder / OUTPUTS).is_dir() or not outputs.is_dir() or not any(outputs.iterdir())


def _changed(before: Mapping[str, Any], now: Mapping[str, str]) -> str:
    """Name what has changed: ``changed: pages, extractor trafilatura``."""
    names = [name for name in {**now, **before} if before.get(name) != now.get(name)]
    if not before or not names:
        return "what has changed is not known"
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"changed: {', '.join(names[:_SHOWN])}{more}"
