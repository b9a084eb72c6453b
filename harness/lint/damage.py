"""Damage that a wrong decoding leaves in a text: lost characters, mojibake, controls, entities escaped twice.

Mojibake is UTF-8 that was read as windows-1252, as browsers read an undeclared page: "é" becomes "Ã©", "’" becomes
"â€™". Upper-case letters with an accent may well stand before a closing quote or a dash in sound text (“MANHÃ”), so a
pair whose second character closes something does not count, and pairs that begin with a letter other than Â and Ã count
from three on.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

_CONTROL = re.compile("[\x80-\x9f]")
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,}).*?(?:^ {0,3}\1[`~]*[ \t]*$|\Z)", re.DOTALL | re.MULTILINE)
_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
# What a reader of Markdown takes for the character itself, and a writer meant as one.
_SPACE_ENTITY = re.compile(r"&(?:nbsp|#160|#[xX]0*[aA]0);")
_NO_BREAK_SPACE = "\u00a0"
_CLOSING = "’”…–—›»"
_SURE, _DOUBTFUL = "ÂÃ", "ÄÅÎÏÐÑØÙ×"
_LEAST_DOUBTFUL = 3
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Damage:
    """One kind of damage: the place of its first instance, what was found and what to do."""

    place: str
    found: str
    advice: str


def find_damage(text: str, *, markdown: bool = True) -> Iterator[Damage]:
    """Yield each kind of damage that a text has, once. Entities count outside of the code of Markdown alone."""
    for pattern, what, advice in (
        (re.compile("\ufffd"), "U+FFFD, which stands for a character that was lost", "type the character"),
        (_CONTROL, "a C1 control character", "look the byte up in windows-1252 and type the character"),
        (_mojibake(), "what looks like UTF-8 read as windows-1252", "save the text anew in the right encoding"),
    ):
        yield from _told(text, list(pattern.finditer(text)), what, advice)
    doubtful = list(_doubtful_mojibake().finditer(text))
    if len(doubtful) >= _LEAST_DOUBTFUL:
        what = "what looks like UTF-8 read as windows-1252"
        yield from _told(text, doubtful, what, "save the text anew in the right encoding")
    prose = _CODE.sub(_blank, _FENCE.sub(_blank, text)) if markdown else text
    if markdown:
        spaces = list(_SPACE_ENTITY.finditer(prose))
        yield from _told(
            text, spaces, "an entity for a space", "type the space; if the page shows it so, put it in `code`"
        )
        prose = html.unescape(prose)
    known = [one for one in _ENTITY.finditer(prose) if html.unescape(one[0]) != one[0]]
    yield from _told(prose, known, "an entity that is text", "if the page was escaped twice, type the character")


def _told(text: str, found: list[re.Match[str]], what: str, advice: str) -> Iterator[Damage]:
    if found:
        start = found[0].start()
        line = text.count("\n", 0, start) + 1
        around = " ".join(text[max(start - _SHOWN, 0) : found[0].end() + _SHOWN].split())
        times = f", {len(found)} times" if len(found) > 1 else ""
        yield Damage(f"line {line}", f"{what}: “{_printable(around)}”{times}", advice)


def _printable(text: str) -> str:
    return _CONTROL.sub(lambda control: f"\\x{ord(control[0]):02x}", text)


def _blank(code: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", code[0])


@cache
def _continuations() -> tuple[str, str]:
    """Return what the bytes 0x80 to 0xBF are in windows-1252, for a character class: all, and all but closing ones."""
    every = bytes(range(0x80, 0xC0)).decode("cp1252", "ignore")
    return re.escape(every), re.escape("".join(one for one in every if one not in _CLOSING))


@cache
def _mojibake() -> re.Pattern[str]:
    every, some = _continuations()
    # Before a no-break space stands any letter of French prose, as in « été ».
    first = some.replace(re.escape(_NO_BREAK_SPACE), "")
    # Bytes E2 to EF lead three, the first of the others telling; 0xF0 leads four (emoji).
    three = f"[â-ï][{first}][{every}]|ð[{first}][{every}]{{2}}"
    return re.compile(f"[{_SURE}][{some}]|{three}|â€(?![{every}A-Za-z])")


@cache
def _doubtful_mojibake() -> re.Pattern[str]:
    _, some = _continuations()
    return re.compile(f"[{_DOUBTFUL}][{some.replace(re.escape(_NO_BREAK_SPACE), '')}]")
