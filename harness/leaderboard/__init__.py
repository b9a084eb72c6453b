"""The tables of a run, computed once for every way of showing them. A renderer computes nothing."""

from .failures import FailureRow
from .grid import Grid, GridPage, Pieces
from .hard_pages import HardPage
from .report import Report, build_report, page_figures
from .rows import Row
from .shares import Shares
from .standing import Lead

__all__ = [
    "FailureRow",
    "Grid",
    "GridPage",
    "HardPage",
    "Lead",
    "Pieces",
    "Report",
    "Row",
    "Shares",
    "build_report",
    "page_figures",
]
