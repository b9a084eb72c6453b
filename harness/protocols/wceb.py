"""WCEB's tables: ROUGE-LSum and Levenshtein, means and medians, macro, micro and set by set.

WCEB combines eight data sets. A page's set is its tag ``set:<name>``, or else the data set that it was read from. Only
pages that a system was asked for count; a failure is an empty output.

* *set*: mean and median over the pages of a set;
* *micro*: mean and median over all pages, whatever their set: nothing is pooled;
* *macro*: the mean of the sets' means, and under "median" the mean of the sets' medians.

Three digits. Macro and micro tables stand by mean F1 (or distance), best first; the table of sets by name, set after
set, and then ``_micro`` and ``_macro``, as in the script's spreadsheet. Two odd names are kept: "distance" is a
similarity, 1 is best; and it is the Indel one, in which a substitution costs 2. The script's bar charts call their
bars macro averages and draw the micro means: there is nothing of that here.

The same tables follow for pages of low, medium and high complexity where pages have a tag ``complexity:<level>``. The
script takes the first and third quartile of :func:`..metrics.wceb.complexity` over all pages as the bounds, and a page
on a bound belongs to both sides. It prints no standard deviation.

Source: J. Bevendorff, S. Gupta, J. Kiesel, B. Stein, "An Empirical Comparison of Web Content Extraction Algorithms",
SIGIR 2023; chatnoir-eu/web-content-extraction-benchmark, ``eval.py`` (Apache-2.0).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import fsum

import numpy as np

from ..metrics.wceb import Wceb
from ..statistics import Floats, Samples
from ..table import Column, Measured, Table
from .base import PageLabels, Scored, System
from .cells import FAILURES, Row, interval_of, measured, name_of, ranked
from .figures import Booleans, PageFigures, mean_samples, page_figures
from .pairs import pair_table
from .resamples import ratio, sums_of

LEVELS = ("low", "medium", "high")

_FIGURES = ("wceb_rouge_precision", "wceb_rouge_recall", "wceb_rouge_f1", "wceb_levenshtein")
_MICRO, _MACRO = "_micro", "_macro"
_NOTES = {
    _MACRO: "Macro: the mean of the sets' means, and of their medians.",
    _MICRO: "Micro: mean and median over all pages.",
    "": "By set; then over all pages (_micro) and over the sets (_macro).",
}


@dataclass(frozen=True, slots=True)
class _Score:
    """One of the two scores: its figures' places in ``_FIGURES``, the main one last."""

    name: str
    title: str
    figures: tuple[int, ...]
    headings: tuple[str, ...]
    note: str

    def columns(self) -> list[Column]:
        """Return the columns of means and medians."""
        kinds = [(kind, at) for kind in ("Mean", "Median") for at in range(len(self.figures))]
        names = [_FIGURES[self.figures[at]].removeprefix("wceb_") for _, at in kinds]
        return [
            Column(f"wceb_{kind.lower()}_{name}", f"{kind} {self.headings[at]}")
            for (kind, at), name in zip(kinds, names, strict=True)
        ]


_SCORES = (
    _Score("rouge", "ROUGE-LSum", (0, 1, 2), ("P", "R", "F1"), "95 %: interval of the mean F1 over resamples."),
    _Score(
        "levenshtein",
        "Levenshtein",
        (3,),
        ("Distance",),
        "A similarity: 1 is best. 95 %: interval of the mean over resamples.",
    ),
)


@dataclass(frozen=True, slots=True)
class _Group:
    """One set, or all of them: for each of ``_FIGURES`` the mean and the median."""

    name: str
    pages: int
    means: list[Measured]
    medians: list[float | None]


class WcebProtocol:
    """The recipe."""

    name = "wceb"
    metrics = ("wceb",)
    optional = ()

    def tables(self, scored: Scored, *, differences: bool = False) -> list[Table]:
        """Return macro, micro and sets of both scores, by complexity where it is known, and the differences."""
        figures = [page_figures(Wceb(), one.counted("wceb", len(scored.pages)), _FIGURES) for one in scored.systems]
        everything = np.ones(len(scored.pages), dtype=bool)
        tables = _tables(scored, figures, everything, None)
        for level in LEVELS:
            pages = np.array([f"complexity:{level}" in page.tags for page in scored.pages], dtype=bool)
            if pages.any():
                tables += _tables(scored, figures, pages, level)
        if differences:
            columns = (Column("wceb_mean_rouge_f1", "F1, micro"), Column("wceb_mean_levenshtein", "Distance, micro"))
            samples = mean_samples([_headline(one) for one in figures])
            tables.append(pair_table(self.name, scored.systems, columns, samples))
        return tables


def _headline(figures: PageFigures) -> PageFigures:
    """Return the two headline figures alone: ROUGE-LSum's F1 and Levenshtein."""
    return replace(figures, values=figures.values[:, 2:], known=figures.known[:, 2:])


