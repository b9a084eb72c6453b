"""Walk a person through a draft: each disputed block, each field, then whether the case is reviewed.

Every answer is written at once, so whoever stops keeps what is decided: a decided dispute has lost its comment. The
files are read again for each answer, for a person may edit them meanwhile. Questions and answers are plain lines, so a
file may give the answers.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..blocks import join
from ..datasets.markdown_text import printable
from ..datasets.native import json_text
from ..errors import GoldenError
from ..goldens import Problem, check_case, load_case, load_page
from ..goldens.annotations import annotation_problems
from ..goldens.collection import find_folders, golden_root
from ..markdown import read_markdown
from ..model import LIST_FIELDS
from ..run_files import write_text
from ..text import harmless
from .disputes import Dispute, find_disputes, without, without_marks
from .drafting import FIELDS
from .embedded import read_embedded

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
    """Return the folders at or below a path whose case is a draft, or cannot be told to be none: a review says why."""
    return [folder for folder in find_folders(path) if _status(folder) in ("draft", None)]


def review(folder: Path, reviewer: str, terminal: Terminal) -> bool:
    """Walk through one draft. Returns whether it is reviewed now; raises :class:`~harness.errors.GoldenError`.

    Args:
        folder: the draft's folder.
        reviewer: who answers; goes into ``provenance.reviewer``.
        terminal: questions and answers.
    """
    terminal.say(f"\n{folder.name}: {_cut(_read(folder)['url'] or 'no address')}")
    _review_metadata(folder, terminal)
    _review_disputes(folder, terminal)
    return _finish(folder, reviewer, terminal)


def _review_metadata(folder: Path, terminal: Terminal) -> None:
    others = _declared(folder)
    for field in FIELDS:
        metadata = _read(folder)["metadata"]
        if field not in metadata:
            continue
        value = metadata[field]
        terminal.say(f"\n  {field}: {_shown(value)}")
        declared = [(one, source) for one, source in others.get(field, []) if one != value]
        for number, (one, source) in enumerate(declared[:_OTHERS], start=1):
            terminal.say(f"    {number}. {_shown(one)} ({source})")
        answer = terminal.choice("  metadata:", {"k": "keep", "e": "edit", "d": "drop"})
        if answer == "d":
            document = _read(folder)
            document["metadata"].pop(field, None)
            _save(folder, document)
        elif answer == "e":
            _edit(folder, field, [one for one, _ in declared[:_OTHERS]], terminal)


def _edit(folder: Path, field: str, declared: Sequence[object], terminal: Terminal) -> None:
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
        document = _read(folder)
        document["metadata"][field] = value
        wrong = annotation_problems(document)
        if not wrong:
            _save(folder, document)
            return
        terminal.say(f"  {wrong[0].found}; {wrong[0].advice}")


def _review_disputes(folder: Path, terminal: Terminal) -> None:
    path = folder / "expected.md"
    skipped = 0
    while len(disputes := find_disputes(text := _text(path))) > skipped:
        dispute = disputes[skipped]
        terminal.say(f"\n{_cut(dispute.markdown)}\n")
        names = f" ({', '.join(dispute.holders)})" if dispute.holders else ""
        terminal.say(f"  {dispute.votes} of {dispute.voters} have it{names}")
        answer = terminal.choice("  block:", {"k": "keep", "d": "drop", "o": "optional", "s": "skip"})
        if _text(path) != text:
            # The block may stand elsewhere now, or be settled.
            terminal.say(f"  {path.name} has changed meanwhile, so this answer does not count")
            continue
        if answer == "s":
            skipped += 1
            continue
        if answer == "o":
            _make_optional(folder, dispute)
        _write(path, without(text, dispute, block=answer != "k"))


def _make_optional(folder: Path, dispute: Dispute) -> None:
    document = _read(folder)
    known = [quote["exact"] for quote in document.get("optional", [])]
    exact = join(read_markdown(dispute.markdown)).replace("\n", " ")
    if exact and exact not in known:
        document.setdefault("optional", []).append({"exact": exact})
        _save(folder, document)


def _finish(folder: Path, reviewer: str, terminal: Terminal) -> bool:
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
    document = _read(folder)
    _write(folder / "expected.md", without_marks(_text(folder / "expected.md")))
    document["provenance"] |= {"status": "reviewed", "reviewer": reviewer}
    if str(document.get("notes", "")).startswith(_NOTE_START):
        document["notes"] = ""
    _save(folder, document)
    return True


def _problems(folder: Path) -> list[Problem]:
    """Return what keeps a draft from being a case, but for being a draft."""
    loaded = load_case(folder, golden_root(folder.resolve()))
    found = list(loaded.problems) + (check_case(loaded.case) if loaded.case else [])
    return [problem for problem in found if problem.place != "$.provenance.status"]


def _declared(folder: Path) -> dict[str, list[tuple[object, str]]]:
    """Return what the page declares for each field, as ``golden.json`` would have it, with where it stands."""
    try:
        page = load_page(folder)
    except GoldenError:
        return {}  # told when nothing is disputed any more
    if page.media_type != "text/html":
        return {}
    values: dict[str, list[tuple[object, str]]] = {}
    for one in read_embedded(page.html, page.url):
        value: object = list(one.value) if isinstance(one.value, tuple) else one.value
        if value not in [known for known, _ in values.setdefault(one.field, [])]:
            values[one.field].append((value, one.source))
    return values


def _status(folder: Path) -> object:
    """Return the status as it is written, or ``None``; the rest of the file may be wrong in any way."""
    try:
        return json.loads((folder / "golden.json").read_text(encoding="utf-8"))["provenance"]["status"]
    except (OSError, ValueError, RecursionError, KeyError, TypeError):
        return None


def _read(folder: Path) -> dict[str, Any]:
    path = folder / "golden.json"
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise GoldenError(f"{path} cannot be read: {error}; mend it, then review again") from error
    if wrong := annotation_problems(document):
        raise GoldenError(f"{path} {wrong[0].path}: {wrong[0].found}; {wrong[0].advice}")
    assert isinstance(document, dict)
    return document


def _save(folder: Path, document: dict[str, Any]) -> None:
    _write(folder / "golden.json", json_text(document))


def _write(path: Path, text: str) -> None:
    try:
        write_text(path, text)
    except OSError as error:
        raise GoldenError(
            f"{path} cannot be written: {error.strerror or error}; mend that, then review again"
        ) from error


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
    text = harmless(printable(text))
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}... ({len(text) - _SHOWN:,} characters more)"
