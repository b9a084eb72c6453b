"""What makes strings and data safe inside one HTML file, and small.

Names, messages and pages are anybody's text. In markup Jinja2 escapes them; data stands in the file packed and in
Base64, whose characters can end no element; and a Content-Security-Policy by hash lets no other script than the
report's own run. The report's script is packed too: that makes a third of a small report.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from importlib.resources import files

from ..columns import one_line, shorten

# Characters that turn or hide what follows them, zero-width ones among them, and surrogates, which UTF-8 has not.
_ODD = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff\ufffe\uffff]")
# Longer names are nobody's; a line of megabytes would make a report of megabytes.
MOST_NAME = 200

_TOKEN = re.compile(
    r"""(?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)|(?P<comment>//[^\n]*|/\*.*?\*/)|(?P<space>\s+)"""
    r"""|(?P<word>[\w$#]+)|(?P<sign>.)""",
    re.DOTALL,
)


def clean(text: str, most: int = MOST_NAME) -> str:
    """Return text on one line, without control characters and what turns its direction, cut at its middle."""
    # Cut first: the rest of a line of megabytes need not be looked at.
    return shorten(_ODD.sub("\ufffd", one_line(shorten(text, 4 * most))), most)


def compact(value: object) -> str:
    """Return JSON without a space that means nothing."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def pack(text: str) -> str:
    """Return text as raw deflate in Base64, the same for the same text; ``DecompressionStream`` reads it."""
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -15, 9)
    body = squeezer.compress(text.encode("utf-8", "replace")) + squeezer.flush()
    return base64.b64encode(body).decode("ascii")


def source(text: str) -> str:
    """Return the source expression by which a policy allows an inline script or style."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode('ascii')}'"


def script(name: str) -> str:
    """Return a script of the report without comments and what else only people need."""
    return _squeezed((files(__package__) / name).read_text(encoding="utf-8"))


def style(name: str) -> str:
    """Return a style sheet of the report without comments and white space that means nothing."""
    text = re.sub(r"/\*.*?\*/", "", (files(__package__) / name).read_text(encoding="utf-8"), flags=re.DOTALL)
    text = re.sub(r"\s+", " ", text)
    return re.sub(r";?\s*([{};])\s*|(?<=[:,])\s", lambda found: found[1] or "", text).strip()


def _squeezed(text: str) -> str:
    """Return a script that does the same, without comments, and white space only where two words would become one.

    It holds for a script that ends every statement with a semicolon and has no regular expression.
    """
    parts: list[str] = []
    spaced = False
    for token in _TOKEN.finditer(text):
        if token.lastgroup in ("space", "comment"):
            spaced = True
            continue
        if parts and parts[-1] == "," and token[0] in (")", "]", "}"):
            parts.pop()
        elif spaced and parts and _would_join(parts[-1][-1], token[0][0]):
            parts.append(" ")
        parts.append(token[0])
        spaced = False
    return "".join(parts)


def _would_join(before: str, after: str) -> bool:
    word = re.compile(r"[\w$#]")
    return bool(word.match(before) and word.match(after)) or (before == after and before in "+-")
