"""MainContentExtractor: <main> or <article> as Markdown, Trafilatura's choice where a page has neither."""

from harness import Article, Page, extractor


def extract(page: Page) -> Article:
    from main_content_extractor import MainContentExtractor  # type: ignore[import-untyped]

    # Its format "text" glues all blocks together, and "html" puts spaces around every <b> and <a>.
    return Article(markdown=MainContentExtractor.extract(page.html, output_format="markdown"))


EXTRACTOR = extractor(
    extract,
    package="MainContentExtractor",
    imports=("main_content_extractor",),
    licence="MIT",  # its own; it imports html2text, which is GPL-3.0-or-later
)
