"""Structure: both ways of writing a text read alike, what known damage does, edge cases, laws, guards."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.alignment import Candidate, Reference
from harness.metrics.base import Counts, Figures
from harness.metrics.structure import (
    KINDS,
    MAX_CHARACTERS,
    MAX_MARKS,
    MILLION,
    Structure,
    _rename,
    compare,
    is_too_long,
    read_structure,
    table_points,
    teds,
)
from harness.metrics.structure_align import common, common_pairs, heaviest
from harness.metrics.structure_html import read_html_structure
from harness.metrics.structure_markdown import read_markdown_structure
from harness.metrics.structure_parts import Parts, formula_at, normal_target, without_marks
from harness.metrics.tree_edit import Tree, tree_edit_distance
from harness.metrics.webmainbench import WebMainBench, count_texts
from harness.model import Article
from workshop import reference_of, write_case

METRIC = Structure()
BASE = "https://lane.example/bakery"

MARKDOWN = r"""# The *big* day at $x^2$

See [the plan](/plan?a=b#c), `make`, ![oven](img/oven.png) for $5 and $10, \[1\].

## Steps **now**

- one
  - two
    1. three
- four [hours](http://x.example/z)

| a | b |
|---|---|
| 1 | 2 |
| 3 |   |

```py
def bake():
    return 1

    # done
```

$$
a
= b
$$

With \(\alpha_1\) and $$c+d$$ done.
"""
HTML = r"""<h1>The <em>big</em> day at \(x^2\)</h1>
<p>See <a href="/plan?a=b#c">the plan</a>, <code>make</code>, <img src=img/oven.png> for $5 and $10, [1].</p>
<h2>Steps <b>now</b></h2>
<ul><li>one<ul><li><p>two</p><ol><li>three</ol></ul><li>four <a href="http://x.example/z">hours</a></ul>
<table><thead><tr><th>a<th>b<tbody><tr><td>1<td>2<tr><td>3<td></table>
<pre><code>def bake():
    return 1

    # done
</code></pre>
<p>$$a = b$$</p>
<p>With <math><mi>α</mi><annotation encoding="application/x-tex">\alpha_1</annotation></math> and \[c+d\] done.</p>
<script>skipped("<h1>x</h1>")</script>"""


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Reference:
    folder = tmp_path_factory.mktemp("golden") / "day"
    page = HTML.replace("α", "")
    return reference_of(write_case(folder, page, MARKDOWN, noise=[], optional=[], not_visible="formulas differ"))


def count(reference: Reference, markdown: str) -> Counts:
    counts = METRIC.count(reference, Candidate(Article(markdown=markdown), reference))
    assert counts is not None
    return counts


def figures(reference: Reference, markdown: str) -> Figures:
    return METRIC.figures(count(reference, markdown))


def test_markdown_is_read_as_written() -> None:
    parts = read_markdown_structure(MARKDOWN, BASE)
    assert parts.headings == [("The big day at x^2", "h1"), ("Steps now", "h2")]
    assert parts.lists == [
        ("one", "1 bullet"),
        ("two", "2 bullet"),
        ("three", "3 ordered"),
        ("four hours", "1 bullet"),
    ]
    cells = [[cell.label for cell in row.children] for row in parts.tables[0].children]
    assert cells == [["|a", "|b"], ["|1", "|2"], ["|3", "|"]]
    assert parts.code == ["def bake():", "    return 1", "    # done"]
    assert parts.formulas == ["x^2", "a=b", r"\alpha_1", "c+d"]
    assert parts.links == [
        ("the plan", "https://lane.example/plan?a=b#c"),
        ("hours", "http://x.example/z"),
    ]
    assert parts.images == ["https://lane.example/img/oven.png"]


def test_html_of_the_same_structure_reads_the_same() -> None:
    assert read_html_structure(HTML, BASE) == read_markdown_structure(MARKDOWN, BASE)


def test_html_within_markdown_is_read_too() -> None:
    parts = read_markdown_structure("text\n\n<table><tr><td>1</td></tr></table>\n\n# a", BASE)
    assert parts == Parts(headings=[("a", "h1")], tables=[Tree("table", (Tree("row", (Tree("|1"),)),))])


@pytest.mark.parametrize(
    ("text", "escapes", "found"),
    [
        ("$x$", True, (3, "x")),
        ("$$x$y$$.", True, (7, "x$y")),
        (r"$a\$b$", True, (6, r"a\$b")),
        ("$5 and $10", True, None),
        ("$5-$10", True, None),
        ("$ x$", True, None),
        ("$x $", True, None),
        ("$$ $$", True, None),
        ("$open", True, None),
        (r"\[1\]", True, None),
        (r"\[1\]", False, (5, "1")),
        (r"\(a^2\)", True, (7, "a^2")),
        ("$" + "x" * 6_000 + "$", True, None),
        ("", True, None),
    ],
)
def test_formulas_are_told_from_prices_and_escapes(text: str, escapes: bool, found: tuple[int, str] | None) -> None:
    assert formula_at(text, 0, escapes) == found


def test_marks_are_taken_off_around_formulas_alone() -> None:
    assert without_marks(r"a $x$ for $5 and \(y\), \$z") == r"a x for $5 and y, \$z"


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("/a", "https://lane.example/a"),
        ("HTTP://X.example:80/a%20b#C", "http://x.example/a b#C"),
        ("#top", "https://lane.example/bakery#top"),
        ("mailto:a@b.example", "mailto:a@b.example"),
    ],
)
def test_targets_are_absolute(url: str, target: str) -> None:
    assert normal_target(url, BASE) == target


def test_perfect_output_scores_one_in_every_kind(reference: Reference) -> None:
    found = figures(reference, MARKDOWN)
    assert len(found) == 3 * len(KINDS) + 1
    assert set(found.values()) == {1.0}
    html = METRIC.count(reference, Candidate(Article(html=HTML), reference))
    assert html == count(reference, MARKDOWN)


def fenced(text: str) -> str:
    return text.replace("    return 1", "  return 1").replace("    # done", "  # done")


# What is damaged, the kind that must notice, and its F1 afterwards.
DAMAGE: list[tuple[Callable[[str], str], str, float]] = [
    (lambda text: text.replace("| 3 |   |\n", ""), "tables", 0.7),  # three of ten nodes
    (lambda text: text.replace("| 1 | 2 |", "| 1 | 7 |"), "tables", 0.9),
    (lambda text: text.replace("| 1 | 2 |", "| 8 | 7 |").replace("| 3 |", "| 9 |"), "tables", 0.7),
    (lambda text: re.sub("(?m)^# ", "## ", text), "headings", 0.75),  # one level of two texts and two levels
    (lambda text: re.sub("(?m)^#", "##", text), "headings", 0.5),
    (lambda text: text.replace("# The *big* day", "# Another day"), "headings", 0.5),
    (lambda text: re.sub(r"(?m)^ +(- |1\. )", "- ", text), "lists", 0.75),  # two of eight points are depths
    (lambda text: text.replace("1. three", "- three"), "lists", 0.875),
    (fenced, "code", 1 / 3),
    (lambda text: text.replace("/plan", "/plot"), "links", 0.75),
    (lambda text: text.replace("[the plan]", "[a plan]"), "links", 0.75),
    (lambda text: text.replace("[hours](http://x.example/z)", "hours"), "links", 2 / 3),
    (lambda text: text.replace("oven.png", "lamp.png"), "images", 0.0),
    (lambda text: text.replace("= b", "= c"), "formulas", 0.75),
    (lambda text: text.replace("$$c+d$$", "c+d"), "formulas", 6 / 7),
]


@pytest.mark.parametrize(("damage", "kind", "f1"), DAMAGE)
def test_damage_is_seen_in_its_own_kind_alone(
    reference: Reference, damage: Callable[[str], str], kind: str, f1: float
) -> None:
    damaged = damage(MARKDOWN)
    assert damaged != MARKDOWN
    found = figures(reference, damaged)
    assert found[f"{kind}_f1"] == pytest.approx(f1)
    assert {other for other in KINDS if found[f"{other}_f1"] != 1.0} == {kind}


def test_real_teds_sees_the_wrong_cells_that_webmainbench_does_not() -> None:
    rows = [[f"{row}{column}" for column in "abcde"] for row in range(6)]
    wrong = [["xx"] * 5 for _ in rows]
    right_table, wrong_table = (
        "\n".join(["|" + "|".join(table[0]) + "|", "|---" * 5 + "|", *("|" + "|".join(row) + "|" for row in table[1:])])
        for table in (rows, wrong)
    )
    points = compare(read_markdown_structure(right_table, None), read_markdown_structure(wrong_table, None))
    # Thirty cells of 37 nodes are wholly wrong.
    assert METRIC.figures(points)["tables_f1"] == pytest.approx(7 / 37, abs=1e-6)
    theirs = WebMainBench().figures(count_texts(right_table, wrong_table))["webmainbench_teds"]
    assert theirs is not None
    assert theirs > 0.96


@pytest.mark.parametrize(
    ("expected", "output", "counts"),
    [
        ("", "", {}),
        ("text", "# heading", {}),
        ("# a", "", {"headings:hits": 0, "headings:output": 0, "headings:expected": 2}),
        ("# a", "# a\n# b", {"headings:hits": 2, "headings:output": 4, "headings:expected": 2}),
        ("# a\n# b", "# b\n# a", {"headings:hits": 2, "headings:output": 4, "headings:expected": 4}),
        # Two links share a target and a text: a point each.
        ("[a](/x)", "[b](/x) [a](/y)", {"links:hits": 1, "links:output": 4, "links:expected": 2}),
        ("```\na\n```", "    a", {"code:hits": 1, "code:output": 1, "code:expected": 1}),
    ],
)
def test_points_worked_out_by_hand(expected: str, output: str, counts: dict[str, int]) -> None:
    parts = (read_markdown_structure(text, BASE) for text in (expected, output))
    assert compare(*parts) == counts


def test_absent_kinds_are_not_applicable() -> None:
    found = METRIC.figures({"headings:hits": 2, "headings:output": 4, "headings:expected": 2})
    assert (found["headings_precision"], found["headings_recall"]) == (0.5, 1.0)
    assert found["structure_f1"] == found["headings_f1"] == pytest.approx(2 / 3)
    assert all(found[f"{kind}_f1"] is None for kind in KINDS if kind != "headings")
    assert METRIC.figures({})["structure_f1"] is None


def test_text_alone_is_not_applicable_and_a_failure_is_empty(reference: Reference) -> None:
    assert METRIC.count(reference, Candidate(Article(text=MARKDOWN), reference)) is None
    failed = METRIC.count(reference, Candidate(None, reference))
    assert failed == {**count(reference, ""), "failure": 1}
    assert METRIC.figures(failed or {})["structure_f1"] == 0.0


def test_case_without_expected_text_is_not_applicable(tmp_path: Path) -> None:
    snippets = reference_of(write_case(tmp_path / "snippets", expected=None, must_include=["ninety years"]))
    assert METRIC.count(snippets, Candidate(Article(markdown="# x"), snippets)) is None


def test_case_without_structure_is_not_read_against(tmp_path: Path) -> None:
    plain = reference_of(write_case(tmp_path / "plain", "<p>plain words</p>", "plain words", noise=[], optional=[]))
    assert METRIC.count(plain, Candidate(Article(markdown="# x"), plain)) == {}


def test_tables_are_matched_in_order() -> None:
    one, two, three = (Tree("table", (Tree("row", (Tree(f"|{text}"),)),)) for text in ("aa", "bb", "ab"))
    assert table_points([one, two], [one, two]) == 2 * MILLION
    # A cell of three nodes: half wrong is a sixth, and wholly wrong a third.
    assert table_points([one], [three]) == 833_333
    assert table_points([one, two], [two, one]) == 666_666 * 2
    assert table_points([one, two], [two]) == MILLION
    assert table_points([], [one]) == table_points([one], []) == 0


def grids(choose: random.Random, rows: int, columns: int) -> Tree:
    return Tree(
        "table",
        tuple(
            Tree(
                "row", tuple(Tree("|" + choose.choice(["", "a", "b", "ab"])) for _ in range(choose.randint(1, columns)))
            )
            for _ in range(choose.randint(1, rows))
        ),
    )


@settings(deadline=None, max_examples=200)
@given(seed=st.integers(0, 10**6))
def test_rows_left_out_at_the_ends_change_no_distance(seed: int) -> None:
    choose = random.Random(seed)
    first = grids(choose, 4, 3)
    shared, other = grids(choose, 3, 2).children, grids(choose, 2, 3).children
    second = Tree("table", first.children[:2] + other + shared)
    first = Tree("table", first.children + shared)
    distance = tree_edit_distance(first, second, _rename, MILLION)
    nodes = max(1 + sum(1 + len(row.children) for row in table.children) for table in (first, second))
    assert distance is not None
    assert table_points([first], [second]) == max(0, MILLION * nodes - distance) // nodes


def test_tables_too_large_are_not_computed() -> None:
    choose = random.Random(5)
    first, second = (
        Tree("table", tuple(Tree("row", tuple(Tree(f"|{choose.random()}") for _ in range(20))) for _ in range(40)))
        for _ in range(2)
    )
    assert teds(first, second) is None
    counts = compare(Parts(tables=[first], images=["a"]), Parts(tables=[second], images=["a"]))
    assert counts == {"tables:too_long": 1, "images:hits": 1, "images:output": 1, "images:expected": 1}
    found = METRIC.figures(counts)
    assert (found["tables_f1"], found["structure_f1"]) == (None, 1.0)
    # Equal rows cost nothing, however many.
    assert teds(first, Tree("table", first.children[1:])) == pytest.approx(1 - 21 / 841, abs=1e-6)


@pytest.mark.parametrize("markdown", ["a" * (MAX_CHARACTERS + 1), "\n" * (MAX_MARKS + 1)])
def test_output_too_long_counts_as_an_empty_one(reference: Reference, markdown: str) -> None:
    assert is_too_long(markdown)
    counts, empty = count(reference, markdown), count(reference, "")
    assert counts == {**empty, "too_long": 1}
    assert METRIC.figures(counts)["structure_f1"] == 0.0
    assert METRIC.aggregate([counts, count(reference, reference.case.expected_markdown or "")])["structure_f1"] == 0.5
    assert read_structure(Article(html="a" * (MAX_CHARACTERS + 1)), None) is None


def test_expected_text_too_long_is_not_computed(tmp_path: Path) -> None:
    found = reference_of(write_case(tmp_path / "long", expected="# A\n" + "\n" * (MAX_MARKS + 1)))
    assert count(found, "# A") == {"too_long": 1}
    assert set(METRIC.figures({"too_long": 1}).values()) == {None}


def test_kind_that_an_output_makes_too_large_counts_as_none_of_it() -> None:
    def table(rows: int, start: int) -> Tree:
        return Tree("table", tuple(Tree("row", (Tree(f"|{start + i}"),)) for i in range(rows)))

    counts = compare(Parts(tables=[table(20, 0)]), Parts(tables=[table(6000, 100)]))
    assert counts == {"tables:too_long": 1, "tables:hits": 0, "tables:output": 0, "tables:expected": MILLION}
    assert METRIC.figures(counts)["tables_f1"] == 0.0


def test_html_that_nests_too_deep_has_no_structure() -> None:
    assert read_html_structure("<div>" * 30_000 + "<h1>a</h1>", None) == Parts()
    assert read_html_structure("<p></p>" * 30_000 + "<h1>a</h1>", None) == Parts(headings=[("a", "h1")])


def test_open_marks_are_searched_once() -> None:
    # Each line opens a formula that never ends; searching on from every one of them would take minutes.
    assert read_markdown_structure("\\[ a\n" * 20_000, None) == Parts()
    assert read_markdown_structure("$$ a\n\n$$\nb\n$$", None).formulas == ["b"]


pairs = st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("12")), max_size=7)


def slow_common_pairs(first: list[tuple[str, str]], second: list[tuple[str, str]], by_text: bool) -> int:
    if not first or not second:
        return 0
    same_text, same_place = first[0][0] == second[0][0], first[0][1] == second[0][1]
    weight = same_text + (same_place and (same_text or not by_text))
    return max(
        slow_common_pairs(first[1:], second, by_text),
        slow_common_pairs(first, second[1:], by_text),
        weight + slow_common_pairs(first[1:], second[1:], by_text),
    )


@settings(deadline=None, max_examples=60)
@given(first=pairs, second=pairs, by_text=st.booleans())
def test_heaviest_common_subsequence_is_the_one_found_by_trying_all(
    first: list[tuple[str, str]], second: list[tuple[str, str]], by_text: bool
) -> None:
    assert common_pairs(first, second, by_text) == slow_common_pairs(first, second, by_text)
    weights = [[slow_common_pairs([one], [other], by_text) for other in second] for one in first]
    assert heaviest(weights) == slow_common_pairs(first, second, by_text)


def test_long_sequences_are_compared_or_not_computed() -> None:
    first, second = [(str(i), "h1") for i in range(21_000)], [(str(i), "h1") for i in range(21_000, 0, -1)]
    assert common_pairs(first, first, by_text=True) == 42_000
    assert common_pairs(first, second, by_text=True) is None
    assert common(["a"] * 200_000, ["b"] * 200_000) is None
    assert common(["a", "b", "c"], ["c", "a", "b"]) == 2


BLOCKS = [block for block in MARKDOWN.split("\n\n") if not block.startswith(("```", "    #"))]
JUNK = "# Zebra\n\n- quagga\n\n[gnu](http://zoo.example/eland) ![okapi](http://zoo.example/okapi.png)"
# Beside real blocks: anything that Unicode holds, and the marks that parsers trip over.
markdowns = st.lists(st.sampled_from(BLOCKS) | st.text(st.characters(), max_size=20), max_size=8).map("\n\n".join)
marked = st.text("#-*_[]()!<>|$\\`~=1. \n\ta\ud800\u0301\u200b\u05d0\U0001f600&;", max_size=80)


@settings(deadline=None)
@given(markdown=markdowns | marked)
def test_figures_stay_within_bounds(reference: Reference, markdown: str) -> None:
    assert all(value is not None and 0.0 <= value <= 1.0 for value in figures(reference, markdown).values())


@settings(deadline=None)
@given(text=markdowns | marked)
def test_a_text_has_no_fault_against_itself(text: str) -> None:
    for parts in (read_markdown_structure(text, BASE), read_html_structure(text, BASE)):
        assert all(value in (None, 1.0) for value in METRIC.figures(compare(parts, parts)).values())


@settings(deadline=None)
@given(first=markdowns, second=markdowns)
def test_swapping_output_and_expected_swaps_precision_and_recall(first: str, second: str) -> None:
    one, other = read_markdown_structure(first, BASE), read_markdown_structure(second, BASE)
    there, back = METRIC.figures(compare(one, other)), METRIC.figures(compare(other, one))
    for kind in KINDS:
        if getattr(one, kind) and getattr(other, kind):
            assert there[f"{kind}_precision"] == back[f"{kind}_recall"]
            assert there[f"{kind}_f1"] == back[f"{kind}_f1"]


@settings(deadline=None)
@given(kept=st.sets(st.sampled_from(range(len(BLOCKS)))), lost=st.sampled_from(range(len(BLOCKS))))
def test_a_lost_block_never_raises_recall_nor_junk_precision(reference: Reference, kept: set[int], lost: int) -> None:
    text = "\n\n".join(BLOCKS[i] for i in sorted(kept))
    before = figures(reference, text)
    after = figures(reference, "\n\n".join(BLOCKS[i] for i in sorted(kept - {lost})))
    junk = figures(reference, f"{text}\n\n{JUNK}")
    for kind in KINDS:
        assert (after[f"{kind}_recall"] or 0.0) <= (before[f"{kind}_recall"] or 0.0)
        assert (junk[f"{kind}_precision"] or 0.0) <= (before[f"{kind}_precision"] or 0.0)
        assert junk[f"{kind}_recall"] == before[f"{kind}_recall"]


def test_failures_count_as_outputs_without_structure_but_alone_say_nothing(tmp_path: Path) -> None:
    reference = reference_of(write_case(tmp_path / "case"))
    metric = Structure()
    failure = metric.count(reference, Candidate(None, reference))
    text = metric.count(reference, Candidate(Article(text="What comes next"), reference))
    good = metric.count(reference, Candidate(Article(markdown="## What comes next"), reference))
    assert text is None
    assert metric.aggregate([failure, text])["headings_f1"] is None
    assert metric.aggregate([failure, good])["headings_f1"] == 0.5
