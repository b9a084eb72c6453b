"""``harness golden new`` and ``review``: from a saved page to a case that is scored."""

from __future__ import annotations

import errno
import io
import json
from pathlib import Path
from typing import Any

import pytest

from harness.model import PAGE_TYPES
from workshop import EXPECTED, PAGE, Harness, write_extractor

ONLY = ("-E", "mine", "-E", "whole", "-E", "lead", "--annotator", "Ann Onym")


@pytest.fixture
def drafting(workspace: Path) -> Path:
    """The workspace with a saved page and two extractors more: one of all that is wanted, one of the first line."""
    title = PAGE.replace("Bakery opens | The Lane", "Bakery opens on Mill Lane").replace("Lyon", "Oslo")
    (workspace / "saved.html").write_text(title, encoding="utf-8")
    text = EXPECTED.replace("Lyon", "Oslo").replace("## ", "")
    write_extractor(workspace / "extractors", "whole", f"return {text!r}")
    write_extractor(workspace / "extractors", "moody", "return 'x'", "extractor(extract, modes={'fast': {}})")
    write_extractor(workspace / "extractors", "absent", "return 'x'", "extractor(extract, package='not-there-at-all')")
    write_extractor(workspace / "extractors", "lead", f"return {text.splitlines()[0]!r}")
    return workspace


