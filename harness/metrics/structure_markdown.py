"""The structure of a Markdown text: CommonMark with tables and formulas."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ..markdown import is_line_break, markdown_parser, markdown_tokens
from ..text import normal
from .structure_html import read_html_structure
from .structure_parts import Parts, formula_at, item_place, normal_target

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

_FORMULA_MARKS = ("$", r"\(", r"\[")


def read_markdown_structure(source: str, base: str | None) -> Parts:
    """Return the structure of a Markdown text. ``base`` is the address that relative ones are resolved against."""
    reader = _Reader(base)
    # Without a formula's mark the tokens are those of the text, which are there already: parsing takes longest.
    formulas = any(mark in source for mark in _FORMULA_MARKS)
    for token in _parser().parse(source) if formulas else markdown_tokens(source):
        reader.take(token)
    return reader.finish()


class _Reader:
    def __init__(self, base: str | None) -> None:
        self.base = base
        self.parts = Parts()
        self.ordered: list[bool] = []
        self.items: list[tuple[str, list[str]]] = []
        self.open_items: list[list[str]] = []
        self.level = ""
        self.rows: list[list[str]] = []

    def take(self, token: Token) -> None:
        kind = token.type
        if kind == "inline":
            self.take_inline(token)
        elif kind in ("fence", "code_block"):
            self.parts.add_code(token.content)
        elif kind == "math_block":
            self.parts.add_formula(token.content)
        elif kind == "html_block":
            self.parts.extend(read_html_structure(token.content, self.base))
        elif kind == "heading_open":
            self.level = token.tag
        elif kind == "heading_close":
            self.level = ""
        elif kind in ("bullet_list_open", "ordered_list_open"):
            self.ordered.append(kind == "ordered_list_open")
        elif kind in ("bullet_list_close", "ordered_list_close"):
            self.ordered.pop()
        elif kind == "list_item_open":
            pieces: list[str] = []
            self.items.append((item_place(len(self.ordered), self.ordered[-1]), pieces))
            self.open_items.append(pieces)
        elif kind == "list_item_close":
            self.open_items.pop()
        elif kind == "tr_open":
            self.rows.append([])
        elif kind == "table_close":
            self.parts.add_table(self.rows)
            self.rows = []

    def take_inline(self, token: Token) -> None:
        pieces: list[str] = []
        links: list[tuple[str, int]] = []
        for child in token.children or ():
            kind = child.type
            if kind in ("text", "code_inline"):
                pieces.append(child.content)
            elif kind in ("softbreak", "hardbreak") or is_line_break(child):
                pieces.append(" ")
            elif kind == "math_inline":
                pieces.append(child.content)
                self.parts.add_formula(child.content)
            elif kind == "image":
                if source := str(child.attrs.get("src") or "").strip():
                    self.parts.images.append(normal_target(source, self.base))
            elif kind == "link_open":
                links.append((str(child.attrs.get("href") or ""), len(pieces)))
            elif kind == "link_close" and links:
                target, start = links.pop()
                if target.strip():
                    self.parts.links.append((normal("".join(pieces[start:])), normal_target(target, self.base)))
        text = normal("".join(pieces))
        if self.rows:
            self.rows[-1].append(text)
        elif text and self.level:
            self.parts.headings.append((text, self.level))
        elif text and self.open_items:
            self.open_items[-1].append(text)

    def finish(self) -> Parts:
        self.parts.lists += [(" ".join(pieces), place) for place, pieces in self.items if pieces]
        return self.parts


@cache
def _parser() -> MarkdownIt:
    parser = markdown_parser()
    parser.inline.ruler.before("escape", "math_inline", _math_inline)
    behind: dict[str, list[str]] = {"alt": ["paragraph", "blockquote", "list"]}
    parser.block.ruler.before("fence", "math_block", _math_block, behind)  # type: ignore[arg-type]
    return parser


def _math_inline(state: StateInline, silent: bool) -> bool:
    """A formula within a paragraph, kept from being read as emphasis or escapes."""
    found = formula_at(state.src, state.pos, escapes=True) if state.src[state.pos] in "$\\" else None
    if not found or found[0] > state.posMax:
        return False
    state.pos, content = found
    if not silent:
        state.push("math_inline", "math", 0).content = content
    return True


def _math_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A formula of several lines: its marks start the first line and end the last one."""

    def line(number: int) -> str:
        return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]

    first = line(start)
    closing = {"$$": "$$", r"\[": r"\]"}.get(first[:2])
    if closing is None or closing in first[2:] or state.is_code_block(start):
        return False
    # Up to which line a search from further above found no end, so that a text of open marks is not searched again.
    hopeless = f"no {closing} at {state.blkIndent}"
    if start < state.env.get(hopeless, 0):
        return False
    lines = [first[2:]]
    for number in range(start + 1, end):
        text = line(number).rstrip()
        if not text or state.sCount[number] < state.blkIndent:
            break
        lines.append(text)
        if text.endswith(closing):
            lines[-1] = text[: -len(closing)]
            if not silent:
                state.push("math_block", "math", 0).content = "\n".join(lines)
                state.line = number + 1
            return True
    state.env[hopeless] = start + len(lines)
    return False
