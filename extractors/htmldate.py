"""htmldate: the date of publication and no text; in the mode, without its search through the text for dates."""

from harness import Article, Page, extractor


def extract(page: Page, extensive_search: bool = True) -> Article:
    from htmldate import find_date

    # original_date: when it was published. The default is the latest date, which may be that of a change.
    return Article(published=find_date(page.html, extensive_search=extensive_search, original_date=True, url=page.url))


EXTRACTOR = extractor(
    extract,
    package="htmldate",
    imports=("htmldate",),
    modes={"fast": {"extensive_search": False}},
    licence="Apache-2.0",
    text=False,
)
