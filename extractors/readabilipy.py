"""ReadabiliPy without Node: the whole page simplified to plain blocks. No boilerplate removal but that of tags."""

from harness import Article, Page, extractor


def extract(page: Page) -> Article:
    from readabilipy import simple_json_from_html_string  # type: ignore[import-untyped]

    # With use_readability it would call Readability.js, and install it from the network first. Without, it drops
    # forms, media, scripts and the like, and keeps menus and footers.
    found = simple_json_from_html_string(page.html, use_readability=False)
    blocks = [block["text"] for block in found["plain_text"] or ()]
    return Article(text="\n".join(blocks), html=found["plain_content"], title=found["title"], published=found["date"])


EXTRACTOR = extractor(extract, package="readabilipy", imports=("readabilipy",), licence="MIT")
