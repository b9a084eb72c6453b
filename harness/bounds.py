"""``[tool.harness.gate]``: how far a run may fall behind another one, as one frozen value.

============================ ==========================================================================================
key                          value
============================ ==========================================================================================
``max_drop``                 a number from 0 to 1 for F1, or a table of figures and numbers
``max_page_drop``            the same, for single pages
``max_new_failures``         a whole number, 0 or more
``fail_under``               ``f1 = 0.8`` for the mean, ``"page_type:forum" = { f1 = 0.6 }`` for that of a stratum
``confidence``               a number from 0.5 to 0.9999
============================ ==========================================================================================
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any, TypeGuard

from .direction import lower_is_better
from .errors import ConfigError, UnknownNameError

# What a baseline keeps of a page, and a gate can bound: figures of the ledger.
GATED = ("f1", "precision", "recall", "order", "noise")
LOW_IS_GOOD = frozenset(filter(lower_is_better, GATED))
# The labels of a case that its pages can be grouped by.
STRATA = ("data_set", "collection", "page_type", "language", "tag")


@dataclass(frozen=True, slots=True)
class Floor:
    """The least mean of a figure: over all pages, or over those of a stratum such as ``page_type:forum``."""

    figure: str
    least: float
    stratum: str | None = None


@dataclass(frozen=True, slots=True)
class Gate:
    """``[tool.harness.gate]``: how far a run may fall behind another. Bounds by figure; what has none is not bounded.

    Attributes:
        max_drop: how far a mean may fall; more of it, beyond doubt, is a breach. Of noise it bounds the rise.
        max_page_drop: how far a single page may fall; ``None`` where the workspace does not say.
        max_new_failures: on how many pages an extractor may fail that it did not fail on before; ``None`` for any.
        fail_under: the least means, over all pages and over strata.
        confidence: of the interval that has to lie beyond ``max_drop``, in 0..1.
    """

    max_drop: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({"f1": 0.0}))
    max_page_drop: Mapping[str, float] | None = None
    max_new_failures: int | None = 0
    fail_under: tuple[Floor, ...] = ()
    confidence: float = 0.95


def gate_of(table: object, where: str) -> Gate:
    """Read a gate from its table. Raises :class:`ConfigError` naming the key, ``where`` and what it takes."""
    if not isinstance(table, dict):
        raise ConfigError(f"{where} must be a table: max_drop = 0.01")
    known = [item.name for item in fields(Gate)]
    for key in table:
        if key not in known:
            raise ConfigError(f"{where}.{key}: {UnknownNameError('key', key, known)}")
    given: dict[str, Any] = dict(table)
    for name in ("max_drop", "max_page_drop"):
        if name in given:
            given[name] = _bounds(given[name], f"{where}.{name}")
    failures = given.get("max_new_failures", 0)
    if not isinstance(failures, int) or isinstance(failures, bool) or failures < 0:
        raise ConfigError(f"{where}.max_new_failures must be a whole number, 0 or more, not {failures!r}")
    if "fail_under" in given:
        given["fail_under"] = _floors(given["fail_under"], f"{where}.fail_under")
    confidence = given.get("confidence", 0.95)
    # Half is no confidence at all, and beyond 0.9999 a thousand resamples have nothing to say.
    if not _is_number(confidence) or not 0.5 <= confidence <= 0.9999:
        raise ConfigError(f"{where}.confidence must be a number from 0.5 to 0.9999, such as 0.95, not {confidence!r}")
    return Gate(**given)


def _bounds(value: object, where: str) -> Mapping[str, float]:
    """Return bounds by figure; a number alone bounds F1."""
    table: dict[Any, Any] = value if isinstance(value, dict) else {"f1": value}
    for figure, bound in table.items():
        if figure not in GATED:
            raise ConfigError(f"{where}: {UnknownNameError('figure', figure, GATED)}")
        if not _is_number(bound) or not 0 <= bound <= 1:
            raise ConfigError(
                f"{where} must be a number from 0 to 1, or a table of figures and such numbers, not {value!r}"
            )
    return MappingProxyType({figure: float(bound) for figure, bound in table.items()})


def _floors(table: object, where: str) -> tuple[Floor, ...]:
    example = 'f1 = 0.8, or for a stratum "page_type:forum" = { f1 = 0.6 }'
    if not isinstance(table, dict):
        raise ConfigError(f"{where} must be a table: {example}")
    floors: list[Floor] = []
    for name, value in table.items():
        stratum, bounds = (name, value) if isinstance(value, dict) else (None, {name: value})
        kind, colon, label = name.partition(":")
        if stratum is not None and (kind not in STRATA or not colon or not label):
            raise ConfigError(
                f"{where}: {name!r} is no stratum; give one of {', '.join(STRATA)} with a name: {example}"
            )
        for figure, least in bounds.items():
            if figure not in GATED:
                raise ConfigError(f"{where}: {UnknownNameError('figure', figure, set(GATED) - LOW_IS_GOOD)}")
            if figure in LOW_IS_GOOD:
                raise ConfigError(f"{where}: {figure} is good when it is low; bound its rise with max_drop")
            if not _is_number(least) or not 0 <= least <= 1:
                raise ConfigError(f"{where}.{name} must be a number from 0 to 1, not {least!r}: {example}")
            floors.append(Floor(figure, float(least), stratum))
    return tuple(floors)


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
