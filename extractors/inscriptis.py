"""Inscriptis: the whole page laid out as text, like a text browser. No boilerplate removal."""

from harness import Article, Page, extractor


def extract(page: Page) -> Article:
    from inscriptis import get_text  # type: ignore[import-untyped]

    return Article(text=get_text(page.html))


EXTRACTOR = extractor(extract, package="inscriptis", imports=("inscriptis",), licence="Apache-2.0")
