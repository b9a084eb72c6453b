"""The words behind a changed page, from the journals that lie beside the two runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..alignment.candidate import article_text
from ..execution.journal import Key
from ..execution.outputs import Outputs
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
    words = {}
    for key in wanted:
        before, after = (source.text(key) for source in sources)
        if before is not None and after is not None:
            words[key] = word_diff(before, after)
    if len(words) < len(wanted):
        lacking = next(key for key in wanted if key not in words)
        missing = (
            f"the journals lack {len(wanted) - len(words)} of {len(wanted)} outputs, {lacking[0]} on {lacking[1]} for "
            "one: they are of other runs",
        )
    return Texts(words, missing)


class _SideTexts:
    """The texts of one side that are wanted. ``problem`` says why there are none."""

    def __init__(self, side: Side, wanted: Iterable[Key]) -> None:
        self._outputs = None if side.file is None else Outputs(side.file.parent, wanted)
        self.problem: str | None = None
        if self._outputs is None:
            self.problem = f"{side.label} has no texts"
        elif self._outputs.problem:
            self.problem = f"no words of {side.label}: {self._outputs.problem}"

    def text(self, key: Key) -> str | None:
        """Return an output; ``None`` where the journal does not have it, or none that can be read."""
        extraction = self._outputs.read(key) if self._outputs else None
        try:
            return None if extraction is None else article_text(extraction.article)
        except (ValueError, KeyError, TypeError, RecursionError):
            return None
