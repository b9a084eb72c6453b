"""Newspaper's words of Korean pages, without a download; news-please reads by Newspaper too."""

from __future__ import annotations

import re
from functools import cache

_AFTER_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def read_korean() -> None:
    """Have Newspaper read Korean pages where NLTK's sentence model is not installed.

    Newspaper tells an article by its function words, which in Korean are the ends of words, and takes the words from
    NLTK. That cuts a text into sentences first, by a model that no package brings and that NLTK wants to download.
    """
    from newspaper.languages import ko  # type: ignore[import-untyped]

    ko.tokenizer = _words


def _words(text: str) -> list[str]:
    from nltk import word_tokenize  # type: ignore[import-untyped]

    if _has_sentences():
        found: list[str] = word_tokenize(text)
        return found
    # Where a sentence ends matters for its last word alone: the full stop must not stay on it.
    sentences = _AFTER_SENTENCE.split(text)
    return [word for sentence in sentences for word in word_tokenize(sentence, preserve_line=True)]


@cache
def _has_sentences() -> bool:
    import nltk

    try:
        nltk.data.find("tokenizers/punkt_tab/english/")
    except LookupError:
        return False
    return True
