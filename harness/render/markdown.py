"""A report as Markdown: the leaderboard, both share tables in full, the hardest pages, failures, the method."""

from __future__ import annotations

from ..leaderboard import Report, Shares
from ..metrics.defects import DEFECTS
from . import tables
from .columns import data_sets, leaderboard, not_ready, one_line, percent, worst_pages
from .grids import escape
from .grids import github as table


def render(report: Report) -> str:
    """Return the whole report as Markdown."""
    run = report.run
    parts = [
        "# Scores",
        f"{escape(data_sets(report))}.",
        *(tables.markdown(peer) for peer in report.peers),
    ]
    if report.native:
        parts += _native(report)
    if lines := not_ready(report):
        parts += ["\n".join(f"- {escape(line)}" for line in lines)]
    if report.failures:
        failures = [[row.extractor, row.case, row.outcome, row.failure.message] for row in report.failures]
        parts += ["## Failures", table(["extractor", "case", "outcome", "message"], failures)]
        if report.failed > len(failures):
            parts += [f"And {report.failed - len(failures)} more; `scores.csv` has them all."]
    for title, notes in (("Golden cases with problems, not scored", run.problems), ("Notices", run.notices)):
        if notes:
            parts += [f"## {title}", "\n".join(f"- {escape(note)}" for note in notes)]
    signatures = "\n".join(f"- {_code(signature)}" for _, signature in sorted(run.metrics.items()))
    environment = ", ".join(f"{name} {value}" for name, value in run.environment.items())
    digests = ", ".join(f"{_code(data_set.digest)} ({escape(data_set.name)})" for data_set in run.data_sets)
    parts += [
        "## Method",
        signatures,
        f"Data set digest {digests}.",
        f"Environment: {escape(environment)}.",
    ]
    return "\n\n".join(parts) + "\n"


def _code(text: str) -> str:
    """Write text as code, in which nothing is markup but the mark at its end."""
    line = one_line(text).replace("`", "'")
    return f"`{line}`"


def _native(report: Report) -> list[str]:
    """Return our own tables."""
    parts = [
        table(*leaderboard(report, None)),
        "*rank* is the range of places by F1 that these pages leave open. P, R, F1 and order are the ledger's, as the "
        "mean over the pages; a failure counts as an empty output. *noise* is the share of the output that is labelled "
        "noise. *title*, *auth.* and *date* are F1 over all pages, `-` where the extractor never gave one. *ms* is the "
        "median of a page, *cpu* that of the processor. *same*, where each page was asked for several times, is the "
        "share of the pages with the same answer each time; *from–to* are medians over the pages. `*` marks "
        "the controls that bound the table.",
    ]
    parts += [tables.markdown(compared) for compared in report.comparison]
    parts += [
        "## What leaks",
        "Share of the words of each noise kind that stand in the output.",
        _shares(report.leaks),
    ]
    parts += [
        "## What is lost",
        "Share of the expected words, by block kind, that are missing.",
        _shares(report.losses),
    ]
    parts += [
        "## Defects",
        "Share of the pages that have each defect; see `harness metrics defects`.",
        _defects(report),
    ]
    return [*parts, "## Hardest pages", table(*worst_pages(report))]


def _shares(shares: Shares) -> str:
    headings = ["extractor", *(f"{kind} ({shares.words[kind]})" for kind in shares.kinds)]
    rows = [[name, *(percent(row.get(kind)) for kind in shares.kinds)] for name, row in shares.rows]
    return table(headings, rows)


def _defects(report: Report) -> str:
    headings = ["extractor", *(defect.name for defect in DEFECTS)]
    rows = [
        [row.extractor.id, *(percent(row.figures.get(f"defect_{defect.name}")) for defect in DEFECTS)]
        for row in report.rows
        if row.pages
    ]
    return table(headings, rows)
