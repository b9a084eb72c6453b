"""The files of a run in its report folder."""

from __future__ import annotations

from pathlib import Path

from ..goldens import Cases
from ..leaderboard import Report
from ..pageview import Budget, page_views
from ..run_files import write_text
from . import csv, html, markdown
from .columns import flat_rows
from .listing import as_json

# Views are packed to a sixth in the file, which has its own bounds.
_BUDGET = Budget(size=30_000_000)


def write_report(report: Report, folder: Path, cases: Cases | None = None) -> None:
    """Write the tables of a run beside its ``run.json``, each file atomically.

    They are ``report.html``, ``report.md``, ``scores.csv``, and the leaderboard as CSV and JSON. With the ``cases``
    that were scored, the HTML shows the words of each extractor's worst pages.
    """
    write_text(folder / "scores.csv", csv.lines(report))
    write_text(folder / "report.md", markdown.render(report))
    write_text(folder / "leaderboard.csv", csv.table(flat_rows(report)))
    write_text(folder / "leaderboard.json", as_json(flat_rows(report)))
    write_html(report, folder, folder / "report.html", cases)


def write_html(report: Report, folder: Path, file: Path, cases: Cases | None = None) -> None:
    """Write a run as one HTML file; ``folder`` is where the run lies, with its journal."""
    views = None if cases is None else page_views(report, folder, cases, _BUDGET)
    write_text(file, html.render(report, views=views))
