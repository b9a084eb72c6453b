"""From the bytes of a page to the text that a reader sees."""

from .decode import UnknownEncodingError, decode, plain_text_as_html
from .visible import NestingError, PageText, read_html, read_plain_text
from .walk import walk

__all__ = [
    "NestingError",
    "PageText",
    "UnknownEncodingError",
    "decode",
    "plain_text_as_html",
    "read_html",
    "read_plain_text",
    "walk",
]
