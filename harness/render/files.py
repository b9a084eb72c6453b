"""The files of a run in its report folder."""

from __future__ import annotations

from pathlib import Path

from ..leaderboard import Report
from ..run_files import write_text
from . import csv, markdown
from .columns import flat_rows
from .listing import as_json


def write_report(report: Report, folder: Path) -> None:
    """Write ``scores.csv``, ``report.md`` and the leaderboard as CSV and JSON beside ``run.json``, each atomically."""
    write_text(folder / "scores.csv", csv.lines(report))
    write_text(folder / "report.md", markdown.render(report))
    write_text(folder / "leaderboard.csv", csv.table(flat_rows(report)))
    write_text(folder / "leaderboard.json", as_json(flat_rows(report)))
