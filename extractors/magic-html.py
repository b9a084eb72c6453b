"""magic-html: the main part of the page as HTML, as an article or, in the mode, as a forum."""

from typing import Any

from harness import Article, Page, extractor


def extract(page: Page, **settings: Any) -> Article:
    from magic_html import GeneralExtractor  # type: ignore[import-not-found]

    found = GeneralExtractor().extract(page.html, base_url=page.url or "", **settings)
    return Article(html=found["html"], title=(found["title"] or "").strip() or None)


EXTRACTOR = extractor(
    extract,
    package="magic-html",
    imports=("magic_html",),
    modes={"forum": {"html_type": "forum"}},
    licence="Apache-2.0",
    requirements=["magic-html>=0.1.5"],
    python=">=3.12",
)
