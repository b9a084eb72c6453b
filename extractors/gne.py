"""GNE, the General News Extractor for Chinese news by density of text and punctuation: standard settings."""

from __future__ import annotations

from datetime import datetime

from harness import Article, Page, extractor


def extract(page: Page) -> Article:
    from gne import GeneralNewsExtractor  # type: ignore[import-untyped]
    from gne.exceptions import NoContentException  # type: ignore[import-untyped]

    try:
        found = GeneralNewsExtractor().extract(page.html, host=page.url or "")
    except NoContentException:  # its way of saying that there is none
        return Article()
    author = found["author"].strip()
    return Article(
        text=found["content"],
        title=found["title"].strip() or None,
        authors=[author] if author else [],
        published=_iso(found["publish_time"].strip()),
    )


def _iso(found: str) -> str | None:
    try:
        return datetime.fromisoformat(found).isoformat()
    except ValueError:  # as the page writes it, in words for instance
        return None


EXTRACTOR = extractor(extract, package="gne", imports=("gne",), licence="MIT")
