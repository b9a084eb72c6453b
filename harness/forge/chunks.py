"""The structure of a piece's text: headings, paragraphs, lists, quotations, tables, code and pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from markupsafe import escape

from ..markdown import markdown_parser

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

ChunkKind = Literal["heading", "paragraph", "list", "quote", "table", "code", "figure"]


@dataclass(frozen=True, slots=True)
class Chunk:
    """One piece of structure. ``html`` is the inline HTML of a heading, paragraph or caption, or code, escaped.

    ``items`` are the entries of a list (each a tuple of chunks) or the one entry of a quotation; ``rows`` the cells of
    a table, its head first. ``ordered`` lists have numbers. ``source`` and ``alt`` are a picture's.
    """

    kind: ChunkKind
    html: str = ""
    level: int = 0
    items: tuple[tuple[Chunk, ...], ...] = ()
    ordered: bool = False
    rows: tuple[tuple[str, ...], ...] = ()
    language: str = ""
    source: str = ""
    alt: str = ""


def read_chunks(markdown: str) -> tuple[Chunk, ...]:
    """Return the structure of a CommonMark text with tables."""
    tokens = _parser().parse(markdown)
    return tuple(_read(tokens, 0, len(tokens)))


def _read(tokens: Sequence[Token], at: int, end: int) -> list[Chunk]:
    found: list[Chunk] = []
    while at < end:
        token = tokens[at]
        stop = _end_of(tokens, at)
        match token.type:
            case "heading_open":
                found.append(Chunk("heading", _inline(tokens[at + 1]), level=int(token.tag[1])))
            case "paragraph_open":
                found.append(_paragraph(tokens[at + 1]))
            case "bullet_list_open" | "ordered_list_open":
                ordered = token.type.startswith("ordered")
                found.append(Chunk("list", items=tuple(_items(tokens, at + 1, stop)), ordered=ordered))
            case "blockquote_open":
                found.append(Chunk("quote", items=(tuple(_read(tokens, at + 1, stop)),)))
            case "table_open":
                found.append(Chunk("table", rows=tuple(_rows(tokens[at:stop]))))
            case "fence" | "code_block":
                code = str(escape(token.content.rstrip("\n")))
                found.append(Chunk("code", code, language=token.info.strip()))
        at = stop + 1
    return found


def _paragraph(inline: Token) -> Chunk:
    children = inline.children or []
    if len(children) == 1 and children[0].type == "image":
        image = children[0]
        caption = str(escape(image.attrs.get("title", "")))
        return Chunk("figure", caption, source=str(image.attrs["src"]), alt=image.content)
    return Chunk("paragraph", _inline(inline))


def _items(tokens: Sequence[Token], at: int, end: int) -> list[tuple[Chunk, ...]]:
    items = []
    while at < end:
        stop = _end_of(tokens, at)
        items.append(tuple(_read(tokens, at + 1, stop)))
        at = stop + 1
    return items


def _rows(tokens: Sequence[Token]) -> list[tuple[str, ...]]:
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(_inline(token))
    return [tuple(row) for row in rows]


def _inline(token: Token) -> str:
    parser = _parser()
    return str(parser.renderer.render(token.children or [], parser.options, {}))


def _end_of(tokens: Sequence[Token], at: int) -> int:
    """Return where the element that begins at a token ends."""
    depth = 0
    for place in range(at, len(tokens)):
        depth += tokens[place].nesting
        if depth <= 0:
            return place
    return len(tokens) - 1


@cache
def _parser() -> MarkdownIt:
    return markdown_parser()
