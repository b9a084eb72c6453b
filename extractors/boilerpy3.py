"""BoilerPy3, the Python port of Boilerpipe: its ArticleExtractor, and three of its others as modes."""

from harness import Article, Page, extractor


def extract(page: Page, kind: str = "ArticleExtractor") -> Article:
    from boilerpy3 import extractors  # type: ignore[import-untyped]

    document = getattr(extractors, kind)().get_doc(page.html)
    return Article(text=document.content, title=(document.title or "").strip() or None)


EXTRACTOR = extractor(
    extract,
    package="boilerpy3",
    imports=("boilerpy3.extractors",),
    # Not Canola: it was trained on another notion of what boilerplate is.
    modes={
        "default": {"kind": "DefaultExtractor"},
        "largest": {"kind": "LargestContentExtractor"},
        "sentences": {"kind": "ArticleSentencesExtractor"},
    },
    licence="Apache-2.0",
)
