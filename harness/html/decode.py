"""Decode the bytes of a page the way a browser does.

Source: WHATWG HTML, "Determining the character encoding"; WHATWG Encoding, "decode".
"""

from __future__ import annotations

import codecs
import html
from functools import cache

# A browser looks for <meta charset> in the first 1024 bytes and goes back when it meets a later one while parsing;
# looking further ahead at once comes to the same. 64 KiB holds every head seen on real pages.
_PRESCAN_BYTES = 64 * 1024


class UnknownEncodingError(ValueError):
    """An encoding label that the WHATWG Encoding standard does not know."""


def decode(content: bytes, declared: str | None = None) -> str:
    """Decode by byte order mark, else the declared encoding, else ``<meta>``, else UTF-8 if valid, else a detector.

    ``declared`` is the charset of the HTTP header. Undecodable bytes become U+FFFD; this never fails on a page, only
    on a ``declared`` label that no browser knows (:class:`UnknownEncodingError`).
    """
    import html5prescan

    codec = lookup_codec(declared) if declared is not None else None
    for mark, bom_codec in (
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xfe\xff", "utf-16-be"),
        (b"\xff\xfe", "utf-16-le"),
    ):
        if content.startswith(mark):
            return content[len(mark) :].decode(bom_codec, "replace")
    if codec is None:
        found = html5prescan.get(content[:_PRESCAN_BYTES], length=_PRESCAN_BYTES)[0].name
        codec = lookup_codec(found) if found else None
    if codec is None:
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError:
            codec = _detect(content)
    return codec.decode(content, "replace")[0]


@cache
def lookup_codec(label: str) -> codecs.CodecInfo:
    """Return the codec for a WHATWG label: ``latin1`` is windows-1252 to a browser.

    A codec and not its name: Python knows some (x-user-defined) under no name.
    """
    import webencodings

    encoding = webencodings.lookup(label)
    if encoding is None:
        raise UnknownEncodingError(f"unknown encoding {label!r}")
    codec: codecs.CodecInfo = encoding.codec_info
    return codec


def known_label(label: object) -> str | None:
    """Return an encoding's label, unless no browser knows it: then it is as if none were declared."""
    try:
        return label if isinstance(label, str) and label and lookup_codec(label) else None
    except ValueError:  # no label, or one with half a character
        return None


def plain_text_as_html(text: str) -> str:
    """Present a plain-text page as minimal HTML, one ``<p>`` a line that is not blank."""
    paragraphs = "\n".join(f"<p>{html.escape(line, quote=False)}</p>" for line in text.splitlines() if line.strip())
    return f'<!DOCTYPE html>\n<html>\n<head><meta charset="utf-8"></head>\n<body>\n{paragraphs}\n</body>\n</html>\n'


def _detect(content: bytes) -> codecs.CodecInfo:
    from chardetng_py import detect

    return codecs.lookup(detect(content))  # it answers with Python's names, cp874 for windows-874
