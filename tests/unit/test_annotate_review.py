"""A walk through a draft: answers are kept one by one, and only a person makes a case of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from harness.annotate.review import Terminal, find_drafts, review
from harness.errors import GoldenError
from workshop import ANNOTATIONS, EXPECTED, PAGE, write_case

MARK = "<!-- disputed: 2 of 5 (alpha, beta) -->\n\n"
PROMO = "READ MORE: The old bakery closes after ninety years"
DISPUTED = EXPECTED.replace("## What", f"{MARK}{PROMO}\n\n{MARK}## What")
PAGE_HEAD = '<meta property="og:title" content="A bakery opens"><meta name="author" content="Ann Onym">'


class Script:
    """Answers in a row; afterwards there are none."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.said: list[str] = []

    def ask(self, question: str) -> str:
        self.said.append(question)
        if not self.answers:
            raise EOFError
        return self.answers.pop(0)

    @property
    def terminal(self) -> Terminal:
        return Terminal(self.ask, self.said.append)

    @property
    def text(self) -> str:
        return "\n".join(self.said)


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    """A draft with two annotated fields and two disputed blocks."""
    provenance = {**ANNOTATIONS["provenance"], "status": "draft", "reviewer": None}
    folder = tmp_path / "golden/mine/bakery"
    page = PAGE.replace("</head>", PAGE_HEAD + "</head>")
    notes = "Drafted by the agreement of 5 extractors (...)."
    return write_case(folder, page, DISPUTED, noise=..., provenance=provenance, notes=notes)


def document(folder: Path) -> dict[str, Any]:
    found = json.loads((folder / "golden.json").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def test_all_kept_and_confirmed_is_reviewed_by_name(draft: Path) -> None:
    script = Script("k", "k", "d", "k", "yes")
    assert review(draft, "Rita", script.terminal)
    assert document(draft)["provenance"]["status"] == "reviewed"
    assert document(draft)["provenance"]["reviewer"] == "Rita"
    assert document(draft)["notes"] == ""
    assert (draft / "expected.md").read_text(encoding="utf-8") == EXPECTED
    assert "2 of 5 have it (alpha, beta)" in script.text


def test_without_a_yes_it_stays_a_draft(draft: Path) -> None:
    assert not review(draft, "Rita", Script("k", "k", "d", "k", "n").terminal)
    assert document(draft)["provenance"]["status"] == "draft"


def test_an_optional_block_leaves_the_text_and_becomes_a_quote(draft: Path) -> None:
    assert review(draft, "Rita", Script("k", "k", "o", "k", "y").terminal)
    assert document(draft)["optional"] == [*ANNOTATIONS["optional"], {"exact": PROMO}]
    assert (draft / "expected.md").read_text(encoding="utf-8") == EXPECTED


def test_a_skipped_block_keeps_its_comment_and_the_case_a_draft(draft: Path) -> None:
    script = Script("k", "k", "s", "k")
    assert not review(draft, "Rita", script.terminal)
    assert (draft / "expected.md").read_text(encoding="utf-8").count(MARK) == 1
    assert "1 disputed blocks are left" in script.text


def test_whoever_stops_keeps_what_is_decided(draft: Path) -> None:
    with pytest.raises(EOFError):
        review(draft, "Rita", Script("d", "k", "d").terminal)
    assert list(document(draft)["metadata"]) == ["authors"]
    text = (draft / "expected.md").read_text(encoding="utf-8")
    assert PROMO not in text
    assert text.count(MARK) == 1


def test_a_field_is_edited_until_golden_json_can_hold_it(draft: Path) -> None:
    changed = {**document(draft), "metadata": {"title": "Bakery", "authors": [], "published": "2026-03-09"}}
    (draft / "golden.json").write_text(json.dumps(changed), encoding="utf-8")
    script = Script("e", "1", "e", "Ann Onym; Bo Gus; Ann Onym", "edit", "soon", "")
    with pytest.raises(EOFError):
        review(draft, "Rita", script.terminal)
    edited = {"title": "A bakery opens", "authors": ["Ann Onym", "Bo Gus"], "published": None}
    assert document(draft)["metadata"] == edited
    assert "must be an ISO 8601 date" in script.text
    assert "1. A bakery opens (meta og:title)" in script.text


def test_an_answer_that_is_none_is_asked_again(draft: Path) -> None:
    script = Script("what", "K", "keep", "d", "k", "y")
    assert review(draft, "Rita", script.terminal)
    assert "answer with k or e or d" in script.text


def test_a_draft_with_a_problem_stays_one_and_says_which(draft: Path) -> None:
    script = Script("k", "k", "k", "k")
    (draft / "expected.md").write_text(DISPUTED + "\nWords that the page has nowhere at all.\n", encoding="utf-8")
    assert not review(draft, "Rita", script.terminal)
    assert "stays a draft until this is mended" in script.text
    assert "Words that the page has nowhere" in script.text


def test_a_page_cannot_move_the_cursor(draft: Path) -> None:
    (draft / "expected.md").write_text(f"{MARK}A \x1b[2Jtrick.\n", encoding="utf-8")
    script = Script("k", "k", "s")
    review(draft, "Rita", script.terminal)
    assert "\x1b" not in script.text
    assert "A \ufffd[2Jtrick." in script.text


def test_a_broken_draft_is_named(draft: Path) -> None:
    (draft / "golden.json").write_text("{", encoding="utf-8")
    with pytest.raises(GoldenError, match=r"golden\.json cannot be read"):
        review(draft, "Rita", Script().terminal)


def test_only_drafts_are_found(draft: Path) -> None:
    root = draft.parents[1]
    write_case(root / "mine/sound")
    (write_case(root / "mine/broken") / "golden.json").write_text("[]", encoding="utf-8")
    assert find_drafts(root) == [draft]
