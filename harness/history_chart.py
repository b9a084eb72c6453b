"""A history as a line chart: all lines in one panel while they can be told apart, else a panel for each library."""

from __future__ import annotations

from collections.abc import Iterable

from .chart import Chart, Line, Panel, Point
from .history import Course, History, Moment
from .ordering import version_key

# More lines with intervals in one panel hide each other.
MOST_LINES = 6


def history_chart(history: History) -> Chart:
    """Return the chart of a history. By version every library has a panel of its own, for its versions are its own.

    A row without any value has no line.
    """
    lines = [course for course in history.courses if any(m.figure.value is not None for m in course.moments)]
    if history.by == "run" and len(lines) <= MOST_LINES:
        groups = {"": lines} if lines else {}
    else:
        groups = {}
        for course in lines:
            groups.setdefault(course.extractor.split("[")[0], []).append(course)
    panels = [_panel(title, group, history) for title, group in groups.items()]
    name = "F1" if history.figure.name == "f1" else history.figure.name
    note = f"{_cases(history.cases)}. Bars: 95 % intervals, over whole sites."
    sentences = [*map(_sentence, lines), note] if lines else ["There is nothing to draw: no row has a value."]
    return Chart(f"{name} by {history.by}", " ".join(sentences), tuple(panels), note)


def _panel(title: str, courses: list[Course], history: History) -> Panel:
    if history.by == "run":
        return Panel(title, history.labels, tuple(_line(course, course.places) for course in courses))
    # The modes of a library come in the same versions as a rule; where one was not run, its line has a gap.
    versions = list(dict.fromkeys(moment.version for course in courses for moment in course.moments))
    versions.sort(key=version_key)
    lines = [_line(course, [versions.index(moment.version) for moment in course.moments]) for course in courses]
    return Panel(title, tuple(version or "none" for version in versions), tuple(lines))


def _line(course: Course, places: Iterable[int]) -> Line:
    points: list[Point] = []
    before: str | None = None
    for place, moment in zip(places, course.moments, strict=True):
        value = moment.figure.value
        if value is not None:
            mark = "" if not points or moment.version == before else moment.version or ""
            points.append(Point(place, value, moment.figure.low, moment.figure.high, _said(course, moment), mark))
            before = moment.version
    return Line(course.extractor, tuple(points))


def _said(course: Course, moment: Moment) -> str:
    figure = moment.figure
    version = f" {moment.version}" if moment.version else ""
    interval = "" if figure.low is None or figure.high is None else f" ({figure.low:.3f} to {figure.high:.3f})"
    verdict = f", {moment.verdict}" if moment.verdict else ""
    return f"{course.extractor}{version}, {moment.run}: {figure.value:.3f}{interval}{verdict}"


def _sentence(course: Course) -> str:
    there = [moment for moment in course.moments if moment.figure.value is not None]
    first, last = there[0], there[-1]
    if len(there) == 1:
        return f"{course.extractor} has {first.figure.value:.3f} in {first.run}."
    begin, end = (f"{moment.figure.value:.3f} in {moment.run}" for moment in (first, last))
    return f"{course.extractor} goes from {begin} to {end}."


def _cases(number: int) -> str:
    return "1 case" if number == 1 else f"{number} cases"
