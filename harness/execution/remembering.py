"""What a shard finds in the cache and what it leaves there, a few pages at a time."""

from __future__ import annotations

from collections.abc import Sequence

from ..extraction.process import Limits
from ..model import Extraction, Extractor
from .cache import Cache
from .cache_entries import cacheable, decode_extraction, encode_extraction, extraction_key
from .staging import Block

# Looked up at once, so that a page costs no query of its own; held in memory, so not the whole shard.
_AT_ONCE = 25


class ShardMemory:
    """The extractions of one extractor that earlier runs have left; without a cache there are none.

    An extractor whose code its version does not name is never remembered: see :attr:`Extractor.repeatable`.
    Use as a context manager: leaving it keeps what is new, also when the run is broken off.
    """

    def __init__(self, extractor: Extractor, limits: Limits, cache: Cache | None) -> None:
        self._extractor = extractor
        self._limits = limits
        self._cache = cache if extractor.repeatable else None
        self._keys: dict[int, bytes] = {}
        self._found: dict[bytes, bytes] = {}
        self._new: list[tuple[bytes, bytes]] = []

    def __enter__(self) -> ShardMemory:
        return self

    def __exit__(self, *_: object) -> None:
        self._flush()

    def find(self, number: int, numbers: Sequence[int], block: Block) -> Extraction | None:
        """Return what there is of a case; ``numbers`` are the shard's, of which the next ones are looked up too."""
        if self._cache is None:
            return None
        if number not in self._keys:
            start = numbers.index(number)
            self._keys = {n: extraction_key(block.case(n), self._extractor) for n in numbers[start : start + _AT_ONCE]}
            self._found = self._cache.get("extraction", self._keys.values())
        value = self._found.get(self._keys[number])
        extraction = decode_extraction(value) if value is not None else None
        if extraction is not None and (extraction.seconds or 0.0) > self._limits.timeout:
            return None  # under these limits it would not have come
        return extraction

    def keep(self, number: int, extraction: Extraction) -> None:
        """Remember a new extraction of a case that was looked up."""
        passing = self._extractor.network and extraction.outcome == "error"  # the service may be up again
        if self._cache is not None and cacheable(extraction) and not passing:
            self._new.append((self._keys[number], encode_extraction(extraction)))
            if len(self._new) >= _AT_ONCE:
                self._flush()

    def _flush(self) -> None:
        if self._cache is not None and self._new:
            self._cache.put("extraction", self._new)
            self._new = []
