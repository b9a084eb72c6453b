"""The words behind a figure: one extractor on one page, read beside the expected text.

A view says of every word what the ledger booked it as, with the very text around the words; of every annotated field
what was given; and of a failure why. It computes no figure of its own: its words add up to the ledger's counts.
"""

from .captured import CapturedPage, PageMark
from .choice import Budget, Choice, choose
from .making import make_view, reference_of
from .stream import PageViews, page_views
from .view import FieldView, PageView, Run, ViewText

__all__ = [
    "Budget",
    "CapturedPage",
    "Choice",
    "FieldView",
    "PageMark",
    "PageView",
    "PageViews",
    "Run",
    "ViewText",
    "choose",
    "make_view",
    "page_views",
    "reference_of",
]
