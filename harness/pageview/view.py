"""What a page view holds: plain data, ready to be shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..blocks import BlockKind
from ..metrics.base import Counts, Figures
from ..model import Failure, FieldValue, Outcome
from .captured import CapturedPage, MarkOutcome

# What a field comes to when it counts nothing: annotated as absent, and nothing given.
ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Run:
    """Words in a row that are all of one kind, as the text has them.

    Attributes:
        text: the words with what stands around them: punctuation, white space, line breaks.
        label: of the expected text ``found`` or ``lost``; of an output ``kept``, ``moved`` (kept, but out of order),
            ``duplicated``, ``optional``, ``noise:<kind>``, ``page`` or ``invented``. ``None`` where there are no words,
            or nothing that they could be measured by.
        words: how many words it has.
        block: the kind of block that expected words stand in; ``None`` for an output.
    """

    text: str
    label: str | None
    words: int
    block: BlockKind | None = None


@dataclass(frozen=True, slots=True)
class ViewText:
    """A text in runs: joined, they give the text, or as much of it as a view holds.

    ``words`` is how many words the whole text has, ``left_out`` how many of them lie behind the end of the runs;
    ``cut`` says that some of the text does, words or not.
    """

    runs: tuple[Run, ...]
    words: int
    left_out: int = 0
    cut: bool = False

    @property
    def text(self) -> str:
        """The text of the runs."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class FieldView:
    """One annotated field: what is right, what was given, and what that counts.

    ``counts`` are those of :mod:`harness.metrics.fields`: ``correct wrong missing invented``, none of them 0. Values
    are cut for showing.
    """

    name: str
    annotated: FieldValue
    given: FieldValue
    counts: Mapping[str, int]

    @property
    def verdict(self) -> str:
        """The count of one value (``wrong``), or those of several (``1 correct, 2 missing``); ``absent`` for none."""
        if not self.counts:
            return ABSENT
        if len(self.counts) == 1:
            return next(iter(self.counts))
        return ", ".join(f"{size} {what}" for what, size in self.counts.items())


@dataclass(frozen=True, slots=True)
class PageView:
    """One extractor on one page.

    Attributes:
        case: the case's id; ``extractor`` the row's.
        figures: those of the ledger; empty where it does not apply.
        counts: what they come from; ``None`` where the ledger does not apply.
        expected: the expected text; ``None`` for a case that has none.
        output: what the extractor gave; empty for a failure.
        failure: why it failed, with the end of what its child wrote on stderr; ``None`` if it did not.
        page: the page itself, the same object in all views of a case; ``None`` if it was not asked for.
        page_outcomes: what became of each mark of the page.
    """

    case: str
    extractor: str
    url: str | None
    language: str
    outcome: Outcome
    figures: Figures
    counts: Counts | None
    expected: ViewText | None
    output: ViewText
    fields: tuple[FieldView, ...]
    failure: Failure | None = None
    page: CapturedPage | None = None
    page_outcomes: tuple[MarkOutcome, ...] = ()

    @property
    def size(self) -> int:
        """About how many bytes it takes as HTML, without the page."""
        texts = [self.output] if self.expected is None else [self.output, self.expected]
        runs = [run for text in texts for run in text.runs]
        failure = len(self.failure.message) + len(self.failure.stderr) if self.failure else 0
        return VIEW_BYTES + failure + sum(RUN_BYTES + len(run.text.encode("utf-8", "replace")) for run in runs)


# What a view and a run of it take beside their texts: fitted to the views of 16 extractors on golden/.
VIEW_BYTES = 2500
RUN_BYTES = 62
