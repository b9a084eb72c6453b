"""Goose, the Python 3 port: standard settings, which never fetch images, and the stop words of the language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from importlib.util import find_spec
from typing import Any

from harness import Article, Page, extractor

# Goose encodes the text in whatever charset the page declares and has that read back, which fails on the
# first character that the charset lacks. UTF-8 has them all.
_DECLARED = re.compile(r"""(<[^<>]*\b(?:charset|encoding)\s*=\s*["']?\s*)[\w-]+""", re.IGNORECASE)
# The words of these languages take a class of their own, says its documentation, and that class a package.
_CLASSES = {
    "ar": ("StopWordsArabic", "nltk"),
    "ja": ("StopWordsJapanese", "fugashi"),
    "ko": ("StopWordsKorean", "ahocorasick"),
    "zh": ("StopWordsChinese", "jieba"),
}


def extract(page: Page) -> Article:
    # Given a URL and an empty page it would download one.
    found = _goose().extract(url=page.url if page.html else None, raw_html=_DECLARED.sub(r"\1utf-8", page.html))
    published = _first(found.publish_date)
    moment = found.publish_datetime_utc
    return Article(
        text=found.cleaned_text,
        title=_first(found.title),
        authors=sorted(_clean(found.authors)),
        published=_iso(published) or (moment.isoformat() if moment else None),
        modified=_iso(_first(found.opengraph.get("article:modified_time"))),
        site_name=_first(found.opengraph.get("site_name")),
        description=_first(found.meta_description),
        tags=sorted(_clean(found.tags)) or _clean((found.meta_keywords or "").split(",")),
        language=_first(found.meta_lang),
        image=_first(found.opengraph.get("image")),
        canonical_url=_first(found.canonical_link),
    )


@cache
def _goose() -> Any:
    from goose3 import Goose, text  # type: ignore[import-untyped]

    kinds = {code: getattr(text, name, None) for code, (name, needs) in _CLASSES.items() if find_spec(needs)}

    class StopWordsByLanguage(text.StopWords):  # type: ignore[misc]
        def __new__(cls, language: str = "en") -> Any:
            kind = kinds.get(language)
            return kind(language) if kind else super().__new__(cls)

    return Goose({"enable_image_fetching": False, "stopwords_class": StopWordsByLanguage})


def _first(value: object) -> str | None:
    """Return the value, or the first of several, as a repeated ``<meta>`` gives."""
    if isinstance(value, list) and value:
        value = value[0]
    return value.strip() or None if isinstance(value, str) else None


def _clean(values: Iterable[object]) -> list[str]:
    return [value.strip() for value in values if isinstance(value, str) and value.strip()]


def _iso(value: str | None) -> str | None:
    try:
        return datetime.fromisoformat(value).isoformat() if value else None
    except ValueError:
        return None


EXTRACTOR = extractor(extract, package="goose3", imports=("goose3",), licence="Apache-2.0")
