"""Words, the unit in which everything is counted: UAX #29 words of the NFC text, in every script.

Scripts written without spaces have no words that a machine could find without a dictionary, so Han, kana, Thai,
Lao, Khmer and Burmese are taken by character (a base character with its marks). Hangul is written with spaces and
stays in words.

Source: Unicode Standard Annex #29, "Unicode Text Segmentation", section 4 (word boundaries); Annex #15 (NFC, and in
section 13 the Stream-Safe Text Format, whose limit of marks in a row is kept).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

from unicode_segmentation_rs import split_word_bounds, unicode_words

# Part of every metric's signature: raise it whenever the same text may give other words.
TOKENISER = "uax29-v1"

_SURROGATE = re.compile("[\ud800-\udfff]")
# UAX #29 breaks Han, hiragana, Thai, Lao, Khmer and Burmese by character already; only katakana runs stay together.
_KANA = "\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f\U0001b000\U0001b164-\U0001b167"
_KATAKANA = re.compile(f"[{_KANA}]")
# One katakana, or what stands between two, with the marks and low lines that cling to it and are no word alone.
_KATAKANA_PIECE = re.compile(rf"[\W_]*[{_KANA}][\W_]*|[^{_KANA}]+")
# Of the Stream-Safe Text Format; marks are reordered within a run, which takes quadratic time.
_MOST_MARKS = 30
# They have no combining class of their own, but come apart into marks that have.
_MARKS_WITHOUT_CLASS = frozenset("\u0f73\u0f75\u0f81")
# Characters from which on the words of a text, all at once, no longer fit the processor's cache.
_MANY_WORDS = 100_000
# Format characters that a reader cannot see and that extractors rightly drop: soft hyphen, word joiner and the
# like, byte order mark, directional marks. ZWJ and ZWNJ stay, because they change the letters around them.
_INVISIBLE = re.compile("[\u00ad\u061c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
# C0 but for the tab, C1, and what turns the direction of all that follows, beyond the text that it stands in. U+0001
# is more than ugly: tabulate takes a cell of it for a rule across the table.
_STEERING = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Tokens:
    """Words with their places in the original text: word ``i`` was read from ``text[starts[i]:ends[i]]``."""

    words: list[str]
    starts: list[int]
    ends: list[int]


def words(text: str) -> list[str]:
    """Return the words of a text, in order: the same as ``tokenise(text).words``, about four times as fast.

    >>> words("L’été, 10,000 co\u00adop 日本")
    ['L’été', '10,000', 'coop', '日', '本']

    Punctuation, symbols and emoji alone are no words. Lone surrogates read as U+FFFD. White space always separates,
    also U+202F, which UAX #29 would let join.
    """
    found: list[str] = unicode_words(nfc(_encodable(text)))
    if _INVISIBLE.search(text):
        found = [_INVISIBLE.sub("", word) for word in found]
    if _KATAKANA.search(text):
        found = [piece for word in found for piece in _by_character(word)]
    return found


def tokenise(text: str) -> Tokens:
    """Return the words of a text with their offsets into the text as given, before any normalisation."""
    safe = _encodable(text)
    normal = nfc(safe)
    result = Tokens([], [], [])
    position = 0
    wanted = iter(unicode_words(normal))
    word = next(wanted, None)
    for segment in split_word_bounds(normal):
        # unicode_words() is the subsequence of the segments that hold a letter or a digit.
        if segment == word:
            start = position
            for piece in _by_character(segment) if _KATAKANA.search(segment) else (segment,):
                result.words.append(_INVISIBLE.sub("", piece))
                result.starts.append(start)
                result.ends.append(start + len(piece))
                start += len(piece)
            word = next(wanted, None)
        position += len(segment)
    if normal != safe:
        back = _offsets_before_nfc(safe)
        result = Tokens(result.words, [back[i] for i in result.starts], [back[i] for i in result.ends])
    return result


def nfc(text: str) -> str:
    """Return the text in NFC, in linear time: each :data:`_MOST_MARKS` marks in a row are normalised by themselves.

    No language has a letter with more than a dozen; without this, 32,000 of them take seconds, and four times as long
    for every doubling.
    """
    cuts = _mark_cuts(text)
    if not cuts:
        return unicodedata.normalize("NFC", text)
    return "".join(unicodedata.normalize("NFC", text[a:b]) for a, b in pairwise([0, *cuts, len(text)]))


def _mark_cuts(text: str) -> list[int]:
    """Return the places inside runs of marks that are too long for one go; as good as always there are none."""
    if text.isascii():
        return []
    # Whatever run is too long has a mark at one of these places.
    sample = text[_MOST_MARKS :: _MOST_MARKS + 1]
    if not any(map(unicodedata.combining, sample)) and _MARKS_WITHOUT_CLASS.isdisjoint(sample):
        return []
    cuts: list[int] = []
    end = 0
    for place, character in zip(range(_MOST_MARKS, len(text), _MOST_MARKS + 1), sample, strict=True):
        if place >= end and _is_mark(character):
            start, end = place, place + 1
            while start and _is_mark(text[start - 1]):
                start -= 1
            while end < len(text) and _is_mark(text[end]):
                end += 1
            cuts += range(start + _MOST_MARKS, end, _MOST_MARKS)
    return cuts


def _is_mark(character: str) -> bool:
    return unicodedata.combining(character) > 0 or character in _MARKS_WITHOUT_CLASS


def collapse(text: str) -> str:
    """Return the text with each run of white space as one space, none at either end."""
    if len(text) < _MANY_WORDS:
        return " ".join(text.split())
    # Line by line, so that never more than a line's words are in memory at once: four times as fast from a megabyte on.
    return " ".join(filter(None, (" ".join(line.split()) for line in text.splitlines())))


def normal(text: str) -> str:
    """Return the text as snippets and values are compared: NFC, white space collapsed."""
    return collapse(nfc(text))


def _encodable(text: str) -> str:
    """Replace, character for character, what the segmenter cannot take or would wrongly join."""
    return _SURROGATE.sub("\ufffd", text).replace("\u202f", " ")


def _by_character(word: str) -> list[str]:
    return _KATAKANA_PIECE.findall(word)


def _offsets_before_nfc(text: str) -> list[int]:
    """Map each offset of ``NFC(text)`` (one past the end included) to the offset in ``text`` it came from.

    Normalisation never crosses a character that is neither a mark nor a conjoining Hangul vowel or final: the text
    is cut before each such character, and where :func:`nfc` cuts it, and the pieces are normalised on their own, which
    keeps this linear.
    """
    back: list[int] = []
    start = 0
    cuts = set(_mark_cuts(text))
    for end in range(1, len(text) + 1):
        if end == len(text) or end in cuts or _starts_afresh(text[end]):
            length = len(unicodedata.normalize("NFC", text[start:end]))
            back.extend(min(start + i, end - 1) for i in range(length))
            start = end
    back.append(len(text))
    return back


def harmless(text: str) -> str:
    """Return text line by line, spaces and tabs as they are, without what steers a terminal or turns what follows."""
    return "\n".join(_STEERING.sub("\ufffd", line) for line in text.splitlines())


def _starts_afresh(character: str) -> bool:
    if character.isascii():
        return True
    if "\u1160" <= character <= "\u11ff":
        return False
    return not unicodedata.category(character).startswith("M")
