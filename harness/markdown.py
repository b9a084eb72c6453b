"""Markdown to blocks of plain text: how ``expected.md`` and an extractor's Markdown become comparable text."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from .blocks import Block, BlockKind
from .text import collapse

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token

# Addresses in which nothing is to be escaped, and no host's name to be written otherwise.
_PLAIN_ADDRESS = re.compile(
    r"(?:https?://[a-z0-9]+(?:[.-][a-z0-9]+)*)?/(?!/)[A-Za-z0-9/_.~-]*(?:\?[A-Za-z0-9=&_.~-]*)?(?:#[A-Za-z0-9_.~-]*)?"
)

# How many parsed lines are remembered, and up to which length: what the outputs for a page have among them. A line may
# have a token for each character, of 280 bytes: a parser's hold 170 MB at the very most, and 7 MB as a rule.
_LINES, _LONG_LINE = 1024, 600

_LINE_BREAK = re.compile(r"</?br\b", re.IGNORECASE)

_KINDS: dict[str, BlockKind] = {
    "heading_open": "heading",
    "list_item_open": "list",
    "blockquote_open": "quote",
    "th_open": "table",
    "td_open": "table",
}


def read_markdown(source: str) -> tuple[Block, ...]:
    """Return the blocks of a CommonMark text with tables, marks of emphasis and links removed.

    Images give no text. A block of raw HTML gives what a browser would show of it; within a line ``<br>`` ends the
    line, and other tags are passed over. A paragraph in a list item or a quotation takes the kind of what holds it; a
    paragraph that starts with an image is that image's caption: ``![](photo.jpg) The harbour at dawn.``
    """
    blocks: list[Block] = []
    kinds: list[BlockKind] = ["paragraph"]
    for token in markdown_tokens(source):
        if token.type in _KINDS:
            kinds.append(_KINDS[token.type])
        elif token.nesting < 0 and token.type.replace("_close", "_open") in _KINDS:
            kinds.pop()
        elif token.type in ("fence", "code_block"):
            text = token.content.strip("\n").rstrip()
            if text.strip():
                blocks.append(Block("code", text))
        elif token.type == "html_block":
            blocks += (Block(_kind(block.kind, kinds[-1]), block.text) for block in _html_blocks(token.content))
        elif token.type == "inline":
            first = token.children[0].type if token.children else ""
            kind: BlockKind = "caption" if first == "image" and kinds[-1] == "paragraph" else kinds[-1]
            for line in map(collapse, _inline_text(token).split("\n")):
                if line:
                    blocks.append(Block(kind, line))
    return tuple(blocks)


# An output is read for its text and then for its structure, an expected text in between.
@lru_cache(maxsize=2)
def markdown_tokens(source: str) -> Sequence[Token]:
    """Return the parser's tokens of a CommonMark text with tables. They are shared: nobody may change them."""
    return _parser().parse(source)


def is_line_break(token: Token) -> bool:
    """Whether a token within a line is a ``<br>``."""
    return token.type == "html_inline" and _LINE_BREAK.match(token.content) is not None


def _html_blocks(source: str) -> Sequence[Block]:
    from .html import NestingError, read_html

    try:
        return read_html(source).blocks
    except NestingError:
        return ()  # nothing that a browser would show


def _kind(kind: BlockKind, around: BlockKind) -> BlockKind:
    return around if kind == "paragraph" else kind


def _inline_text(token: Token) -> str:
    pieces: list[str] = []
    for child in token.children or ():
        if child.type in ("text", "code_inline"):
            pieces.append(child.content)
        elif child.type == "softbreak":
            pieces.append(" ")
        elif child.type == "hardbreak" or is_line_break(child):
            pieces.append("\n")
    return "".join(pieces)


@cache
def _parser() -> MarkdownIt:
    return markdown_parser()


def markdown_parser() -> MarkdownIt:
    """Return a new parser of CommonMark with tables and strikethrough."""
    from markdown_it import MarkdownIt

    class Parser(MarkdownIt):
        def normalizeLink(self, url: str) -> str:  # noqa: N802 - the library's name
            # It takes most addresses apart and puts the same together again, a sixth of all parsing.
            return url if _PLAIN_ADDRESS.fullmatch(url) else super().normalizeLink(url)

    parser = Parser("commonmark").enable("table").enable("strikethrough").disable("text_join")
    parser.core.ruler.at("inline", _lines_of(parser))
    return parser


def _lines_of(parser: MarkdownIt) -> Callable[[StateCore], None]:
    """Return the rule that parses what is within the lines of a text: half of all parsing, so each line but once.

    Extractors give the same lines of a page again and again. What a line means depends on nothing else, unless the text
    defines references.
    """
    from markdown_it.rules_core import StateCore, inline, text_join
    from markdown_it.token import Token

    def children(content: str) -> list[Token] | None:
        token = Token("inline", "", 0, content=content, children=[])
        read_lines(StateCore("", parser, {}, [token]))
        return token.children

    remembered = lru_cache(maxsize=_LINES)(children)

    def read_lines(state: StateCore) -> None:
        inline(state)
        text_join(state)

    def rule(state: StateCore) -> None:
        if state.env.get("references"):
            read_lines(state)
            return
        for token in state.tokens:
            if token.type == "inline":
                token.children = (remembered if len(token.content) < _LONG_LINE else children)(token.content)

    return rule
