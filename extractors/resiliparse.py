"""Resiliparse's main-content extraction, without comment sections or text that the page does not show."""

from harness import Article, Page, extractor


def extract(page: Page) -> Article:
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    tree = HTMLTree.parse(page.html)
    text = extract_plain_text(
        tree,
        main_content=True,
        preserve_formatting=True,  # blocks on lines of their own
        comments=False,
        list_bullets=False,  # the numbers of an ordered list are not in the page
        alt_texts=False,
    )
    return Article(text=text, title=(tree.title or "").strip() or None)


EXTRACTOR = extractor(
    extract,
    package="resiliparse",
    imports=("resiliparse.extract.html2text", "resiliparse.parse.html"),
    licence="Apache-2.0",
)
