"""innertext: what a browser's innerText would give for the whole page. No boilerplate removal."""

from harness import Article, Page, extractor


def extract(page: Page) -> Article:
    from innertext import inner_text

    return Article(text=inner_text(page.html))


EXTRACTOR = extractor(extract, package="innertext", imports=("innertext",), licence="MIT")
