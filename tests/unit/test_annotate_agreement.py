"""The vote of extractors over the blocks of a page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.annotate.agreement import Ballot, ballots
from harness.blocks import Block

STORY = Block("paragraph", "The boat came in at noon with nobody at the wheel of it.")
MORE = Block("paragraph", "By evening the whole town had been down to look at her.")
MENU = Block("list", "News Sport Weather Letters Archive")
TAIL = Block("paragraph", "All rights reserved by the paper and its heirs for ever.")


def texts(*outputs: list[Block]) -> dict[str, str]:
    return {f"e{number}": "\n".join(block.text for block in blocks) for number, blocks in enumerate(outputs)}


@pytest.mark.parametrize(
    ("held", "voters", "agreed", "disputed"),
    [
        (7, 7, True, False),
        (5, 7, True, False),
        (2, 3, False, True),
        (3, 7, False, True),
        (1, 3, False, True),
        (2, 7, False, False),
        (0, 0, False, False),
        (0, 5, False, False),
    ],
)
def test_more_than_two_thirds_agree_and_a_third_disputes(held: int, voters: int, agreed: bool, disputed: bool) -> None:
    ballot = Ballot(STORY, tuple(map(str, range(held))), voters)
    assert (ballot.agreed, ballot.disputed) == (agreed, disputed)


def test_blocks_come_in_the_order_of_the_page_with_who_has_them() -> None:
    found = ballots([MENU, STORY, MORE, TAIL], texts([MORE, STORY], [STORY], [STORY, MORE]))
    assert [(one.block, one.holders, one.voters) for one in found] == [
        (STORY, ("e0", "e1", "e2"), 3),
        (MORE, ("e0", "e2"), 3),
    ]


def test_an_output_of_the_whole_page_has_no_vote() -> None:
    page = [MENU, STORY, MORE, TAIL]
    found = ballots(page, texts([STORY], [STORY], [STORY], page, page, page))
    assert [(one.block, one.voters) for one in found] == [(STORY, 3)]


def test_where_nobody_chooses_all_vote() -> None:
    page = [STORY, MORE]
    assert [one.voters for one in ballots(page, texts(page, page))] == [2, 2]


def test_an_empty_output_has_no_vote() -> None:
    assert [one.voters for one in ballots([STORY, MORE], {"a": STORY.text, "b": " \n"})] == [1]


def test_a_short_block_needs_a_line_of_its_own() -> None:
    head = Block("heading", "The boat")
    inside = ballots([head, STORY, MENU], {"a": STORY.text, "b": STORY.text, "c": STORY.text})
    alone = ballots([head, STORY, MENU], dict.fromkeys("abc", f"The boat\n{STORY.text}"))
    assert [one.block for one in inside] == [STORY]
    assert [one.block for one in alone] == [head, STORY]


def test_four_fifths_of_a_block_are_enough() -> None:
    # Thirteen words make ten runs of four: without the last two words eight are left, without the last three seven.
    cut = STORY.text.rsplit(" ", 2)[0]
    assert [one.block for one in ballots([STORY, MENU], dict.fromkeys("abc", cut))] == [STORY]
    assert ballots([STORY, MENU], dict.fromkeys("abc", cut.rsplit(" ", 1)[0])) == ()


def test_a_text_that_stands_twice_is_kept_beside_the_article() -> None:
    head = Block("heading", "The boat that came home alone")
    link = Block("list", "The boat that came home alone")
    links = [Block("list", f"Another story number {number} of today") for number in range(5)]
    page = [link, *links, head, STORY, MORE]
    found = ballots(page, texts(*[[head, STORY, MORE]] * 3))
    assert [one.block for one in found] == [head, STORY, MORE]


@given(
    st.lists(st.sampled_from([STORY, MORE, MENU, TAIL]), unique=True), st.lists(st.sampled_from("abcd"), unique=True)
)
def test_the_order_of_the_outputs_does_not_matter(page: list[Block], names: list[str]) -> None:
    outputs = {name: "\n".join(block.text for block in page[number:]) for number, name in enumerate(names)}
    assert ballots(page, outputs) == ballots(page, dict(reversed(outputs.items())))
