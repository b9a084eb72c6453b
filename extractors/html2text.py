"""html2text: the whole page as Markdown, unwrapped and with its own characters. No boilerplate removal."""

from harness import Article, Page, extractor


def extract(page: Page) -> Article:
    from html2text import HTML2Text

    converter = HTML2Text(baseurl=page.url or "", bodywidth=0)
    converter.unicode_snob = True  # otherwise &mdash; becomes "--" and &copy; "(C)"
    return Article(markdown=converter.handle(page.html))


EXTRACTOR = extractor(extract, package="html2text", imports=("html2text",), licence="GPL-3.0-or-later")
