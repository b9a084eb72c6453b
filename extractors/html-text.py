"""html-text: the whole page as text, with blocks on lines of their own. No boilerplate removal."""

from harness import Article, Page, extractor


def extract(page: Page) -> Article:
    from html_text import extract_text

    return Article(text=extract_text(page.html))


EXTRACTOR = extractor(extract, package="html-text", imports=("html_text",), licence="MIT")
