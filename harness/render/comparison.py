"""A comparison in any of its formats."""

from __future__ import annotations

from typing import Literal, get_args

from ..compare.report import ComparisonReport
from . import comparison_data, comparison_markdown, comparison_terminal, junit

Format = Literal["terminal", "markdown", "json", "csv", "junit"]
FORMATS: tuple[Format, ...] = get_args(Format)


def render(report: ComparisonReport, form: Format) -> str:
    """Return a comparison, all of it in the three formats for programs."""
    renderers = {
        "terminal": comparison_terminal.render,
        "markdown": comparison_markdown.render,
        "json": comparison_data.as_json,
        "csv": comparison_data.as_csv,
        "junit": junit.render,
    }
    return renderers[form](report)
