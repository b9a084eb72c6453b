"""Versions of one library compared: their figures, every two of them, and the pages that moved from one to the next."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise

from .model import FAILURES
from .page_scores import PageScores, changes, estimates, find_figure, read_scores, verdict
from .runs import RunResult
from .sites import clusters_of
from .statistics.holm import holm
from .table import Cell, Column, Measured, Name, Table
from .versions import VersionRow

# Pages shown of two versions that follow each other.
_MOST_PAGES = 10


def version_tables(run: RunResult, rows: Sequence[VersionRow], name: str = "f1") -> tuple[Table, Table, Table]:
    """Return the versions with their figure, all pairs of them, and the pages that moved most from one to the next.

    ``name`` is the figure's, as a column has it. The p-values are Holm's, over all pairs.
    """
    figure = find_figure(run, name)
    cases = tuple(run.cases)
    clusters = clusters_of(case.url for case in cases)
    scores = read_scores(run, figure, cases, frozenset(row.extractor.id for row in rows))
    ran = [row for row in rows if row.extractor.id in scores]
    figures = estimates(figure, [scores[row.extractor.id] for row in ran], clusters)
    values = {row.extractor.id: one for row, one in zip(ran, figures, strict=True)}
    heading = "F1" if name == "f1" else name
    listed = Table(
        "versions",
        f"{heading} by version",
        (
            Column("extractor", "extractor"),
            Column("version", "installed", width=12),
            Column("pages", "pages"),
            Column("failures", "fail"),
            Column(name, heading),
            Column(name, "95 % interval", part="interval"),
        ),
        tuple(_listed(row, scores[row.extractor.id], values[row.extractor.id]) for row in ran),
    )
    groups = [[row for row in ran if row.of == of] for of in dict.fromkeys(row.of for row in ran)]
    pairs = [pair for group in groups for pair in combinations(group, 2)]
    moved = changes(figure, [(scores[a.extractor.id], scores[b.extractor.id]) for a, b in pairs], clusters)
    corrected = holm([change.p for change in moved])
    compared: list[tuple[Cell, ...]] = []
    for (base, new), change, p in zip(pairs, moved, corrected, strict=True):
        delta = Measured(change.delta, None, change.low, change.high)
        said = verdict(change, p, figure)
        smallest = change.smallest_detectable
        before, after = (values[one.extractor.id].value for one in (base, new))
        name_of = Name(base.of)
        sizes = (change.pages, change.changed)
        compared.append((name_of, base.number, new.number, before, after, delta, delta, p, *sizes, smallest, said))
    columns = (
        *(Column("extractor", "extractor"), Column("base", "base", width=9), Column("new", "new", width=9)),
        *(Column(f"base_{name}", "base"), Column(f"new_{name}", "new"), Column("change", "change")),
        *(Column("change", "95 % interval", part="interval"), Column("p", "p"), Column("pages", "pages")),
        *(Column("changed", "moved"), Column("detectable", "least"), Column("verdict", "verdict")),
    )
    note = (
        "change: new minus base over the pages that both have, with its interval over whole sites; p: sign-flip test, "
        "Holm's correction over these pairs; moved: pages whose value is another; least: the smallest change that "
        "would be found 80 times in 100. better, worse: p below 0.05 and an interval without 0."
    )
    steps = [pair for group in groups for pair in pairwise(group)]
    pages = [cells for pair in steps for cells in _moved_pages(pair, scores, [case.id for case in cases])]
    return (
        listed,
        Table("pairs", f"{heading}: every two versions", columns, tuple(compared), note),
        _pages_table(heading, pages),
    )


def always_failing(run: RunResult) -> dict[str, str]:
    """Return the rows that gave no answer at all, and why they failed first: as a rule a library does not import."""
    reasons: dict[str, str] = {}
    answered = set()
    for result in run.results:
        if result.outcome not in FAILURES:
            answered.add(result.extractor)
        elif result.failure and result.extractor not in reasons:
            said = (result.failure.stderr.strip() or result.failure.message).splitlines()
            reasons[result.extractor] = said[-1].strip() if said else result.outcome
    return {name: why for name, why in reasons.items() if name not in answered}


def _listed(row: VersionRow, scores: PageScores, figure: Measured) -> tuple[Cell, ...]:
    extractor = row.extractor
    return (Name(extractor.id), extractor.version, scores.pages, scores.failures, figure, figure)


def _moved_pages(
    pair: tuple[VersionRow, VersionRow], scores: dict[str, PageScores], cases: Sequence[str]
) -> list[tuple[Cell, ...]]:
    base, new = pair
    columns = (scores[row.extractor.id].values for row in pair)
    moved = [
        (abs(after - before), case, before, after)
        for case, before, after in zip(cases, *columns, strict=True)
        if before is not None and after is not None and before != after
    ]
    moved.sort(key=lambda one: (-one[0], one[1]))
    return [
        (Name(base.of), base.number, new.number, case, before, after, after - before)
        for _, case, before, after in moved[:_MOST_PAGES]
    ]


def _pages_table(heading: str, rows: Sequence[tuple[Cell, ...]]) -> Table:
    columns = (
        *(Column("extractor", "extractor"), Column("base", "base", width=9), Column("new", "new", width=9)),
        *(Column("page", "page", width=36), Column("before", "before"), Column("after", "after")),
        Column("change", "change"),
    )
    note = f"Of every two versions that follow each other, the {_MOST_PAGES} pages that moved most." if rows else ""
    return Table("pages", f"{heading}: the pages that moved most", columns, tuple(rows), note)
