"""Resiliparse's main-content extraction, without comment sections; in the modes, as HTML, or the whole page."""

from typing import Any

from harness import Article, Page, extractor


def extract(page: Page, **settings: Any) -> Article:
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    tree = HTMLTree.parse(page.html)
    chosen = {
        "main_content": True,
        "preserve_formatting": True,  # blocks on lines of their own
        "comments": False,
        "list_bullets": False,  # the numbers of an ordered list are not in the page
        "alt_texts": False,
        **settings,
    }
    text = extract_plain_text(tree, **chosen)
    title = (tree.title or "").strip() or None
    return (
        Article(html=text, title=title)
        if chosen["preserve_formatting"] == "minimal_html"
        else Article(text=text, title=title)
    )


EXTRACTOR = extractor(
    extract,
    package="resiliparse",
    imports=("resiliparse.extract.html2text", "resiliparse.parse.html"),
    modes={
        "html": {"preserve_formatting": "minimal_html"},
        "page": {"main_content": False},
    },
    licence="Apache-2.0",
)
