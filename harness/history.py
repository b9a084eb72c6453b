"""The same extractors in several runs: a figure over time, or from version to version.

A run's file has no clock, so that the same input gives the same bytes. Over time therefore means: in the order in which
the runs are given, and in the natural order of their names within a folder (``run-9`` before ``run-10``; dates as
``2026-03-09`` sort by themselves).

============== ========================================= ===============================================
arranged by    places of an extractor                    several runs of one version
============== ========================================= ===============================================
``run``        the runs, in their order                  a place each
``version``    its versions, the oldest first            the last of them stands for the version
============== ========================================= ===============================================

Each point is held against the one before it, page by page, with Holm's correction over all of these changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from .errors import UnknownNameError, UsageError
from .ordering import version_key
from .page_scores import Figure, PageScores, changes, estimates, find_figure, read_scores, verdict
from .runs import CaseInfo, RunResult
from .sites import clusters_of
from .statistics.difference import Difference
from .statistics.holm import holm
from .table import Cell, Column, Measured, Name, Table

By = Literal["run", "version"]


@dataclass(frozen=True, slots=True)
class PastRun:
    """A run and what to call it."""

    label: str
    run: RunResult


@dataclass(frozen=True, slots=True)
class Moment:
    """One extractor in one run.

    ``change`` holds it against the extractor's moment before, ``p`` is that of the change after Holm's correction, and
    ``verdict`` says what to make of it; all are ``None`` for the first.
    """

    run: str
    version: str | None
    scores: PageScores
    figure: Measured
    change: Difference | None = None
    p: float | None = None
    verdict: str | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """One extractor over its runs; ``moments`` are in order, the places of those they have on the axis beside them."""

    extractor: str
    control: bool
    moments: tuple[Moment, ...]
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class History:
    """A figure of every extractor over all runs.

    ``labels`` are those of the runs, in order; ``cases`` is on how many cases all of it is worked out.
    """

    figure: Figure
    by: By
    labels: tuple[str, ...]
    cases: int
    courses: tuple[Course, ...]


def build_history(
    past: Sequence[PastRun],
    figure: str = "f1",
    *,
    wanted: Sequence[str] = (),
    by: By | None = None,
    intersect: bool = False,
) -> History:
    """Work out a history.

    Args:
        past: the runs, in order.
        figure: by its column's name.
        wanted: extractors, as ``-E`` takes them; all but the controls when empty.
        by: how to arrange it. If not given: by version where an extractor has another version in every run, and in at
            least two; else by run.
        intersect: take the cases that all runs have alike, instead of refusing runs over other cases.

    Raises:
        UsageError: the runs cannot be put side by side; says which of them, and why.
    """
    if not past:
        raise UsageError("a history needs at least one run")
    found = find_figure(past[0].run, figure)
    _refuse_other_metric(past, found)
    if not intersect:
        _refuse_other_cases(past)
    cases = _common_cases(past)
    if not cases:
        raise UsageError("the runs have no case in common, so there is nothing to put side by side")
    names = _wanted_rows(past, wanted)
    moments: dict[str, list[tuple[int, Moment]]] = {name: [] for name in names}
    for number, one in enumerate(past):
        for name, scores in read_scores(one.run, found, cases, frozenset(names)).items():
            moments[name].append((number, Moment(one.label, scores.extractor.version, scores, Measured(None))))
    rows = {name: row for name, row in moments.items() if row}
    arranged: By = by or ("version" if any(_is_of_versions(row) for row in rows.values()) else "run")
    if arranged == "version":
        rows = {name: _by_version(row) for name, row in rows.items()}
    clusters = clusters_of(case.url for case in cases)
    courses = _measured(found, rows, clusters)
    return History(found, arranged, tuple(one.label for one in past), len(cases), courses)


def history_table(history: History) -> Table:
    """Return a row for each extractor and run, with the figure, its interval, and the change from the one before."""
    name = history.figure.name
    columns = (
        Column("extractor", "extractor"),
        Column("version", "version", width=9),
        Column("run", "run", width=18),
        Column("pages", "pages"),
        Column("failures", "fail"),
        Column(name, "F1" if name == "f1" else name),
        Column(name, "95 % interval", part="interval"),
        Column("change", "change"),
        Column("p", "p"),
        Column("changed", "moved"),
        Column("verdict", "verdict"),
    )
    rows = [_row(course, moment) for course in history.courses for moment in course.moments]
    figure = history.figure
    if figure.is_mean:
        doubt = (
            "better, worse: beyond doubt (p below 0.05 after Holm's correction, interval without 0), by whole sites."
        )
    elif figure.is_pooled:
        doubt = "better, worse: the interval, by whole sites, is without 0; a figure pooled over pages has no p."
    else:
        doubt = "There is neither interval nor verdict: the figure is worked out in another benchmark's own way."
    note = (
        f"{history.cases} cases in {len(history.labels)} runs. change: from the line above, over the pages that both "
        f"have; moved: on how many of them the value is another. {doubt}"
    )
    return Table("history", f"{name} by {history.by}", columns, tuple(rows), note)


def _refuse_other_metric(past: Sequence[PastRun], figure: Figure) -> None:
    name = figure.metric.name
    for one in past:
        signature = one.run.metrics.get(name)
        if signature is None:
            raise UsageError(f"{one.label} has no {figure.name}: it was not counted by {name}; run again with it")
        if signature != figure.metric.signature:
            raise UsageError(
                f"{past[0].label} counts {figure.name} by {figure.metric.signature!r}, {one.label} by {signature!r}: "
                "the figures are not comparable; run the older one again"
            )


def _refuse_other_cases(past: Sequence[PastRun]) -> None:
    first = {data_set.name: data_set.digest for data_set in past[0].run.data_sets}
    for one in past[1:]:
        digests = {data_set.name: data_set.digest for data_set in one.run.data_sets}
        if digests != first:
            name = min(name for name in first | digests if first.get(name) != digests.get(name))
            here, there = ((had.get(name) or "none of it")[:12] for had in (first, digests))
            raise UsageError(
                f"{past[0].label} and {one.label} are of other cases: data set {name} is {here} there, {there} here; "
                "--intersect takes the cases that all have alike"
            )


def _common_cases(past: Sequence[PastRun]) -> list[CaseInfo]:
    """Return the cases that all runs have, with the same page and annotations, in the first run's order."""
    shared: set[tuple[str, str]] | None = None
    for one in past[1:]:
        known = {(case.id, case.digest) for case in one.run.cases}
        shared = known if shared is None else shared & known
    return [case for case in past[0].run.cases if shared is None or (case.id, case.digest) in shared]


