"""Greedy string tiling against a plain slow one, and the heaviest increasing sequence against all there are."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.alignment import MINIMUM_RUN, NgramIndex, Tile, heaviest_increasing, tile

# Few different words make many runs; 60 of them stay below the 64 places that the index looks at.
SIZE = 60
SEQUENCES = st.lists(st.integers(1, 3), max_size=SIZE)
MASKS = st.binary(min_size=SIZE, max_size=SIZE).map(lambda data: bytearray(byte < 30 for byte in data))


@st.composite
def edited(draw: st.DrawFn) -> tuple[list[int], list[int]]:
    """Draw a text and what moving, doubling and dropping parts of it gives: long runs that overlap each other."""
    text = draw(st.lists(st.integers(1, 9), min_size=20, max_size=SIZE))
    parts = draw(st.lists(st.tuples(st.integers(0, SIZE), st.integers(1, SIZE)), min_size=1, max_size=5))
    return text, [word for start, size in parts for word in text[start : start + size]][:SIZE]


PAIRS = st.tuples(SEQUENCES, SEQUENCES) | edited()


def runs_of(a: list[int], b: list[int]) -> list[Tile]:
    rows = NgramIndex(np.array(b, dtype=np.int64)).runs(np.array(a, dtype=np.int64))
    return [Tile(*row) for row in rows.tolist()]


def tiling_of(runs: list[Tile], used_a: bytearray, used_b: bytearray) -> list[Tile]:
    return tile(np.array(runs, dtype=np.int64).reshape(-1, 3), used_a, used_b)


def free_masks() -> tuple[bytearray, bytearray]:
    return bytearray(SIZE), bytearray(SIZE)


def slow_runs(a: list[int], b: list[int], used_a: bytearray, used_b: bytearray) -> list[Tile]:
    """Every maximal common run of free words, straight from the definition."""

    def same(i: int, j: int) -> bool:
        return 0 <= i < len(a) and 0 <= j < len(b) and a[i] == b[j] and not used_a[i] and not used_b[j]

    found = []
    for i in range(len(a)):
        for j in range(len(b)):
            length = 0
            while not same(i - 1, j - 1) and same(i + length, j + length):
                length += 1
            if length >= MINIMUM_RUN:
                found.append(Tile(i, j, length))
    return found


def slow_tiling(a: list[int], b: list[int], used_a: bytearray, used_b: bytearray) -> list[Tile]:
    """Take the longest run, the leftmost of several; look again until there is none."""
    chosen = []
    while found := slow_runs(a, b, used_a, used_b):
        best = min(found, key=lambda run: (-run.length, run.a, run.b))
        used_a[best.a : best.a + best.length] = used_b[best.b : best.b + best.length] = b"\1" * best.length
        chosen.append(best)
    return chosen


@given(PAIRS)
def test_index_finds_every_maximal_run(pair: tuple[list[int], list[int]]) -> None:
    free = bytearray(SIZE)
    assert sorted(runs_of(*pair)) == sorted(slow_runs(*pair, free, free))


@settings(max_examples=200)
@given(PAIRS, MASKS, MASKS)
def test_tiles_are_those_of_the_slow_tiling(
    pair: tuple[list[int], list[int]], used_a: bytearray, used_b: bytearray
) -> None:
    masks, slow_masks = ((used_a[:], used_b[:]) for _ in range(2))
    assert tiling_of(runs_of(*pair), *masks) == slow_tiling(*pair, *slow_masks)
    assert masks == slow_masks


@given(PAIRS, st.integers(0))
def test_order_of_the_runs_does_not_matter(pair: tuple[list[int], list[int]], seed: int) -> None:
    runs = runs_of(*pair)
    shuffled = [runs[place] for place in np.random.default_rng(seed).permutation(len(runs))]
    assert tiling_of(shuffled, *free_masks()) == tiling_of(runs, *free_masks())


@pytest.mark.parametrize(
    ("a", "b", "tiles"),
    [
        ("abcd", "abcd", [(0, 0, 4)]),
        ("abc", "abc", []),
        ("", "abcd", []),
        ("abcd", "", []),
        ("abcdefgh", "efghabcd", [(0, 4, 4), (4, 0, 4)]),
        # The longest goes first, wherever it stands; what is left of the shorter one counts from four words on.
        ("abcdefabcdefg", "abcdefg", [(6, 0, 7)]),
        ("abcdxcdefghijk", "abcdefghijk", [(5, 2, 9)]),
        ("abcdefxcdefghijk", "abcdefzabcdefghijk", [(7, 9, 9), (0, 0, 6)]),
        ("abcdxefghijk", "abcdefghijk", [(5, 4, 7), (0, 0, 4)]),
        ("aaaaaaaa", "aaaa", [(0, 0, 4)]),
    ],
)
def test_tiling_by_hand(a: str, b: str, tiles: list[tuple[int, int, int]]) -> None:
    runs = runs_of([ord(letter) for letter in a], [ord(letter) for letter in b])
    assert tiling_of(runs, bytearray(len(a)), bytearray(len(b))) == tiles


def test_numbers_that_the_index_does_not_hold_match_nothing() -> None:
    assert runs_of([0, 0, 0, 0, 9, 9, 9, 9, -1], [1, 2, 3, 4, 5]) == []
    assert runs_of([1, 2, 3, 4, 7, 1, 2, 3], [1, 2, 3, 4]) == [Tile(0, 0, 4)]


def test_text_of_one_word_repeated_is_tiled_in_full_from_few_pairs() -> None:
    runs = runs_of([1] * 3000, [1] * 3000)
    assert sum(run.length for run in runs) < 70 * 3000
    assert tiling_of(runs, bytearray(3000), bytearray(3000)) == [Tile(0, 0, 3000)]


def test_large_vocabulary_does_not_overflow() -> None:
    size = 300_000
    assert runs_of(list(range(size, 0, -1)), list(range(1, size + 1))) == []
    assert runs_of(list(range(1, size + 1)), list(range(1, size + 1))) == [Tile(0, 0, size)]


TILES = st.permutations(range(7)).flatmap(
    lambda order: st.lists(st.integers(1, 9), max_size=7).map(
        lambda lengths: [Tile(i * 10, order[i] * 10, length) for i, length in enumerate(lengths)]
    )
)


@given(TILES)
def test_heaviest_increasing_sequence_is_the_heaviest_of_all(tiles: list[Tile]) -> None:
    weights = [
        sum(one.length for one in chosen)
        for size in range(len(tiles) + 1)
        for chosen in combinations(sorted(tiles), size)
        if all(one.b < other.b for one, other in pairwise(chosen))
    ]
    assert heaviest_increasing(tiles) == max(weights)


@pytest.mark.parametrize(
    ("tiles", "weight"),
    [
        ([], 0),
        ([Tile(0, 5, 4)], 4),
        ([Tile(0, 0, 4), Tile(4, 4, 4)], 8),
        ([Tile(4, 0, 4), Tile(0, 4, 5)], 5),
        # One heavy tile beats two light ones that are in order.
        ([Tile(0, 20, 10), Tile(10, 0, 4), Tile(14, 4, 5)], 10),
        ([Tile(0, 20, 8), Tile(10, 0, 4), Tile(14, 4, 5)], 9),
    ],
)
def test_what_was_moved_is_the_lighter_part(tiles: list[Tile], weight: int) -> None:
    assert heaviest_increasing(tiles) == weight


def test_texts_of_few_different_words_make_few_pairs_and_the_same_text_one_tile() -> None:
    words = np.random.default_rng(3).integers(1, 5, 20_000)
    other = np.random.default_rng(4).integers(1, 5, 20_000)
    assert len(NgramIndex(words).runs(other)) < 16 * 20_000
    runs = NgramIndex(words).runs(words)
    assert tile(runs, bytearray(20_000), bytearray(20_000)) == [Tile(0, 0, 20_000)]
