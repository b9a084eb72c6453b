"""Ways of showing a report. A renderer computes nothing: what it shows is in :class:`~harness.leaderboard.Report`."""

from ..leaderboard import Report
from . import markdown, terminal
from .columns import flat_rows
from .listing import Format, listing

__all__ = ["render"]


def render(report: Report, form: Format) -> str:
    """Return a report: all of it as a table or Markdown, its leaderboard as CSV or JSON."""
    if form == "table":
        return terminal.render(report)
    if form == "markdown":
        return markdown.render(report)
    return listing(flat_rows(report), form)
