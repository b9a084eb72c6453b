"""Score how well scrapers get the article out of a web page, against golden articles.

Importing this package does no work; an extractor file needs only the three names below.
"""

from .extraction.api import extractor
from .model import Article, Page

__version__ = "0.1.0"

__all__ = ["Article", "Page", "__version__", "extractor"]
