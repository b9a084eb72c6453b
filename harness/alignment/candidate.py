"""One output in words, as one case sees it."""

from __future__ import annotations

from functools import cached_property, lru_cache

from ..blocks import join
from ..model import Article
from ..text import words
from .memo import Memo
from .reference import Reference
from .tiling import Ids

# Extractors give the same lines of a page again and again. Of long ones, few are the same to the end.
_LONG_LINE = 300
_words_of_line = lru_cache(maxsize=2048)(words)


class Candidate(Memo):
    """The text of one article, tokenised once for all metrics, when the first of them asks.

    Args:
        article: the article; ``None`` for a failure, which counts as an empty output.
        reference: the case that it answers, which says where words are cut and how they are numbered.
    """

    def __init__(self, article: Article | None, reference: Reference) -> None:
        super().__init__()
        self.article = article
        self._reference = reference

    @cached_property
    def text(self) -> str:
        """The article's text. Without ``text`` its Markdown is read, else its HTML."""
        return article_text(self.article)

    @cached_property
    def words(self) -> list[str]:
        """The words of the text."""
        return self._cut[0]

    @cached_property
    def lines(self) -> list[tuple[int, int]]:
        """The ``(start, end)`` of each line that has any words, counted in words."""
        return self._cut[1]

    @cached_property
    def _cut(self) -> tuple[list[str], list[tuple[int, int]]]:
        all_words: list[str] = []
        lines: list[tuple[int, int]] = []
        for line in self.text.splitlines():
            found = self._reference.cut(_words_of_line(line) if len(line) < _LONG_LINE else words(line))
            if found:
                lines.append((len(all_words), len(all_words) + len(found)))
                all_words += found
        return all_words, lines

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
