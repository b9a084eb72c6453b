"""Turndown over the whole body: HTML to Markdown, nothing left out but scripts and styles."""

from _npm import npm_library

EXTRACTOR = npm_library("turndown", "turndown", "MIT")
