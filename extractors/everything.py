"""Control: all visible text of the page. Its recall is the most that any extractor could reach."""

from harness import Article, Page, extractor


def extract(page: Page) -> Article:
    from harness.html import read_html

    return Article(text=read_html(page.html).visible)


EXTRACTOR = extractor(extract, imports=("harness.html",), version="1", control=True)
