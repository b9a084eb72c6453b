"""Which pages are made: by chance, the same for a seed, and never without end."""

from __future__ import annotations

from itertools import islice

import pytest

from harness.errors import UsageError
from harness.forge.catalogue import templates
from harness.forge.choosing import fitting, many, nth
from harness.forge.library import Library, library


def of_type(page_type: str) -> Library:
    return Library(tuple(piece for piece in library().pieces if piece.page_type == page_type))


def test_pieces_that_no_template_shows_are_an_error() -> None:
    shop = [templates()["shopify"]]
    for choose in (lambda: list(many(of_type("article"), shop, 1, "1")), lambda: nth(of_type("article"), shop, 0, "1")):
        with pytest.raises(UsageError, match="of the type article, and shopify shows product"):
            choose()


def test_nothing_to_choose_from_is_an_error() -> None:
    with pytest.raises(UsageError, match="no page can be made"):
        nth(Library(()), list(templates().values()), 0, "1")


def test_every_page_is_of_a_template_that_shows_its_piece() -> None:
    # Of all pieces a shop shows few: the others are drawn again.
    for choice in many(library(), [templates()["shopify"], templates()["phpbb"]], 40, "7"):
        assert choice.template in fitting(choice.piece, [choice.template])


def test_page_of_a_seed_does_not_depend_on_how_many_are_made() -> None:
    found = tuple(templates().values())
    assert [nth(library(), found, number, "7") for number in range(5)] == list(
        islice(many(library(), found, 9, "7"), 5)
    )
