"""Edit distances over words: how many words must be put in, taken out or changed to turn the output into the golden.

Words become code points, so that rapidfuzz compares two strings, its fastest input by far. A word that the expected
text does not have matches nothing, whatever it is, so all such words are one code point.

``levenshtein`` = 1 - distance / words of the longer text, over the harness's words, in their order: moved paragraphs
cost twice their length. Junk can raise it: an output that is longer may have more of its words in the right place, and
a foreign word where another one is missing costs no more than the gap.

=========================================== ==========================================================
case                                        figure
=========================================== ==========================================================
both empty                                  1
one empty, or a failure                     0
expected text of more than 200,000 words,   not computed: counts ``too_long``, figure ``None``
or page of more distinct words than code
points
any other output of which more than         as an empty output; ``too_long`` in the counts
``MAXIMUM_CELLS`` were to be compared
no expected text annotated                  not applicable at all
=========================================== ==========================================================

:class:`WordString` is what the metrics of peers share: the Levenshtein distance (substitutions count 1), of which the
word error rate is made, and the Indel distance (insertions and deletions alone), of which python-Levenshtein's
``ratio`` over lists of tokens is made: ``1 - indel / (len(a) + len(b))``, 1 when both are empty.

Source: V. I. Levenshtein, "Binary codes capable of correcting deletions, insertions, and reversals", 1966.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import lru_cache
from itertools import chain, repeat

from rapidfuzz.distance import Indel
from rapidfuzz.distance import Levenshtein as Edits

from ..alignment import Candidate, Reference
from ..alignment.tiling import Ids
from ..text import TOKENISER
from .base import Counts, Figures, MeanOfPages

# Words times words. 100,000 by 100,000 without much in common are 10^10 and take two or three seconds.
MAXIMUM_CELLS = 4 * 10**10
# Code points that a word can have: all but U+0000, which stands for words that match nothing, and the surrogates.
MAXIMUM_DISTINCT = 0x110000 - 0x800 - 1

# The letters below this one are made once; nearly all texts get by with them.
_FIRST = 1 << 12
_UNKNOWN = repeat("\0")
# Spelling a shorter line, in characters, costs no more than remembering it.
_PARAGRAPH = 100


class WordString:
    """One text as a string of its words, to compare any number of others with, spelled by the same letters.

    ``share`` says of how many such texts this is one, when all of them must be compared for one figure.
    """

    def __init__(self, words: Collection[str], share: int = 1) -> None:
        self._share = share
        distinct = dict.fromkeys(words)
        self._too_many = len(distinct) > MAXIMUM_DISTINCT
        letters = chain(_first_letters(), map(chr, range(_FIRST, 0xD800)), map(chr, range(0xE000, 0x110000)))
        self._letters = dict(zip(distinct, letters, strict=False))
        self._paragraphs: dict[str, str] = {}
        self._spelled = self.spell(words)

    def __len__(self) -> int:
        return len(self._spelled)

    def spell(self, words: Iterable[str]) -> str:
        """Return words as a string, a letter each."""
        return "".join(map(self._letters.get, words, _UNKNOWN))

    def spell_text(self, text: str) -> str:
        """Return the words that white space parts, as a string. Systems share paragraphs, and each is spelled once."""
        pieces: list[str] = []
        short: list[str] = []
        known, letter = self._paragraphs, self._letters.get
        for line in text.split("\n"):
            if len(line) < _PARAGRAPH:
                short.append(line)
                continue
            if short:
                pieces.append(self.spell("\n".join(short).split()))
                short = []
            if line not in known:
                known[line] = "".join(map(letter, line.split(), _UNKNOWN))
            pieces.append(known[line])
        pieces.append(self.spell("\n".join(short).split()))
        return "".join(pieces)

    def indel(self, spelled: str) -> int | None:
        """Return the least number of insertions and deletions; ``None`` where it would cost too much."""
        return Indel.distance(self._spelled, spelled) if self._affordable(spelled) else None

    def edits(self, spelled: str) -> int | None:
        """Return the least number of insertions, deletions and substitutions; ``None`` where it would cost too much."""
        return Edits.distance(self._spelled, spelled) if self._affordable(spelled) else None

    def _affordable(self, spelled: str) -> bool:
        return affordable(len(self._spelled) * self._share, len(spelled)) and not self._too_many


@lru_cache(maxsize=1)
def _first_letters() -> tuple[str, ...]:
    return tuple(map(chr, range(1, _FIRST)))


def affordable(expected: int, output: int) -> bool:
    """Whether two texts of so many words can be compared."""
    return expected * output <= MAXIMUM_CELLS


def similarity(distance: int, most: int) -> float:
    """Return 1 - distance / most, and 1 for two empty texts."""
    return 1 - distance / most if most else 1.0


class Levenshtein(MeanOfPages):
    """Normalised edit similarity over the harness's words; figure ``levenshtein``."""

    name = "levenshtein"
    signature = f"levenshtein|tok:{TOKENISER}|v2"

    def count(self, reference: Reference, candidate: Candidate) -> Counts | None:
        """Return ``edits``, ``output`` and ``expected``, and ``too_long``; ``None`` without an expected text."""
        if reference.case.expected is None:
            return None
        expected = reference.memo("levenshtein", lambda: _spelled(reference.expected))
        output = _spelled(candidate.numbers)
        if expected is None or output is None or not affordable(len(expected), len(expected)):
            return {"too_long": 1}
        if not affordable(len(expected), len(output)):
            # An output that is made too long for a comparison must not get out of the mean by that.
            return {"edits": len(expected), "output": 0, "expected": len(expected), "too_long": 1}
        return {"edits": Edits.distance(expected, output), "output": len(output), "expected": len(expected)}

    def figures(self, counts: Counts) -> Figures:
        """Return the similarity; ``None`` where it was not computed."""
        if "edits" not in counts:
            return {"levenshtein": None}
        return {"levenshtein": similarity(counts["edits"], max(counts["output"], counts["expected"]))}


def _spelled(numbers: Ids) -> str | None:
    """Return a string with one code point a number; ``None`` when there are more numbers than code points."""
    if len(numbers) and int(numbers.max()) > MAXIMUM_DISTINCT:
        return None
    # Past the surrogates, which no string may hold.
    codes = (numbers + (numbers >= 0xD800) * 0x800).astype("<u4")
    return codes.tobytes().decode("utf-32-le")
