"""What earlier reports have drawn of the same pages and answers, in the cache."""

from __future__ import annotations

import hashlib
from functools import cache as once
from pathlib import Path
from types import TracebackType

from ...execution.cache import Cache

# Written together: a transaction of its own for each would take longer than to draw it.
_AT_ONCE = 100
_HARNESS = Path(__file__).parents[2]
# They stand among the counts: both are made of extractions, and cheap to lose.
# The code that a drawing comes from. A change in any of these is another drawing, whatever version it calls itself.
_PACKAGES = ("alignment", "html", "metrics", "pageview", "render/html")
_MODULES = ("blocks.py", "markdown.py", "model.py", "text.py")


class CachedDrawings:
    """Drawings by the digests of what they depend on. Use as a context manager: leaving it keeps what is new."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._new: list[tuple[bytes, bytes]] = []

    def __enter__(self) -> CachedDrawings:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._flush()

    def find(self, digest: bytes) -> str | None:
        """Return what was kept under a digest."""
        key = _key(digest)
        found = self._cache.get("counts", [key]).get(key)
        return None if found is None else found.decode("ascii", "replace")

    def keep(self, digest: bytes, drawn: str) -> None:
        """Keep something for later reports."""
        self._new.append((_key(digest), drawn.encode("ascii")))
        if len(self._new) >= _AT_ONCE:
            self._flush()

    def _flush(self) -> None:
        new, self._new = self._new, []
        self._cache.put("counts", new)


def _key(digest: bytes) -> bytes:
    return hashlib.sha256(_code() + digest).digest()


@once
def _code() -> bytes:
    """Return a digest of the code that makes drawings: 32 bytes."""
    whole = hashlib.sha256()
    packages = (file for name in _PACKAGES for file in sorted((_HARNESS / name).glob("*.py")))
    for file in (*packages, *(_HARNESS / name for name in _MODULES)):
        content = file.read_bytes()
        whole.update(f"{file.name} {len(content)}\n".encode() + content)
    return whole.digest()
