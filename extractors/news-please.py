"""news-please: Newspaper's and Readability's answers compared and combined, no image fetched."""

from __future__ import annotations

from datetime import datetime

from _newspaper import read_korean

from harness import Article, Page, extractor


def extract(page: Page) -> Article:
    from newsplease import NewsPlease  # type: ignore[import-not-found]

    read_korean()
    found = NewsPlease.from_html(page.html, url=page.url, fetch_images=False)
    if not found:  # {} for an empty page
        return Article()
    return Article(
        text=found.maintext,
        title=found.title or None,
        authors=[name for name in found.authors or () if name],
        published=_iso(found.date_publish),
        modified=_iso(found.date_modify),
        description=found.description or None,
        language=found.language or None,
        image=found.image_url or None,
    )


def _iso(moment: datetime | str | None) -> str | None:
    return moment.isoformat() if isinstance(moment, datetime) else moment or None


EXTRACTOR = extractor(
    extract,
    package="news-please",
    imports=("newsplease",),
    licence="Apache-2.0",
    # It pins versions that others are past. It fails on a page as soon as Newspaper does, and that wants a library of
    # their own for the words of Arabic, Korean (nlp), Chinese, Hindi and its neighbours, Japanese and Thai.
    requirements=["news-please>=1.6", "newspaper4k[hi,ja,nlp,th,zh]>=0.9.3"],
)
