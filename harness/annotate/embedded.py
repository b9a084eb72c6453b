"""Metadata that a page declares: candidates for a draft, each with where it stands.

JSON-LD, Open Graph and ``<meta>`` are read here, without any library; what extractors such as extruct and htmldate find
comes on top (:mod:`.drafting`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser

from ..goldens.annotations import is_possible
from ..model import LIST_FIELDS
from ..text import collapse

# By field, the names of <meta> in the order in which they are trusted.
_META: dict[str, tuple[str, ...]] = {
    "title": ("og:title", "twitter:title", "dc.title", "citation_title"),
    "authors": ("author", "article:author", "dc.creator", "citation_author", "parsely-author"),
    "published": ("article:published_time", "datepublished", "date", "dc.date", "citation_publication_date", "pubdate"),
    "modified": ("article:modified_time", "og:updated_time", "datemodified", "last-modified"),
    "site_name": ("og:site_name", "application-name"),
    "description": ("og:description", "description", "twitter:description", "dc.description"),
    "tags": ("article:tag", "keywords", "news_keywords"),
    "image": ("og:image", "og:image:url", "twitter:image"),
}
# By field, the keys of schema.org.
_SCHEMA: dict[str, tuple[str, ...]] = {
    "title": ("headline", "name"),
    "authors": ("author",),
    "published": ("datePublished",),
    "modified": ("dateModified",),
    "site_name": (),
    "description": ("description",),
    "tags": ("keywords",),
    "image": ("image",),
}
_ARTICLE = re.compile(r"(?:Article|Posting|Recipe|Product|Report|Review|Question|Event)$")
_PARTIAL_DATE = re.compile(r"\d{4}(-\d\d)?")
_DAY = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?(\.\d+)?(Z|[+-]\d\d:?\d\d)?)?")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_MOST_VALUES = 30


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value for a field and where it was found: ``JSON-LD author``, ``meta og:title``, ``extruct``."""

    field: str
    value: str | tuple[str, ...]
    source: str


def read_embedded(html: str, url: str | None) -> list[Candidate]:
    """Return what a page declares, the most trusted candidate of each field first; never raises on a page."""
    tree = LexborHTMLParser(html)
    meta: dict[str, list[str]] = {}
    for node in tree.css("meta"):
        attributes = node.attributes
        name = (
            (attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or "").strip().lower()
        )
        content = collapse(attributes.get("content") or "")
        if name and content:
            meta.setdefault(name, []).append(content)
    things = [thing for node in tree.css("script[type='application/ld+json']") for thing in _things(node.text())]
    things.sort(key=lambda thing: not _is_article(thing))
    found: list[Candidate] = []
    for field, names in _META.items():
        for key in _SCHEMA[field]:
            for thing in things:
                _add(found, field, _texts(thing.get(key)), f"JSON-LD {key}", url)
        for name in names:
            _add(found, field, meta.get(name, []), f"meta {name}", url)
    for thing in things:
        _add(found, "site_name", _texts(thing.get("publisher")), "JSON-LD publisher", url)
    for selector, field in (("title", "title"), ("h1", "title")):
        _add(found, field, [collapse(node.text()) for node in tree.css(selector)[:1]], f"<{selector}>", url)
    canonical = tree.css_first("link[rel='canonical']")
    if canonical is not None:
        _add(found, "canonical_url", [canonical.attributes.get("href") or ""], "link canonical", url)
    _add(found, "canonical_url", meta.get("og:url", []), "meta og:url", url)
    return found


def read_language(html: str) -> str | None:
    """Return the language that a page declares (BCP 47), by ``<html lang>`` or ``og:locale``."""
    tree = LexborHTMLParser(html)
    root, locale = tree.css_first("html"), tree.css_first("meta[property='og:locale']")
    for given in (root and root.attributes.get("lang"), locale and locale.attributes.get("content")):
        language = (given or "").strip().replace("_", "-")
        first, dash, rest = language.partition("-")
        if _LANGUAGE.fullmatch(found := first.lower() + dash + rest):
            return found
    return None


def clean_value(field: str, values: list[str], url: str | None) -> str | tuple[str, ...] | None:
    """Return values in the form of ``golden.json``; ``None`` where none of them can be.

    Dates must be ISO 8601, addresses absolute, names of people are no addresses.
    """
    texts = list(filter(None, map(collapse, values)))
    if field in ("image", "canonical_url"):
        texts = [address for text in texts if (address := _absolute(text, url))]
    elif field in ("published", "modified"):
        texts = [date for text in texts if (date := _date(text))]
    elif field == "authors":
        texts = [text for text in texts if "://" not in text]
    elif field == "tags":
        texts = [tag for text in texts for tag in map(str.strip, text.split(",")) if tag]
    if field in LIST_FIELDS:
        return tuple(dict.fromkeys(texts))[:_MOST_VALUES] or None
    return texts[0] if texts else None


def _add(found: list[Candidate], field: str, values: list[str], source: str, url: str | None) -> None:
    value = clean_value(field, values, url)
    if value is not None:
        found.append(Candidate(field, value, source))


def _things(source: str) -> Iterator[dict[str, Any]]:
    try:
        waiting: list[object] = [json.loads(source)]
    except (ValueError, RecursionError):
        return
    while waiting:
        value = waiting.pop(0)
        if isinstance(value, list):
            waiting[:0] = value[:_MOST_VALUES]
        elif isinstance(value, dict):
            yield value
            waiting[:0] = [value.get("@graph")]


def _is_article(thing: dict[str, Any]) -> bool:
    kinds = thing.get("@type")
    return any(
        isinstance(kind, str) and _ARTICLE.search(kind) for kind in (kinds if isinstance(kinds, list) else [kinds])
    )


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [text for one in value[:_MOST_VALUES] if not isinstance(one, list) for text in _texts(one)]
    if isinstance(value, dict):
        return next(([str(value[key])] for key in ("name", "@value", "url") if isinstance(value.get(key), str)), [])
    return []


def _absolute(text: str, url: str | None) -> str | None:
    try:
        address = urljoin(url or "", text)
    except ValueError:
        return None
    return address if address.startswith(("http://", "https://")) else None


def _date(text: str) -> str | None:
    """Return a date as ``golden.json`` has it; ``None`` for what is no date of ISO 8601."""
    text = text.strip().replace(" ", "T", 1)
    if not (_PARTIAL_DATE.fullmatch(text) or _DAY.fullmatch(text)) or not is_possible(text):
        return None
    text = re.sub(r"\.\d+", "", text)
    return re.sub(r"([+-]\d\d)(\d\d)$", r"\1:\2", text)
