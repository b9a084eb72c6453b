"""From a case's id to its number in the run, for ten million cases as well: twelve bytes a case, and no id held."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


class CaseNumbers:
    """Numbers of cases by their ids; an id that is no case's gets the next number when it is added.

    Args:
        ids: of the cases, each once. They are looked at again to tell ids of the same hash apart.
    """

    def __init__(self, ids: Sequence[str]) -> None:
        self._ids = ids
        hashes = np.fromiter(map(hash, ids), np.int64, len(ids))
        order = np.argsort(hashes, kind="stable")
        self._order = order.astype(np.uint32)
        self._hashes = hashes[order]
        self._added: dict[str, int] = {}
        self._last = -1

    def __len__(self) -> int:
        return len(self._ids) + len(self._added)

    def find(self, case_id: str) -> int | None:
        """Return the number of an id; ``None`` if it has none."""
        # As a rule the one that was asked for last, by another row, or the one behind it.
        for number in (self._last, self._last + 1):
            if 0 <= number < len(self._ids) and self._ids[number] == case_id:
                self._last = number
                return number
        at = int(np.searchsorted(self._hashes, hash(case_id)))
        while at < len(self._hashes) and self._hashes[at] == hash(case_id):
            number = int(self._order[at])
            if self._ids[number] == case_id:
                self._last = number
                return number
            at += 1
        return self._added.get(case_id)

    def add(self, case_id: str) -> int:
        """Return the number of an id, a new one if it has none."""
        number = self.find(case_id)
        if number is None:
            number = self._added[case_id] = len(self)
        return number
