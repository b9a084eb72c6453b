"""A walk through a draft: answers are kept one by one, and only a person makes a case of it."""

from __future__ import annotations

import errno
import json
from collections.abc import Callable
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


def test_a_day_that_there_is_not_is_asked_again(draft: Path) -> None:
    changed = {**document(draft), "metadata": {"published": "2026-03-09"}}
    (draft / "golden.json").write_text(json.dumps(changed), encoding="utf-8")
    script = Script("e", "2026-02-30", "2026-02-28")
    with pytest.raises(EOFError):
        review(draft, "Rita", script.terminal)
    assert document(draft)["metadata"] == {"published": "2026-02-28"}
    assert '"2026-02-30"; there is no such day or time' in script.text


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


def test_a_page_cannot_turn_the_direction_of_what_follows(draft: Path) -> None:
    (draft / "expected.md").write_text(f"{MARK}A \u202etrick.\n", encoding="utf-8")
    script = Script("k", "k", "s")
    review(draft, "Rita", script.terminal)
    assert "\u202e" not in script.text
    assert "A \ufffdtrick." in script.text


def test_a_broken_draft_is_named(draft: Path) -> None:
    (draft / "golden.json").write_text("{", encoding="utf-8")
    with pytest.raises(GoldenError, match=r"golden\.json cannot be read"):
        review(draft, "Rita", Script().terminal)


def test_half_a_character_in_golden_json_is_named(draft: Path) -> None:
    (draft / "golden.json").write_text(json.dumps({**document(draft), "notes": "\ud800"}), encoding="utf-8")
    with pytest.raises(GoldenError, match=r"golden\.json \$\.notes: holds half a character"):
        review(draft, "Rita", Script().terminal)


def test_half_a_character_that_the_page_declares_is_shown_as_a_terminal_can(draft: Path) -> None:
    thing = '<script type="application/ld+json">{"@type": "Article", "headline": "half \\ud83d"}</script>'
    page = (draft / "page.html").read_text(encoding="utf-8")
    (draft / "page.html").write_text(page.replace("</head>", f"{thing}</head>"), encoding="utf-8")
    script = Script()
    with pytest.raises(EOFError):
        review(draft, "Rita", script.terminal)
    assert "half \ufffd (JSON-LD headline)" in script.text


@pytest.mark.parametrize("expected", ["", "\n", f"{MARK}{PROMO}\n"], ids=["empty", "blank", "one block"])
def test_a_text_without_a_block_stays_a_draft_and_is_told(draft: Path, expected: str) -> None:
    (draft / "expected.md").write_text(expected, encoding="utf-8")
    script = Script("k", "k", "d")
    assert not review(draft, "Rita", script.terminal)
    assert "expected.md: is empty; write the article's text into it" in script.text
    assert "1. A bakery opens (meta og:title)" in script.text, "what the page declares does not depend on the text"


def asked_while(folder: Path, question: str, change: Callable[[], object], *answers: str) -> Terminal:
    """A terminal of answers; ``change`` happens while the person thinks about the first question that begins so."""
    waiting, script = [change], Script(*answers)

    def ask(asked: str) -> str:
        if waiting and asked.strip().startswith(question):
            waiting.pop()()
        return script.ask(asked)

    return Terminal(ask, script.said.append)


@pytest.mark.parametrize(
    ("question", "answers"),
    [
        ("metadata:", ("d", "k", "d", "k", "y")),
        ("metadata:", ("e", "A bakery", "k", "d", "k", "y")),
        ("title (text", ("e", "A bakery", "k", "d", "k", "y")),
        ("block:", ("k", "k", "o", "k", "y")),
        ("Have you read", ("k", "k", "d", "k", "y")),
    ],
)
def test_what_is_edited_while_a_question_waits_stays(draft: Path, question: str, answers: tuple[str, ...]) -> None:
    def edit() -> None:
        (draft / "golden.json").write_text(json.dumps({**document(draft), "tags": ["mine"]}), encoding="utf-8")

    assert review(draft, "Rita", asked_while(draft, question, edit, *answers))
    found = document(draft)
    assert found["tags"] == ["mine"]
    assert found["provenance"]["status"] == "reviewed"


def test_a_text_edited_while_a_question_waits_is_asked_about_again(draft: Path) -> None:
    def edit() -> None:
        (draft / "expected.md").write_text(DISPUTED.split("\n\n", 1)[1], encoding="utf-8")

    with pytest.raises(EOFError):
        review(draft, "Rita", asked_while(draft, "block:", edit, "k", "k", "d", "d"))
    text = (draft / "expected.md").read_text(encoding="utf-8")
    assert text == DISPUTED.split("\n\n", 1)[1].replace(f"{MARK}{PROMO}\n\n", "")


def test_golden_json_is_never_half_written(draft: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (draft / "golden.json").read_bytes()

    def full(path: Path, parts: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("harness.annotate.review.write_text", full)
    with pytest.raises(GoldenError, match=r"golden\.json cannot be written: No space left on device; mend that"):
        review(draft, "Rita", Script("d").terminal)
    assert (draft / "golden.json").read_bytes() == before


def test_only_drafts_are_found_and_what_may_be_one(draft: Path) -> None:
    root = draft.parents[1]
    write_case(root / "mine/sound")
    write_case(root / "mine/unknown", colour="red")
    odd = write_case(root / "mine/odd", colour="red", provenance={"status": "draft"})
    broken = [write_case(root / "mine" / name) for name in ("broken-1", "broken-2", "broken-3")]
    for folder, text in zip(broken, ("{", "[]", '{"provenance": {}}'), strict=True):
        (folder / "golden.json").write_text(text, encoding="utf-8")
    assert find_drafts(root) == [draft, *broken, odd]
