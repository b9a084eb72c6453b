"""What several metrics need of one text, made once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

T = TypeVar("T")


class Memo:
    """Remembers by name what was made for this object."""

    def __init__(self) -> None:
        self._made: dict[str, object] = {}

    def memo(self, key: str, make: Callable[[], T]) -> T:
        """Return what ``make`` gives, called once for each key."""
        if key not in self._made:
            self._made[key] = make()
        return cast("T", self._made[key])
