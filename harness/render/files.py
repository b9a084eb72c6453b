"""The files of a run in its report folder."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

from ..execution.cache import Cache
from ..goldens import Cases
from ..leaderboard import Report
from ..pageview import Budget, page_views
from ..run_files import write_text
from . import csv, html, markdown
from .columns import flat_rows
from .html.drawings import CachedDrawings
from .listing import as_json

# Views are packed to a sixth in the file, which has its own bounds.
_MOST_BYTES = 30_000_000
PAGE_VIEWS = 50


def write_report(
    report: Report,
    folder: Path,
    cases: Cases | None = None,
    views: int = PAGE_VIEWS,
    cache: Cache | None = None,
    slots: int = 1,
) -> None:
    """Write the tables of a run beside its ``run.json``, each file atomically.

    They are ``report.html``, ``report.md``, ``scores.csv``, and the leaderboard as CSV and JSON. With the ``cases``
    that were scored, the HTML shows the words of each extractor's worst pages, of so many ``views``; what the ``cache``
    has of them is not made again, and the rest is on so many processes as there are ``slots``.
    """
    write_text(folder / "scores.csv", csv.lines(report))
    write_text(folder / "report.md", markdown.render(report))
    write_text(folder / "leaderboard.csv", csv.table(flat_rows(report)))
    write_text(folder / "leaderboard.json", as_json(flat_rows(report)))
    write_html(report, folder, folder / "report.html", cases, views, cache, slots)


def write_html(
    report: Report,
    folder: Path,
    file: Path,
    cases: Cases | None = None,
    views: int = PAGE_VIEWS,
    cache: Cache | None = None,
    slots: int = 1,
) -> None:
    """Write a run as one HTML file; ``folder`` is where the run lies, with its journal."""
    budget = Budget(per_extractor=views, size=_MOST_BYTES)
    shown = page_views(report, folder, cases, budget) if cases is not None and views else None
    with CachedDrawings(cache) if cache and shown else nullcontext() as drawings:
        text = html.render(report, views=shown, drawings=drawings, slots=slots)
    write_text(file, text)
