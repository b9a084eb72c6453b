"""What a run has to do: which rows on which cases, under which limits."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Protocol

from ..extraction.process import PROTOCOL, Limits
from ..goldens import Cases
from ..model import Extractor
from .makeup import made_of

Key = tuple[str, str]


class Done(Protocol):
    """What has been extracted: a journal."""

    def __contains__(self, key: Key) -> bool:
        """Whether an extraction is there."""

    def count(self, extractor: str) -> int:
        """Return how many of an extractor are there."""


@dataclass(frozen=True, slots=True)
class Shard:
    """The unit of work: one extractor and the cases, by number, that a warm child of it goes through in order.

    Where there is nothing else to do, several children share one: see :class:`~harness.execution.portions.Portions`.
    """

    extractor: Extractor
    numbers: Sequence[int]


@dataclass(frozen=True, slots=True)
class Plan:
    """All rows, the ones that cannot run here included, on all cases; ``pairs`` narrows it to single items.

    ``pairs`` holds (extractor id, case id); ``None`` means every row on every case. ``repeat`` is how often a row is
    asked for the same page.
    """

    extractors: tuple[Extractor, ...]
    cases: Cases
    limits: Limits
    pairs: frozenset[Key] | None = None
    repeat: int = 1

    def wants(self, extractor: Extractor, case_id: str) -> bool:
        """Whether this pair is to be extracted."""
        return extractor.ready and (self.pairs is None or (extractor.id, case_id) in self.pairs)

    def todo(self, rows: Sequence[Extractor], journal: Done) -> int:
        """Return how many extractions of some rows are to be made yet."""
        ready = [row for row in rows if row.ready]
        if self.pairs is None:
            return sum(len(self.cases) - journal.count(row.id) for row in ready)
        return sum(
            self.wants(row, case_id) and (row.id, case_id) not in journal for row in ready for case_id in self.cases.ids
        )

    @property
    def key(self) -> str:
        """A digest of everything that decides the extractions: only a run with the same key may be resumed."""
        return hashlib.sha256(json.dumps(self.contents).encode()).hexdigest()

    @property
    def contents(self) -> dict[str, str]:
        """What the key is a digest of, by names that people know: where it differs from another plan's."""
        pairs = "all" if self.pairs is None else hashlib.sha256(repr(sorted(self.pairs)).encode()).hexdigest()
        return {
            "protocol": str(PROTOCOL),
            "limits": json.dumps(asdict(self.limits)),
            "pages": self.cases.pages_digest,
            "repeat": str(self.repeat),
            "choice of items": pairs,
            **{f"extractor {row.id}": json.dumps([row.version, row.digest, made_of(row)]) for row in self.extractors},
        }

    def blocks(self, size: int, done: Callable[[Key], bool]) -> Iterator[list[Shard]]:
        """Yield the work that is not ``done``, at most ``size`` cases at a time: a shard for each extractor.

        A row without a command is no work: its outputs are recorded, or made of other rows'.
        """
        ids = self.cases.ids
        for start in range(0, len(ids), size):
            block = range(start, min(start + size, len(ids)))
            shards = []
            for row in self.extractors:
                if row.command:
                    numbers = [n for n in block if self.wants(row, ids[n]) and not done((row.id, ids[n]))]
                    shards += [Shard(row, numbers)] if numbers else []
            if shards:
                yield shards
