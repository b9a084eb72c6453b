"""Fundus: hand-written parsers, one a publisher, on the page as given. Any other publisher's page is an error."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from harness import Article, Page, extractor


def extract(page: Page) -> Article:
    host = _host(page.url or "")
    parser = _parsers().get(host)
    if parser is None:
        raise LookupError(f"fundus has no parser for {host or 'a page without a URL'}")
    # Without the date of the capture, the parser of today's layout. "suppress", as its crawler does: a field that
    # cannot be parsed is empty and costs no other.
    found = parser().parse(page.html, error_handling="suppress")
    published = found.get("publishing_date")
    return Article(
        text=str(found.get("body") or ""),
        title=found.get("title") or None,
        authors=found.get("authors") or (),
        published=published.isoformat() if isinstance(published, datetime) else None,
        tags=found.get("topics") or (),
    )


@cache
def _parsers() -> dict[str, Any]:
    from fundus import PublisherCollection  # type: ignore[import-not-found]

    return {
        _host(domain): publisher.parser
        for publisher in PublisherCollection
        for domain in (*publisher.deprecated_domains, publisher.domain)
    }


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").removeprefix("www.")


EXTRACTOR = extractor(
    extract,
    package="fundus",
    imports=("fundus",),
    # 0.5.7 asks for lxml below 6, which the other extractors are past, and fails to import with curl_cffi 0.16.
    licence="MIT",
    requirements=["fundus>=0.5", "curl_cffi<0.16"],
)
