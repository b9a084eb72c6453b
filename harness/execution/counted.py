"""Counts as they stand in a run's file, from the cache where an earlier run has made them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import NamedTuple

from ..alignment import Reference
from ..html import PageText
from ..metrics.base import Counts, Metric
from ..metrics.ceiling import ceiling
from ..model import Article, GoldenCase
from ..text import TOKENISER
from .cache import Cache
from .cache_entries import article_digest, counts_key
from .makeup import counting_versions

# Raise it when :class:`PageFacts` of the same page would be others.
_FACTS = f"page-facts|tok:{TOKENISER}|v1"


class PageFacts(NamedTuple):
    """What a run keeps of a page: where it holds the expected words, and how many words it shows."""

    ceiling: Counts | None
    words: int | None

    @classmethod
    def of(cls, reference: Reference, page: PageText, source: Callable[[], str]) -> PageFacts:
        """Find them out; ``source`` gives the decoded page."""
        return cls(ceiling(reference, page, source), reference.visible_size)


class CountsMemory:
    """What earlier runs have counted; without a cache nothing.

    All metrics of a run are kept together, as JSON: a run that asks for other metrics counts again. Use as a context
    manager: leaving it keeps what is new.
    """

    def __init__(self, folder: Path | None, metrics: Sequence[Metric]) -> None:
        self._cache = Cache(folder) if folder else None
        # What the metrics are, and what they are made of.
        self._signature = "\n".join([*(metric.signature for metric in metrics), counting_versions()])
        self._new: list[tuple[bytes, bytes]] = []

    def __enter__(self) -> CountsMemory:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._cache is not None:
            self._cache.put("counts", self._new)
            self._cache.close()

    def counts(
        self,
        case: GoldenCase,
        articles: Iterable[Article | None],
        count: Callable[[Article | None], Mapping[str, Counts | None]],
    ) -> dict[Article | None, str]:
        """Return the counts of each article as JSON; ``count`` makes those that no earlier run has made."""
        if self._cache is None:
            return {article: _json(count(article)) for article in articles}
        keys = {article: counts_key(case.digest, article_digest(article), self._signature) for article in articles}
        known = self._cache.get("counts", keys.values())
        found = {}
        for article, key in keys.items():
            if key in known:
                found[article] = known[key].decode("ascii")
            else:
                found[article] = _json(count(article))
                self._new.append((key, found[article].encode("ascii")))
        return found

    def facts(self, case: GoldenCase, make: Callable[[], PageFacts]) -> PageFacts:
        """Return the facts of a case's page; ``make`` finds them out if no earlier run has."""
        if self._cache is None:
            return make()
        key = counts_key(case.digest, b"", f"{_FACTS}\n{counting_versions()}")
        known = self._cache.get("counts", [key])
        if key in known:
            return PageFacts(*json.loads(known[key]))
        facts = make()
        self._new.append((key, _json(facts).encode("ascii")))
        return facts


def _json(value: object) -> str:
    return json.dumps(value)
