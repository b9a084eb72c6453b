"""Strings, data and scripts as they stand in an HTML file."""

from __future__ import annotations

import base64
import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.render.html.embed import _squeezed, clean, compact, pack, script, source, style


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain [fast]", "plain [fast]"),
        ("two\nlines\tand more", "two lines and more"),
        ("bell\x07", "bell\ufffd"),
        ("\u202egnp.exe", "\ufffdgnp.exe"),
        ("zero\u200bwidth", "zero\ufffdwidth"),
        ("lone \ud800", "lone \ufffd"),
        ("<b>", "<b>"),
        ("x" * 300, "x" * 99 + "…" + "x" * 100),
    ],
)
def test_name_is_cleaned_and_cut_and_left_to_be_escaped(text: str, expected: str) -> None:
    assert clean(text) == expected


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text(st.characters(codec="utf-8")))
def test_packed_text_is_unpacked_again_and_ends_no_element(text: str) -> None:
    body = pack(text)
    assert zlib.decompress(base64.b64decode(body), -15).decode() == text
    assert not set(body) & set("<>&\"'")


def test_data_is_json_without_spaces_and_refuses_what_json_has_not() -> None:
    assert compact({"a": [1, None, "ü"]}) == '{"a":[1,null,"ü"]}'
    with pytest.raises(ValueError, match="JSON"):
        compact(float("nan"))


def test_source_is_what_a_policy_calls_an_inline_script() -> None:
    # As browsers print it for an empty script.
    assert source("") == "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("const a = 1; // why\n", "const a=1;"),
        ("/* why */ let b = a + +c;", "let b=a+ +c;"),
        ("a - -b; a++ + b;", "a- -b;a++ +b;"),
        ("return typeof x == 'a  // b';", "return typeof x=='a  // b';"),
        ("`a  ${ b }  c`", "`a  ${ b }  c`"),
        ('f("a\\"  b", [\n  1,\n  2,\n]);', 'f("a\\"  b",[1,2]);'),
        ("const $ = x, y$ = 2; in $;", "const $=x,y$=2;in $;"),
    ],
)
def test_squeezed_script_says_the_same(text: str, expected: str) -> None:
    assert _squeezed(text) == expected


def test_scripts_and_sheets_hold_nothing_that_ends_their_element() -> None:
    for text in (script("report.js"), script("loader.js"), style("report.css"), style("pageview.css")):
        assert "</" not in text
        assert "<!--" not in text
        assert "/*" not in text
        assert "http" not in text.replace("http://www.w3.org/", "").replace("http-equiv", "")


def test_sheet_keeps_its_rules() -> None:
    text = style("report.css")
    assert text.startswith(":root{color-scheme:light dark;--ground:light-dark(#ffffff,#0d1117)")
    assert "calc(var(--h) - var(--l))" in text
    assert json.dumps(text).count('\\"') % 2 == 0
