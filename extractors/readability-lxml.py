"""readability-lxml, the Python port of Arc90's Readability: its summary as HTML and the cleaned-up title."""

from harness import Article, Page, extractor


def extract(page: Page) -> Article:
    from readability import Document  # type: ignore[import-untyped]

    document = Document(page.html, url=page.url)
    title = document.short_title()
    author = document.author()
    return Article(
        html=document.summary(html_partial=True),
        title=title.strip() or None,
        authors=[author.strip()] if author.strip() not in ("", "[no-author]") else [],
    )


EXTRACTOR = extractor(
    extract,
    package="readability-lxml",
    imports=("readability",),
    licence="Apache-2.0",
)
