"""Bytes to text, the way a browser does it."""

from __future__ import annotations

from html import unescape

import pytest
import webencodings
from hypothesis import given
from hypothesis import strategies as st

from harness.html import UnknownEncodingError, decode, plain_text_as_html
from harness.model import Page

META_1251 = b'<meta charset="windows-1251">'
LATE_META = b"<!--" + b" " * 50_000 + b"-->"
GERMAN = "Straße, Äpfel, Übermut, größer, für, über, schön".encode("windows-1252")
THAI = "ภาษาไทยเป็นภาษาที่มีระดับเสียงของคำแน่นอนหรือวรรณยุกต์".encode("cp874")


@pytest.mark.parametrize(
    ("content", "declared", "text"),
    [
        (b"", None, ""),
        ("naïve €".encode(), None, "naïve €"),
        # A byte order mark beats the header, the header beats <meta>, <meta> beats what the bytes look like.
        (b"\xef\xbb\xbf\xc3\xa9", "windows-1252", "é"),
        (b"\xff\xfea\x00\xe9\x00", "utf-8", "aé"),
        (b"\xfe\xff\x00a\x00\xe9", None, "aé"),
        (META_1251 + b"\xe9", "windows-1252", META_1251.decode() + "é"),
        (META_1251 + b"\xe9", None, META_1251.decode() + "й"),
        (META_1251 + "й".encode(), None, META_1251.decode() + "Р№"),
        (LATE_META + META_1251 + b"\xe9", None, (LATE_META + META_1251).decode() + "й"),
        (
            b'<meta http-equiv=content-type content="text/html; charset=koi8-r">\xc1',
            None,
            '<meta http-equiv=content-type content="text/html; charset=koi8-r">а',
        ),
        # A page that a <meta> was read from cannot be UTF-16.
        (b"<meta charset=utf-16>\xc3\xa9", None, "<meta charset=utf-16>é"),
        (b"<meta charset=klingon>\xc3\xa9", None, "<meta charset=klingon>é"),
        (b"<!-- <meta charset=koi8-r> -->\xc3\xa9", None, "<!-- <meta charset=koi8-r> -->é"),
        # Labels mean what they mean to a browser.
        (b"\x80\x93", "ISO-8859-1", "€“"),
        (b"\xe0", "tis-620", "เ"),
        (b"<meta charset=windows-874>\xe0", None, "<meta charset=windows-874>เ"),
        (b"\xee", " Logical ", "מ"),
        (b"<meta charset=logical>\xee", None, "<meta charset=logical>מ"),
        (b"\x80", "x-user-defined", "\uf780"),
        # What cannot be decoded becomes U+FFFD.
        (b"a\xffb", "utf-8", "a\ufffdb"),
        (b"\xff\xfea", None, "\ufffd"),
        # What says nothing of itself and is not UTF-8 is guessed.
        (GERMAN, None, GERMAN.decode("windows-1252")),
        (THAI, None, THAI.decode("cp874")),
    ],
)
def test_bytes_decode_to(content: bytes, declared: str | None, text: str) -> None:
    assert decode(content, declared) == text


@pytest.mark.parametrize("label", sorted(webencodings.LABELS))
def test_every_label_that_browsers_know_decodes_any_bytes(label: str) -> None:
    content = f"<meta charset={label}>".encode() + bytes(range(256))
    assert decode(content, label)
    assert decode(content)


@pytest.mark.parametrize("label", ["klingon", "utf-7", "rot13", "", "utf8;"])
def test_declared_label_that_no_browser_knows_is_an_error(label: str) -> None:
    with pytest.raises(UnknownEncodingError, match="unknown encoding"):
        decode(b"\xef\xbb\xbftext", label)


@given(st.binary(), st.sampled_from([None, "utf-8", "utf-16le", "gb18030", "shift_jis", "iso-2022-jp"]))
def test_any_bytes_decode(content: bytes, declared: str | None) -> None:
    assert isinstance(decode(content, declared), str)


@given(st.text().filter(lambda text: not text.startswith("\ufeff")))
def test_utf8_text_comes_back_unchanged(text: str) -> None:
    assert decode(text.encode(), "utf-8") == text


@given(st.text())
def test_plain_text_is_one_paragraph_a_line_that_is_not_blank(text: str) -> None:
    paragraphs = plain_text_as_html(text).split("<p>")[1:]
    shown = [unescape(one.split("</p>")[0]) for one in paragraphs]
    assert shown == [line for line in text.splitlines() if line.strip()]


def test_plain_text_page_is_presented_as_html_with_its_markup_escaped() -> None:
    page = Page(None, "1 < 2 & 3\n\n  \nschön".encode("latin-1"), "text/plain", "latin1")
    assert "<body>\n<p>1 &lt; 2 &amp; 3</p>\n<p>schön</p>\n</body>" in page.html


def test_html_page_is_its_bytes_decoded() -> None:
    assert Page("https://a.example/", b"<p>\xe9", encoding="windows-1252").html == "<p>é"
