"""Scored systems that tests build from counts, and the cells of the tables that protocols make of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from harness.metrics.base import Counts
from harness.protocols.base import CountTable, PageLabels, Scored, System
from harness.table import Measured, Name, Table, Value

PageCounts = Iterable[Counts | None]


def count_table(pages: PageCounts) -> CountTable:
    """Return a table of counts, page by page."""
    table = CountTable()
    for counts in pages:
        table.append(counts)
    return table


def labels(page_type: str = "article", *tags: str, data_set: str = "zyte") -> PageLabels:
    """Return the labels of a page."""
    return PageLabels(data_set, "collection", "en", page_type, tags)


def system(
    name: str,
    counts: Mapping[str, PageCounts],
    *,
    version: str | None = "1.0",
    control: bool = False,
    failures: int = 0,
    seconds: float | None = None,
) -> System:
    """Return an extractor with its counts by metric."""
    tables = {metric: count_table(pages) for metric, pages in counts.items()}
    return System(name, version, control, tables, failures, seconds)


def scored(pages: Iterable[PageLabels] | int, *systems: System) -> Scored:
    """Return everything that a protocol gets; a number is as many articles."""
    every = [labels()] * pages if isinstance(pages, int) else pages
    return Scored(tuple(every), systems)


def names(table: Table) -> list[str]:
    """Return the extractors of a table's rows, in their order."""
    return [row[0].id for row in table.rows if isinstance(row[0], Name)]


def cell(table: Table, name: str, column: str, **where: Value) -> Measured:
    """Return the measured cell of the first row of an extractor; ``where`` tells apart several by other columns."""
    places = [one.name for one in table.columns]
    for row in table.rows:
        fits = all(row[places.index(key)] == value for key, value in where.items())
        if isinstance(row[0], Name) and row[0].id == name and fits:
            found = row[places.index(column)]
            assert isinstance(found, Measured), f"{column} of {name} is {found!r}"
            return found
    raise AssertionError(f"no row of {name} {where}")


def named(tables: Iterable[Table], name: str) -> Table:
    """Return the table of a name."""
    (found,) = (table for table in tables if table.name == name)
    return found
