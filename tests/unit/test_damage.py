"""Damage that a wrong decoding leaves in a text, and sound text that looks a little like it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.lint.damage import Damage, find_damage


def kinds(text: str, *, markdown: bool = True) -> list[str]:
    return [damage.found.partition(":")[0] for damage in find_damage(text, markdown=markdown)]


LOST = "U+FFFD, which stands for a character that was lost"
CONTROL = "a C1 control character"
MOJIBAKE = "what looks like UTF-8 read as windows-1252"
SPACE = "an entity for a space"
ENTITY = "an entity that is text"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("the caf\ufffd on the quay", [LOST]),
        ("it\x92s late", [CONTROL]),
        ("itâ€™s late", [MOJIBAKE]),
        ("cafÃ© ouvert", [MOJIBAKE]),
        ("Â£5 a head", [MOJIBAKE]),
        ("æœ¬ and more", [MOJIBAKE]),
        ("a smile ðŸ˜€ for you", [MOJIBAKE]),
        ("Ð¿Ñ€Ð¸Ð²ÐµÑ‚", [MOJIBAKE]),
        ("AT&amp;amp;T", [ENTITY]),
        ("two&nbsp;words", [SPACE]),
        ("two&amp;nbsp;words", [ENTITY]),
        ("R&amp;amp;D and caf\ufffd", [LOST, ENTITY]),
    ],
)
def test_damage_is_found(text: str, found: list[str]) -> None:
    assert kinds(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "“MANHÃ” disse, É… là”. CAFÉ”",
        "« été\u00a0» et « déjà\u00a0» dans le Comté\u00a0»",
        "NESCAFÉ® and ROSÉ¹",
        "fish &amp; chips, 1 &lt; 2",
        "write `&nbsp;` for a space",
        "```html\n&amp;amp; &nbsp;\n```\n",
        "a &notanentity; stays",
        "tom & jerry; friends",
        "Ångström, Ærø, Đà Nẵng, İstanbul, Größe",
    ],
)
def test_sound_text_is_not_damaged(text: str) -> None:
    assert kinds(text) == []


def test_the_place_and_the_number_of_instances_are_told() -> None:
    text = "first line\n\nsecond cafÃ© and cafÃ© again\n"
    (damage,) = find_damage(text)
    expected = f"{MOJIBAKE}: “second cafÃ© and cafÃ© a”, 2 times"
    assert (damage.place, damage.found) == ("line 3", expected)


def test_plain_text_has_no_code_and_no_entities_that_are_read() -> None:
    assert kinds("write `&nbsp;` so", markdown=False) == [ENTITY]


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_any_text_is_taken_and_no_control_is_printed(text: str) -> None:
    for damage in find_damage(text):
        assert isinstance(damage, Damage)
        assert not any("\x80" <= character <= "\x9f" for character in damage.found)


@pytest.mark.parametrize("text", ["L’été à Århus: « déjà vu » — ça va ?", "Ελλάδα και Κύπρος ’99", "Привет, мир — да"])
def test_mojibake_of_a_text_is_found_whatever_its_language(text: str) -> None:
    assert kinds(text) == []
    read_wrong = "".join(bytes([byte]).decode("cp1252", "replace") for byte in text.encode())
    assert MOJIBAKE in kinds(read_wrong)
