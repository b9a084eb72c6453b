"""``baseline.json``: what every extractor reached on every case, in a file that is committed and compared with.

One result a line, sorted by extractor and case, so that a change is a line of a diff and two branches that touch other
extractors or other cases merge. Controls are left out: nobody expects anything of them.

Figures are rounded to six digits, a millionth. What a run reached is rounded the same way before the two are compared,
so that a page that did not change differs by exactly 0, and a page's bound counts as broken only by more than
:data:`ROUNDING`, twice what rounding can add to a difference: rounding alone breaks no bound. A word more or less moves
the figures of a page of a thousand words by hundreds of these steps.
"""

from __future__ import annotations

import json
import stat
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from ..bounds import GATED
from ..errors import RunFileError
from ..goldens import DataSet
from ..metrics.catalogue import of_run
from ..model import OUTCOMES, Outcome
from ..run_files import write_text
from ..runs import RunResult

SCHEMA_VERSION = 1
DIGITS = 6
# Both sides of a difference are off by half a step at most, one step together.
ROUNDING = 2 * 10**-DIGITS

# A case's digest, cut: it tells a changed case from itself, and forgery is nobody's aim.
_DIGEST = 16
# About a million results. What is larger is no baseline, and must not fill the memory.
_MOST_BYTES = 256 * 2**20
_METRIC = "ledger"
_KEYS = frozenset({"baseline", "data_sets", "metrics", "extractors", "cases", "results"})
_CONFLICT = ("<<<<<<<", "|||||||", "=======", ">>>>>>>")

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Record:
    """What one extractor reached on one case; figures in 0..1, ``None`` where one does not apply."""

    extractor: str
    case: str
    outcome: Outcome
    f1: float | None
    precision: float | None
    recall: float | None
    order: float | None
    noise: float | None

    @property
    def pair(self) -> Pair:
        """The key of this record."""
        return self.extractor, self.case

    def figure(self, name: str) -> float | None:
        """Return a figure by its name."""
        value: float | None = getattr(self, name)
        return value


_FIELDS = tuple(item.name for item in fields(Record))


@dataclass(frozen=True, slots=True)
class Baseline:
    """What was reached.

    Attributes:
        data_sets: what the cases belonged to when it was last written.
        metrics: the signature of the metric whose figures these are, by its name.
        extractors: the version of each extractor when it was last compared, by id.
        cases: the digest of each case, cut to 16 digits, by id.
        records: by (extractor id, case id), sorted.
    """

    data_sets: tuple[DataSet, ...]
    metrics: Mapping[str, str]
    extractors: Mapping[str, str | None]
    cases: Mapping[str, str]
    records: Mapping[Pair, Record]

    @classmethod
    def of(
        cls,
        data_sets: Iterable[DataSet],
        metrics: Mapping[str, str],
        extractors: Mapping[str, str | None],
        cases: Mapping[str, str],
        records: Iterable[Record],
    ) -> Baseline:
        """Return a baseline with everything sorted, without the extractors and cases that no record is of."""
        pairs = dict(sorted((record.pair, record) for record in records))
        named, found = {name for name, _ in pairs}, {case for _, case in pairs}
        return cls(
            tuple(sorted(data_sets, key=lambda data_set: data_set.name)),
            dict(sorted(metrics.items())),
            {name: version for name, version in sorted(extractors.items()) if name in named},
            {case: digest for case, digest in sorted(cases.items()) if case in found},
            pairs,
        )


def cut_digest(digest: str) -> str:
    """Return a case's digest as a baseline keeps it."""
    return digest[:_DIGEST]


def baseline_of(run: RunResult) -> Baseline:
    """Return what a run reached, rounded.

    Raises :class:`~harness.errors.RunFileError` for a run that did not count the ledger, or of another version of it.
    """
    metrics = [metric for metric in of_run(run.metrics) if metric.name == _METRIC]
    if not metrics:
        raise RunFileError(f"the run did not count {_METRIC}, whose figures a baseline is made of; run it natively")
    controls = {info.id for info in run.extractors if info.control}
    records = []
    for case, results in run.by_case():
        for result in results:
            if result.extractor not in controls:
                counts = result.counts.get(_METRIC)
                figures = {} if counts is None else metrics[0].figures(counts)
                rounded = (None if (one := figures.get(name)) is None else round(one, DIGITS) for name in GATED)
                records.append(Record(result.extractor, case.id, result.outcome, *rounded))
    return Baseline.of(
        run.data_sets,
        {_METRIC: metrics[0].signature},
        {info.id: info.version for info in run.extractors},
        {case.id: cut_digest(case.digest) for case in run.cases},
        records,
    )


def write_baseline(baseline: Baseline, path: Path) -> None:
    """Write a baseline, atomically. Raises :class:`RunFileError` where that cannot be."""
    try:
        # To replace a file needs leave of its folder alone; who made the file read-only meant the file.
        if path.exists() and not path.stat().st_mode & 0o222:
            raise PermissionError(13, "it is read-only")
        write_text(path, _lines(baseline))
    except OSError as error:
        raise RunFileError(
            f"{path} cannot be written: {error.strerror}; make it writable, or name another with --harness-baseline"
        ) from error


