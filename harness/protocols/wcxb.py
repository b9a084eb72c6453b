"""WCXB's tables: overall, and by page type.

All pages with an expected text count, one that a system does not answer as an empty answer. Every figure is the mean
of the pages' figures (macro mean), F1 too: it is not the harmonic mean of the precision and recall beside it. Overall
figures have four digits and the snippet rates are percentages with one, as the script prints them; the figures by
page type have three. Rows stand by F1, best first, as in the leaderboard, from which the milliseconds a page come too.

The script knows seven page types, in a fixed order, and leaves any other out of its second table; here others follow.

Source: Murrough-Foley/web-content-extraction-benchmark, ``evaluate.py``, and its leaderboard; M. Foley, "WCXB: A
Multi-Type Web Content Extraction Benchmark", 2026 (CC-BY-4.0).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..metrics.wcxb import Wcxb
from ..table import Column, Table
from .base import Scored, System
from .cells import FAILURES, VERSION, Row, interval_of, measured, name_of
from .figures import Booleans, PageFigures, mean_samples, page_figures
from .pairs import pair_table
from .resamples import ratios_of

PAGE_TYPES = ("article", "forum", "product", "collection", "listing", "documentation", "service")

_F1 = Column("wcxb_f1", "F1", 4)
_COLUMNS = (
    _F1,
    Column("wcxb_precision", "P", 4),
    Column("wcxb_recall", "R", 4),
    Column("wcxb_with", "With", 1, percent=True, unit="%"),
    Column("wcxb_without", "Without", 1, percent=True, unit="%"),
)
_NOTE = (
    "Bag of lower-cased words; every figure is the mean over the pages. With: wanted snippets found. Without: unwanted "
    "snippets found, less is better. 95 %: interval of F1 over resamples of the pages. * bounds the table."
)


class WcxbProtocol:
    """The recipe."""

    name = "wcxb"
    metrics = ("wcxb",)
    optional = ()

    def tables(self, scored: Scored, *, differences: bool = False) -> list[Table]:
        """Return overall figures, F1 by page type, all figures by page type, and the differences when asked for."""
        systems = [(system, _figures(system, len(scored.pages))) for system in scored.systems]
        systems.sort(key=lambda one: _rank(*one))
        samples = mean_samples([figures for _, figures in systems])
        rows: list[Row] = []
        for (system, figures), drawn in zip(systems, samples, strict=True):
            cells = measured(figures.means(), drawn)
            rows.append((name_of(system), system.version, *cells, cells[0], _ms(system, scored), system.failures))
        columns = (
            Column("extractor", "System"),
            VERSION,
            *_COLUMNS,
            interval_of(_F1, "F1, 95 %"),
            Column("ms", "ms/page", 0),
            FAILURES,
        )
        tables = [Table(self.name, "WCXB, all pages", columns, tuple(rows), _NOTE), *_by_type(scored, systems)]
        if differences:
            tables.append(pair_table(self.name, [system for system, _ in systems], (_F1,), samples))
        return tables


def _figures(system: System, pages: int) -> PageFigures:
    return page_figures(Wcxb(), system.counted("wcxb", pages), [column.name for column in _COLUMNS])


def _rank(system: System, figures: PageFigures) -> tuple[bool, float, str]:
    f1 = figures.means()[0]
    return f1 is None, -(f1 or 0.0), system.id


def _ms(system: System, scored: Scored) -> float | None:
    pages = int(system.counted("wcxb", len(scored.pages)).applies.sum())
    return system.seconds * 1000 / pages if system.seconds is not None and pages else None


def _by_type(scored: Scored, systems: list[tuple[System, PageFigures]]) -> list[Table]:
    of_page = np.array([page.page_type for page in scored.pages], dtype=object)
    found = {page.page_type for page in scored.pages}
    types = [one for one in PAGE_TYPES if one in found] + sorted(found.difference(PAGE_TYPES))
    if not types:
        return []
    members: Booleans = np.stack([of_page == one for one in types], axis=1)
    wide: list[Row] = []
    long: list[Row] = []
    split = [[figures.of(members[:, at]) for at in range(len(types))] for _, figures in systems]
    samples = ratios_of(
        [np.stack([part.values[:, :3] for part in parts], axis=1) for parts in split],
        [np.stack([part.known[:, :3] for part in parts], axis=1) for parts in split],
    )
    for (system, _), parts, drawn in zip(systems, split, samples, strict=True):
        means = [part.means()[:3] for part in parts]
        cells = measured([value for three in means for value in three], drawn)
        wide.append((name_of(system), *cells[::3]))
        for at, (kind, part) in enumerate(zip(types, parts, strict=True)):
            f1, precision, recall = cells[3 * at : 3 * at + 3]
            long.append((name_of(system), kind, int(part.known[:, 0].sum()), f1, precision, recall, f1))
    sizes = ", ".join(f"{one} {size}" for one, size in zip(types, members.sum(axis=0).tolist(), strict=True))
    first = Table(
        "wcxb_types",
        "WCXB, F1 by page type",
        (Column("extractor", "System"), *(Column(f"wcxb_f1_{one}", one) for one in types)),
        tuple(wide),
        f"Mean F1 over the pages of a type. Pages: {sizes}.",
    )
    three = [replace(column, digits=3) for column in _COLUMNS[:3]]
    columns = (
        Column("extractor", "System"),
        Column("page_type", "Type"),
        Column("pages", "N"),
        *three,
        interval_of(three[0], "F1, 95 %"),
    )
    return [first, Table("wcxb_type_figures", "WCXB, all figures by page type", columns, tuple(long))]


PROTOCOL = WcxbProtocol()
