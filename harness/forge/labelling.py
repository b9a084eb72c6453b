"""From a page's twin to the annotations of a golden case: every stretch of optional text and noise as a quote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..errors import HarnessError
from ..html import read_html
from ..model import Quote
from ..text import words
from .marks import EXPECTED, MARKS, OPTIONAL, UNLABELLED, noise_of

# Words of context on either side that a quote may need until it means its own place and no other.
_CONTEXT = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64)

_MARK = re.compile(f"({MARKS.pattern})")
_MARKS_BEFORE_SPACE = re.compile(rf"({MARKS.pattern}+)(\s+)")
_EXPECTED = re.compile(f"{EXPECTED}+")
_STRETCH = re.compile(f"([^{EXPECTED}{UNLABELLED}])\\1*")
_UNLABELLED = re.compile(f"{UNLABELLED}+")


class LabellingError(HarnessError):
    """A page whose words cannot be labelled: the template or the piece is wrong."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """The visible text of a page, the label of each of its characters, and the quotes that say so."""

    visible: str
    labels: str
    quotes: tuple[Quote, ...]

    @property
    def expected_words(self) -> list[str]:
        """The words that are labelled as expected, in the order of the page."""
        return words("\n".join(self.visible[one.start() : one.end()] for one in _EXPECTED.finditer(self.labels)))


def label(twin: str, where: str) -> Labelled:
    """Read the labels off a page's twin.

    Args:
        twin: the page, each piece of text behind its label.
        where: what the page is called in messages.

    Raises:
        LabellingError: visible words have no label, or no context tells two equal texts apart.
    """
    marked = read_html(twin).visible
    visible, labels = _split(marked)
    for one in _UNLABELLED.finditer(labels):
        if any(map(str.isalnum, visible[one.start() : one.end()])):
            at = one.start()
            text = visible[at : at + 60]
            raise LabellingError(f"{where}: “{text}” has no label; put it between the tags of one in the template")
    spaced = _spaced(marked)
    quotes = tuple(_quote(spaced, start, end, where) for start, end in _stretches(spaced))
    return Labelled(visible, labels, quotes)


def _runs(marked: str) -> tuple[list[str], list[str]]:
    """Return stretches of text, and the label of each."""
    first, *rest = _MARK.split(marked)
    return [first, *rest[1::2]], [UNLABELLED, *rest[::2]]


def _split(marked: str) -> tuple[str, str]:
    """Return the text without its labels, and the label of each of its characters."""
    texts, marks = _runs(marked)
    return "".join(texts), "".join([mark * len(text) for mark, text in zip(marks, texts, strict=True)])


@dataclass(frozen=True, slots=True)
class _Spaced:
    """Visible text in which all white space is one space; a space has the label of what stands before it."""

    visible: str
    labels: str


def _spaced(marked: str) -> _Spaced:
    texts, marks = _runs(" ".join(marked.split()))
    visible = "".join(texts)
    if "  " in visible:  # a label between two spaces
        return _spaced(_MARKS_BEFORE_SPACE.sub(r"\2\1", marked))
    labels: list[str] = []
    last = UNLABELLED
    for mark, text in zip(marks, texts, strict=True):
        if not text.isspace():
            last = mark
        labels.append(last * len(text))
    return _Spaced(visible, "".join(labels))


def _stretches(text: _Spaced) -> Iterator[tuple[int, int]]:
    """Yield where stretches of one label other than *expected* begin and end, white space at the ends left out."""
    for stretch in _STRETCH.finditer(text.labels):
        start, end = stretch.span()
        start += text.visible.startswith(" ", start)
        end -= text.visible.endswith(" ", start, end)
        if any(map(str.isalnum, text.visible[start:end])):
            yield start, end


def _quote(text: _Spaced, start: int, end: int, where: str) -> Quote:
    exact = text.visible[start:end]
    label = text.labels[start]
    kind = None if label == OPTIONAL else noise_of(label)
    quote = Quote(exact, kind=kind)
    if _means(quote, text, label):
        return quote
    before, after = text.visible[max(0, start - 600) : start].split(), text.visible[end : end + 600].split()
    for size in _CONTEXT:
        for prefix, suffix in ((size, 0), (0, size), (size, size)):
            quote = Quote(exact, " ".join(before[-prefix:] if prefix else ()), " ".join(after[:suffix]), kind)
            if _means(quote, text, label):
                return quote
    raise LabellingError(f"{where}: “{exact[:60]}” stands in places that nothing tells apart; change the template")


def _means(quote: Quote, text: _Spaced, label: str) -> bool:
    """Whether all places of a quote have its label.

    The places are those of :func:`~harness.alignment.locate`, found without a pattern, since white space is one space.
    """
    size = len(quote.exact)
    at = text.visible.find(quote.exact)
    while at >= 0:
        if (
            text.labels[at : at + size] != label * size
            and text.visible.endswith((quote.prefix, f"{quote.prefix} "), 0, at)
            and text.visible.startswith((quote.suffix, f" {quote.suffix}"), at + size)
        ):
            return False
        at = text.visible.find(quote.exact, at + 1)
    return True
