"""Words: what is one, where it stands, and that both ways of reading a text agree."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from harness.text import _MARKS_WITHOUT_CLASS, _mark_cuts, collapse, nfc, tokenise, words

# Marks that compose or not, characters no one sees, lone surrogates, conjoining Hangul, kana of all widths, scripts
# without spaces, scripts from right to left, characters that NFC makes longer, emoji.
_AWKWARD = (
    "ae’'.,09_ \u0301\u0327\u0344\u00ad\u200c\u200d\u2060\ufeff\u202a\u202e\u202f\u00a0\u0085\u2028\r\n\t"
    "\ud800\udfff\u1100\u1161\u11a8한漢かがカガー゙\u309a゠・ｶﾞไทยကြשׁ\u05b8عَ\u0958\ufb1d\U0001d15e\U0001b000😀\U0001f1e6"
)
ANY_TEXT = st.text(st.sampled_from(_AWKWARD) | st.characters())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n\t ", []),
        ("Hello, world!", ["Hello", "world"]),
        ("L’été c’est l'été", ["L’été", "c’est", "l'été"]),
        ("10,000 or 3.14 or 1/2", ["10,000", "or", "3.14", "or", "1", "2"]),
        ("e-mail snake_case U.S. a.b@c.example", ["e", "mail", "snake_case", "U.S", "a.b", "c.example"]),
        ("ﬁx ½ Ⅳ", ["ﬁx", "½", "Ⅳ"]),
        ("— … « » $ © 😀 👩‍👩‍👧 ", []),
        ("a\u00a0b\u2003c\u2028d\u202fe", ["a", "b", "c", "d", "e"]),
        ("שלום עולם", ["שלום", "עולם"]),
        ("مرحبا بالعالم", ["مرحبا", "بالعالم"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("한국어 문장", ["한국어", "문장"]),
        ("日本語", ["日", "本", "語"]),
        ("𠮷野家", ["𠮷", "野", "家"]),
        ("ひらがな", ["ひ", "ら", "が", "な"]),
        ("カタカナ・コーヒー", ["カ", "タ", "カ", "ナ", "コ", "ー", "ヒ", "ー"]),
        ("iPhoneとアップル", ["iPhone", "と", "ア", "ッ", "プ", "ル"]),
        ("ไทย", ["ไ", "ท", "ย"]),
        ("กี่ปี", ["กี่", "ปี"]),
        ("ລາວ", ["ລ", "າ", "ວ"]),
    ],
)
def test_text_is_cut_into_these_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\ud800", []),
        ("a\ud800b", ["a", "b"]),
        ("é", ["é"]),
        ("e\u0301", ["é"]),
        ("한", ["한"]),
        ("か\u3099カ\u3099", ["が", "ガ"]),
        ("カ\u0301タ", ["カ\u0301", "タ"]),
        ("カ\u00ad\u3099", ["カ\u3099"]),
        ("_カ_a", ["_カ_", "a"]),
    ],
)
def test_odd_spelling_reads_as(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize("invisible", ["\u00ad", "\u200e", "\u202a", "\u2060", "\u2066", "\ufeff"])
@given(text=st.text(st.characters(codec="ascii")))
def test_soft_hyphen_and_its_like_are_not_part_of_a_word(invisible: str, text: str) -> None:
    assert words(invisible.join(text)) == words(text)


@pytest.mark.parametrize("joiner", ["\u200c", "\u200d"])
def test_joiner_that_shapes_its_neighbours_stays_in_the_word(joiner: str) -> None:
    assert words(f"می{joiner}خواهم") == [f"می{joiner}خواهم"]


@given(ANY_TEXT)
@example("カ\u00ad\u3099")
def test_tokens_are_the_words_of_the_text(text: str) -> None:
    assert tokenise(text).words == words(text)


@given(ANY_TEXT)
def test_places_follow_each_other_within_the_text(text: str) -> None:
    tokens = tokenise(text)
    assert len(tokens.words) == len(tokens.starts) == len(tokens.ends)
    position = 0
    for start, end in zip(tokens.starts, tokens.ends, strict=True):
        assert position <= start < end
        position = end
    assert position <= len(text)


@given(ANY_TEXT)
@example("e\u0301x\u0958 y")
@example("\u1100\u1161\u11a8 \u1112\u1161 x")
def test_each_place_holds_its_word_and_no_other(text: str) -> None:
    tokens = tokenise(text)
    for word, start, end in zip(tokens.words, tokens.starts, tokens.ends, strict=True):
        assert words(text[start:end]) == [word]


@given(ANY_TEXT)
def test_composed_and_decomposed_spelling_have_the_same_words(text: str) -> None:
    assert words(unicodedata.normalize("NFC", text)) == words(unicodedata.normalize("NFD", text)) == words(text)


@given(ANY_TEXT, ANY_TEXT)
def test_a_line_break_always_separates(left: str, right: str) -> None:
    assert words(f"{left}\n{right}") == words(left) + words(right)


@given(ANY_TEXT)
def test_words_on_lines_of_their_own_are_the_same_words(text: str) -> None:
    found = words(text)
    assert words("\n".join(found)) == found


@settings(max_examples=20)
@given(st.lists(st.sampled_from(["e\u0301", "\u1100\u1161\u11a8", "\u1100\u1161", "a", " ", "\u0958"]), max_size=30))
def test_offsets_count_characters_before_normalisation(pieces: list[str]) -> None:
    text = "".join(pieces) + " end"
    tokens = tokenise(text)
    assert (tokens.starts[-1], tokens.ends[-1]) == (len(text) - 3, len(text))


@pytest.mark.parametrize(("text", "collapsed"), [("  a \n\t b\u00a0c ", "a b c"), ("", ""), (" \r\n ", "")])
def test_white_space_collapses_to_single_spaces(text: str, collapsed: str) -> None:
    assert collapse(text) == collapsed


@given(
    piece=st.text(alphabet=st.one_of(st.characters(), st.sampled_from(" \n\r\t\x0b\x1c\x85\u2028\u00a0ab")), min_size=1)
)
def test_long_text_collapses_as_a_short_one_does(piece: str) -> None:
    text = piece * (100_000 // len(piece) + 1)
    assert collapse(text) == " ".join(text.split())


@given(ANY_TEXT)
def test_nfc_of_a_text_without_long_runs_of_marks_is_that_of_unicode(text: str) -> None:
    assert nfc(text) == unicodedata.normalize("NFC", text)


@given(st.text("a\u0301\u0316\u0f73\u0327 é—", max_size=8), st.integers(31, 200), st.sampled_from(["a", "é", "—", ""]))
def test_long_runs_of_marks_are_read_alike_by_both_ways(start: str, size: int, letter: str) -> None:
    text = f"{start}{letter}" + "\u0301\u0316" * size + " end"
    found = tokenise(text)
    assert found.words == words(text)
    assert found.words[-1] == "end"
    assert sorted(found.starts) == found.starts
    assert found.ends[-1] == len(text)


def test_marks_are_normalised_thirty_at_a_time() -> None:
    short, long = "a" + "\u0301\u0316" * 15, "a" + "\u0301\u0316" * 16
    assert nfc(short) == unicodedata.normalize("NFC", short)
    # 30 marks of two classes are sorted, and the last two among themselves.
    assert nfc(long) == "\u00e1" + "\u0316" * 15 + "\u0301" * 14 + "\u0316\u0301"
    assert _mark_cuts("a" + "\u0301" * 100) == [31, 61, 91]
    assert _mark_cuts("\u0f73" * 31) == [30]
    assert _mark_cuts("\u2500" * 100 + "\u0301" * 30) == []


def test_marks_without_a_class_are_those_that_come_apart_into_marks() -> None:
    apart = [
        letter
        for letter in map(chr, range(sys.maxunicode + 1))
        if not unicodedata.combining(letter) and unicodedata.combining(unicodedata.normalize("NFD", letter)[0])
    ]
    assert set(apart) == _MARKS_WITHOUT_CLASS