def document(folder: Path) -> dict[str, Any]:
    found = json.loads((folder / "golden.json").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def test_new_makes_a_draft_that_is_not_scored(drafting: Path, harness: Harness) -> None:
    made = harness("golden", "new", "saved.html", "--url", "https://lane.example/news/oslo", *ONLY)
    assert (made.code, made.err) == (0, "")
    place = "golden/mine/oslo"
    assert made.out == (
        f"{place}: 1 blocks agreed and 3 disputed, by 3 of 3 extractors; now: harness golden review {place}\n"
    )
    found = document(drafting / place)
    assert found["provenance"] == {
        "source": "the file saved.html, from https://lane.example/news/oslo",
        "captured": None,
        "annotator": "Ann Onym",
        "reviewer": None,
        "status": "draft",
        "licence": "unknown",
    }
    assert (drafting / place / "page.html").read_bytes() == (drafting / "saved.html").read_bytes()
    check = harness("golden", "check")
    assert check.code == 1
    assert "2 sound cases, 1 problems in 1 others" in check.out


def test_a_reviewed_draft_is_a_sound_case(drafting: Path, harness: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    harness("golden", "new", "saved.html", "--to", "golden/own/oslo", *ONLY)
    fields = len(document(drafting / "golden/own/oslo")["metadata"])
    monkeypatch.setattr("sys.stdin", io.StringIO("k\n" * (fields + 3) + "y\n"))
    review = harness("golden", "review", "golden/own", "--reviewer", "Rita")
    assert review.code == 0
    assert review.out.startswith("1 draft in golden/own, reviewer Rita\n")
    assert review.out.endswith("1 of 1 drafts reviewed\n")
    assert document(drafting / "golden/own/oslo")["provenance"]["reviewer"] == "Rita"
    assert harness("golden", "check").code == 0


def test_a_review_that_is_broken_off_keeps_what_was_decided(
    drafting: Path, harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness("golden", "new", "saved.html", "--to", "golden/mine/oslo", *ONLY)
    monkeypatch.setattr("sys.stdin", io.StringIO("d\n"))
    review = harness("golden", "review", "mine/oslo", "--reviewer", "Rita")
    assert review.code == 130
    assert "stopped; what was decided is kept. 0 of 1 drafts reviewed" in review.out
    assert "title" not in document(drafting / "golden/mine/oslo")["metadata"]


def test_ctrl_c_keeps_what_was_decided(drafting: Path, harness: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    harness("golden", "new", "saved.html", "--to", "golden/mine/oslo", *ONLY)
    answers = iter(["d"])

    def interrupted(question: str) -> str:
        for answer in answers:
            return answer
        raise KeyboardInterrupt

    monkeypatch.setattr("builtins.input", interrupted)
    review = harness("golden", "review", "--reviewer", "Rita")
    assert (review.code, review.err) == (130, "")
    assert review.out.endswith("stopped; what was decided is kept. 0 of 1 drafts reviewed\n")
    assert "title" not in document(drafting / "golden/mine/oslo")["metadata"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("new nowhere.html -E mine", "nowhere.html cannot be read: No such file"),
        ("new saved.html --to golden/news/bakery", "golden/news/bakery is there already"),
        ("new saved.html --url lane", "--url must be an http or https address, not lane"),
        ("new http://lane.example --url http://lane.example", "--url says where a file comes from"),
        ("new saved.html -E mine --language English", "golden.json cannot hold this: $.language"),
        ("new saved.html -E mien", "unknown extractor 'mien'"),
        ("new saved.html -E everything", "controls, modes, services and ensembles draft nothing, and everything is of"),
        ("new saved.html -E moody[fast]", "draft nothing, and moody[fast] is of these; name an extractor as it is"),
        ("new saved.html -E absent", "no extractor can be asked; see `harness extractors` for what is missing"),
        ("new saved.html --page-type articles", "'service'"),
        ("new saved.html --timeout 0", "--timeout must be a number of seconds above 0"),
        ("review zyte:", "zyte: has no drafts"),
        ("review nowhere", "nowhere is no folder, and no case of golden"),
        ("suspects nowhere", "nowhere: No such file or directory"),
    ],
)
def test_wrong_usage_says_what_is_wrong_and_leaves_nothing(
    drafting: Path, harness: Harness, arguments: str, message: str
) -> None:
    result = harness("golden", *arguments.split())
    assert (result.code, result.out) == (2, "")
    assert message in result.err
    assert not (drafting / "golden/mine").exists()


def test_the_reviewer_is_this_user_where_nobody_is_named(
    workspace: Path, harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("USER", "somebody")
    assert harness("golden", "review").out.startswith("0 drafts in golden, reviewer somebody\n")
    monkeypatch.delenv("USER")
    assert "nobody knows your name; give it with --reviewer" in harness("golden", "review").err


@pytest.mark.parametrize("action", ["new", "review", "suspects"])
def test_help_ends_with_an_example(harness: Harness, action: str) -> None:
    shown = harness("golden", action, "--help")
    assert shown.code == 0
    assert f"  harness golden {action}" in shown.out.partition("example")[2]


def test_help_of_new_fits_and_names_the_types_of_pages(harness: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    shown = harness("golden", "new", "--help").out
    usage, _, rest = shown.partition("positional arguments:")
    options = rest.partition("example:")[0]
    assert "[--page-type TYPE]" in usage
    assert all(len(line) <= 80 for line in options.splitlines())
    assert all(f" {name}" in " ".join(options.split()) for name in PAGE_TYPES)


def test_a_draft_that_cannot_be_reviewed_is_told_and_the_next_one_follows(
    drafting: Path, harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b", "c"):
        harness("golden", "new", "saved.html", "--to", f"golden/mine/{name}", *ONLY)
    (drafting / "golden/mine/a/golden.json").write_text("{", encoding="utf-8")
    (drafting / "golden/mine/b/expected.md").write_text("", encoding="utf-8")
    fields = len(document(drafting / "golden/mine/c")["metadata"])
    monkeypatch.setattr("sys.stdin", io.StringIO("k\n" * (2 * fields + 3) + "y\n"))
    review = harness("golden", "review", "golden/mine", "--reviewer", "Rita")
    assert review.code == 0
    assert review.out.startswith("3 drafts in golden/mine, reviewer Rita\n")
    assert "golden/mine/a/golden.json cannot be read" in review.err
    assert "golden/mine/b/expected.md: is empty; write the article's text into it" in review.out
    assert review.out.endswith("1 of 3 drafts reviewed\n")


def test_a_full_disk_costs_a_message_a_draft(drafting: Path, harness: Harness, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, parts: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    for name in ("a", "b"):
        harness("golden", "new", "saved.html", "--to", f"golden/mine/{name}", *ONLY)
    monkeypatch.setattr("harness.annotate.review.write_text", full)
    monkeypatch.setattr("sys.stdin", io.StringIO("d\nd\n"))
    review = harness("golden", "review", "golden/mine", "--reviewer", "Rita")
    assert review.code == 0
    for name in ("a", "b"):
        assert f"golden/mine/{name}/golden.json cannot be written: No space left on device" in review.err
