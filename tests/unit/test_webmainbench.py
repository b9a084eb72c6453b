"""WebMainBench's scores: hand-made examples, the defect of its TEDS, edge cases, laws, guards."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.alignment import Candidate, Reference
from harness.metrics import webmainbench_tables
from harness.metrics.base import Figures
from harness.metrics.webmainbench import FIGURES, WebMainBench, count_texts, split
from harness.metrics.webmainbench_distance import distance
from harness.metrics.webmainbench_markup import Element, parse
from harness.metrics.webmainbench_parts import code_part, formula_part, markdown_tables, without_code
from harness.metrics.webmainbench_tables import MAX_DEPTH, TableTooLargeError, table_part
from harness.model import Article
from workshop import reference_of, write_case

METRIC = WebMainBench()


def figures(expected: str, output: str) -> Figures:
    return METRIC.figures(count_texts(expected, output))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a\n```py\nx = 1\n  y\n```\nb", "x = 1\n  y"),
        ("```one line```", ""),
        ("```\nno end", ""),
        ("a\n\n    x\n    y\n\nb", "x\ny"),
        ("a\n\n\tx\n\t\ty\n", "x\n\ty"),
        ("a\n\n    x\n\nb", ""),  # one line is none
        ("a\n    x\n    y\n", ""),  # no blank line before
        ("a\n\n    x\n    y\nb", "x\ny"),  # none is needed behind
        ("a\n\n    x\n    costs $5\n", ""),
        ("a\n\n    x\n    two Million\n", ""),
        ("a\n\n    - x\n    - y\n", ""),
        # Indented lines behind a blank line count as code within the fence and once more by themselves.
        ("```\na\n\n    x\n    y\n```", "a\n\n    x\n    y\nx\ny"),
        # A blank line that is indented belongs to the run, but not to its lines.
        ("a\n\n    \n    x\nb", ""),
        ("a\n\n    x\n    \n    y\nb", "x\ny"),
    ],
)
def test_code_is_what_stands_in_fences_and_in_indented_blocks(text: str, code: str) -> None:
    assert code_part(text) == code


@pytest.mark.parametrize(
    ("text", "formulas"),
    [
        ("so $x$ and $$y\nz$$ end", "y\nz\nx"),
        (r"\(a\) then \[ b \]", "b\na"),
        (r"costs \$5 and \$6", ""),
        ("$5 and $6", "5 and"),
        ("`$x$` and ```$y$```", ""),
        ("$ $", ""),
        ("$$open", ""),
    ],
)
def test_formulas_come_by_kind_and_not_from_code(text: str, formulas: str) -> None:
    assert formula_part(without_code(text)) == formulas


@pytest.mark.parametrize(
    ("text", "tables"),
    [
        ("|a|\n|---|\n|b|\nc", ["|a|\n|---|\n|b|"]),
        ("a | b\n--- | :---:", ["a | b\n--- | :---:"]),
        ("|a|\n|--|\n", []),
        ("|a|\n\n|---|\n", []),
        ("```\n|a|\n|---|\n```", ["|a|\n|---|"]),
    ],
)
def test_markdown_tables_have_a_separator_in_the_second_line(text: str, tables: list[str]) -> None:
    assert markdown_tables(text) == tables


def test_markdown_tables_become_one_html_table_without_empty_cells() -> None:
    part = table_part("|a||\n|---|---|\n|(1)|2|\n\n|c|\n|---|\n", "")
    assert part.html == "<table><tr><th>a</th></tr><tr><td>(1)</td><td>2</td></tr><tr><td>c</td></tr></table>"
    assert part.label == "table:a[1]2c(tr:a(th:a),tr:[1]2(td:[1],td:2),tr:c(td:c))"
    assert part.nodes == 8


def test_html_tables_are_written_out_and_the_first_one_is_the_tree() -> None:
    text = "<p>x<TABLE b=2 a=1><tbody><tr><td>1<br></td></tr></tbody></TABLE> <table></table>"
    part = table_part(text, text)
    assert part.html == '<table a="1" b="2"><tbody><tr><td>1<br/></td></tr></tbody></table>\n<table></table>'
    # The body stays and the row goes.
    assert (part.label, part.nodes) == ("table:1(tbody:1(td:1(br)))", 4)


def test_tables_in_cells_are_no_tables_of_their_own() -> None:
    text = "<td><table></table></td><table><tr><td><table><tr></tr></table></td></tr></table>"
    assert table_part(text, text).html == "<table><tr><td><table><tr></tr></table></td></tr></table>"


def test_text_of_an_element_leaves_out_scripts_but_their_own() -> None:
    root = parse("<td> a <script>b</script><!-- c --><![CDATA[d]]></td>")
    cell = root.elements[0]
    assert (cell.text(), cell.elements[0].text()) == ("ad", "b")


@pytest.mark.parametrize(
    ("markup", "written"),
    [
        ("<td>a<td>b", "<td>a<td>b</td></td>"),  # nothing closes by itself
        ("<td>a</b>b</td>c", "<td>ab</td>c"),
        ("<br></br></br><hr/>", "<br/><hr/>"),
        ("<p/>a", "<p></p>a"),
        (
            """<a z=1 class=' b  c ' a='"' b="'" c='&quot;&#39;' d>""",
            """<a a='"' b="'" c="&quot;'" class="b c" d="" z="1"></a>""",
        ),
        ("<a x=1 x=2 rel='a  b'><b rel='a  b'>", '<a rel="a b" x="2"><b rel="a  b"></b></a>'),
        ("&lt;&eacute;&foo;&#233;&#x80;&#x81;&#0;&#xD800;&#99999999999;", "&lt;é&amp;fooé€\x81\ufffd\ufffd\ufffd"),
        ("<!DOCTYPE html><?a b><!--c--><![CDATA[d]]><![if x]>", "<!DOCTYPE html>\n<?a b><!--c--><![CDATA[d]]><?if x?>"),
        ("a<b> \n </b><i>  </i><pre>  </pre>", "a<b>\n</b><i> </i><pre>  </pre>"),
        ("<script>a<b && c</script>", "<script>a<b && c</script>"),
    ],
)
def test_markup_is_written_out_as_beautiful_soup_does(markup: str, written: str) -> None:
    root = parse(markup)
    found = "".join(child.markup() if isinstance(child, Element) else child.markup for child in root.children)
    assert found == written


def test_a_label_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webmainbench_tables, "MAX_LABEL", 5)
    assert table_part("", "<table><tr><td></td></tr></table>").nodes == 3
    with pytest.raises(TableTooLargeError, match="label"):
        table_part("", "<table><tr><td>ab</td></tr></table>")


GRID = "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n"


def test_scores_worked_out_by_hand() -> None:
    found = figures(GRID, GRID.replace("4", "9"))
    # One character of 40; one of the 102 of the HTML; one of 72 of the label, over seven and then ten nodes.
    assert found["webmainbench_text_edit"] == 1 - 1 / 40
    assert found["webmainbench_table_edit"] == 1 - 1 / 102
    label = split(GRID).table.label.partition(":")[2]
    assert found["webmainbench_teds"] == pytest.approx(1 - 3 / len(label) / 10)
    assert found["webmainbench_code_edit"] is found["webmainbench_formula_edit"] is None
    scores = [found[name] for name in FIGURES if found[name] is not None]
    assert found["webmainbench_overall"] == sum(filter(None, scores)) / 3


def test_a_wholly_wrong_table_has_a_teds_close_to_one() -> None:
    grid = [[f"{row} {column}" for column in "abcde"] for row in range(6)]
    rows = ["| " + " | ".join(row) + " |" for row in grid]
    right = "\n".join([rows[0], "|---|---|---|---|---|", *rows[1:]])
    wrong = "".join("x" if character.isalnum() else character for character in right)
    assert 0.96 < (figures(right, wrong)["webmainbench_teds"] or 0.0) < 1.0


def test_the_tree_library_gives_that_distance_when_it_is_handed_strings() -> None:
    from apted import APTED, Config  # type: ignore[import-untyped, unused-ignore]

    class Costs(Config):  # type: ignore[misc, unused-ignore]
        def rename(self, first: str, second: str) -> float:
            return distance(first, second) / max(len(first), len(second))  # type: ignore[operator]

    first, second = (split(text).table.label.partition(":")[2] for text in (GRID, GRID.replace("| 3 | 4 |\n", "")))
    cost = APTED(first, second, Costs()).compute_edit_distance()
    assert figures(GRID, GRID.replace("| 3 | 4 |\n", ""))["webmainbench_teds"] == 1 - cost / 10


@pytest.mark.parametrize(
    ("expected", "output", "text", "teds"),
    [
        ("", "", None, None),
        ("a", "", 0.0, None),
        ("", "a", 0.0, None),
        ("a", "a", 1.0, None),
        (GRID, "text", 0.0, 0.0),
        # In common are "a" and "b". A label without text costs the other text, but no more than 2, over ten nodes.
        (GRID, "<table></table>", 2 / 40, 0.8),
        ("<table></table>", "<table><tr><td></td></tr></table>", 15 / 33, 1 - 1 / 3),
    ],
)
def test_edge_cases(expected: str, output: str, text: float | None, teds: float | None) -> None:
    found = figures(expected, output)
    assert found["webmainbench_text_edit"] == pytest.approx(text)
    assert found["webmainbench_teds"] == pytest.approx(teds)


def test_run_of_no_scores_is_zero_and_overall_is_the_mean_of_five() -> None:
    run = METRIC.aggregate([count_texts("", ""), None, count_texts("ab", "ax"), count_texts("ab", "ab")])
    assert run["webmainbench_text_edit"] == 0.75
    assert run["webmainbench_code_edit"] == 0.0
    assert run["webmainbench_overall"] == 0.15


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Reference:
    folder = tmp_path_factory.mktemp("golden") / "table"
    page = "<p>Words that stand before the table.</p><table><tr><th>a<th>b<tr><td>1<td>2<tr><td>3<td>4</table>"
    expected = f"Words that stand before the table.\n\n{GRID}"
    return reference_of(write_case(folder, page, expected, noise=[], optional=[]))


def test_markdown_is_compared_before_text(reference: Reference) -> None:
    markdown = reference.case.expected_markdown
    both = Candidate(Article(text="other", markdown=markdown), reference)
    assert METRIC.figures(METRIC.count(reference, both) or {})["webmainbench_overall"] == 1.0
    text = Candidate(Article(text=markdown), reference)
    assert METRIC.count(reference, text) == METRIC.count(reference, both)


def test_a_failure_is_an_empty_output(reference: Reference) -> None:
    failed = METRIC.count(reference, Candidate(None, reference))
    assert failed == METRIC.count(reference, Candidate(Article(text=""), reference))
    assert METRIC.figures(failed or {})["webmainbench_overall"] == 0.0


def test_case_without_expected_text_is_not_applicable(tmp_path: Path) -> None:
    snippets = reference_of(write_case(tmp_path / "snippets", expected=None, must_include=["ninety years"]))
    assert METRIC.count(snippets, Candidate(Article(text="x"), snippets)) is None


any_text = st.text(st.characters(), max_size=60) | st.text("|-\n a$`\\[]<>table&;\ud800\u0301\u200b\u05d0\U0001f600")


@settings(deadline=None)
@given(expected=any_text, output=any_text)
def test_scores_stay_within_bounds_and_are_symmetric(expected: str, output: str) -> None:
    found = figures(expected, output)
    assert all(value is None or 0.0 <= value <= 1.0 for value in found.values())
    assert found == figures(output, expected)


@settings(deadline=None)
@given(text=any_text)
def test_a_text_has_no_fault_against_itself(text: str) -> None:
    assert all(value in (None, 1.0) for value in figures(text, text).values())


@settings(deadline=None)
@given(text=st.text("ab ", max_size=50), other=st.text("ab ", max_size=50), cells=st.integers(0, 3000))
def test_a_bound_on_the_work_yields_the_distance_or_nothing(text: str, other: str, cells: int) -> None:
    exact = distance(text, other)
    assert exact is not None
    assert distance(text, other, cells) in (exact, None)
    # The ends that two texts share cost nothing.
    assert distance("x" * 3000 + "a", "x" * 3000 + "b", 100) == 1


def test_texts_too_long_and_far_apart_are_not_computed() -> None:
    counts = count_texts("a" * 400_000, "b" * 400_000)
    assert counts == {"too_long": 1}
    assert set(METRIC.figures(counts).values()) == {None}


def test_tables_that_nest_too_deep_are_not_computed() -> None:
    deep = "<table>" + "<tr><td>" * MAX_DEPTH
    with pytest.raises(TableTooLargeError, match="deep"):
        split(deep)
    assert count_texts(deep, "a") == count_texts("a", deep) == {"too_long": 1}


@pytest.mark.parametrize(
    "hostile",
    [
        "\n    " * 200_000,
        " " * 1_000_000,
        "\\[" * 500_000,
        "`" * 1_000_000,
        "$ a" * 200_000,
        "|\n" * 300_000,
        "\n" * 1_000_000,
    ],
)
def test_hostile_text_is_cut_in_linear_time(hostile: str) -> None:
    # With the peer's regular expressions some of these take hours.
    assert split(hostile).text == hostile


@pytest.mark.parametrize("hostile", ["<table " * 100_000, "<table>" + "&#" * 200_000, "<table>" + "<!--" * 100_000])
def test_markup_that_would_take_hours_to_parse_is_refused(hostile: str) -> None:
    with pytest.raises(TableTooLargeError, match="hours"):
        split(hostile)
