"""The report as Markdown: whatever a page or an extractor says, it stays in its cell."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from harness.leaderboard import build_report
from harness.model import Failure
from harness.render.columns import one_line
from harness.render.grids import github as table
from harness.render.markdown import render
from harness.runs import CaseResult
from workshop import row_info, tiny_run

LEDGER = {"output": 4, "kept": 3, "ordered": 3, "expected": 6, "found": 3, "in-page:promo": 10, "expected:list": 2}
HOSTILE = (
    "a | b",
    "a\n\n# Heading",
    "<script>alert(1)</script>",
    "![x](https://tracker.example/pixel)",
    "[x](javascript:alert(1))",
    "`code` *em* __strong__ ~~gone~~",
    "\\| \\",
    "x\r\n|---|\r\n",
    "line\u2028separator\x0b\x0c\x85",
    "\x1b[31mred\x01",
)


def cells_of(markdown: str) -> list[list[str]]:
    """Return the cells of all tables as a reader of the Markdown sees them; anything but text in a cell is an error."""
    rows: list[list[str]] = []
    for token in MarkdownIt("gfm-like", {"linkify": False}).parse(markdown):
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline" and rows and token.level >= 4:
            assert {child.type for child in token.children or ()} <= {"text", "text_special"}, token.content
            rows[-1].append(token.content and "".join(child.content for child in token.children or ()))
    return rows


@pytest.mark.parametrize("text", HOSTILE)
def test_text_cannot_leave_its_cell_nor_be_markup(text: str) -> None:
    shown = one_line(text)
    assert cells_of(table(["one", "two"], [[text, "b"], ["c", text]])) == [["one", "two"], [shown, "b"], ["c", shown]]


@given(st.text(st.sampled_from("ab1 |\\`*_[]()<>!#~&-+=:.\n\r\t\u2028") | st.characters(codec="utf-8")))
def test_no_text_breaks_a_table(text: str) -> None:
    rows = cells_of(table(["one", "two"], [["first", text], [text, "last"]]))
    assert [len(row) for row in rows] == [2, 2, 2]
    assert (rows[1][0], rows[2][1]) == ("first", "last")


def test_case_and_failure_of_any_name_leave_the_report_whole() -> None:
    results = [
        CaseResult("lib", f"news/{text}", "error", {"ledger": LEDGER}, Failure("Error", f"{text} failed"))
        for text in HOSTILE
    ]
    report = render(build_report(tiny_run(results, row_info("lib"), problems=HOSTILE)))
    parser = MarkdownIt("gfm-like", {"linkify": False})
    headings = [
        token.content
        for before, token in zip(parser.parse(report), parser.parse(report)[1:], strict=False)
        if before.type == "heading_open"
    ]
    assert headings == [
        "Scores",
        "What leaks",
        "What is lost",
        "Defects",
        "Hardest pages",
        "Failures",
        "Golden cases with problems, not scored",
        "Method",
    ]
    failures = [row for row in cells_of(report) if row[-1].endswith("failed")]
    assert [row[1] for row in failures] == [one_line(name) for name in sorted(f"news/{text}" for text in HOSTILE)]
    assert not {token.type for token in parser.parse(report)} & {"html_block", "fence", "code_block"}


def test_method_of_a_run_that_somebody_has_changed_is_text() -> None:
    run = tiny_run([CaseResult("lib", "a", "ok", {"ledger": LEDGER})], row_info("lib"))
    hostile = "`<img src=x>\n\n# Heading\x1b[31m"
    data_sets = (dataclasses.replace(run.data_sets[0], digest=hostile),)
    report = render(build_report(dataclasses.replace(run, data_sets=data_sets, environment={"python": hostile})))
    method = MarkdownIt().parse(report.partition("## Method")[2])
    assert {token.type for token in method} <= {
        f"{kind}_{end}" for kind in ("paragraph", "bullet_list", "list_item") for end in ("open", "close")
    } | {"inline"}
    kinds = {child.type for token in method for child in token.children or ()}
    assert kinds <= {"text", "text_special", "code_inline", "softbreak"}
    assert "\x1b" not in report


def test_report_says_what_was_measured_and_how() -> None:
    rows = (row_info("lib"), row_info("absent", None))
    report = render(build_report(tiny_run([CaseResult("lib", "a", "ok", {"ledger": LEDGER})], *rows)))
    assert "1 case of golden (dddddddddddd)." in report
    assert "- absent: not installed; pip install absent\n" in report
    assert "- `ledger(run=4,duplicate=8)|tok:uax29-v1|v2`\n" in report
    assert "Environment: harness 0, python 3.\n" in report
    assert "promo (10)" in report
    assert "list (2)" in report
    assert "## Failures" not in report
