"""Beautiful Soup's get_text() over the body, with a line for each block. No boilerplate removal."""

import warnings

from harness import Article, Page, extractor

_BLOCKS = """
address article aside blockquote br button caption dd details dialog div dl dt fieldset figcaption figure
footer form h1 h2 h3 h4 h5 h6 header hr legend li main nav ol option p pre section select summary table td
textarea th tr ul
"""
_BREAK = "\x1e"  # record separator: no page holds it


def extract(page: Page) -> Article:
    from bs4 import BeautifulSoup

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # "looks more like a filename", XHTML read as HTML
        soup = BeautifulSoup(page.html, "lxml")  # the parser that its documentation recommends
    if soup.body is None:
        return Article()
    for block in soup.body.find_all(_BLOCKS.split()):
        block.insert(0, _BREAK)
        block.append(_BREAK)
    # get_text() alone would join blocks; get_text("\n") would break sentences at every <b> and <a>. It leaves
    # out scripts, styles and templates by itself.
    lines = (" ".join(line.split()) for line in soup.body.get_text().split(_BREAK))
    return Article(text="\n".join(filter(None, lines)))


EXTRACTOR = extractor(
    extract,
    package="beautifulsoup4",
    imports=("bs4", "lxml.html"),
    install="pip install beautifulsoup4 lxml",
    licence="MIT",
)