def set_of(page: PageLabels) -> str:
    """Return the set of a page: its tag ``set:<name>``, or its data set."""
    return next((tag.removeprefix("set:") for tag in page.tags if tag.startswith("set:")), page.data_set)


def _tables(scored: Scored, figures: list[PageFigures], pages: Booleans, level: str | None) -> list[Table]:
    sets = [set_of(page) for page in scored.pages]
    names = sorted({one for one, counts in zip(sets, pages.tolist(), strict=True) if counts})
    members = np.array([[one == name for name in names] for one in sets], dtype=bool).reshape(len(sets), len(names))
    parts = [one.of(pages) for one in figures]
    sums = sums_of([_terms(one, members) for one in parts])
    groups = [_groups(one, members, names, drawn) for one, drawn in zip(parts, sums, strict=True)]
    tables = []
    for kind in (_MACRO, _MICRO, ""):
        for score in _SCORES:
            tables.append(_table(scored.systems, groups, score, kind, level))
    return tables


def _table(
    systems: Sequence[System], groups: Sequence[list[_Group]], score: _Score, kind: str, level: str | None
) -> Table:
    columns = score.columns()
    main = len(score.figures) - 1
    shown = (*columns, interval_of(columns[main], "95 %"))
    suffix = f"_{level}" if level else ""
    title = f"WCEB, {score.title}, {kind.removeprefix('_') or 'set by set'}{f', {level} complexity' if level else ''}"
    note = f"{_NOTES[kind]} {score.note}"
    if kind:
        rows: list[Row] = []
        for system, of_system in zip(systems, groups, strict=True):
            (group,) = (one for one in of_system if one.name == kind)
            rows.append((name_of(system), *_cells(group, score), system.failures))
        heads = (Column("extractor", "Model"), *shown, FAILURES)
        return Table(f"wceb_{score.name}{kind}{suffix}", title, heads, ranked(rows, main + 1), note)
    rows = [
        (name_of(system), group.name, group.pages, *_cells(group, score))
        for system, of_system in sorted(zip(systems, groups, strict=True), key=lambda one: one[0].id)
        for group in of_system
        if group.pages or group.name in (_MICRO, _MACRO)
    ]
    heads = (Column("extractor", "Model"), Column("set", "Dataset", width=18), Column("pages", "pages"), *shown)
    return Table(f"wceb_{score.name}_sets{suffix}", title, heads, tuple(rows), note)


def _cells(group: _Group, score: _Score) -> Row:
    means = [group.means[at] for at in score.figures]
    return (*means, *(Measured(group.medians[at]) for at in score.figures), means[-1])


def _groups(figures: PageFigures, members: Booleans, names: Sequence[str], sums: Floats) -> list[_Group]:
    """Return the sets by name, then micro and macro; ``sums`` are those of :func:`_terms` in every resample."""
    parts = [figures.of(members[:, at]) for at in range(len(names))]
    micro, sets, macro = _means(sums)
    groups = [
        _Group(
            name, _pages(part), measured(part.means(), Samples(sets.values[:, at], sets.defined[:, at])), part.medians()
        )
        for at, (name, part) in enumerate(zip(names, parts, strict=True))
    ]
    every = _pages(figures)
    groups.append(_Group(_MICRO, every, measured(figures.means(), micro), figures.medians()))
    means = _mean_of_sets([part.means() for part in parts])
    groups.append(_Group(_MACRO, every, measured(means, macro), _mean_of_sets([part.medians() for part in parts])))
    return groups


def _pages(figures: PageFigures) -> int:
    return int(figures.known.any(axis=1).sum())


def _mean_of_sets(figures: list[list[float | None]]) -> list[float | None]:
    columns = [[value for value in column if value is not None] for column in zip(*figures, strict=True)]
    return [fsum(column) / len(column) if column else None for column in columns] or [None] * len(_FIGURES)


def _terms(figures: PageFigures, members: Booleans) -> Floats:
    """Return (pages, 2, sets, figures): the figures in the page's set, and whether they apply."""
    terms: Floats = np.stack([figures.values, figures.known], axis=1)[:, :, None, :] * members[:, None, :, None]
    return terms


def _means(sums: Floats) -> tuple[Samples, Samples, Samples]:
    """Return micro (resamples, figures), sets (resamples, sets, figures) and macro (resamples, figures)."""
    sets = ratio(sums[:, 0], sums[:, 1])
    micro = ratio(sums[:, 0].sum(axis=1), sums[:, 1].sum(axis=1))
    # A resample may draw no page of a small set: then it has the mean of the others.
    return micro, sets, ratio(sets.values.sum(axis=1), sets.defined.sum(axis=1))


PROTOCOL = WcebProtocol()
