"""The columns of the leaderboard: names for programs, headings for people, and how a value is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from ..leaderboard import Report, Row
from ..table import Value
from ..text import harmless

__all__ = [
    "Value",
    "data_sets",
    "flat_rows",
    "is_figures",
    "leaderboard",
    "leaks",
    "not_ready",
    "number",
    "one_line",
    "percent",
    "shorten",
    "worst_pages",
]

_FIGURE = re.compile(r"[-<]?[0-9]*\.?[0-9]*%?|[0-9.]+x|[0-9.]+%? ± [0-9.]+|[0-9.]+–[0-9.]+|[0-9]+ of [0-9]+")


def flat_rows(report: Report) -> list[dict[str, Value]]:
    """Return the leaderboard as flat objects with every figure; a figure that does not apply is ``None``.

    ``ms`` is the median time of a page in milliseconds, ``cpu_ms`` that of the processor, ``memory`` the child's peak
    in MiB. Where each page was asked for several times, ``determinism`` is the share of the pages that were always
    answered the same, and ``ms_fastest`` and ``ms_slowest`` are medians over the pages.
    """
    figures = list(dict.fromkeys(name for row in report.rows for name in row.figures))
    return [_flat(row, figures) for row in report.rows]


def _flat(row: Row, figures: Iterable[str]) -> dict[str, Value]:
    return {
        "extractor": row.extractor.id,
        "version": row.extractor.version,
        "status": row.extractor.status,
        "control": row.extractor.control,
        "pages": row.pages,
        "best_rank": row.rank.best if row.rank else None,
        "worst_rank": row.rank.worst if row.rank else None,
        **{name: row.figure(name) for name in figures},
        "failures": row.failures,
        "empty": row.empty,
        "ms": _thousand(row.seconds),
        "cpu_ms": _thousand(row.cpu_seconds),
        "determinism": row.determinism,
        "ms_fastest": _thousand(row.fastest),
        "ms_slowest": _thousand(row.slowest),
        "memory": None if row.memory is None else row.memory / 2**20,
    }


def _thousand(value: float | None) -> float | None:
    return None if value is None else value * 1000


def leaderboard(report: Report, most: int | None = 100) -> tuple[list[str], list[list[str]]]:
    """Return headings and cells of the leaderboard for people; ``*`` marks controls.

    *same* is there where each page was asked for several times. What does not fit into ``most`` characters a line
    (``None``: any) is left out: first *from–to*, then *cpu*; then the names are cut.
    """
    rows = [row for row in report.rows if row.pages]
    columns = [(heading, [cell(row) for row in rows]) for heading, cell in _CELLS]
    kept = [(heading, cells) for heading, cells in columns if heading not in _OPTIONAL or set(cells) != {"-"}]
    names = [f"{row.extractor.id} *" if row.extractor.control else row.extractor.id for row in report.rows]
    versions = [shorten(row.extractor.version or "-", 9) for row in report.rows]
    while most is not None and _width(names, versions, kept) > most:
        droppable = [column for column in kept if column[0] in _DROPPED]
        if not droppable:
            break
        kept.remove(droppable[-1])
    over = 0 if most is None else max(_width(names, versions, kept) - most, 0)
    longest = min(_NAME, max(map(len, names), default=0)) - over
    filled = iter(zip(*(cells for _, cells in kept), strict=True))
    table = []
    for row, name, version in zip(report.rows, names, versions, strict=True):
        cells = next(filled) if row.pages else ("-", *[""] * (len(kept) - 1))
        table.append([shorten(name, longest), version, *cells])
    return ["extractor", "version", *(heading for heading, _ in kept)], table


def _width(names: Sequence[str], versions: Sequence[str], columns: Sequence[tuple[str, list[str]]]) -> int:
    """Return how many characters a line takes, with one between columns and names of the usual length."""
    whole = [("extractor", [name[:_NAME] for name in names]), ("version", versions), *columns]
    return sum(max(len(heading), *map(len, cells), 0) + 1 for heading, cells in whole) - 1


def data_sets(report: Report) -> str:
    """Say what was scored: how many cases of which data sets, each with the beginning of its digest."""
    names = [f"{shorten(one.name, 40)} ({one.digest[:12]})" for one in report.run.data_sets]
    if len(names) == 1:
        return f"{_cases(len(report.run.cases))} of {names[0]}"
    parts = (f"{one.cases} of {name}" for one, name in zip(report.run.data_sets, names, strict=True))
    return f"{_cases(len(report.run.cases))}: {', '.join(parts)}"


def _cases(number: int) -> str:
    return "1 case" if number == 1 else f"{number} cases"


def not_ready(report: Report) -> list[str]:
    """Say of each row without a result why, and what mends it."""
    lines = []
    for row in report.rows:
        info = row.extractor
        if info.status == "not installed":
            lines.append(f"{info.id}: not installed; {info.install or 'install its package'}")
        elif info.status != "ready":
            lines.append(f"{info.id}: {info.status}")
    return lines


def leaks(report: Report, most: int = 4) -> tuple[list[str], list[list[str]]]:
    """Return headings and cells: for each noise kind how many extractors leak it, and how much the best of them leak.

    The best are the rows with the highest F1, one a library; the full table is in the Markdown report.
    """
    shares = dict(report.leaks.rows)
    competing = [row.extractor.id for row in report.rows if row.pages and not row.extractor.control]
    best = list({name.split("[")[0]: name for name in reversed(competing)}.values())[::-1]
    best.sort(key=competing.index)
    headings = ["noise kind", "words", "leak it", *(shorten(name, 16) for name in best[:most])]
    rows = []
    for kind in report.leaks.kinds:
        leaking = sum(shares[name].get(kind, 0) > 0 for name in competing)
        cells = [percent(shares[name].get(kind)) for name in best[:most]]
        rows.append([kind, str(report.leaks.words[kind]), f"{leaking} of {len(competing)}", *cells])
    return headings, rows


def worst_pages(report: Report, most: int = 10) -> tuple[list[str], list[list[str]]]:
    """Return headings and cells of the pages with the lowest mean F1.

    *holds* is the share of the expected words that the page's bytes hold at all: nobody can find more.
    """
    headings = ["page", "holds", "mean F1", "best", "", "worst", "", "fail"]
    rows = [
        [
            shorten(page.case, 24),
            percent(page.held),
            number(page.mean_f1),
            shorten(page.best, 18),
            number(page.best_f1),
            shorten(page.worst, 18),
            number(page.worst_f1),
            str(page.failures),
        ]
        for page in report.worst[:most]
    ]
    return headings, rows


def is_figures(column: Iterable[str]) -> bool:
    """Whether a column of cells holds figures alone, and so stands to the right."""
    return all(map(_FIGURE.fullmatch, column))


def percent(share: float | None) -> str:
    """Write a share as a percentage, so that little is not shown as nothing; empty for none at all."""
    if share is None:
        return "-"
    if not share:
        return ""
    return "<1%" if share < 0.01 else f"{share:.0%}"


def one_line(text: str) -> str:
    """Return text on one line, without characters that steer a terminal, break a table or turn what follows."""
    return harmless(" ".join(text.split()))


def shorten(text: str, width: int) -> str:
    """Cut a name to a width, at its middle, where names differ least."""
    if len(text) <= width:
        return text
    head = (width - 1) // 2
    return f"{text[:head]}…{text[head + 1 - width :]}"


def number(value: float | None) -> str:
    """Write a figure with three digits; a dash for one that does not apply."""
    return "-" if value is None else f"{value:.3f}"


def _milliseconds(seconds: float | None) -> str:
    if seconds is None:
        return "-"
    return f"{seconds * 1000:.1f}" if seconds < 1 else f"{seconds * 1000:.0f}"


def _spread(row: Row) -> str:
    if row.fastest is None or row.slowest is None:
        return "-"
    return f"{_milliseconds(row.fastest)}–{_milliseconds(row.slowest)}"


def _steady(row: Row) -> str:
    """Write the share of pages that are always answered the same, so that nearly all are not shown as all."""
    if row.determinism is None:
        return "-"
    return "<100%" if 0.995 <= row.determinism < 1 else f"{row.determinism:.0%}"


def _figure(name: str) -> Callable[[Row], str]:
    return lambda row: number(row.figure(name))


_NAME = 24
# Heading, and how a row is written under it.
_CELLS: tuple[tuple[str, Callable[[Row], str]], ...] = (
    ("rank", lambda row: str(row.rank).replace("-", "–") if row.rank else "-"),
    ("F1", _figure("f1")),
    ("P", _figure("precision")),
    ("R", _figure("recall")),
    ("order", _figure("order")),
    ("noise", _figure("noise")),
    ("title", _figure("title_f1")),
    ("auth.", _figure("authors_f1")),
    ("date", _figure("published_f1")),
    ("fail", lambda row: str(row.failures)),
    ("same", _steady),
    ("ms", lambda row: _milliseconds(row.seconds)),
    ("cpu", lambda row: _milliseconds(row.cpu_seconds)),
    ("from–to", _spread),
)
# Not there unless a row has it; and what gives way in a narrow terminal, the last first.
_OPTIONAL = frozenset({"same", "cpu", "from–to"})
_DROPPED = ("cpu", "from–to")
