"""The words that a text lost and gained: a table by hand, and laws."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.compare import word_diff as module
from harness.compare.word_diff import Passage, word_diff
from harness.text import words

OLD = "A bakery opened on Mill Lane.\nThe owner sold every loaf before ten.\nShe plans to hire two."


def texts(passages: tuple[Passage, ...]) -> list[str]:
    return [passage.text for passage in passages]


@pytest.mark.parametrize(
    ("new", "lost", "gained"),
    [
        (OLD, [], []),
        (OLD.replace("\n", "\n\n  ").replace(" opened", "\topened"), [], []),
        ("", [OLD.replace("\n", " ")], []),
        (OLD.replace("The owner sold every loaf before ten.\n", ""), ["The owner sold every loaf before ten."], []),
        (OLD.replace("every loaf ", ""), ["every loaf"], []),
        (OLD + "\nREAD MORE: old news", [], ["READ MORE: old news"]),
        (OLD.replace("Mill Lane", "High Street"), ["Mill Lane"], ["High Street"]),
        (OLD.replace("A bakery opened on", "Cafés closed in"), ["A bakery opened on"], ["Cafés closed in"]),
        (OLD.replace("Lane.", "Lane!"), [], []),  # punctuation is no word
    ],
)
def test_words_by_the_table(new: str, lost: list[str], gained: list[str]) -> None:
    found = word_diff(OLD, new)
    assert (texts(found.lost), texts(found.gained), found.moved) == (lost, gained, ())
    assert texts(word_diff(new, OLD).lost) == gained


def test_passage_in_another_place_has_moved() -> None:
    first, second, third = OLD.split("\n")
    found = word_diff(OLD, f"{third}\n{first}\n{second}")
    assert (found.lost, found.gained, found.moved) == ((), (), (Passage(third, 5),))


def test_words_in_common_by_chance_do_not_cut_a_passage() -> None:
    found = word_diff("Sales of wine fell sharply in the north.", "Owners of dogs met again in the park.")
    assert (texts(found.lost), texts(found.gained)) == (
        ["Sales of wine fell sharply in the north"],
        ["Owners of dogs met again in the park"],
    )


def test_longest_passages_come_first() -> None:
    found = word_diff("a\nkeep\nb c d\nkeep too\ne f", "keep\nkeep too")
    assert texts(found.lost) == ["b c d", "e f", "a"]


def test_characters_of_scripts_without_spaces_are_words() -> None:
    found = word_diff("日本の新聞です", "日本の雑誌です")
    assert (texts(found.lost), texts(found.gained)) == (["新聞"], ["雑誌"])


def test_texts_too_long_to_align_lose_no_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_CELLS", 3)
    found = word_diff("same\none two\nthree\nfour", "same\nfive\nsix\nseven")
    assert texts(found.lost) == ["one two three four"]
    assert texts(found.gained) == ["five six seven"]


TEXTS = st.lists(st.lists(st.sampled_from("abcdef"), max_size=6).map(" ".join), max_size=8).map("\n".join)


def bag(passages: tuple[Passage, ...]) -> list[str]:
    return sorted(word for passage in passages for word in words(passage.text))


@given(TEXTS)
def test_text_lost_nothing_against_itself(text: str) -> None:
    found = word_diff(text, text)
    assert (found.lost, found.gained, found.moved) == ((), (), ())


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_what_is_lost_and_gained_accounts_for_every_word(old: str, new: str) -> None:
    found = word_diff(old, new)
    # What was there, less what was lost, and what was gained, is what is there.
    assert sorted(words(old) + bag(found.gained)) == sorted(words(new) + bag(found.lost))
    for passage in (*found.lost, *found.gained, *found.moved):
        assert passage.words == len(words(passage.text)) > 0
