"""Stretches of what fills pages: whole pieces in a row, from any place, round and round."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from harness.forge import filler
from harness.forge.dice import Dice


@given(
    pieces=st.lists(st.text("abc", min_size=1, max_size=9), min_size=1, max_size=12),
    between=st.sampled_from(["", ",", "--"]),
    seed=st.integers(0, 40),
    size=st.integers(1, 200),
)
def test_a_stretch_is_whole_pieces_in_a_row(pieces: list[str], between: str, seed: int, size: int) -> None:
    ends = [sum(map(len, pieces[: at + 1])) for at in range(len(pieces))]
    found = filler._stretch(filler._Pool(between.join(pieces), ends, between), str(seed), size)
    at = Dice("filler", str(seed)).number(0, len(pieces) - 1)
    row, long = [pieces[at]], len(pieces[at])
    while long < size:
        at = (at + 1) % len(pieces)
        row.append(pieces[at])
        long += len(pieces[at])
    # Where it ends with the last piece of all, the first comes on top.
    assert found in (between.join(row), between.join([*row, pieces[0]]))


def test_sizes_are_about_what_is_asked_for() -> None:
    for size in (500, 20_000, 900_000):
        for make in (filler.css, filler.script):
            assert size <= len(make("a", size)) < size + 400
        state = filler.state("a", size)
        assert isinstance(json.loads(state), dict)
        assert size <= len(state) < 1.02 * size + 400
