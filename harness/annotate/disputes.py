"""Disputed blocks in ``expected.md``: an HTML comment in front of each, which no reader of Markdown takes for text.

::

    <!-- disputed: 3 of 7 (goose3, justext, trafilatura) -->

    Read more in our weekly letter.

Where an agreed list follows a disputed one, ``<!-- agreed -->`` keeps the two apart.

The comment belongs to the block of Markdown that follows it: a paragraph, a heading, a whole list, table or code block.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby, pairwise

from ..datasets.markdown_text import write_markdown
from ..markdown import markdown_tokens
from .agreement import Ballot

_MARK = re.compile(r"<!--\s*disputed:\s*(\d+)\s+of\s+(\d+)\s*(?:\(([^()]*)\))?\s*-->")
# The parser's lines: str.splitlines would end them at a form feed and at U+2028 too, which code may hold.
_LINE_END = re.compile(r"\r\n?|\n")
_AGREED = "<!-- agreed -->"
# These hold together in Markdown: an item or a cell alone would be a list or a table of its own.
_TOGETHER = frozenset({"list", "table", "quote"})


@dataclass(frozen=True, slots=True)
class Dispute:
    """A disputed block: its Markdown, who has it of how many, and its place in the text.

    ``start`` to ``end`` are the lines of comment and block together, from 0, half open; the block begins at ``block``.
    """

    markdown: str
    holders: tuple[str, ...]
    votes: int
    voters: int
    start: int
    block: int
    end: int


def draft_markdown(ballots: Iterable[Ballot]) -> str:
    """Return the text of a draft, with a comment before each disputed block."""
    pieces: list[str] = []
    last = ""
    for _, run in groupby(enumerate(ballots), _group):
        blocks = [ballot for _, ballot in run]
        if blocks[0].disputed:
            names = ", ".join(blocks[0].holders)
            pieces.append(f"<!-- disputed: {len(blocks[0].holders)} of {blocks[0].voters} ({names}) -->")
        elif blocks[0].block.kind == last == "list":
            pieces.append(_AGREED)  # or the items would go on with the list before, and be dropped with it
        last = blocks[-1].block.kind
        pieces.append(write_markdown(ballot.block for ballot in blocks).rstrip("\n"))
    return "\n\n".join(pieces) + "\n" if pieces else ""


def find_disputes(markdown: str) -> list[Dispute]:
    """Return the disputed blocks of a text, in order. A comment that nothing follows is none."""
    lines = _LINE_END.split(markdown)
    top = [token for token in markdown_tokens(markdown) if token.level == 0 and token.map and token.nesting >= 0]
    found: list[Dispute] = []
    for token, following in pairwise(top):
        mark = _MARK.fullmatch(token.content.strip()) if token.type == "html_block" else None
        if mark is None or following.type == "html_block":
            continue
        (start, _), (block, end) = token.map or [0, 0], following.map or [0, 0]
        names = tuple(name.strip() for name in (mark[3] or "").split(",") if name.strip())
        text = "\n".join(lines[block:end]).rstrip()
        found.append(Dispute(text, names, int(mark[1]), int(mark[2]), start, block, end))
    return found


def without(markdown: str, dispute: Dispute, *, block: bool) -> str:
    """Return the text without a dispute's comment, and without its block if ``block``."""
    lines = _LINE_END.split(markdown)
    parts = (lines[: dispute.start], lines[dispute.end if block else dispute.block :])
    return "\n\n".join(filter(None, ("\n".join(part).strip("\n") for part in parts))) + "\n"


def without_marks(markdown: str) -> str:
    """Return the text of a draft without disputes, without the comments that kept its lists apart."""
    return markdown.replace(f"{_AGREED}\n\n", "")


def _group(numbered: tuple[int, Ballot]) -> object:
    """Return a key that neighbours share when they go into one piece of Markdown."""
    number, ballot = numbered
    if not ballot.disputed:
        return "agreed"
    return (ballot.block.kind, ballot.holders) if ballot.block.kind in _TOGETHER else number
