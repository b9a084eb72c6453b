"""Defuddle, the extractor of Obsidian's web clipper, as HTML; in the mode as its Markdown. It asks no other service."""

from _npm import npm_library

EXTRACTOR = npm_library("defuddle", "defuddle", "MIT", modes={"markdown": ["markdown"]})
