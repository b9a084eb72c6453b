"""The values of a ``run.json``, checked: one that is not of its kind is refused with its name and what it must be.

Whoever reads a run takes its values for what they are said to be, and would end somewhere else in a traceback. Every
function raises :class:`ValueError`.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import MISSING, fields, replace
from operator import itemgetter
from types import NoneType
from typing import Any, NamedTuple, NoReturn, TypeVar

from .errors import RunFileError
from .goldens import DataSet
from .metrics.base import Counts, Metric
from .metrics.catalogue import of_run
from .model import OUTCOMES, Failure, Repeats
from .run_lines import Lines
from .runs import CaseInfo, CaseResult, ExtractorInfo

T = TypeVar("T")
# What JSON of another shape than ours ends in, wherever it is first felt.
DAMAGES = (KeyError, TypeError, ValueError, AttributeError, RecursionError)

# What 64 bits hold: more than any count, size or time, and every figure made of it is finite.
_MOST = 2**64 - 1
_LONGEST = float(2**63)
# Sizes that have been found to be whole numbers: a result's sixty are looked up in half the time of looking at each.
_KNOWN: set[int] = set()
_all_known = _KNOWN.issuperset
_MOST_KNOWN = 10_000
# Of a value, so much is shown.
_SHOWN = 40


class _Kind(NamedTuple):
    """What a value may be, in words and as types. Numbers are from 0 to :data:`_MOST`; ``True`` is none."""

    said: str
    types: tuple[type, ...]


_TEXT = _Kind("text", (str,))
_MAYBE_TEXT = _Kind("text or null", (str, NoneType))
_FLAG = _Kind("true or false", (bool,))
_SIZE = _Kind("a whole number of 0 or more", (int,))
_MAYBE_SIZE = _Kind("a whole number of 0 or more, or null", (int, NoneType))
_MAYBE_NUMBER = _Kind("a number of 0 or more, or null", (int, float, NoneType))
_LIST = _Kind("a list", (list,))
_OBJECT = _Kind("an object", (dict,))
_MAYBE_OBJECT = _Kind("an object or null", (dict, NoneType))

_DATA_SET = {"name": _TEXT, "digest": _TEXT, "cases": _SIZE}
_EXTRACTOR = {
    "id": _TEXT,
    "version": _MAYBE_TEXT,
    "status": _TEXT,
    "control": _FLAG,
    "install": _MAYBE_TEXT,
    "licence": _MAYBE_TEXT,
    "digest": _TEXT,
}
_CASE = {
    "id": _TEXT,
    "data_set": _TEXT,
    "collection": _TEXT,
    "language": _TEXT,
    "page_type": _TEXT,
    "tags": _LIST,
    "digest": _TEXT,
    "url": _MAYBE_TEXT,
    "ceiling": _MAYBE_OBJECT,
    "words": _MAYBE_SIZE,
    "complexity": _MAYBE_NUMBER,
}
_RESULT = {
    "seconds": _MAYBE_NUMBER,
    "peak_memory": _MAYBE_SIZE,
    "cpu_seconds": _MAYBE_NUMBER,
}
_FAILURE = {"type": _TEXT, "message": _TEXT, "stderr": _TEXT}
_REPEATS = {"answers": _SIZE, "different": _SIZE, "fastest": _MAYBE_NUMBER, "slowest": _MAYBE_NUMBER}


def each(rows: Lines | list[Any], name: str, parse: Callable[[Any], T]) -> Iterator[T]:
    """Parse rows one after the other; one that cannot be is named by its line, or by its place in the list."""
    for number, row in enumerate(rows):
        try:
            value = parse(row)
        except DAMAGES as error:
            place = f"line {rows.first + number}" if isinstance(rows, Lines) else f"{name}[{number}]"
            raise ValueError(f"{place}: {error}") from error
        yield value


def head_of(head: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the head of a file says of its run, by the names that these parts of a run have."""
    return {
        "data_sets": tuple(each(_listed(head, "data_sets"), "data_sets", _data_set)),
        "metrics": _named_texts(head, "metrics"),
        "protocols": _texts(head, "protocols"),
        "environment": _named_texts(head, "environment"),
        "problems": _texts(head, "problems"),
        "notices": _texts(head, "notices"),
    }


def extractor_of(row: Any) -> ExtractorInfo:
    """Return a row of the table."""
    return _made(ExtractorInfo, row, _EXTRACTOR)


def case_of(row: Any) -> CaseInfo:
    """Return a case."""
    case = _made(CaseInfo, row, _CASE)
    if case.ceiling is not None:
        _check_counts(case.ceiling, "ceiling")
    return replace(case, tags=_texts(row, "tags"))


