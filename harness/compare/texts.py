"""The words behind a changed page, from the journals that lie beside the two runs.

A journal is of its run as a rule, but not where a later run into the same folder was killed, or somebody copied one of
the two files. An output counts as the run's by this table, from the top:

=========================================== ===============================================
the run and the journal                     the output is
=========================================== ===============================================
say that it ended in another way            of another run
say how long it took                        the run's where they say the same, to the last digit
do not, and the words were counted          the run's where there are as many
do not, and nothing was counted             the run's
=========================================== ===============================================

The time comes first because nothing else tells two outputs of as many words apart, and because the counted words may be
more than those of the text: where an annotation cuts a word of the page, that word is cut in the output too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..alignment.candidate import article_text
from ..execution.journal import JOURNAL, Key
from ..execution.outputs import Outputs
from ..model import Extraction
from ..text import words
from .changes import Comparison
from .sides import Side
from .word_diff import WordDiff, word_diff

Words = Mapping[Key, WordDiff]


@dataclass(frozen=True, slots=True)
class Texts:
    """The words that changed, by (extractor, case), as far as the journals have them; ``missing`` says what they lack.

    A failure is an empty output.
    """

    words: Words
    missing: tuple[str, ...] = ()


def changed_words(base: Side, new: Side, comparison: Comparison, top: int) -> Texts:
    """Return the words that changed on the ``top`` pages of each extractor that moved most."""
    wanted = [(row.id, page.case) for row in comparison.rows for page in row.moved[:top]]
    if not wanted:
        return Texts({})
    sources = [_SideTexts(side, wanted) for side in (base, new)]
    missing = tuple(source.problem for source in sources if source.problem)
    if missing:
        return Texts({}, missing)
    found = {}
    for key in wanted:
        before, after = (source.text(key) for source in sources)
        if before is not None and after is not None:
            found[key] = word_diff(before, after)
    return Texts(found, tuple(said for source in sources for said in source.missing))


class _SideTexts:
    """The texts of one side that are wanted. ``problem`` says why there are none."""

    def __init__(self, side: Side, wanted: Sequence[Key]) -> None:
        self._side = side
        self._wanted = len(wanted)
        self._places = {case.id: place for place, case in enumerate(side.cases)}
        self._lacking: list[Key] = []
        self._foreign: list[Key] = []
        self._outputs = None if side.file is None else Outputs(side.file.parent, wanted)
        self.problem: str | None = None
        if self._outputs is None:
            self.problem = f"{side.label} has no texts"
        elif self._outputs.problem:
            self.problem = f"no words of {side.label}: {self._outputs.problem}"

    def text(self, key: Key) -> str | None:
        """Return an output; ``None`` where the journal does not have the run's, or not whole."""
        extraction = self._outputs.read(key) if self._outputs else None
        try:
            text = None if extraction is None else article_text(extraction.article)
        except (ValueError, KeyError, TypeError, RecursionError):
            text = None
        if extraction is None or text is None:
            self._lacking.append(key)
        elif not self._is_counted(key, extraction, text):
            self._foreign.append(key)
        else:
            return text
        return None

    @property
    def missing(self) -> tuple[str, ...]:
        """What the journal did not have of all that was asked for, a sentence each."""
        file = self._side.file
        if file is None:
            return ()
        journal = file.with_name(JOURNAL)
        return tuple(
            f"no words of {len(keys)} of {self._wanted} outputs of {self._side.label}, {' on '.join(keys[0])} for one: "
            f"{journal} {why}; run again to have them"
            for keys, why in (
                (self._lacking, "lacks them, or their ends"),
                (self._foreign, f"has other answers than {file} was counted from"),
            )
            if keys
        )

    def _is_counted(self, key: Key, extraction: Extraction, text: str) -> bool:
        """Whether an output is the one that the run has counted, by the table of the module."""
        row, place = self._side.rows[key[0]], self._places[key[1]]
        if extraction.outcome != row.outcomes.at(place):
            return False
        if (seconds := row.seconds[place]) is not None:
            return extraction.seconds == seconds
        size = row.sizes[place]
        # Line by line, as it was counted.
        return size is None or size == sum(len(words(line)) for line in text.splitlines())
