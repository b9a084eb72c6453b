"""The words behind a figure: one extractor on one page, read beside the expected text.

A view says of every word what the ledger booked it as, with the very text around the words; of every annotated field
what was given; and of a failure why. It computes no figure of its own: its words add up to the ledger's counts.
"""

from .captured import CapturedPage, PageMark
from .choice import Budget, Choice, choose
from .figures import MeanFigures, mean_figures
from .making import make_view, reference_of
from .sight import Artist, Drawings, Sight
from .stream import PageViews, page_views
from .view import FieldView, PageView, Run, ViewText

__all__ = [
    "Artist",
    "Budget",
    "CapturedPage",
    "Choice",
    "Drawings",
    "FieldView",
    "MeanFigures",
    "PageMark",
    "PageView",
    "PageViews",
    "Run",
    "Sight",
    "ViewText",
    "choose",
    "make_view",
    "mean_figures",
    "page_views",
    "reference_of",
]
