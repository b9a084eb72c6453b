"""Ensembles: extractors whose outputs are put to the vote; ``[tool.harness.extractors.NAME] ensemble = [...]``."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ..errors import ConfigError, UnknownNameError

ALGORITHM = 1  # part of every ensemble's digest: raise it whenever the same outputs may give another answer
DEFAULT_NGRAM = 5
_LARGEST_NGRAM = 50
# Sums of weights such as 0.1 are a little off; no two sums that a person means to differ are as close as this.
EPSILON = 1e-9
_KEYS = ("ensemble", "weights", "ngram", "threshold", "version", "licence")


@dataclass(frozen=True, slots=True)
class Ensemble:
    """``[tool.harness.extractors.NAME] ensemble = [...]``.

    Attributes:
        members: ids of extractors, at least two.
        weights: of each member, above 0; all 1 where none are given.
        ngram: how many words in a row must agree.
        threshold: the weight that a word needs; ``None`` for more than half of all.
        version: the version to show; a digest of the settings where there is none.
        licence: the SPDX name of the licence that holds for all members together.
    """

    members: tuple[str, ...]
    weights: tuple[float, ...]
    ngram: int = DEFAULT_NGRAM
    threshold: float | None = None
    version: str | None = None
    licence: str | None = None

    @property
    def digest(self) -> str:
        """A digest of all that decides the vote, but for what the members say."""
        parts = {name: value for name, value in asdict(self).items() if name not in ("version", "licence")}
        return hashlib.sha256(json.dumps([ALGORITHM, parts], sort_keys=True).encode()).hexdigest()


def is_ensemble(entry: object) -> bool:
    """Whether a table of the configuration declares an ensemble."""
    return isinstance(entry, Mapping) and "ensemble" in entry


def ensemble_settings(entry: Mapping[str, Any], where: str) -> Ensemble:
    """Read a table. Raises :class:`ConfigError` naming the key that is wrong; ``where`` is the table."""
    for key in entry:
        if key not in _KEYS:
            raise ConfigError(f"{where}: {UnknownNameError('key', key, _KEYS)}")
    members = entry["ensemble"]
    if not isinstance(members, list) or len(members) < 2 or not all(isinstance(one, str) for one in members):
        raise ConfigError(f'{where}.ensemble must name two extractors or more: ["trafilatura", "resiliparse"]')
    twice = [name for i, name in enumerate(members) if name in members[:i]]
    if twice:
        raise ConfigError(f"{where}.ensemble names {twice[0]} twice; give it a weight instead: weights = [2, 1, ...]")
    weights = entry.get("weights", [1] * len(members))
    if not isinstance(weights, list) or len(weights) != len(members) or not all(map(_positive, weights)):
        raise ConfigError(f"{where}.weights must be one number above 0 for each of the {len(members)} members")
    ngram = entry.get("ngram", DEFAULT_NGRAM)
    if isinstance(ngram, bool) or not isinstance(ngram, int) or not 1 <= ngram <= _LARGEST_NGRAM:
        raise ConfigError(f"{where}.ngram must be a whole number from 1 to {_LARGEST_NGRAM}, not {ngram!r}")
    threshold = entry.get("threshold")
    if threshold is not None and not (_positive(threshold) and threshold <= sum(weights) + EPSILON):
        raise ConfigError(
            f"{where}.threshold must be above 0 and at most the sum of the weights, {sum(weights):g}, not {threshold!r}"
        )
    for key in ("version", "licence"):
        if not isinstance(entry.get(key, ""), str):
            raise ConfigError(f"{where}.{key} must be a string, not {entry[key]!r}")
    return Ensemble(
        tuple(members),
        tuple(map(float, weights)),
        ngram,
        None if threshold is None else float(threshold),
        entry.get("version") or None,
        entry.get("licence") or None,
    )


def _positive(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value < math.inf
