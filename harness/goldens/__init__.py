"""Golden cases: read them, check them, choose among them."""

from .check import check_case
from .collection import Collection, Selection, collect
from .load import LoadedCase, load_case
from .pages import MAX_BYTES, read_page, read_page_text
from .problems import Problem

__all__ = [
    "MAX_BYTES",
    "Collection",
    "LoadedCase",
    "Problem",
    "Selection",
    "check_case",
    "collect",
    "load_case",
    "read_page",
    "read_page_text",
]
