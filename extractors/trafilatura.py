"""Trafilatura with its standard settings for main content: tables kept, reader comments left out."""

from typing import Any

from harness import Article, Page, extractor


def extract(page: Page, **settings: Any) -> Article:
    from trafilatura import bare_extraction

    document: Any = bare_extraction(page.html, url=page.url, include_comments=False, with_metadata=True, **settings)
    if document is None:  # it found no text and discards the page, metadata and all
        return Article()
    return Article(
        text=document.text,
        title=document.title or None,
        authors=_split(document.author, ";"),
        published=document.date or None,
        site_name=document.sitename or None,
        description=document.description or None,
        tags=[tag for line in document.tags or () for tag in _split(line, ",")],
        language=document.language or None,
        image=document.image or None,
        canonical_url=document.url or None,
    )


def _split(joined: str | None, separator: str) -> list[str]:
    """Undo the library's joining: authors come as ``A; B``, the tags of one ``<meta>`` as ``a, b``."""
    return list(dict.fromkeys(filter(None, map(str.strip, (joined or "").split(separator)))))


EXTRACTOR = extractor(
    extract,
    package="trafilatura",
    imports=("trafilatura",),
    modes={
        "fast": {"fast": True},
        "precision": {"favor_precision": True},
        "recall": {"favor_recall": True},
    },
    licence="Apache-2.0",
)
