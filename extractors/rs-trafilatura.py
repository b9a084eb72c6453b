"""rs-trafilatura, Trafilatura's approach in Rust with a classifier of page types: standard settings, and Markdown."""

from typing import Any

from harness import Article, Page, extractor


def extract(page: Page, **settings: Any) -> Article:
    from rs_trafilatura import extract as run  # type: ignore[import-not-found]

    # Its defaults keep tables and leave comments out.
    found = run(page.html, url=page.url, output_markdown=True, **settings)
    return Article(
        text=found.main_content,
        markdown=found.content_markdown,
        title=found.title or None,
        authors=[found.author] if found.author else [],
        published=found.date or None,
        site_name=found.sitename or None,
        description=found.description or None,
        language=found.language or None,
    )


EXTRACTOR = extractor(
    extract,
    package="rs-trafilatura",
    imports=("rs_trafilatura",),
    modes={"precision": {"favor_precision": True}, "recall": {"favor_recall": True}},
    licence="MIT OR Apache-2.0",
    # It compiles: needs Rust.
    requirements=["rs-trafilatura>=0.1"],
)
