"""The words that one text lost and gained against another one, as excerpts to be read.

First the texts are aligned line by line, then, where lines differ, word by word: both times by their longest common
subsequence. One or two words in common between two longer passages are chance ("of the") and part of the change. A
passage that was lost in one place and gained in another has moved.

========================================= ================================================================
texts                                     result
========================================= ================================================================
equal, or different in white space alone  nothing lost, gained or moved
one of them empty                         all of the other one
more than ``MOST_CELLS`` to align         by whole lines, then by whole blocks: more words, none left out
========================================= ================================================================

Words are those of :mod:`harness.text`; an excerpt shows them as the text does, with its punctuation.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from ..text import collapse, tokenise, words

# Lines times lines, or words times words: 20,000 by 20,000 take 50 MB and a third of a second.
MOST_CELLS = 4 * 10**8
# Words in common that are too few to mean anything between two passages that differ.
_CHANCE = 2


@dataclass(frozen=True, slots=True)
class Passage:
    """Words that stand together: the text that holds them, white space collapsed, and how many there are."""

    text: str
    words: int


@dataclass(frozen=True, slots=True)
class WordDiff:
    """What a text lost and gained, and what stands in another place; the longest passages first."""

    lost: tuple[Passage, ...]
    gained: tuple[Passage, ...]
    moved: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class _Edit:
    """Units ``start`` to ``end`` of the old text give way to units ``new_start`` to ``new_end`` of the new one."""

    start: int
    end: int
    new_start: int
    new_end: int


def word_diff(old: str, new: str) -> WordDiff:
    """Return the words that changed from one text to another, by the table above."""
    before, after = (_lines(text) for text in (old, new))
    lost: list[Passage] = []
    gained: list[Passage] = []
    for block in _edits(before, after):
        gone, come = before[block.start : block.end], after[block.new_start : block.new_end]
        if gone and come:
            _in_block("\n".join(gone), "\n".join(come), lost, gained)
        else:
            lost += filter(None, (_passage("\n".join(gone)),))
            gained += filter(None, (_passage("\n".join(come)),))
    lost, gained, moved = _without_moved(lost, gained)
    return WordDiff(*(tuple(sorted(some, key=lambda one: -one.words)) for some in (lost, gained, moved)))


def _lines(text: str) -> list[str]:
    return [line for line in map(collapse, text.splitlines()) if line]


def _in_block(old: str, new: str, lost: list[Passage], gained: list[Passage]) -> None:
    before, after = tokenise(old), tokenise(new)
    for edit in _joined(_edits(before.words, after.words)):
        for text, tokens, start, end, found in (
            (old, before, edit.start, edit.end, lost),
            (new, after, edit.new_start, edit.new_end, gained),
        ):
            if start < end:
                excerpt = collapse(text[tokens.starts[start] : tokens.ends[end - 1]])
                found.append(Passage(excerpt, end - start))


def _edits(old: list[str], new: list[str]) -> list[_Edit]:
    """Return where two sequences differ, in order."""
    from rapidfuzz.distance import LCSseq

    head = _common(zip(old, new, strict=False))
    rest = min(len(old), len(new)) - head
    tail = _common(zip(old[: -rest - 1 : -1], new[: -rest - 1 : -1], strict=False)) if rest else 0
    middle, other = old[head : len(old) - tail], new[head : len(new) - tail]
    if not middle and not other:
        return []
    if len(middle) * len(other) > MOST_CELLS:
        return [_Edit(head, len(old) - tail, head, len(new) - tail)]
    found: list[_Edit] = []
    for code in LCSseq.opcodes(middle, other):
        if code.tag == "equal":
            continue
        edit = _Edit(head + code.src_start, head + code.src_end, head + code.dest_start, head + code.dest_end)
        if found and found[-1].end == edit.start and found[-1].new_end == edit.new_start:
            last = found.pop()
            edit = _Edit(last.start, edit.end, last.new_start, edit.new_end)
        found.append(edit)
    return found


def _common(pairs: Iterator[tuple[str, str]]) -> int:
    size = 0
    for one, other in pairs:
        if one != other:
            break
        size += 1
    return size


def _joined(edits: list[_Edit]) -> list[_Edit]:
    """Join replacements that only a word or two in common keep apart."""
    found: list[_Edit] = []
    for edit in edits:
        last = found[-1] if found else None
        if last and edit.start - last.end <= _CHANCE and _longer(last, edit.start - last.end, edit):
            found[-1] = _Edit(last.start, edit.end, last.new_start, edit.new_end)
        else:
            found.append(edit)
    return found


def _longer(last: _Edit, gap: int, edit: _Edit) -> bool:
    """Whether more words than the gap holds give way to others on both sides of it, in both texts."""
    sizes = (last.end - last.start, last.new_end - last.new_start, edit.end - edit.start, edit.new_end - edit.new_start)
    return min(sizes) > 0 and min(sizes[0] + sizes[2], sizes[1] + sizes[3]) > 2 * gap


def _passage(text: str) -> Passage | None:
    size = len(words(text))
    return Passage(collapse(text), size) if size else None


def _without_moved(lost: list[Passage], gained: list[Passage]) -> tuple[list[Passage], list[Passage], list[Passage]]:
    moved = Counter(lost) & Counter(gained)
    return [*(Counter(lost) - moved).elements()], [*(Counter(gained) - moved).elements()], [*moved.elements()]
