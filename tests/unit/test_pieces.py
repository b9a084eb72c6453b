"""Cases that say that they show the same piece."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.lint.pieces import Origin, same_piece

FORGED = "forged from the template {} and the piece {}"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (FORGED.format("sphinx", "en/tides"), FORGED.format("ghost", "en/tides"), True),
        (FORGED.format("sphinx", "en/tides"), FORGED.format("sphinx", "en/gates"), False),
        ("an HTML rendition of second", "a scraper's text", True),
        ("an HTML rendition of news/second.", "a scraper's text", True),
        ("a scraper's text", "what first has, as text", True),
        ("an HTML rendition of second-to-none", "a scraper's text", False),
        ("written for this project", "written for this project", False),
    ],
)
def test_sources_that_name_the_same_piece(one: str, other: str, same: bool) -> None:
    origins = [Origin("news/first", one, Path("1")), Origin("news/second", other, Path("2"))]
    assert same_piece(*origins) is same
    assert same_piece(*reversed(origins)) is same
