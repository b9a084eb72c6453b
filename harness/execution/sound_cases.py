"""The golden cases that earlier runs have checked, in the cache."""

from __future__ import annotations

import hashlib
import json

from .. import __version__
from ..blocks import Block
from ..markdown import read_markdown
from ..text import TOKENISER
from .cache import Cache
from .cache_entries import counts_key

# A check may become stricter with any version of the harness.
_CHECK = f"golden-check|tok:{TOKENISER}|{__version__}|v2"
# Raise it when :func:`read_markdown` would read the same text otherwise.
_BLOCKS = f"expected-blocks|{__version__}|v2"


class SoundCases:
    """Cases that were found sound, by their digest, which covers annotations and page; the blocks of expected texts."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache

    def known(self, digest: str) -> bool:
        """Whether a case of this digest was found sound."""
        key = counts_key(digest, b"", _CHECK)
        return key in self._cache.get("counts", [key])

    def keep(self, digest: str) -> None:
        """Remember that a case of this digest is sound."""
        self._cache.put("counts", [(counts_key(digest, b"", _CHECK), b"{}")])

    def blocks(self, markdown: str) -> tuple[Block, ...]:
        """Return the blocks of a text; they are kept, for parsing takes most of what reading a case takes."""
        key = counts_key(hashlib.sha256(markdown.encode("utf-8", "surrogatepass")).hexdigest(), b"", _BLOCKS)
        known = self._cache.get("counts", [key]).get(key)
        if known is not None:
            return tuple(Block(kind, text) for kind, text in json.loads(known))
        blocks = read_markdown(markdown)
        self._cache.put("counts", [(key, json.dumps([(block.kind, block.text) for block in blocks]).encode("ascii"))])
        return blocks
