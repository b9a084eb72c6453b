"""Control: no text at all. Any extractor that scores below it does harm."""

from harness import Article, Page, extractor


def extract(page: Page) -> Article:
    return Article(text="")


EXTRACTOR = extractor(extract, version="1", control=True)
