"""The HTML file: what stands in it, read with a parser and unpacked as a browser would."""

from __future__ import annotations

import base64
import dataclasses
import json
import re
import zlib
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from crowds import crowd
from harness.compare.comparison import compare
from harness.compare.gate import Breach
from harness.compare.report import ComparisonReport
from harness.compare.sides import side_of_run
from harness.compare.texts import Texts
from harness.compare.word_diff import Passage, WordDiff
from harness.leaderboard import Report, build_report
from harness.render.html import changes_of, render
from harness.table import Column, Measured, Name, Table
from workshop import row_info

REPORT = build_report(crowd(6, 12))


def tree_of(text: str) -> LexborHTMLParser:
    return LexborHTMLParser(text)


def texts(tree: LexborHTMLParser, selector: str) -> list[str]:
    return [node.text(separator=" ", strip=True) for node in tree.css(selector)]


def data_of(report: Report) -> Any:
    node = tree_of(render(report)).css_first("#data")
    assert node is not None
    return json.loads(zlib.decompress(base64.b64decode(node.text()), -15))


def test_policy_names_every_inline_script_and_style_and_nothing_else() -> None:
    text = render(REPORT)
    policy = tree_of(text).css_first("meta[http-equiv]").attributes["content"] or ""  # type: ignore[union-attr]
    assert re.fullmatch(
        r"default-src 'none'; script-src 'sha256-\S{44}' 'sha256-\S{44}'; style-src 'sha256-\S{44}' "
        r"'sha256-\S{44}'; img-src data:; base-uri 'none'; form-action 'none'",
        policy,
    )
    assert not re.search(r"<[^>]*\s(?:src|href=\"(?!#)|on[a-z]+|style)=", text)


def test_same_run_gives_the_same_bytes() -> None:
    assert render(REPORT) == render(build_report(crowd(6, 12)))


def test_text_alone_tells_the_result() -> None:
    tree = tree_of(render(REPORT))
    assert texts(tree, "#board tr")[0] == "extractor rank F1 P R fail"
    first = REPORT.rows[0]
    assert texts(tree, "#board tr")[1].startswith(f"{first.extractor.id} ")
    assert f"{first.figures['f1']:.3f} (" in texts(tree, "#board tr")[1]
    assert len(texts(tree, "#board tr")) == 7
    (lead,) = texts(tree, ".lead")
    assert lead.startswith(f"{first.extractor.id} leads with an F1 of ")
    assert "would show four times in five" in lead


@pytest.mark.parametrize(
    ("tied", "said"),
    [
        ((), ", and no other of 3 may be first."),
        (("b",), ", but these pages cannot tell it from 1 of the 3 others."),
        (("b", "c", "d"), ", but these pages cannot tell it from any of the 3 others."),
    ],
)
def test_lead_says_whether_it_means_anything(tied: tuple[str, ...], said: str) -> None:
    assert REPORT.lead
    names = [row.extractor.id for row in REPORT.rows[1:]]
    lead = dataclasses.replace(REPORT.lead, tied=tuple(names[: len(tied)]), competing=4)
    assert said in texts(tree_of(render(dataclasses.replace(REPORT, lead=lead))), ".lead")[0]


def test_board_has_a_column_a_figure_in_thousandths() -> None:
    data = data_of(REPORT)
    assert data["name"] == [row.extractor.id for row in REPORT.rows]
    (f1,) = [one for one in data["figures"] if one["k"] == "f1"]
    assert f1["v"] == [round((row.figures["f1"] or 0) * 1000) for row in REPORT.rows]
    assert [one["k"] for one in data["figures"] if one.get("low")] == ["duplication", "noise", "page", "invention"]
    assert data["control"] == [data["name"].index("library2[fast]")]


def test_figures_that_are_means_have_intervals_around_them() -> None:
    figures = {one["k"]: one for one in data_of(REPORT)["figures"]}
    assert {"f1", "precision", "recall", "order", "noise", "shingles4_f1"} <= {
        name for name in figures if "i" in figures[name]
    }
    assert "i" not in figures["title_f1"]
    recall = figures["recall"]
    ends = list(zip(recall["i"][::2], recall["i"][1::2], strict=True))
    assert len(ends) == len(REPORT.rows)
    assert all(low <= mean <= high for (low, high), mean in zip(ends, recall["v"], strict=True))


def test_every_page_has_its_figures_and_what_leaked() -> None:
    data = data_of(REPORT)
    assert data["pages"]["id"] == [page.case.id for page in REPORT.grid.pages]
    for number, page in enumerate(REPORT.grid.pages):
        read = [None if row[number] == " " else 135 - ord(row[number]) for row in data["cells"]["f1"]]
        assert read == [None if one is None else round(one * 100) for one in page.f1]
    leaks = data["heat"][0]
    column = 0
    for kind, on, size in zip(leaks["kinds"], leaks["on"], leaks["size"], strict=True):
        number = 0
        for gap, words in zip(on, size, strict=True):
            number += gap
            (piece,) = (one for one in REPORT.grid.pages[number].leaks if one.kind == kind)
            assert words == piece.words
            # No kind of this run has more than 60 words on a page: they come back as they were.
            assert [round((ord(row[column]) - 35) * words / 60) for row in leaks["hits"]] == list(piece.hits)
            column += 1
    assert {len(row) for row in leaks["hits"]} == {column}