def _wanted_rows(past: Sequence[PastRun], wanted: Sequence[str]) -> list[str]:
    rows = {info.id: info.control for one in past for info in one.run.extractors}
    if not wanted:
        return [name for name, control in rows.items() if not control] or list(rows)
    known = {name.split("[")[0] for name in rows} | rows.keys()
    for name in wanted:
        if name not in known:
            raise UnknownNameError("extractor", name, known)
    return [name for name in rows if name in wanted or name.split("[")[0] in wanted]


def _is_of_versions(row: Sequence[tuple[int, Moment]]) -> bool:
    versions = [moment.version for _, moment in row]
    return len(versions) > 1 and len(set(versions)) == len(versions)


def _by_version(row: Sequence[tuple[int, Moment]]) -> list[tuple[int, Moment]]:
    last = {moment.version: moment for _, moment in row}
    return list(enumerate(sorted(last.values(), key=lambda moment: version_key(moment.version))))


def _measured(figure: Figure, rows: dict[str, list[tuple[int, Moment]]], clusters: Sequence[int]) -> tuple[Course, ...]:
    """Return the courses with figures, changes and verdicts."""
    every = [moment.scores for row in rows.values() for _, moment in row]
    figures = iter(estimates(figure, every, clusters))
    pairs = [(a.scores, b.scores) for row in rows.values() for (_, a), (_, b) in _neighbours(row)]
    moved = changes(figure, pairs, clusters)
    corrected = iter(zip(moved, holm([change.p for change in moved]), strict=True))
    courses = []
    for name, row in rows.items():
        moments = []
        for i, (_, moment) in enumerate(row):
            change, p = next(corrected) if i else (None, None)
            said = verdict(change, p, figure) if change else None
            moments.append(Moment(moment.run, moment.version, moment.scores, next(figures), change, p, said))
        control = row[0][1].scores.extractor.control
        courses.append(Course(name, control, tuple(moments), tuple(place for place, _ in row)))
    return tuple(sorted(courses, key=lambda course: course.extractor))


def _neighbours(row: Sequence[tuple[int, Moment]]) -> Iterable[tuple[tuple[int, Moment], tuple[int, Moment]]]:
    return pairwise(row)


def _row(course: Course, moment: Moment) -> tuple[Cell, ...]:
    change = moment.change
    delta = Measured(change.delta, None, change.low, change.high) if change else Measured(None)
    return (
        Name(course.extractor, course.control),
        moment.version,
        moment.run,
        moment.scores.pages,
        moment.scores.failures,
        moment.figure,
        moment.figure,
        delta,
        moment.p,
        change.changed if change else None,
        moment.verdict,
    )
