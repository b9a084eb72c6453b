"""breadability, another Python port of Arc90's Readability: its readable part as HTML."""

from harness import Article, Page, extractor


def extract(page: Page) -> Article:
    from breadability.readable import Article as Readable  # type: ignore[import-untyped]

    # Its own text, main_text, takes paragraphs for the only blocks and so joins headings to what follows them.
    return Article(html=Readable(page.html, url=page.url).readable)


EXTRACTOR = extractor(
    extract,
    package="breadability",
    imports=("breadability.readable",),
    install="pip install breadability lxml_html_clean",  # it imports lxml.html.clean, which lxml has given away
    licence="BSD-2-Clause",
)
