"""ROUGE-LSum: how much of the words is shared in order within sentences, exactly as rouge-score 0.1.2 counts it.

For each expected sentence the positions that it shares with any output sentence are united: one longest common
subsequence per pair (which one: see :mod:`.lcs`). ``hits`` are the words at these positions, each word at most as often
as the whole output has it. Precision = hits / output words, recall = hits / expected words, F1 their harmonic mean.

The native metric takes the lines of the expected text and of the output as sentences (a block is a line, code has as
many as it has), and the harness's words. The order of sentences means nothing, so moved paragraphs cost nothing; inside
a sentence, order counts.

=========================================== ==========================================================
case                                        figures
=========================================== ==========================================================
both empty, one empty                       as in :func:`.base.precision_recall_f1` (rouge-score itself
                                            gives 0, also when both are empty)
a failure                                   as an empty output
expected text of more than 141,000 words,   not computed: counts ``too_long``, figures ``None``
or with a sentence of too many positions
any other output of which more than         as an empty output; ``too_long`` in the counts
``MAXIMUM_CELLS`` were to be compared
no expected text annotated                  not applicable at all
=========================================== ==========================================================

A sentence that is expected and given is a full union without any comparison. What one output sentence shares with the
expected ones is kept for the page, so that the systems of a page, which give the same sentences, share the work.

Source: C.-Y. Lin, "ROUGE: A Package for Automatic Evaluation of Summaries", 2004, section 3.2.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from itertools import chain

from ..alignment import Candidate, Reference
from ..text import TOKENISER
from .base import Counts, Figures, MeanOfPages, precision_recall_f1
from .lcs import Lanes

Sentence = tuple[Hashable, ...]

# What one page and system may cost, in output words times bits of expected sentences. 100,000 words against 100,000
# others, be it in one sentence or in 5,000 of them, are 10^10 and take seconds.
MAXIMUM_CELLS = 2 * 10**10
# Sentences are packed into integers of about this many bits: wide enough to hide what a Python operation costs, narrow
# enough that the positions of 100,000 words fit into memory.
PACK_BITS = 4096
# A longer sentence stands alone. With 100,000 words, 20,000 of them distinct, its positions take half of this, 128 MiB.
MAXIMUM_PLACES = 1 << 31
# What is kept of a page for its next outputs, in bits: 32 MiB.
KEPT_BITS = 1 << 28


class RougePage:
    """The expected sentences of a page, to compare any number of outputs with."""

    def __init__(self, expected: Iterable[Sequence[Hashable]], cells: int = MAXIMUM_CELLS) -> None:
        sentences = sorted(map(tuple, expected), key=len)
        self._expected = sum(map(len, sentences))
        self._cells = cells
        longest = sentences[-1] if sentences else ()
        self._too_long = len(longest) > PACK_BITS and len(longest) * len(set(longest)) > MAXIMUM_PLACES
        packs = [] if self._too_long else list(_packs(sentences))
        self._packs = [_Pack(pack, KEPT_BITS // len(packs)) for pack in packs]

    @property
    def comparable(self) -> bool:
        """Whether an output of the same size can be compared."""
        return not self._too_long and self._expected**2 <= self._cells

    def count(self, output: Iterable[Sequence[Hashable]]) -> dict[str, int]:
        """Return ``hits``, ``output`` and ``expected``, in words; ``too_long`` alone where that would cost too much."""
        given = [tuple(sentence) for sentence in output]
        sizes = Counter(chain.from_iterable(given))
        distinct = dict.fromkeys(given)
        left = self._cells
        found: list[tuple[dict[Hashable, int], int]] = []
        for pack in self._packs:
            united, left = pack.unite(distinct, left)
            if left < 0:
                break
            found.append((pack.places, united))
        if self._too_long or left < 0:
            return {"too_long": 1}
        hits = 0
        for word, size in sizes.items():
            shared = 0
            for places, united in found:
                if word in places:
                    shared += (places[word] & united).bit_count()
            hits += shared if shared < size else size
        return {"hits": hits, "output": sum(map(len, given)), "expected": self._expected}


class _Pack(Lanes):
    """Lanes that remember what they have in common with which sentence."""

    def __init__(self, sentences: Collection[Sentence], room: int) -> None:
        super().__init__(sentences)
        self._reached: dict[Sentence, int] = {}
        # For each output sentence the lanes that it was compared with, and what it has in common with them.
        self._common: dict[Sentence, tuple[int, int]] = {}
        self._room = room

    def unite(self, given: Collection[Sentence], cells: int) -> tuple[int, int]:
        """Return the positions that any of the given sentences shares, and how many cells are left, < 0 for too few.

        A comparison costs the same whether its result was kept or not: the figure of a page must not depend on the
        outputs that were counted before.
        """
        united = 0
        for sentence in given:
            united |= self.lanes.get(sentence, 0)
        missing = self.full & ~united
        waiting: list[tuple[int, Sentence]] = []
        within_reach = 0
        if missing:
            for sentence in given:
                reached = self._reached.get(sentence)
                if reached is None:
                    reached = self.reach(sentence)
                    if self._keep():
                        self._reached[sentence] = reached
                reached &= missing
                if reached:
                    within_reach |= reached
                    waiting.append((reached, sentence))
        # Those that can give most go first; often little is left to find for the others.
        waiting.sort(key=lambda one: -one[0].bit_count())
        for reached, sentence in waiting:
            if reached & ~united:
                cells -= len(sentence) * self.width
                if cells < 0:
                    break
                compared, common = self._common.get(sentence, (0, 0))
                wanted = missing & ~compared
                if wanted:
                    common |= self.common(sentence, wanted)
                    if self._keep():
                        self._common[sentence] = compared | wanted, common
                united |= common
                if not within_reach & ~united:
                    break
        return united, cells

    def _keep(self) -> bool:
        self._room -= 2 * self.width
        return self._room >= 0


def _packs(sentences: Iterable[Sentence]) -> Iterator[list[Sentence]]:
    """Yield the sentences that share an integer: neighbours in length, so that few doubling shifts serve a pack."""
    pack: list[Sentence] = []
    bits = 0
    for sentence in sentences:
        if pack and bits + len(sentence) > PACK_BITS:
            yield pack
            pack, bits = [], 0
        pack.append(sentence)
        bits += len(sentence) + 1
    if pack:
        yield pack


class RougeLSum(MeanOfPages):
    """ROUGE-LSum over blocks and lines; figures ``rouge_lsum_f1``, ``rouge_lsum_precision``, ``rouge_lsum_recall``."""

    name = "rouge_lsum"
    signature = f"rouge_lsum|sentences:lines|tok:{TOKENISER}|v2"

    def count(self, reference: Reference, candidate: Candidate) -> Counts | None:
        """Return ``hits``, ``output`` and ``expected``, and ``too_long``; ``None`` without an expected text."""
        if reference.case.expected is None:
            return None
        expected = reference.expected.tolist()
        page = reference.memo(
            "rouge_lsum", lambda: RougePage(expected[start:end] for start, end in reference.expected_lines)
        )
        numbers = candidate.numbers.tolist()
        counts = page.count(numbers[start:end] for start, end in candidate.lines)
        if "hits" not in counts and page.comparable:
            # An output that is made too long for a comparison must not get out of the mean by that.
            return {"hits": 0, "output": 0, "expected": len(expected), "too_long": 1}
        return counts

    def figures(self, counts: Counts) -> Figures:
        """Return F1, precision and recall; ``None`` for each where they were not computed."""
        if "hits" not in counts:
            return dict.fromkeys(("rouge_lsum_f1", "rouge_lsum_precision", "rouge_lsum_recall"))
        precision, recall, f1 = precision_recall_f1(counts["hits"], counts["output"], counts["expected"])
        return {"rouge_lsum_f1": f1, "rouge_lsum_precision": precision, "rouge_lsum_recall": recall}
