"""@extractus/article-extractor: Readability on linkedom with metadata of its own; it refuses short texts."""

from _npm import npm_library

EXTRACTOR = npm_library("@extractus/article-extractor", "article-extractor", "MIT")
