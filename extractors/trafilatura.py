"""Trafilatura with its standard settings for main content: tables kept, reader comments left out.

The modes are its own: less noise or more text, no second opinion of other algorithms, Markdown, and its baseline.
"""

from typing import Any

from harness import Article, Page, extractor


def extract(page: Page, kind: str = "text", **settings: Any) -> Article:
    from trafilatura import bare_extraction, baseline

    if kind == "baseline":  # embedded JSON, <article> or all paragraphs; it knows no metadata
        return Article(text=baseline(page.html)[1])
    if kind == "markdown":
        # Not beside the text in every row: one of two runs would be counted in the time of each (58 against 91 ms),
        # and with formatting kept it decides a few pages otherwise.
        settings |= {"include_formatting": True}
    document: Any = bare_extraction(page.html, url=page.url, include_comments=False, with_metadata=True, **settings)
    if document is None:  # it found no text and discards the page, metadata and all
        return Article()
    return Article(
        text=document.text if kind == "text" else None,
        markdown=document.text if kind == "markdown" else None,
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
        "baseline": {"kind": "baseline"},
        "fast": {"fast": True},
        "markdown": {"kind": "markdown"},
        "precision": {"favor_precision": True},
        "recall": {"favor_recall": True},
    },
    licence="Apache-2.0",
)
