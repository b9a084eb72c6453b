"""Plain text as Markdown: whatever the text holds, the same blocks are read back."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from harness.blocks import BLOCK_KINDS, Block, BlockKind
from harness.datasets.markdown_text import printable, write_markdown
from harness.markdown import read_markdown
from harness.text import collapse

# What Markdown could take for a mark, in pieces that join to more of them.
_PIECES = r"""1. 12) --- === *** ``` ~~~ <b> &amp; &#35; ](u) http://a.b <!-- a Word été _a_ a_b [x]:/u | -""".split()
_MARKS = st.sampled_from([*r"\`*_[]()<>&~|!#+-=.:'^{}$", '"', *_PIECES, "\t", "  ", " ", "| - |", "\u00a0", "\u2028"])
_TEXTS = st.one_of(
    st.lists(_MARKS, min_size=1, max_size=8).map("".join),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=20),
)
_LINES = st.builds(Block, st.sampled_from([kind for kind in BLOCK_KINDS if kind != "code"]), _TEXTS.map(collapse))
# A block of code as the readers give it: its lines, no blank one at either end.
_CODES = st.lists(_TEXTS.map(lambda text: text.replace("\r", "")), min_size=1, max_size=4).map(
    lambda lines: Block("code", "\n".join(lines).strip("\n").rstrip())
)
_BLOCKS = st.lists(st.one_of(_LINES, _CODES).filter(lambda block: bool(block.text.strip())), max_size=6)


@settings(max_examples=300)
@given(_BLOCKS)
@example([Block("table", "\\|"), Block("table", "a \\")])
@example([Block("list", "- a"), Block("list", "---"), Block("paragraph", "===")])
@example([Block("heading", "C #"), Block("heading", "#"), Block("heading", "a \\#")])
@example([Block("paragraph", "1"), Block("paragraph", "1."), Block("paragraph", ".")])
def test_written_blocks_are_read_back_with_kind_and_text(blocks: list[Block]) -> None:
    assert list(read_markdown(write_markdown(blocks))) == blocks


@pytest.mark.parametrize(
    ("kind", "text", "markdown"),
    [
        ("paragraph", "Plain words, 5 < 6 & snake_case.", "Plain words, 5 < 6 & snake_case.\n"),
        ("paragraph", "1. First", "1\\. First\n"),
        ("paragraph", "# 7", "\\# 7\n"),
        ("paragraph", "- 7", "\\- 7\n"),
        ("paragraph", "-7 degrees", "-7 degrees\n"),
        ("paragraph", "a [link](x) <b>", "a \\[link](x) \\<b>\n"),
        ("paragraph", "AT&amp;T & Co; Q&A;", "AT\\&amp;T & Co; Q\\&A;\n"),
        ("heading", "F #", "## F \\#\n"),
        ("list", "item", "- item\n"),
        ("quote", "said", "> said\n"),
        ("table", "a|b", "| a\\|b |\n| --- |\n"),
        ("caption", "Dawn", "![]() Dawn\n"),
        ("code", "if x:\n    y", "```\nif x:\n    y\n```\n"),
        ("code", "```", "````\n```\n````\n"),
    ],
)
def test_only_what_would_be_a_mark_is_escaped(kind: BlockKind, text: str, markdown: str) -> None:
    assert write_markdown([Block(kind, text)]) == markdown


def test_no_blocks_are_an_empty_text() -> None:
    assert write_markdown([]) == ""


def test_what_utf_8_cannot_hold_is_replaced() -> None:
    assert printable("a\ud800b\0c") == "a\ufffdb\ufffdc"
    assert write_markdown([Block("paragraph", "a\udfff")]) == "a\ufffd\n"