def result_of(row: Any) -> CaseResult:
    """Return a result. A file may have millions: only those in which a quick look finds something are gone through."""
    try:
        result = CaseResult(**row)
    except TypeError:
        _refuse_keys(CaseResult, row)
    if result.outcome not in OUTCOMES:
        raise ValueError(f"unknown outcome {result.outcome!r}")
    try:
        for counts in result.counts.values():
            if counts is not None and not _all_known(counts.values()):
                _learn(counts.values())
    except (AttributeError, TypeError, OverflowError):
        _refuse_counts(result.counts)
    seconds, memory, cpu = result.seconds, result.peak_memory, result.cpu_seconds
    try:
        usual = (
            (seconds is None or 0.0 <= seconds <= _LONGEST)
            and (memory is None or 0 <= memory <= _MOST)
            and (cpu is None or 0.0 <= cpu <= _LONGEST)
        )
    except TypeError:
        usual = False
    if not usual:
        _check(result, _RESULT)
    if result.failure is None and result.repeats is None:
        return result
    failure = None if row["failure"] is None else _part(Failure, row, "failure", _FAILURE)
    repeats = None if row.get("repeats") is None else _part(Repeats, row, "repeats", _REPEATS)
    return replace(result, failure=failure, repeats=repeats)


class NeededKeys:
    """The keys without which a metric makes no figures of its counts: of most all are there, or may be missing."""

    def __init__(self, signatures: Mapping[str, str]) -> None:
        self._metrics: list[tuple[Metric, Callable[[Counts], object]]] = []
        # Counts of another version of a metric are not read at all, and whoever shows the run says so.
        with suppress(RunFileError):
            needed = ((metric, _needed(metric)) for metric in of_run(signatures))
            self._metrics = [(metric, itemgetter(*keys)) for metric, keys in needed if keys]

    def check(self, results: Iterable[CaseResult]) -> None:
        """Raise :class:`ValueError` for a result without one of them."""
        for metric, get in self._metrics:
            name = metric.name
            for result in results:
                counts = result.counts.get(name)
                if counts is not None:
                    try:
                        get(counts)
                    except KeyError:
                        # A page that was not counted in full, one too long for instance, may do without.
                        if missing := _missing(metric, counts):
                            raise ValueError(
                                f"the counts.{name} of {result.extractor} on {result.case} have no {missing}"
                            ) from None


def _needed(metric: Metric) -> list[str]:
    """Return the keys that a metric asks for, one after the other, when it is given no others."""
    keys: list[str] = []
    while (key := _missing(metric, dict.fromkeys(keys, 0))) and key not in keys:
        keys.append(key)
    return keys


def _missing(metric: Metric, counts: Counts) -> str | None:
    try:
        metric.figures(counts)
    except KeyError as error:
        return str(error.args[0])
    return None


def _listed(head: Mapping[str, Any], name: str) -> list[Any]:
    rows: list[Any] = _of_kind(_there(head, name), name, _LIST)
    return rows


def _texts(head: Mapping[str, Any], name: str) -> tuple[str, ...]:
    return tuple(_of_kind(text, f"{name}[{at}]", _TEXT) for at, text in enumerate(_listed(head, name)))


def _named_texts(head: Mapping[str, Any], name: str) -> dict[str, str]:
    found = _of_kind(_there(head, name), name, _OBJECT)
    return {key: _of_kind(text, f"{name}.{key}", _TEXT) for key, text in found.items()}


def _data_set(row: Any) -> DataSet:
    return _made(DataSet, row, _DATA_SET)


def _part(made: Callable[..., T], row: Mapping[str, Any], name: str, kinds: Mapping[str, _Kind]) -> T:
    try:
        return _made(made, row[name], kinds)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from error


def _made(made: Callable[..., T], row: Any, kinds: Mapping[str, _Kind]) -> T:
    """Return a row as the value that its keys and their kinds are said to be of."""
    try:
        value = made(**row)
    except TypeError:
        _refuse_keys(made, row)
    _check(value, kinds)
    return value


def _check(value: object, kinds: Mapping[str, _Kind]) -> None:
    for name, kind in kinds.items():
        _of_kind(getattr(value, name), name, kind)


def _of_kind(value: Any, name: str, kind: _Kind) -> Any:
    number = type(value) is int or type(value) is float
    if type(value) not in kind.types or (number and not 0 <= value <= _MOST):
        raise ValueError(f"{name} is {_shown(value)}, and must be {kind.said}")
    return value


def _there(head: Mapping[str, Any], name: str) -> Any:
    if name not in head:
        raise ValueError(f"it has no {name}")
    return head[name]


def _learn(sizes: Collection[int]) -> None:
    """Take in sizes. Raises :class:`TypeError` or :class:`OverflowError` for what is no whole number up to `_MOST`."""
    array("Q", sizes)
    if len(_KNOWN) < _MOST_KNOWN:
        _KNOWN.update(sizes)


def _check_counts(counts: Mapping[str, Any], name: str) -> None:
    for key, size in counts.items():
        _of_kind(size, f"{name}.{key}", _SIZE)


def _refuse_counts(counts: Any) -> None:
    for metric, some in _of_kind(counts, "counts", _OBJECT).items():
        if _of_kind(some, f"counts.{metric}", _MAYBE_OBJECT) is not None:
            _check_counts(some, f"counts.{metric}")


def _refuse_keys(made: Any, row: Any) -> NoReturn:
    """Say why a row cannot be made into a value of a dataclass."""
    known = {field.name: field.default is MISSING for field in fields(made)}
    for name in _of_kind(row, "it", _OBJECT):
        if name not in known:
            raise ValueError(f"unknown key {name!r}")
    raise ValueError(f"it has no {next(name for name, needed in known.items() if needed and name not in row)}")


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
