"""The golden cases that earlier runs have checked, in the cache."""

from __future__ import annotations

from .. import __version__
from ..text import TOKENISER
from .cache import Cache
from .cache_entries import counts_key

# A check may become stricter with any version of the harness.
_CHECK = f"golden-check|tok:{TOKENISER}|{__version__}|v1"


class SoundCases:
    """Cases that were found sound, by their digest, which covers annotations and page."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache

    def known(self, digest: str) -> bool:
        """Whether a case of this digest was found sound."""
        key = counts_key(digest, b"", _CHECK)
        return key in self._cache.get("counts", [key])

    def keep(self, digest: str) -> None:
        """Remember that a case of this digest is sound."""
        self._cache.put("counts", [(counts_key(digest, b"", _CHECK), b"{}")])
