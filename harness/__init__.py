"""Score how well scrapers get the article out of a web page, against golden articles.

Importing this package does no work; an extractor file needs only the names below.
"""

from .extraction.api import extractor
from .extraction.program import Program, program
from .model import Article, Page

__version__ = "0.1.0"

__all__ = ["Article", "Page", "Program", "__version__", "extractor", "program"]
