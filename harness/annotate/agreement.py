"""What of a page several extractors agree on, block by block.

Each block of the page's visible text is put to the vote. An output *has* a block when at least 80 % of the block's runs
of four words stand in it; a block of fewer than four words when one of the output's lines has just these words. An
output of next to all of the page does not choose, so it has no vote, unless fewer than three choose.

========================================  ==========================================
share of the votes                        the block is
========================================  ==========================================
more than two thirds                      agreed
one third to two thirds                   disputed
less than one third, or nobody voted      left out
========================================  ==========================================

A text that stands on the page several times (a headline in the menu and above the article) is kept once: where the
blocks around it have the most votes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..blocks import Block
from ..text import words

_RUN = 4
_LEAST_HELD = 0.8
# Converters of all of a page (HTML to text, to Markdown) have everything but what they drop on purpose, such as menus.
_CHOOSES_NOT = 0.95
_LEAST_VOTERS = 3
_AROUND = 3

Gram = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ballot:
    """A block with the names of those that have it, sorted, and how many votes there were."""

    block: Block
    holders: tuple[str, ...]
    voters: int

    @property
    def agreed(self) -> bool:
        """Whether more than two thirds have it."""
        return 3 * len(self.holders) > 2 * self.voters

    @property
    def disputed(self) -> bool:
        """Whether a third of them or more have it, but no more than two thirds."""
        return not self.agreed and 0 < self.voters <= 3 * len(self.holders)


def ballots(blocks: Sequence[Block], outputs: Mapping[str, str]) -> tuple[Ballot, ...]:
    """Return the blocks that are agreed or disputed, in the page's order.

    Args:
        blocks: the page's visible blocks.
        outputs: the extractors' texts by name; an empty one has no vote.
    """
    found = [words(block.text) for block in blocks]
    held = {name: _held(found, text) for name, text in sorted(outputs.items()) if text.strip()}
    choosing = {name: marks for name, marks in held.items() if _share(found, marks) <= _CHOOSES_NOT}
    if len(choosing) >= min(_LEAST_VOTERS, len(held)):
        held = choosing
    all_ = [
        Ballot(block, tuple(name for name, marks in held.items() if marks[place]), len(held))
        for place, block in enumerate(blocks)
    ]
    kept = {place for place, ballot in enumerate(all_) if found[place] and (ballot.agreed or ballot.disputed)}
    return tuple(all_[place] for place in sorted(kept - _repeated(kept, found, all_)))


def _held(found: Sequence[Sequence[str]], text: str) -> list[bool]:
    lines = {tuple(words(line)) for line in text.splitlines()}
    grams = _grams(words(text))
    marks: list[bool] = []
    for block in found:
        if len(block) < _RUN:
            marks.append(tuple(block) in lines)
        else:
            own = _grams(block)
            marks.append(len(own & grams) >= _LEAST_HELD * len(own))
    return marks


def _grams(found: Sequence[str]) -> set[Gram]:
    return {tuple(found[place : place + _RUN]) for place in range(len(found) - _RUN + 1)}


def _share(found: Sequence[Sequence[str]], marks: Sequence[bool]) -> float:
    size = sum(map(len, found))
    return sum(len(block) for block, mark in zip(found, marks, strict=True) if mark) / size if size else 0.0


def _repeated(kept: set[int], found: Sequence[Sequence[str]], all_: Sequence[Ballot]) -> set[int]:
    """Return the places of further copies of a text; the copy with the most votes around it stays, or the first."""
    copies: dict[Gram, list[int]] = {}
    for place in sorted(kept):
        copies.setdefault(tuple(found[place]), []).append(place)

    def support(place: int) -> int:
        near = range(max(place - _AROUND, 0), min(place + _AROUND + 1, len(all_)))
        return sum(len(all_[one].holders) * len(found[one]) for one in near if one != place)

    return {place for places in copies.values() for place in places if place != max(places, key=support)}
