"""The files of a run in its report folder."""

from __future__ import annotations

from pathlib import Path

from ..leaderboard import Report
from ..runs import write_run, write_text
from . import csv, markdown
from .columns import flat_rows
from .listing import as_json


def write_report(report: Report, folder: Path) -> None:
    """Write ``run.json``, ``scores.csv``, ``report.md`` and the leaderboard as CSV and JSON, each atomically."""
    write_run(report.run, folder / "run.json")
    write_text(folder / "scores.csv", csv.render(report))
    write_text(folder / "report.md", markdown.render(report))
    write_text(folder / "leaderboard.csv", csv.table(flat_rows(report)))
    write_text(folder / "leaderboard.json", as_json(flat_rows(report)))