def read_baseline(path: Path) -> Baseline:
    """Read a baseline and check all of it. Raises :class:`RunFileError` that says what is wrong with the file."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise RunFileError(f"{path} is no file; name a baseline that `pytest golden` wrote")
        if status.st_size > _MOST_BYTES:
            raise RunFileError(f"{path} has more than {_MOST_BYTES >> 20} MiB and is no baseline; name another file")
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise RunFileError(f"{path}: {error.strerror}; name a baseline that `pytest golden` wrote") from error
    except UnicodeDecodeError as error:
        raise RunFileError(f"{path} is not a baseline: it is not UTF-8; take it from version control again") from error
    _refuse_conflict(path, text)
    try:
        document = json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_without_twins)
    except json.JSONDecodeError as error:
        where = "it ends in the middle" if error.pos >= len(text.rstrip()) else error.msg
        raise RunFileError(
            f"{path}, line {error.lineno}: {where}; take it from version control again, or make it anew"
        ) from error
    except (ValueError, RecursionError) as error:
        raise RunFileError(f"{path} is not a baseline: {error}; take it from version control again") from error
    if not isinstance(document, dict) or "baseline" not in document:
        raise RunFileError(f"{path} is not a baseline; name the file that --harness-update-baseline wrote")
    if document["baseline"] != SCHEMA_VERSION:
        raise RunFileError(
            f"{path}: schema version {document['baseline']!r}, this harness reads {SCHEMA_VERSION}; "
            "move it away and make it anew with --harness-update-baseline"
        )
    try:
        return _parsed(document)
    except (ValueError, TypeError) as error:
        raise RunFileError(f"{path} is damaged: {error}; take it from version control again") from error


def _lines(baseline: Baseline) -> Iterable[str]:
    yield f'{{\n  "baseline": {SCHEMA_VERSION},\n'
    for name, rows in (
        ("data_sets", [_json(asdict(data_set)) for data_set in baseline.data_sets]),
        ("metrics", _members(baseline.metrics)),
        ("extractors", _members(baseline.extractors)),
        ("cases", _members(baseline.cases)),
        ("results", [_line(record) for record in baseline.records.values()]),
    ):
        opening, closing = "[]" if name in ("data_sets", "results") else "{}"
        yield f'  "{name}": {opening}\n'
        yield ",\n".join(f"    {row}" for row in rows) + ("\n" if rows else "")
        yield f"  {closing}\n}}\n" if name == "results" else f"  {closing},\n"


def _members(table: Mapping[str, str | None]) -> list[str]:
    return [f"{_json(name)}: {_json(value)}" for name, value in table.items()]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _line(record: Record) -> str:
    # As dataclasses.asdict, which copies values deeply and takes ten times as long.
    return _json({name: getattr(record, name) for name in _FIELDS})


def _refuse_conflict(path: Path, text: str) -> None:
    # In JSON as it is written here no line can begin so.
    lines = [number for number, line in enumerate(text.split("\n"), start=1) if line.startswith(_CONFLICT)]
    if lines:
        shown = ", ".join(map(str, lines[:6])) + (", ..." if len(lines) > 6 else "")
        raise RunFileError(
            f"{path} holds a merge conflict, in line {shown}; take either side, then run: "
            "pytest golden --harness-update-baseline"
        )


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not a number")


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"{next(name for name in names if names.count(name) > 1)!r} stands twice in one object")
    return table


def _parsed(document: dict[str, Any]) -> Baseline:
    if document.keys() != _KEYS:
        raise ValueError(f"its keys are {', '.join(sorted(document))}, not {', '.join(sorted(_KEYS))}")
    data_sets = [_data_set(row, f"data_sets[{i}]") for i, row in enumerate(_list(document, "data_sets"))]
    metrics, cases = _table(document, "metrics"), _table(document, "cases")
    extractors = _table(document, "extractors", none=True)
    records: dict[Pair, Record] = {}
    for i, row in enumerate(_list(document, "results")):
        record = _record(row, f"results[{i}]")
        if record.extractor not in extractors:
            raise ValueError(f"results[{i}] is of {record.extractor!r}, which is not among the extractors")
        if record.case not in cases:
            raise ValueError(f"results[{i}] is of {record.case!r}, which is not among the cases")
        if records.setdefault(record.pair, record) is not record:
            raise ValueError(f"results[{i}] is a second one of {record.extractor} on {record.case}")
    return Baseline.of(data_sets, metrics, extractors, cases, records.values())


def _list(document: dict[str, Any], name: str) -> list[Any]:
    rows = document[name]
    if not isinstance(rows, list):
        raise TypeError(f"{name} must be a list, not {type(rows).__name__}")
    return rows


def _table(document: dict[str, Any], name: str, *, none: bool = False) -> dict[str, Any]:
    table = document[name]
    if not isinstance(table, dict) or not all(isinstance(one, str) or (none and one is None) for one in table.values()):
        raise TypeError(f"{name} must be an object of strings")
    return dict(table)


def _data_set(row: object, where: str) -> DataSet:
    if not isinstance(row, dict) or row.keys() != {"name", "digest", "cases"}:
        raise TypeError(f"{where} must have name, digest and cases")
    if not isinstance(row["name"], str) or not isinstance(row["digest"], str) or type(row["cases"]) is not int:
        raise TypeError(f"{where}: name and digest must be strings, cases a whole number")
    return DataSet(**row)


def _record(row: object, where: str) -> Record:
    if not isinstance(row, dict) or row.keys() != set(_FIELDS):
        raise TypeError(f"{where} must have extractor, case, outcome, {', '.join(GATED)}, and nothing else")
    if not isinstance(row["extractor"], str) or not isinstance(row["case"], str):
        raise TypeError(f"{where}: extractor and case must be strings")
    if row["outcome"] not in OUTCOMES:
        raise ValueError(f"{where}: unknown outcome {repr(row['outcome'])[:60]}")
    figures = (_figure(row[name], f"{where}.{name}") for name in GATED)
    return Record(row["extractor"], row["case"], row["outcome"], *figures)


def _figure(value: object, where: str) -> float | None:
    if value is None:
        return None
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not 0 <= value <= 1:
        raise ValueError(f"{where} is {repr(value)[:60]}, not a number from 0 to 1 or null")
    return round(float(value), DIGITS)
