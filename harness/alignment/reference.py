"""One golden case in words: the expected text, and its page with every word labelled."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, repeat

import numpy as np
import numpy.typing as npt

from ..blocks import Block, BlockKind, join
from ..html import PageText
from ..model import GoldenCase
from ..text import words
from .labels import BREAK, OPTIONAL, UNLABELLED, LabelledPage, label_page
from .memo import Memo
from .tiling import MINIMUM_RUN, Ids, NgramIndex
from .twins import Twins, find_twins, unused


class Reference(Memo):
    """Everything about one case that does not depend on the output; made once, then asked for every extractor.

    Nothing is made before it is asked for: the page is read for its words alone, and aligned for its twins alone.
    ``case``, :attr:`expected_text` and :meth:`memo` never need the page. The expected words do: where a span cuts a
    word of the page, that word is cut wherever it stands, in the expected text as in any output, so that equal texts
    stay equal.

    Words are numbered: equal words have equal numbers, and 0 is for words that neither the expected text nor the
    page holds. All arrays have one entry a word.

    Args:
        case: the golden case.
        page: the text of its page, or what gives it: called at the first need, and never again once it has. Its
            errors pass through to whoever asked.
    """

    def __init__(self, case: GoldenCase, page: PageText | Callable[[], PageText]) -> None:
        super().__init__()
        self.case = case
        self._source = page

    @cached_property
    def expected_text(self) -> str:
        """The expected text: as the benchmark that the case is from has it, else one block a line."""
        text = self.case.peer_text
        return join(self.case.expected or ()) if text is None else text

    @cached_property
    def page_text(self) -> PageText:
        """The text of the page."""
        return self._source() if callable(self._source) else self._source

    @property
    def visible(self) -> str:
        """The visible text of the page."""
        return self.page_text.visible

    @cached_property
    def page(self) -> Ids:
        """The numbers of the words of the visible page, then of the hidden pieces, each behind a break."""
        return self.numbers(self._labelled.words)

    @property
    def visible_size(self) -> int:
        """How many entries of ``page`` are the visible text."""
        return self._labelled.visible_size

    @cached_property
    def labels(self) -> Ids:
        """What the annotations call each page word: unlabelled, optional or a noise label (see :mod:`.labels`)."""
        return self._labelled.labels

    @property
    def segments(self) -> list[tuple[int, int]]:
        """``(start, end)`` of the pieces of the visible page: cut at its blocks and at the annotated spans."""
        return self._labelled.segments

    @cached_property
    def cuts(self) -> Mapping[str, tuple[str, ...]]:
        """Page words that a span border cuts, and the words they hold."""
        return self._labelled.cuts

    @cached_property
    def expected(self) -> Ids:
        """The numbers of the expected words."""
        return self.numbers(self.expected_words)

    @property
    def expected_words(self) -> list[str]:
        """The expected text's words."""
        return self._blocks.words

    @property
    def expected_kinds(self) -> list[BlockKind]:
        """The kind of the block that each expected word stands in."""
        return self._blocks.kinds

    @property
    def expected_spans(self) -> list[tuple[int, int]]:
        """``(start, end)`` of each expected block that has words, counted in words."""
        return self._blocks.spans

    @cached_property
    def expected_lines(self) -> list[tuple[int, int]]:
        """``(start, end)`` of each line of the expected text that has words: a block, but of code each line."""
        lines: list[tuple[int, int]] = []
        for block in self.case.expected or ():
            for line in block.text.splitlines():
                if size := len(self.cut(words(line))):
                    start = lines[-1][1] if lines else 0
                    lines.append((start, start + size))
        return lines

    @cached_property
    def twins(self) -> Ids:
        """For each page word the place of the same word in the expected text, or -1."""
        return self._found.places

    @cached_property
    def fragment_sizes(self) -> Ids:
        """For each page word with a twin, how many such words stand there in the expected order."""
        return self._found.fragment_sizes

    @property
    def inside_spans(self) -> list[tuple[int, int, int, int]]:
        """Expected runs that only annotated spans hold: label, start in the expected text and in the page, length."""
        return self._found.inside_spans

    @cached_property
    def expected_index(self) -> NgramIndex:
        """The runs of the expected text."""
        return NgramIndex(self.expected)

    @cached_property
    def page_index(self) -> NgramIndex:
        """The runs of the page, hidden pieces included."""
        return NgramIndex(self.page)

    @cached_property
    def short_segments(self) -> dict[tuple[int, ...], list[int]]:
        """Where the segments too short to hold a run start, by their words: optional ones, noise, then the rest."""
        found: dict[tuple[int, ...], list[int]] = {}
        for start, end in self.segments:
            if end - start < MINIMUM_RUN:
                found.setdefault(tuple(self.page[start:end].tolist()), []).append(start)
        for places in found.values():
            places.sort(key=lambda start: (self.labels[start] == UNLABELLED, self.labels[start] != OPTIONAL, start))
        return found

    @cached_property
    def kind_masks(self) -> dict[BlockKind, npt.NDArray[np.bool_]]:
        """For each kind of block that is expected, which expected words stand in one."""
        kinds = np.array(self.expected_kinds, dtype=object)
        return {kind: kinds == kind for kind in dict.fromkeys(self.expected_kinds)}

    @cached_property
    def label_sizes(self) -> dict[int, int]:
        """How many words of the visible page bear each label."""
        labels, sizes = np.unique(self.labels[: self.visible_size], return_counts=True)
        return dict(zip(labels.tolist(), sizes.tolist(), strict=True))

    @property
    def coverage(self) -> float | None:
        """The share of the expected words that the visible page holds, in place; ``None`` for no expected words."""
        if not len(self.expected):
            return None
        return len(np.unique(self.twins[self.twins >= 0])) / len(self.expected)

    def expected_quote(self, start: int, end: int) -> str:
        """Return some expected words for a message."""
        shown = " ".join(self.expected_words[start : min(end, start + 8)])
        return f"“{shown}{' ...' if end > start + 8 else ''}”"

    @property
    def cut_words(self) -> list[str]:
        """The words of the expected text that a span of the page cuts, in order, each once: one of the two is wrong."""
        if not self.cuts:
            return []
        return [word for word in dict.fromkeys(chain.from_iterable(self._uncut)) if word in self.cuts]

    def first_missing(self) -> str:
        """Return the first expected words that the visible page does not hold, for a message."""
        found = bytearray(len(self.expected))
        for at in self.twins[self.twins >= 0].tolist():
            found[at] = 1
        start, end = next(unused(found), (0, 0))
        return self.expected_quote(start, end)

    def numbers(self, found: Sequence[str]) -> Ids:
        """Return the numbers of an output's words (after :meth:`cut`): 0 for words never seen here."""
        return np.fromiter(map(self._vocabulary.get, found, repeat(0)), np.int64, len(found))

    def cut(self, found: Sequence[str]) -> Sequence[str]:
        """Cut the words that the annotations cut in the page."""
        if not self.cuts or self.cuts.keys().isdisjoint(found):
            return found
        return [piece for word in found for piece in self.cuts.get(word, (word,))]

    @cached_property
    def _labelled(self) -> LabelledPage:
        return label_page(self.case, self.page_text, frozenset(chain.from_iterable(self._uncut)))

    @cached_property
    def _uncut(self) -> list[list[str]]:
        """The words of each expected block, as they stand there."""
        return [words(block.text) for block in self.case.expected or ()]

    @cached_property
    def _blocks(self) -> _Blocks:
        return _Blocks.of(self.case.expected or (), map(self.cut, self._uncut))

    @cached_property
    def _vocabulary(self) -> dict[str, int]:
        numbers = {BREAK: 1}
        for found in (self._labelled.words, self.expected_words):
            for word in found:
                numbers.setdefault(word, len(numbers) + 1)
        return numbers

    @cached_property
    def _found(self) -> Twins:
        return find_twins(self.page, self._labelled, self.expected, self.expected_spans)


@dataclass(frozen=True, slots=True)
class _Blocks:
    """The expected blocks in words."""

    words: list[str]
    kinds: list[BlockKind]
    spans: list[tuple[int, int]]

    @classmethod
    def of(cls, blocks: Sequence[Block], words_of: Iterable[Sequence[str]]) -> _Blocks:
        result = cls([], [], [])
        for block, found in zip(blocks, words_of, strict=True):
            if found:
                result.spans.append((len(result.words), len(result.words) + len(found)))
                result.kinds.extend([block.kind] * len(found))
                result.words.extend(found)
        return result
