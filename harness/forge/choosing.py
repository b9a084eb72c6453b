"""Which pages to make: the shipped set, and as many more as are wanted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..errors import UsageError
from .catalogue import Template
from .dice import Dice
from .forging import SHIPPED
from .library import Library
from .piece import Piece

# The fewest pages of each language in the shipped set.
_OF_A_LANGUAGE = 6
# The languages that it is in. A piece in another one is for `harness forge --count` alone: a run over the set is to
# take minutes, and six pages of a language cost ten seconds.
_LANGUAGES = frozenset("en de fr es ru zh ja ko ar he hi th vi tr el".split())
# How many pieces of a type it shows, of articles those in the commonest language; a front or a product page costs as
# much as four articles.
_MOST = {
    "article": 10,
    "collection": 5,
    "documentation": 6,
    "forum": 5,
    "listing": 5,
    "product": 5,
    "service": 6,
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One page to make."""

    template: Template
    piece: Piece
    seed: str


def fitting(piece: Piece, templates: Sequence[Template]) -> list[Template]:
    """Return the templates that can show a piece."""
    language = piece.language.partition("-")[0]
    return [
        one
        for one in templates
        if piece.page_type in one.page_types
        and (not one.genres or piece.genre in one.genres)
        and (not one.languages or language in one.languages)
    ]


def shipped(library: Library, templates: Sequence[Template]) -> Iterator[Choice]:
    """Yield the pages of the shipped set: some 120, two thirds of them articles.

    Of the articles in the commonest language, and of everything else, some are shown; every other article, and those of
    rare languages on more sites until their language has six pages. Of the templates that fit, the one is taken that is
    behind its share.
    """
    dice = Dice(SHIPPED)
    uses: Counter[str] = Counter()
    shown: set[tuple[str, str]] = set()
    languages: Counter[str] = Counter()
    pieces = dice.some(library.pieces, len(library.pieces))
    common = Counter(piece.language.partition("-")[0] for piece in pieces).most_common(1)[0][0]
    taken: Counter[str] = Counter()
    for turn in range(3):
        for piece in pieces:
            language = piece.language.partition("-")[0]
            key = f"{piece.language}/{piece.slug}"
            free = [one for one in fitting(piece, templates) if (one.name, key) not in shown]
            if language not in _LANGUAGES:
                continue
            limited = piece.page_type != "article" or language == common
            # A template of one genre has few pieces to show.
            waits = any(len(one.genres) == 1 and not uses[one.name] for one in free)
            enough = limited and taken[piece.page_type] >= _MOST[piece.page_type] and not waits
            wanted = (turn == 0 and not enough) or languages[language] < _OF_A_LANGUAGE
            if not free or not wanted:
                continue
            best = min(free, key=lambda one: ((uses[one.name] + 1) / one.share, one.name))
            uses[best.name] += 1
            languages[language] += 1
            taken[piece.page_type] += limited
            shown.add((best.name, key))
            yield Choice(best, piece, f"{SHIPPED}-{turn}")


def many(library: Library, templates: Sequence[Template], count: int, seed: str) -> Iterator[Choice]:
    """Yield so many pages by chance; page ``n`` of a seed is the same whatever the count.

    Raises :class:`~harness.errors.UsageError` where none of the templates shows any of the pieces.
    """
    return _drawn(library, templates, range(count), seed)


def nth(library: Library, templates: Sequence[Template], number: int, seed: str) -> Choice:
    """Return page ``number`` of a seed; raises as :func:`many` does."""
    return next(_drawn(library, templates, (number,), seed))


def _drawn(library: Library, templates: Sequence[Template], numbers: Iterable[int], seed: str) -> Iterator[Choice]:
    offers = [(piece, fitting(piece, templates)) for piece in library.pieces]
    if not any(found for _, found in offers):
        raise UsageError(_nothing_fits(library, templates))
    for number in numbers:
        dice = Dice("many", seed, number)
        # A piece that no template shows is drawn again, not left out before: a seed's pages stay what they were.
        piece, found = dice.pick(offers)
        while not found:
            piece, found = dice.pick(offers)
        yield Choice(dice.pick(found), piece, f"{seed}-{number}")


def _nothing_fits(library: Library, templates: Sequence[Template]) -> str:
    wanted = ", ".join(sorted({piece.page_type for piece in library.pieces}))
    shown = ", ".join(sorted({page_type for one in templates for page_type in one.page_types}))
    names = " or ".join(sorted(one.name for one in templates[:4])) + (" or ..." if len(templates) > 4 else "")
    return (
        f"no page can be made: the pieces that were chosen are of the type {wanted or 'none'}, and {names} shows "
        f"{shown}; some templates show certain genres or languages alone; see `harness forge --list`, and choose less "
        "narrowly"
    )
