"""Blocks of plain text as Markdown that reads back to the same blocks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from ..blocks import Block
from ..text import collapse

# What CommonMark, its tables and strikethrough would take for a mark, wherever it stands. "<" and "&" count only
# where a tag, an autolink or a character reference could begin; "_" not between two letters or digits.
_INLINE = re.compile(
    r"""[\\`*\[] | <(?=[A-Za-z/!?]) | &(?=\#?\w+;) | ~(?=~) | (?<=~)~ | (?<![^\W_])_ | _(?![^\W_])""", re.VERBOSE
)
# And at the start of a line: headings, quotes, list items, underlines.
_START = re.compile(
    r"(?:(?P<digits>\d{1,9})(?=[.)](?:\s|\Z)))?(?P<mark>\#{1,6}(?=\s|\Z)|[-+](?=[-\s]|\Z)|>|=|[.)])", re.ASCII
)
_FENCES = re.compile(r"`{3,}")
# Neither can be written to a file as UTF-8 and read back by CommonMark.
_NO_CHARACTER = re.compile("[\0\ud800-\udfff]")
_NEW_LINE = re.compile(r"\r\n?")


def write_markdown(blocks: Iterable[Block]) -> str:
    """Return blocks as Markdown: ``read_markdown`` gives the same kinds and texts again.

    What plain text does not say is made up: headings are of level 2, lists have bullets, and a run of table cells is a
    table of one column. NUL and lone surrogates become U+FFFD.

    >>> write_markdown([Block("heading", "1. Rates"), Block("list", "snow *"), Block("list", "a|b")])
    '## 1. Rates\\n\\n- snow \\\\*\\n- a|b\\n'
    """
    pieces = [piece for kind, run in groupby(blocks, lambda block: block.kind) for piece in _run(kind, list(run))]
    return "\n\n".join(pieces) + "\n" if pieces else ""


def printable(text: str) -> str:
    """Return text without what UTF-8 or CommonMark cannot hold."""
    return _NO_CHARACTER.sub("\ufffd", text)


def _run(kind: str, run: list[Block]) -> Iterator[str]:
    """Yield the pieces, to be set apart by blank lines, that blocks of one kind in a row make."""
    if kind == "code":
        yield from (_code(block.text) for block in run)
        return
    lines = [line for block in run if (line := collapse(printable(block.text)))]
    if not lines:
        return
    if kind == "list":
        yield "\n".join(f"- {_escaped(line)}" for line in lines)
    elif kind == "quote":
        yield "\n>\n".join(f"> {_escaped(line)}" for line in lines)
    elif kind == "table":
        head, *rows = (f"| {_escaped(line, start=False).replace('|', chr(92) + '|')} |" for line in lines)
        yield "\n".join([head, "| --- |", *rows])
    elif kind == "heading":
        # A "#" at the end would be taken for a closing mark.
        yield from (f"## {re.sub(r'#$', chr(92) + '#', _escaped(line, start=False))}" for line in lines)
    elif kind == "caption":
        yield from (f"![]() {_escaped(line, start=False)}" for line in lines)
    else:
        yield from (_escaped(line) for line in lines)


def _escaped(line: str, *, start: bool = True) -> str:
    begin = _START.match(line) if start else None
    if begin is None or (begin["mark"] in (".", ")") and begin["digits"] is None):
        return _INLINE.sub(r"\\\g<0>", line)
    at = begin.start("mark")
    return f"{line[:at]}\\{line[at]}" + _INLINE.sub(r"\\\g<0>", line[at + 1 :])


def _code(text: str) -> str:
    text = _NEW_LINE.sub("\n", printable(text))
    longest = max(map(len, _FENCES.findall(text)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}\n{text}\n{fence}"
