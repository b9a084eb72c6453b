"""markdownify: the body as Markdown, scripts and styles removed first. No boilerplate removal."""

import warnings

from harness import Article, Page, extractor


def extract(page: Page) -> Article:
    from bs4 import BeautifulSoup
    from markdownify import ATX, MarkdownConverter

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # "looks more like a filename", XHTML read as HTML
        # lxml repairs a page much as browsers do; html.parser, the default, lets unclosed paragraphs nest ever
        # deeper, and an XML declaration show.
        soup = BeautifulSoup(page.html, "lxml")
    if soup.body is None:
        return Article()
    # markdownify's option "strip" would drop the tags and keep the code between them.
    for element in soup(["script", "style", "template"]):
        element.decompose()
    return Article(markdown=MarkdownConverter(heading_style=ATX).convert_soup(soup.body))


EXTRACTOR = extractor(
    extract,
    package="markdownify",
    imports=("bs4", "lxml.html", "markdownify"),
    install="pip install markdownify lxml",
    licence="MIT",
)
