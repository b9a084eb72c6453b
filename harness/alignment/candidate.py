"""One output in words, as one case sees it."""

from __future__ import annotations

from functools import cached_property

from ..blocks import join
from ..model import Article
from ..text import words
from .memo import Memo
from .reference import Reference
from .tiling import Ids


class Candidate(Memo):
    """The text of one article, tokenised once for all metrics.

    Attributes:
        article: the article; ``None`` for a failure, which counts as an empty output.
        text: its text. Without ``text`` the article's Markdown is read, else its HTML.
        words: its words; ``lines`` the ``(start, end)`` of each line that has any, counted in words.
    """

    def __init__(self, article: Article | None, reference: Reference) -> None:
        super().__init__()
        self.article = article
        self.text = article_text(article)
        self.words: list[str] = []
        self.lines: list[tuple[int, int]] = []
        for line in self.text.splitlines():
            found = reference.cut(words(line))
            if found:
                self.lines.append((len(self.words), len(self.words) + len(found)))
                self.words += found
        self._reference = reference

    @cached_property
    def numbers(self) -> Ids:
        """The words as the reference numbers them; 0 for a word that neither expected text nor page holds."""
        return self._reference.numbers(self.words)


def article_text(article: Article | None) -> str:
    """Return the plain text of an article: what it gives as text, else what its Markdown or its HTML says."""
    if article is None:
        return ""
    if article.text is not None:
        return article.text
    if article.markdown is not None:
        from ..markdown import read_markdown

        return join(read_markdown(article.markdown))
    if article.html is not None:
        from ..html import NestingError, read_html

        try:
            return read_html(article.html).visible
        except NestingError:
            return ""  # nothing that a browser would show
    return ""
