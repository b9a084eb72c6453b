"""From a record to a golden case."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from harness.blocks import Block
from harness.datasets.base import FilePage, Gold, RecordError, build_case, read_json, shown, string_or_none, strings
from harness.datasets.base import text_blocks as blocks_of
from harness.errors import DataSetError, PageError
from harness.model import GoldenCase

FILE = Path("gold.json")


@dataclass(frozen=True, slots=True)
class Held:
    """A page that is a part of its record's file."""

    content: bytes | None = b"<p>Tea at four.</p>"

    def read(self) -> bytes:
        if self.content is None:
            raise PageError("is not there any more; look for it")
        return self.content


GOLD = Gold(key="7", file=FILE, place="line 3", page=Held(), text="Tea at four.")


def case_of(gold: Gold) -> GoldenCase:
    case = build_case("mine", Path("root"), gold).case
    assert case is not None
    return case


def said(gold: Gold) -> list[tuple[str, str]]:
    return [(problem.place, problem.found) for problem in build_case("mine", Path("root"), gold).oddities]


def test_page_of_a_row_is_read_from_its_row() -> None:
    case = case_of(GOLD)
    assert (case.id, case.page_path, case.page_source) == ("mine/7", FILE, GOLD.page)
    assert (case.data_set, case.collection, case.provenance.status) == ("mine", "mine", "verified")


def test_page_of_a_file_has_its_path(tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    page.write_bytes(b"x")
    case = case_of(replace(GOLD, page=FilePage(page, tmp_path)))
    assert (case.page_path, case.page_source) == (page, None)


def test_page_that_cannot_be_read_is_a_problem_of_the_case() -> None:
    loaded = build_case("mine", Path("root"), replace(GOLD, page=Held(None)))
    assert loaded.case is None
    assert [(one.file, one.found, one.advice) for one in loaded.problems] == [
        (FILE, "is not there any more", "look for it")
    ]


def test_no_text_and_an_empty_text_are_two_things() -> None:
    assert case_of(replace(GOLD, text=None, wanted=("tea",))).expected is None
    assert case_of(replace(GOLD, text="")).expected == ()


def test_blocks_of_the_benchmark_come_before_lines() -> None:
    heading = Block("heading", "Tea at four.")
    assert case_of(replace(GOLD, blocks=(heading,))).expected == (heading,)
    assert case_of(GOLD).expected == (Block("paragraph", "Tea at four."),)


def test_expected_text_is_one_block_for_a_first_look() -> None:
    gold = replace(GOLD, text="- a\n- b", markdown="- a\n- b")
    looked = build_case("mine", Path("root"), gold, blocks=False).case
    assert looked is not None
    assert [block.text for block in looked.expected or ()] == ["- a\n- b"]
    assert looked.digest == case_of(gold).digest


@pytest.mark.parametrize(
    ("text", "markdown", "expected"),
    [
        ("a\n\n  b  c \n", None, [("paragraph", "a"), ("paragraph", "b c")]),
        ("- a\n* b\n• c", None, [("list", "- a"), ("list", "* b"), ("list", "• c")]),
        ("Tea\nat four", "# Tea\n\n> at four", [("heading", "Tea"), ("quote", "at four")]),
        ("- Tea", "## Tea", [("heading", "- Tea")]),
        ("", "# Tea", []),
    ],
)
def test_kinds_of_lines_come_from_the_markdown(
    text: str, markdown: str | None, expected: list[tuple[str, str]]
) -> None:
    assert [(block.kind, block.text) for block in blocks_of(text, markdown)] == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"page": Held(b" \n")}, [("line 3 page", "the page is empty")]),
        ({"text": " \n", "wanted": ("x",)}, [("line 3 text", "the expected text is empty")]),
        ({"text": None, "wanted": ("x",)}, []),
        ({"wanted": ("TEA  at",)}, []),
        ({"wanted": ("coffee",)}, [("line 3 with", "“coffee” is not in its own expected text")]),
        ({"unwanted": ("Tea at",)}, [("line 3 without", "“Tea at” is in its own expected text")]),
        ({"unwanted": ("coffee",)}, []),
        (
            {"bare_is_odd": True},
            [("line 3 page", "has neither script, style nor JSON-LD, as if they had been taken out")],
        ),
        ({"bare_is_odd": True, "page": Held(b"<STYLE>")}, []),
        ({"bare_is_odd": True, "page": Held(b"<script src=x>")}, []),
        ({"oddities": (("line 3 $.x", "is odd", "mend it"),)}, [("line 3 $.x", "is odd")]),
    ],
)
def test_what_is_odd_is_told_and_scored(changes: dict[str, object], expected: list[tuple[str, str]]) -> None:
    assert said(replace(GOLD, **changes)) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changes",
    [
        {"text": "Tea at five."},
        {"markdown": "# Tea at four."},
        {"blocks": (Block("list", "Tea at four."),)},
        {"page": Held(b"<p>other")},
        {"url": "https://tea.example/"},
        {"language": "en"},
        {"encoding": "utf-8"},
        {"media_type": "text/plain"},
        {"page_type": "forum"},
        {"metadata": {"title": None}},
        {"wanted": ("Tea",)},
        {"unwanted": ("x",)},
        {"optional_lines": frozenset({0})},
    ],
)
def test_digest_changes_with_whatever_is_scored(changes: dict[str, object]) -> None:
    assert case_of(replace(GOLD, **changes)).digest != case_of(GOLD).digest  # type: ignore[arg-type]


def test_digest_does_not_change_with_what_is_not_scored() -> None:
    other = replace(GOLD, notes="n", licence="MIT", annotator="me", oddities=(("", "a", "b"),), bare_is_odd=True)
    assert case_of(other).digest == case_of(GOLD).digest


def test_strings_of_a_record_are_checked() -> None:
    assert string_or_none(None, FILE, "$.x") is None
    assert string_or_none("a", FILE, "$.x") == "a"
    assert (strings(None, FILE, "$.x"), strings("a", FILE, "$.x"), strings(["a"], FILE, "$.x")) == ((), ("a",), ("a",))
    with pytest.raises(RecordError, match=r"gold\.json \$\.x: a string is expected, not 1; mend the record"):
        string_or_none(1, FILE, "$.x")
    with pytest.raises(RecordError, match=r"a list of strings is expected, not \['a', 1\]"):
        strings(["a", 1], FILE, "$.x")


def test_quotes_in_messages_are_short_and_on_one_line() -> None:
    assert shown("a\n b") == "a b"
    assert shown("x" * 61) == "x" * 57 + "..."


@pytest.mark.parametrize(
    ("content", "said"), [(b"\xff", "is not UTF-8"), (b"{", "is not JSON"), (b"[" * 100_000, "is not JSON")]
)
def test_file_that_is_not_json_is_named(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "gold.json"
    file.write_bytes(content)
    with pytest.raises(DataSetError, match=rf"gold\.json {said}"):
        read_json(file)


def test_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    file = tmp_path / "gold.json"
    file.write_bytes(b"\xef\xbb\xbf[1]")
    assert read_json(file) == [1]
