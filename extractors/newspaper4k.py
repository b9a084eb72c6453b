"""newspaper4k, the maintained fork of newspaper3k: standard settings, nothing fetched."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from typing import Any

from _newspaper import read_korean

from harness import Article, Page, extractor


def extract(page: Page) -> Article:
    found = _parse(page)
    return Article(
        text=found.text,
        title=found.title.strip() or None,
        authors=_clean(found.authors),
        published=found.publish_date.isoformat() if isinstance(found.publish_date, datetime) else None,
        site_name=found.meta_site_name.strip() or None,
        description=found.meta_description.strip() or None,
        tags=sorted(_clean(found.tags or ())) or _clean(found.meta_keywords),
        language=found.meta_lang or None,
        image=found.top_image or None,
        canonical_url=found.canonical_link or None,
    )


def _parse(page: Page) -> Any:
    import newspaper  # type: ignore[import-untyped]

    # Its own language setting follows the page. Some languages want a tokeniser of their own; where that is not
    # installed it raises, and says so. The extra `extractors` brings those of Arabic, Chinese, Japanese, Korean and
    # Thai; Hindi, Bengali, Nepali and Tamil want newspaper4k[hi], which brings pandas and Sphinx.
    read_korean()
    # Given the HTML, it downloads nothing but the images that it weighs.
    article = newspaper.Article(page.url or "", fetch_images=False)
    # It takes elements out of sets, in the order of their memory addresses: every run could choose another text.
    body = article.extractor.article_body_extractor
    for name in ("nodes_to_check", "compute_gravity_scores"):
        setattr(body, name, partial(_in_order, getattr(body, name)))
    return article.download(input_html=page.html).parse()


def _in_order(method: Callable[[Any], list[Any]], argument: Any) -> list[Any]:
    """Call the method and return its elements by tag, in the library's own order of tags, then by place."""
    nodes = method(argument)
    places = {node: place for place, node in enumerate(nodes[0].getroottree().iter())} if nodes else {}
    tags = {tag: rank for rank, tag in enumerate(("p", "pre", "td", "article", "div"))}
    return sorted(nodes, key=lambda node: (tags.get(node.tag, len(tags)), places[node]))


def _clean(values: Iterable[str]) -> list[str]:
    return [value.strip() for value in values if value.strip()]


EXTRACTOR = extractor(extract, package="newspaper4k", imports=("newspaper",), licence="MIT")
