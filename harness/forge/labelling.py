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
_CONTEXT = (0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64)

_NO_SPACE = re.compile(r"\S+")
_EXPECTED = re.compile(f"{EXPECTED}+")
# One label other than expected or none, and the spaces between its words.
_STRETCH = re.compile(f"([^ {EXPECTED}{UNLABELLED}])(?: *\\1)*")


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
    visible, labels = _split(read_html(twin).visible)
    if UNLABELLED in labels:
        at = labels.index(UNLABELLED)
        text = visible[at : at + 60]
        if any(mark == UNLABELLED and letter.isalnum() for mark, letter in zip(labels, visible, strict=True)):
            raise LabellingError(f"{where}: “{text}” has no label; put it between the tags of one in the template")
    spaced = _spaced(visible, labels)
    quotes = tuple(_quote(spaced, start, end, where) for start, end in _stretches(spaced))
    return Labelled(visible, labels, quotes)


def _split(marked: str) -> tuple[str, str]:
    """Return the text without its labels, and the label of each of its characters."""
    text: list[str] = []
    labels: list[str] = []
    label = UNLABELLED
    position = 0
    for mark in MARKS.finditer(marked):
        text.append(marked[position : mark.start()])
        labels.append(label * (mark.start() - position))
        label = mark[0]
        position = mark.end()
    text.append(marked[position:])
    labels.append(label * (len(marked) - position))
    return "".join(text), "".join(labels)


@dataclass(frozen=True, slots=True)
class _Spaced:
    """Visible text in which all white space is one space; a space has no label but ``" "``."""

    visible: str
    labels: str


def _spaced(visible: str, labels: str) -> _Spaced:
    pieces = [one.span() for one in _NO_SPACE.finditer(visible)]
    return _Spaced(
        " ".join(visible[start:end] for start, end in pieces), " ".join(labels[start:end] for start, end in pieces)
    )


def _stretches(text: _Spaced) -> Iterator[tuple[int, int]]:
    """Yield where stretches of one label other than *expected* begin and end, white space at the ends left out."""
    for stretch in _STRETCH.finditer(text.labels):
        start, end = stretch.span()
        if any(map(str.isalnum, text.visible[start:end])):
            yield start, end


def _quote(text: _Spaced, start: int, end: int, where: str) -> Quote:
    exact = text.visible[start:end]
    label = text.labels[start]
    kind = None if label == OPTIONAL else noise_of(label)
    before, after = text.visible[max(0, start - 600) : start].split(), text.visible[end : end + 600].split()
    for size in _CONTEXT:
        for prefix, suffix in ((size, 0), (0, size), (size, size)):
            quote = Quote(exact, " ".join(before[-prefix:] if prefix else ()), " ".join(after[:suffix]), kind)
            if _means(quote, text, label):
                return quote
            if not size:
                break
    raise LabellingError(f"{where}: “{exact[:60]}” stands in places that nothing tells apart; change the template")


def _means(quote: Quote, text: _Spaced, label: str) -> bool:
    """Whether all places of a quote have its label.

    The places are those of :func:`~harness.alignment.locate`, found without a pattern, since white space is one space.
    """
    size = len(quote.exact)
    at = text.visible.find(quote.exact)
    while at >= 0:
        if (
            not _only(text.labels[at : at + size], label)
            and text.visible[:at].rstrip().endswith(quote.prefix)
            and text.visible[at + size :].lstrip().startswith(quote.suffix)
        ):
            return False
        at = text.visible.find(quote.exact, at + 1)
    return True


def _only(labels: str, label: str) -> bool:
    return all(one in (label, " ") for one in set(labels))
