"""article-extractor, a pure-Python Readability with Markdown output: standard settings."""

from harness import Article, Page, extractor

# What it answers instead of failing when it has found nothing.
_NOTHING_FOUND = "Could not find main content"


def extract(page: Page) -> Article:
    from article_extractor import extract_article  # type: ignore[import-untyped]

    found = extract_article(page.html, url=page.url or "")
    # It catches its own errors. Versions before 0.5 take any justhtml, and with 0.40 or newer fail on every page.
    if not found.success and found.error != _NOTHING_FOUND:
        raise RuntimeError(found.error)
    return Article(
        markdown=found.markdown,
        html=found.content,
        title=found.title if found.title != "Untitled" else None,
        authors=[found.author] if found.author else [],
        published=found.date_published,
        language=found.language,
    )


EXTRACTOR = extractor(
    extract,
    package="article-extractor",
    imports=("article_extractor",),
    install="pip install article-extractor 'justhtml<0.37; python_version < \"3.12\"'",
    licence="MIT",
)
