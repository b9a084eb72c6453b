"""Blocks and the text they make."""

from __future__ import annotations

from typing import get_args

from harness.blocks import BLOCK_KINDS, Block, BlockKind, join


def test_each_block_stands_on_lines_of_its_own() -> None:
    assert join([Block("heading", "H"), Block("code", "a\n\n  b"), Block("list", "item")]) == "H\na\n\n  b\nitem"


def test_no_blocks_are_no_text() -> None:
    assert join(()) == ""


def test_every_kind_is_listed_once() -> None:
    assert get_args(BlockKind) == BLOCK_KINDS
    assert len(set(BLOCK_KINDS)) == len(BLOCK_KINDS)
