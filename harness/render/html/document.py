"""The whole report as one HTML file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from markupsafe import Markup

from ...leaderboard import Report
from ...model import NOISE_KINDS
from ...pageview import Drawings, PageViews, mean_figures
from ..columns import data_sets, not_ready, number
from . import board, detail, embed
from .changes import Changes
from .embed import clean
from .hues import hues
from .meanings import MEANINGS
from .packed import PackedViews

if TYPE_CHECKING:
    from jinja2 import Environment

# In the file itself; the script lists all that the data has.
_MOST_FAILURES = 10
# For those who read it without its script: the sheet is packed like the script, and comes a moment later.
_PLAIN = ":root{color-scheme:light dark}body{max-width:1240px;margin:0 auto;padding:0 16px;font:15px system-ui}"


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the table that stands in the file itself, for those who read it without its script."""

    name: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Failure:
    extractor: str
    case: str
    outcome: str
    message: str


@dataclass(frozen=True, slots=True)
class _Board:
    """What the templates show of a run."""

    lead: str
    rows: tuple[_Row, ...]
    missing: tuple[str, ...]
    left_out: str
    failures: tuple[_Failure, ...]
    failed: int
    notes: tuple[str, ...]
    method: tuple[tuple[str, str], ...]
    data: Markup
    views: PackedViews


def render(
    report: Report | None,
    *,
    comparison: Changes | None = None,
    views: PageViews | None = None,
    drawings: Drawings | None = None,
    slots: int = 1,
) -> str:
    """Return the file: a run, a comparison, or both.

    Args:
        report: the tables of the run.
        comparison: what changed against another run.
        views: the words behind single pages; gone through once.
        drawings: what earlier reports have drawn of them.
        slots: how many processes may draw.
    """
    loader, script, style = embed.script("loader.js"), embed.script("report.js"), embed.style("report.css")
    if views is not None:
        style += embed.style("pageview.css") + hues(NOISE_KINDS, ".pv-noise-{}")
    # A frame inherits the policy of the page around it, and the pages in frames keep harmless styles of their own.
    # Styles can fetch nothing here, wherever they stand.
    styled = f"{embed.source(_PLAIN)} {embed.source(style)}" if views is None else "'unsafe-inline'"
    policy = (
        f"default-src 'none'; script-src {embed.source(loader)} {embed.source(script)}; style-src {styled}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    text = (
        _templates()
        .get_template("report.html.j2")
        .render(
            title="Article extractors, scored" if report else "Two runs compared",
            policy=policy,
            style=Markup(_PLAIN),  # noqa: S704 - our own
            look=Markup(embed.pack(style)),  # noqa: S704 - Base64
            loader=Markup(loader),  # noqa: S704 - our own file
            script=Markup(embed.pack(script)),  # noqa: S704 - Base64
            comparison=comparison,
            board=_board(report, PackedViews(views, drawings, slots)) if report else None,
        )
    )
    return text.encode("utf-8", "replace").decode("utf-8")


@cache
def _templates() -> Environment:
    # Here, for every command loads this module and few write a report.
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader(__package__),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )


def _board(report: Report, views: PackedViews) -> _Board:
    means = mean_figures(report, board.is_offered) if report.native else None
    data = board.leaderboard(report, means) | detail.details(report, means)
    run = report.run
    return _Board(
        lead=_lead(report),
        rows=tuple(_rows(report)),
        missing=tuple(clean(line, 400) for line in not_ready(report)),
        left_out=f"Left out are the {report.grid.left_out} easiest." if report.grid.left_out else "",
        failures=tuple(
            _Failure(clean(row.extractor), clean(row.case), row.outcome, clean(row.failure.message, 300))
            for row in report.failures[:_MOST_FAILURES]
        ),
        failed=report.failed,
        notes=tuple(clean(note, 400) for note in (*run.problems, *run.notices)),
        method=tuple(_method(report)),
        data=Markup(embed.pack(embed.compact(data))),  # noqa: S704 - Base64
        views=views,
    )


def _rows(report: Report) -> Iterator[_Row]:
    for row in report.rows if report.native else ():
        if row.pages:
            f1 = number(row.figures.get("f1"))
            if row.interval:
                f1 += f" ({number(row.interval.low)}–{number(row.interval.high)})"
            others = (number(row.figures.get(name)) for name in ("precision", "recall"))
            rank = str(row.rank).replace("-", "–") if row.rank else "-"
            name = clean(row.extractor.id) + (" *" if row.extractor.control else "")
            yield _Row(name, (rank, f1, *others, str(row.failures)))


def _lead(report: Report) -> str:
    """Say who leads, and whether that means anything."""
    about = f"{data_sets(report)}."
    if not report.lead or not report.native:
        return about
    lead = report.lead
    row = next(row for row in report.rows if row.extractor.id == lead.extractor)
    interval = f" (95 %: {number(row.interval.low)} to {number(row.interval.high)})" if row.interval else ""
    said = f"{clean(lead.extractor)} leads with an F1 of {number(lead.f1)}{interval}"
    others = lead.competing - 1
    if not others:
        said += "."
    elif len(lead.tied) == others:
        said += f", but these pages cannot tell it from any of the {others} others."
    elif lead.tied:
        said += f", but these pages cannot tell it from {len(lead.tied)} of the {others} others."
    else:
        said += f", and no other of {others} may be first."
    if lead.detectable is not None:
        said += f" A difference of {number(lead.detectable)} between unlike extractors would show four times in five."
    return f"{said} {about}"


def _method(report: Report) -> Iterator[tuple[str, str]]:
    run = report.run
    for one in run.data_sets:
        yield "data set", f"{clean(one.name)}, {one.cases} cases, digest {clean(one.digest)}"
    if report.native:
        yield from MEANINGS
    if report.lead and report.lead.detectable is not None:
        yield (
            "smallest difference",
            f"{number(report.lead.detectable)} of mean F1: a true difference as large as this between "
            f"{clean(report.lead.extractor)} and an extractor unlike it shows on such pages 80 times in 100.",
        )
    for _, signature in sorted(run.metrics.items()):
        yield "signature", clean(signature)
    yield "environment", ", ".join(f"{clean(name)} {clean(value)}" for name, value in run.environment.items())