def test_share_below_one_percent_is_not_shown_as_nothing() -> None:
    rows = ((REPORT.rows[0].extractor.id, {"promo": 0.004}), (REPORT.rows[1].extractor.id, {"promo": 0.0}))
    leaks = dataclasses.replace(REPORT.leaks, kinds=("promo",), words={"promo": 1000}, rows=rows)
    grid = dataclasses.replace(REPORT.grid, pages=())
    cells = data_of(dataclasses.replace(REPORT, leaks=leaks, grid=grid))["heat"][0]["cells"]
    assert cells == [[0.5, 0, None, None, None, None]]


def test_tables_of_other_protocols_come_as_people_read_them() -> None:
    name = REPORT.rows[2].extractor.id
    table = Table(
        "peer",
        "A peer's table",
        (
            Column("extractor", "system"),
            Column("f", "F", digits=1, percent=True, unit="%"),
            Column("f", "±", part="deviation"),
            Column("f", "95 %", digits=2, part="interval"),
            Column("n", "pages"),
            Column("sure", "sure"),
        ),
        (
            (Name(name), Measured(0.1234), Measured(0.5, 0.01), Measured(0.5, None, 0.4, 0.6), 7, True),
            (Name(name), Measured(None), Measured(None), Measured(None), None, None),
        ),
        "How to read it.",
    )
    (found,) = data_of(dataclasses.replace(REPORT, peers=(table,), comparison=()))["peers"]
    assert (found["t"], found["n"]) == ("A peer's table", "How to read it.")
    assert [column[1:] for column in found["c"]] == [
        [-1, 0, ""],
        [1, 1, "%"],
        [2, 3, ""],
        [3, 2, ""],
        [1, 0, ""],
        [0, 0, ""],
    ]
    pairs = [[0.5, 0.01], [None, None]], [[0.4, 0.6], [None, None]]
    assert found["r"] == [[2, 2], [12.3, None], *pairs, [7, None], ["yes", None]]


def test_run_of_peers_alone_has_no_leaderboard_of_ours() -> None:
    report = dataclasses.replace(REPORT, run=dataclasses.replace(REPORT.run, protocols=("zyte",)))
    data = data_of(report)
    assert (data["figures"], data["heat"], data["pages"]["id"]) == ([], [], [])
    assert len(tree_of(render(report)).css("#board tr")) == 1


def test_run_without_results_is_a_report_that_says_what_is_missing() -> None:
    tree = tree_of(
        render(build_report(dataclasses.replace(REPORT.run, extractors=(row_info("gone", None),), results=())))
    )
    assert texts(tree, "details li") == ["gone: not installed; pip install gone"]


def test_failures_are_listed_with_their_reasons() -> None:
    report = build_report(crowd(12, 20, message="no <body> at all"))
    rows = texts(tree_of(render(report)), "#failed tbody tr")
    # Number 17, 67, 117, 167 and 217 of 240.
    assert len(rows) == 5
    assert all(row.endswith("error no <body> at all") for row in rows)
    assert [message for *_, message in data_of(report)["failures"]] == ["no <body> at all"] * 5


def test_method_has_digests_signatures_versions_and_the_smallest_difference() -> None:
    method = " ".join(texts(tree_of(render(REPORT)), "#method dl"))
    for said in ("d" * 64, "ledger(run=4,duplicate=8)|tok:uax29-v1|v2", "harness 0, python 3", "smallest difference"):
        assert said in method


def comparison() -> ComparisonReport:
    sides = [side_of_run(crowd(6, 12, seed=seed), label=f"<i>run {seed}") for seed in (1, 2)]
    found = compare(*sides)
    key = (found.rows[0].id, found.rows[0].moved[0].case)
    words = WordDiff((Passage("<b>the lead</b>", 2),), (Passage("an advertisement", 2),), ())
    breach = Breach("page", key[0], "f1", key[1], 0.9, 0.1, 0.2, None, None, 1)
    return ComparisonReport(found, Texts({key: words}), (breach,), top=2)


def test_comparison_shows_changed_pages_with_the_words_lost_and_gained() -> None:
    tree = tree_of(render(None, comparison=changes_of(comparison())))
    assert texts(tree, "#compare del") == ["<b>the lead</b>"]
    assert texts(tree, "#compare ins") == ["an advertisement"]
    assert len(tree.css("#compare tbody tr")) == 6
    assert len(tree.css("#compare details")) == 6
    assert all(len(one.css("ul > li")) <= 2 for one in tree.css("#compare details"))
    assert "more pages." in texts(tree, "#compare details")[0]
    assert "The gate does not allow" in texts(tree, "#compare h3")
    assert not tree.css("#data")


def test_run_and_comparison_stand_in_one_file() -> None:
    tree = tree_of(render(REPORT, comparison=changes_of(comparison())))
    assert tree.css_first("#compare") is not None
    assert tree.css_first("#leaderboard") is not None
    assert "<i>run 1 → <i>run 2" in texts(tree, "#compare p")[0]
