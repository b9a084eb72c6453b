"""Golden cases: read them, check them, choose among them."""

from .cases import Cases, HeldCases
from .check import check_case
from .collection import Collection, DataSet, Selection, collect, combine
from .load import LoadedCase, load_case, load_page
from .pages import MAX_BYTES, read_page, read_page_text
from .problems import Problem

__all__ = [
    "MAX_BYTES",
    "Cases",
    "Collection",
    "DataSet",
    "HeldCases",
    "LoadedCase",
    "Problem",
    "Selection",
    "check_case",
    "collect",
    "combine",
    "load_case",
    "load_page",
    "read_page",
    "read_page_text",
]
