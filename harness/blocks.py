"""A block: the smallest piece of a text that stands on lines of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

BlockKind = Literal["heading", "paragraph", "list", "quote", "table", "code", "caption"]
BLOCK_KINDS: tuple[BlockKind, ...] = ("heading", "paragraph", "list", "quote", "table", "code", "caption")


@dataclass(frozen=True, slots=True)
class Block:
    """One block of visible text. White space in ``text`` is collapsed, but for code, which keeps its lines.

    ``list`` is one item, ``table`` one cell.
    """

    kind: BlockKind
    text: str


def join(blocks: Iterable[Block]) -> str:
    """Return the text of the blocks, one block a line (code: as many lines as it has)."""
    return "\n".join(block.text for block in blocks)
