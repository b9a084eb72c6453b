"""Ways of spelling a text in HTML that leave its words alone: entities, soft hyphens, drop caps, coloured code."""

from __future__ import annotations

import re
from collections.abc import Callable

_ENTITIES = str.maketrans(
    {"’": "&rsquo;", "‘": "&lsquo;", "“": "&#8220;", "”": "&#8221;", "–": "&ndash;", "—": "&mdash;", "…": "&hellip;",
     "ä": "&auml;", "ö": "&ouml;", "ü": "&uuml;", "é": "&eacute;", "è": "&egrave;", "ß": "&szlig;"}
)  # fmt: skip
_TAG = re.compile(r"</?[a-z]\w*")
_LONG = re.compile(r"\b([a-zäöüß]{6})([a-zäöüß]{5,})\b")
_GAP = re.compile(r"(?: |[，、])(?=[^<>]*(?:<|$))(?=[\w<])")
_SENTENCE = re.compile(r"(?<=[.!?…])\s+(?=[^\s<])")
_TOKENS = re.compile(r"(&\w+;|&#\d+;)|([A-Za-z_]\w*)|(\d+)|(\s+)|([^\w\s&]+)")


def soft_hyphens(html: str) -> str:
    """Return a text whose long words may be broken after six letters."""
    return _outside_tags(html, lambda text: _LONG.sub(r"\1&shy;\2", text))


def entities(html: str) -> str:
    """Return a text with entities for quotation marks, dashes and letters of western Europe."""
    return _outside_tags(html, lambda text: text.translate(_ENTITIES))


def upper_tags(html: str) -> str:
    """Return HTML with the names of its elements in capitals."""
    return _TAG.sub(lambda match: match[0].upper(), html)


def _outside_tags(html: str, change: Callable[[str], str]) -> str:
    return "".join(
        piece if piece.startswith(("<", "&")) else change(piece) for piece in re.split(r"(<[^>]*>|&[#\w]+;)", html)
    )


def around(start: str, html: str) -> str:
    """Return HTML in the element of a start tag."""
    return f"{start}{html}</{start[1:].split()[0].rstrip('>')}>"


def gaps(html: str) -> list[int]:
    """Return where something may stand between two words: behind a space or a comma, outside of links and tags."""
    return [
        one.end() for one in _GAP.finditer(html) if html.count("<", 0, one.end()) == 2 * html.count("</", 0, one.end())
    ]


def sentences(html: str) -> list[str]:
    """Return a text in its sentences; one stays whole where an element begins in it and ends in the next."""
    found: list[str] = []
    for one in _SENTENCE.split(html):
        if found and found[-1].count("<") != 2 * found[-1].count("</"):
            found[-1] += f" {one}"
        else:
            found.append(one)
    return found


def drop_cap(html: str) -> str:
    """Return a paragraph whose first letter stands in an element of its own."""
    return re.sub(r"(?<=>)(\w)(?=\w)", r'<span class="dropcap">\1</span>', html, count=1)


def coloured(code: str) -> str:
    """Return escaped code with an element for each name, number and sign, as highlighters make it."""

    def colour(match: re.Match[str]) -> str:
        if match[2]:
            return f'<span class="n{len(match[2]) % 3}">{match[2]}</span>'
        if match[5]:
            return f'<span class="p">{match[5]}</span>'
        return f'<span class="m">{match[3]}</span>' if match[3] else match[0]

    return _TOKENS.sub(colour, code)
