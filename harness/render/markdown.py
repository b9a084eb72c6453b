"""A report as Markdown: the leaderboard, both share tables in full, the hardest pages, failures, the method."""

from __future__ import annotations

from tabulate import tabulate

from ..leaderboard import Report, Shares
from ..metrics.defects import DEFECTS
from .columns import is_figures, leaderboard, not_ready, one_line, percent, worst_pages


def render(report: Report) -> str:
    """Return the whole report as Markdown."""
    run = report.run
    parts = [
        "# Scores",
        f"{len(run.cases)} golden cases of `{run.data_set.name}/`, data set `{run.data_set.digest[:12]}`.",
        table(*leaderboard(report)),
        "P, R, F1 and order are the ledger's, as the mean over the pages; a failure counts as an empty output. "
        "*noise* is the share of the output that is labelled noise. *title*, *auth.* and *date* are F1 over all "
        "pages, `-` where the extractor never gave one. *ms* is the median of a page. `*` marks the controls that "
        "bound the table.",
    ]
    if lines := not_ready(report):
        parts += ["\n".join(f"- {_escape(line)}" for line in lines)]
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
    parts += ["## Hardest pages", table(*worst_pages(report))]
    if report.failures:
        failures = [[row.extractor, row.case, row.outcome, row.failure.message] for row in report.failures]
        parts += ["## Failures", table(["extractor", "case", "outcome", "message"], failures)]
    if run.problems:
        parts += [
            "## Golden cases with problems, not scored",
            "\n".join(f"- {_escape(line)}" for line in run.problems),
        ]
    signatures = "\n".join(f"- `{signature}`" for _, signature in sorted(run.metrics.items()))
    environment = ", ".join(f"{name} {value}" for name, value in run.environment.items())
    parts += [
        "## Method",
        signatures,
        f"Data set digest `{run.data_set.digest}`.",
        f"Environment: {environment}.",
    ]
    return "\n\n".join(parts) + "\n"


def table(headings: list[str], rows: list[list[str]]) -> str:
    """Return a Markdown table; cells cannot break out of it."""
    cells = [[_escape(cell) for cell in row] for row in rows]
    alignment = ["right" if is_figures(column) else "left" for column in zip(*rows, strict=True)] or None
    return tabulate(cells, headings, tablefmt="github", colalign=alignment, disable_numparse=True)


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


def _escape(text: str) -> str:
    """Make text from a page or an extractor harmless in Markdown: one line, no markup, no table cell of its own."""
    line = one_line(text)
    for character in "\\`*_[]<>|#~":
        line = line.replace(character, "\\" + character)
    return line
