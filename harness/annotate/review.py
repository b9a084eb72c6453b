"""Walk a person through a draft: each disputed block, each field, then whether the case is reviewed.

Every answer is written at once, so whoever stops keeps what is decided: a decided dispute has lost its comment.
Questions and answers are plain lines, so a file may give the answers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..blocks import join
from ..datasets.native import write_json
from ..errors import GoldenError, PageError
from ..goldens import Problem, check_case, load_case
from ..goldens.collection import find_folders, golden_root
from ..goldens.pages import read_page
from ..markdown import read_markdown
from ..model import LIST_FIELDS, GoldenCase
from ..run_files import write_text
from ..schema import violations
from .disputes import Dispute, find_disputes, without, without_marks
from .drafting import FIELDS
from .embedded import read_embedded

# A page may try to move the cursor or to rename the window.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_NOTE_START = "Drafted by the agreement of "
_SHOWN = 1200
_OTHERS = 5


@dataclass(frozen=True, slots=True)
class Terminal:
    """Where questions go and answers come from; ``ask`` raises :class:`EOFError` when there are no more."""

    ask: Callable[[str], str]
    say: Callable[[str], None]

    def choice(self, question: str, choices: dict[str, str]) -> str:
        """Return the key of one of the choices, by its key or its name, asking until it is one."""
        shown = ", ".join(
            f"[{key}]{name[len(key) :]}" if name.startswith(key) else name for key, name in choices.items()
        )
        while True:
            given = self.ask(f"{question} {shown}? ").strip().lower()
            for key, name in choices.items():
                if given in (key, name):
                    return key
            self.say(f"  answer with {' or '.join(choices)}")


def find_drafts(path: Path) -> list[Path]:
    """Return the folders at or below a path whose case is a draft, also where its text cannot be read yet."""
    return [folder for folder in find_folders(path) if _status(folder) == "draft"]


def review(folder: Path, reviewer: str, terminal: Terminal) -> bool:
    """Walk through one draft. Returns whether it is reviewed now; raises :class:`~harness.errors.GoldenError`.

    Args:
        folder: the draft's folder.
        reviewer: who answers; goes into ``provenance.reviewer``.
        terminal: questions and answers.
    """
    document = _read(folder)
    terminal.say(f"\n{folder.name}: {_cut(document['url'] or 'no address')}")
    _review_metadata(folder, document, terminal)
    _review_disputes(folder, document, terminal)
    return _finish(folder, document, reviewer, terminal)


def _review_metadata(folder: Path, document: dict[str, Any], terminal: Terminal) -> None:
    others = _declared(folder)
    for field in FIELDS:
        if field not in document["metadata"]:
            continue
        value = document["metadata"][field]
        terminal.say(f"\n  {field}: {_shown(value)}")
        declared = [(one, source) for one, source in others.get(field, []) if one != value]
        for number, (one, source) in enumerate(declared[:_OTHERS], start=1):
            terminal.say(f"    {number}. {_shown(one)} ({source})")
        answer = terminal.choice("  metadata:", {"k": "keep", "e": "edit", "d": "drop"})
        if answer == "d":
            del document["metadata"][field]
        elif answer == "e":
            _edit(document, field, [one for one, _ in declared[:_OTHERS]], terminal)
        if answer != "k":
            write_json(folder / "golden.json", document)


def _edit(document: dict[str, Any], field: str, declared: Sequence[object], terminal: Terminal) -> None:
    """Ask for a value until ``golden.json`` can hold it; a number takes a declared one, nothing says there is none."""
    form = "a list, separated by semicolons" if field in LIST_FIELDS else "text"
    while True:
        given = terminal.ask(f"  {field} ({form}; a number above; empty: the page has none): ").strip()
        value: object
        if given.isdecimal() and 1 <= int(given) <= len(declared):
            value = declared[int(given) - 1]
        elif field in LIST_FIELDS:
            value = list(dict.fromkeys(filter(None, map(str.strip, given.split(";")))))
        else:
            value = given or None
        trial = {**document, "metadata": {**document["metadata"], field: value}}
        wrong = next(iter(violations("golden", trial)), None)
        if wrong is None:
            document["metadata"][field] = value
            return
        terminal.say(f"  {wrong.found}; {wrong.advice}")


def _review_disputes(folder: Path, document: dict[str, Any], terminal: Terminal) -> None:
    path = folder / "expected.md"
    skipped = 0
    while len(disputes := find_disputes(_text(path))) > skipped:
        dispute = disputes[skipped]
        terminal.say(f"\n{_cut(dispute.markdown)}\n")
        names = f" ({', '.join(dispute.holders)})" if dispute.holders else ""
        terminal.say(f"  {dispute.votes} of {dispute.voters} have it{names}")
        answer = terminal.choice("  block:", {"k": "keep", "d": "drop", "o": "optional", "s": "skip"})
        if answer == "s":
            skipped += 1
            continue
        if answer == "o":
            _make_optional(folder, document, dispute)
        write_text(path, without(_text(path), dispute, block=answer != "k"))


def _make_optional(folder: Path, document: dict[str, Any], dispute: Dispute) -> None:
    known = [quote["exact"] for quote in document.get("optional", [])]
    exact = join(read_markdown(dispute.markdown)).replace("\n", " ")
    if exact and exact not in known:
        document.setdefault("optional", []).append({"exact": exact})
        write_json(folder / "golden.json", document)


def _finish(folder: Path, document: dict[str, Any], reviewer: str, terminal: Terminal) -> bool:
    left = len(find_disputes(_text(folder / "expected.md")))
    if left:
        terminal.say(f"\n  {left} disputed blocks are left, so it stays a draft; review it again to go on")
        return False
    problems = _problems(folder)
    if problems:
        terminal.say("\n  It stays a draft until this is mended:")
        for problem in problems:
            terminal.say(f"  {problem}")
        return False
    question = f"\n  Have you read the page, and is this its text? Set it to reviewed by {reviewer}:"
    if terminal.choice(question, {"y": "yes", "n": "no"}) == "n":
        return False
    write_text(folder / "expected.md", without_marks(_text(folder / "expected.md")))
    document["provenance"] |= {"status": "reviewed", "reviewer": reviewer}
    if str(document.get("notes", "")).startswith(_NOTE_START):
        document["notes"] = ""
    write_json(folder / "golden.json", document)
    return True


def _problems(folder: Path) -> list[Problem]:
    """Return what keeps a draft from being a case, but for being a draft."""
    loaded = load_case(folder, golden_root(folder.resolve()))
    found = list(loaded.problems) + (check_case(loaded.case) if loaded.case else [])
    return [problem for problem in found if problem.place != "$.provenance.status"]


def _declared(folder: Path) -> dict[str, list[tuple[object, str]]]:
    """Return what the page declares for each field, as ``golden.json`` would have it, with where it stands."""
    case = _case(folder)
    if case is None or case.media_type != "text/html":
        return {}
    try:
        found = read_embedded(read_page(case).html, case.url)
    except PageError:
        return {}
    values: dict[str, list[tuple[object, str]]] = {}
    for one in found:
        value: object = list(one.value) if isinstance(one.value, tuple) else one.value
        if value not in [known for known, _ in values.setdefault(one.field, [])]:
            values[one.field].append((value, one.source))
    return values


def _case(folder: Path) -> GoldenCase | None:
    return load_case(folder, golden_root(folder.resolve())).case


def _status(folder: Path) -> object:
    try:
        return _read(folder)["provenance"]["status"]
    except (GoldenError, KeyError, TypeError):
        return None


def _read(folder: Path) -> dict[str, Any]:
    path = folder / "golden.json"
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise GoldenError(f"{path} cannot be read: {error}; mend it, then review again") from error
    wrong = next(iter(violations("golden", document)), None)
    if wrong is not None:
        raise GoldenError(f"{path} {wrong.path}: {wrong.found}; {wrong.advice}")
    assert isinstance(document, dict)
    return document


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise GoldenError(f"{path} cannot be read: {error}; mend it, then review again") from error


def _shown(value: object) -> str:
    if isinstance(value, list):
        return _cut("; ".join(map(str, value))) or "none"
    return "none" if value is None else _cut(str(value))


def _cut(text: str) -> str:
    """Return a page's text so that a terminal shows it and does nothing else with it."""
    text = _CONTROL.sub("\ufffd", text)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}... ({len(text) - _SHOWN:,} characters more)"
