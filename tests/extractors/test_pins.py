"""Each adapter's answer to one golden page, and its ending on pages that are broken, as ``pins.json`` has them."""

from __future__ import annotations

from typing import Any

import pytest

from harness.model import Extractor
from pins import ROWS, broken_pages, pin_row, read_pins


@pytest.fixture(params=ROWS, ids=[row.id for row in ROWS])
def row(request: pytest.FixtureRequest) -> Extractor:
    found: Extractor = request.param
    if not found.ready:
        pytest.skip(f"{found.id} is not installed: {found.install}")
    return found


def test_answers_are_those_that_are_pinned(row: Extractor) -> None:
    pins = read_pins()
    assert row.id in pins, "run python tests/pins.py"
    if pins[row.id]["version"] != row.version:
        pytest.skip(f"pinned for {row.name} {pins[row.id]['version']}, installed is {row.version}")
    assert pin_row(row) == pins[row.id], "if this is meant, run python tests/pins.py"


def test_pins_hold_a_text_or_metadata_and_every_broken_page() -> None:
    for row, pinned in read_pins().items():
        page: Any = pinned["page"]
        assert page["words"] > 50 or (page["outcome"] == "empty" and page["metadata"].get("published")), row
        broken: Any = pinned["broken"]
        assert broken.keys() == broken_pages().keys(), row
        # No page kills a child, takes it all its time or breaks its protocol.
        assert {ending.split()[0] for ending in broken.values()} <= {"ok", "empty", "error"}, row
