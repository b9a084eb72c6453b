"""What a run has to do: which rows on which cases, under which limits."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from ..extraction.process import PROTOCOL, Limits
from ..model import Extractor, GoldenCase


@dataclass(frozen=True, slots=True)
class Shard:
    """The unit of work: one extractor and the cases that one warm child of it goes through, in order."""

    extractor: Extractor
    cases: tuple[GoldenCase, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """All rows, the ones that cannot run here included, on all cases; ``pairs`` narrows it to single items.

    ``pairs`` holds (extractor id, case id); ``None`` means every row on every case.
    """

    extractors: tuple[Extractor, ...]
    cases: tuple[GoldenCase, ...]
    limits: Limits
    pairs: frozenset[tuple[str, str]] | None = None

    def wants(self, extractor: Extractor, case: GoldenCase) -> bool:
        """Whether this pair is to be extracted."""
        return extractor.ready and (self.pairs is None or (extractor.id, case.id) in self.pairs)

    @property
    def key(self) -> str:
        """A digest of everything that decides the extractions: only a run with the same key may be resumed."""
        parts = {
            "protocol": PROTOCOL,
            "limits": asdict(self.limits),
            "extractors": [[row.id, row.version, row.digest] for row in self.extractors],
            "cases": [[case.id, case.page_digest, case.url, case.media_type, case.encoding] for case in self.cases],
            "pairs": sorted(self.pairs) if self.pairs is not None else None,
        }
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    def shards(self, size: int, done: Sequence[tuple[str, str]] | frozenset[tuple[str, str]] = ()) -> list[Shard]:
        """Return the work in pieces of at most ``size`` cases, without what is ``done``."""
        shards = []
        for extractor in self.extractors:
            cases = [c for c in self.cases if self.wants(extractor, c) and (extractor.id, c.id) not in done]
            shards += [Shard(extractor, tuple(cases[i : i + size])) for i in range(0, len(cases), size)]
        return shards
