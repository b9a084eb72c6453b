"""extruct: the metadata that a page embeds for machines and no text; in the mode, with the embedded article body."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from harness import Article, Page, extractor

# Not RDFa and microformats: they hold little else than these, and take a parser of their own each.
_SYNTAXES = ["json-ld", "microdata", "opengraph"]
# What else a page may be about, after the many kinds of articles and postings and before WebPage, in schema.org.
_SUBJECTS = frozenset({"Recipe", "Product", "Report", "Review", "Question"})
_PARTIAL_DATE = re.compile(r"\d{4}(-\d\d)?")


def extract(page: Page, body: bool = False) -> Article:
    import extruct  # type: ignore[import-untyped]

    # "log": a syntax that is broken is told on stderr and costs no other.
    found = extruct.extract(
        page.html,
        base_url=page.url,
        syntaxes=_SYNTAXES,
        uniform=True,
        with_og_array=True,
        errors="log",
    )
    item = _subject(found)
    graph = (found.get("opengraph") or [{}])[0]
    language = _first(item.get("inLanguage"), graph.get("og:locale"))
    return Article(
        text=_first(item.get("articleBody")) if body else None,
        title=_first(item.get("headline"), item.get("name"), graph.get("og:title")),
        # OpenGraph's article:author is a profile's address.
        authors=[name for name in _texts(item.get("author")) if "://" not in name],
        published=_date(item.get("datePublished"), graph.get("article:published_time")),
        modified=_date(item.get("dateModified"), graph.get("article:modified_time")),
        site_name=_first(graph.get("og:site_name"), item.get("publisher")),
        description=_first(item.get("description"), graph.get("og:description")),
        tags=[tag for value in _tags(item, graph) for tag in map(str.strip, value.split(",")) if tag],
        language=language.replace("_", "-") if language else None,  # OpenGraph writes en_GB
        image=_address(item.get("image"), graph.get("og:image")),
        canonical_url=_address(item.get("mainEntityOfPage"), item.get("url"), graph.get("og:url")),
    )


def _subject(found: dict[str, Any]) -> dict[str, Any]:
    """Return the item that describes the page: an article before any other, as the page orders them."""
    items = [item for syntax in ("json-ld", "microdata") for item in _items(found.get(syntax))]
    kinds = [(item, set(_texts(item.get("@type")))) for item in items]
    articles = [item for item, types in kinds if any(name.endswith(("Article", "Posting")) for name in types)]
    others = [item for item, types in kinds if types & _SUBJECTS]
    pages = [item for item, types in kinds if "WebPage" in types]
    return next(iter((*articles, *others, *pages)), {})


def _items(found: object) -> Iterator[dict[str, Any]]:
    for item in found if isinstance(found, list) else [found]:
        if isinstance(item, dict):
            yield item
            yield from _items(item.get("@graph"))


def _texts(value: object, keys: Iterable[str] = ("name", "@value", "@id")) -> list[str]:
    """Return the texts of a value as JSON-LD may write it: a text, an object with a name, or several of either."""
    if isinstance(value, str):
        return [value.strip()] if value.strip() else []
    if isinstance(value, list):
        return [text for one in value for text in _texts(one, keys)]
    if isinstance(value, dict):
        return next((texts for key in keys if (texts := _texts(value.get(key), keys))), [])
    return []


def _first(*values: object) -> str | None:
    return next((text for value in values for text in _texts(value)), None)


def _address(*values: object) -> str | None:
    return next((text for value in values for text in _texts(value, ("url", "@id", "contentUrl"))), None)


def _tags(item: dict[str, Any], graph: dict[str, Any]) -> list[str]:
    return _texts(item.get("keywords")) or _texts(graph.get("article:tag"))


def _date(*values: object) -> str | None:
    """Return the first value that is a date of ISO 8601, as the page writes it."""
    for value in values:
        for text in _texts(value):
            try:
                if not _PARTIAL_DATE.fullmatch(text):
                    datetime.fromisoformat(text)
            except ValueError:
                continue
            return text
    return None


EXTRACTOR = extractor(
    extract,
    package="extruct",
    imports=("extruct",),
    modes={"body": {"body": True}},
    licence="BSD-3-Clause",
    text=False,
)
