"""Known damage to the golden texts: what each figure must notice, and what it must not."""

from __future__ import annotations

import pytest

from benchmarks.damage import DAMAGES, PEERS, measure, references
from harness.metrics.base import Figures

# A figure that must stay may move this much: a copy of a pull quote that the page has too, a moved word.
STILL = 0.01


@pytest.fixture(scope="module")
def table() -> dict[str, Figures]:
    cases = references()
    found = {}
    for damage in DAMAGES:
        applied, found[damage.__name__] = measure(damage, cases)
        assert applied, damage.__name__
    return found


def figure(table: dict[str, Figures], damage: str, name: str) -> float:
    value = table[damage][name]
    assert value is not None
    return value


# The ledger's four: loss, noise (foreign words), order, duplication. Each moves for its own damage alone.
@pytest.mark.parametrize(
    ("damage", "moved"),
    [
        ("none", {}),
        ("last_tenth_cut", {"recall": 0.9}),
        ("middle_paragraph_lost", {"recall": 0.95}),
        ("junk_added", {"precision": 0.913, "invention": 0.087}),
        ("paragraphs_shuffled", {"order": 0.45}),
        ("paragraphs_doubled", {"precision": 0.5, "duplication": 0.5}),
    ],
)
def test_ledger_tells_loss_noise_order_and_duplication_apart(
    table: dict[str, Figures], damage: str, moved: dict[str, float]
) -> None:
    perfect = {"precision": 1.0, "recall": 1.0, "order": 1.0, "duplication": 0.0, "invention": 0.0, "noise": 0.0}
    for name, value in perfect.items():
        tolerance = 0.02 if name in moved else STILL
        assert figure(table, damage, name) == pytest.approx(moved.get(name, value), abs=tolerance), name


def test_untouched_text_is_perfect_for_every_metric(table: dict[str, Figures]) -> None:
    for name in ("f1", "shingles4_f1", "words_f1", "structure_f1", "levenshtein"):
        assert figure(table, "none", name) == 1.0
    for name in ("zyte_f1", "wcxb_f1", "wceb_rouge_f1", "wceb_levenshtein", "webmainbench_teds"):
        assert figure(table, "none", name) == 1.0
    # These two go by lines and by Markdown parts, and a code block's lines in the output are one block in the gold.
    for name in ("rouge_lsum_f1", "webmainbench_overall"):
        assert 0.999 < figure(table, "none", name) <= 1.0
    assert all(any(name.startswith(peer) for name in table["none"]) for peer in PEERS)


@pytest.mark.parametrize("name", ["words_f1", "wcxb_f1"])
def test_bags_of_words_see_neither_moved_paragraphs_nor_moved_words(table: dict[str, Figures], name: str) -> None:
    assert figure(table, "paragraphs_shuffled", name) > 0.99
    assert figure(table, "words_shuffled", name) > 0.99


@pytest.mark.parametrize("name", ["f1", "shingles4_f1", "zyte_f1"])
def test_runs_of_words_do_not_survive_shuffled_words(table: dict[str, Figures], name: str) -> None:
    assert figure(table, "words_shuffled", name) < 0.01


def test_case_is_part_of_the_text_but_for_wcxb(table: dict[str, Figures]) -> None:
    assert figure(table, "lower_cased", "f1") < 0.9
    assert figure(table, "lower_cased", "zyte_f1") < 0.9
    assert figure(table, "lower_cased", "wcxb_f1") > 0.99


def test_one_cjk_character_in_forty_costs_little_where_characters_are_words_and_all_where_they_are_not(
    table: dict[str, Figures],
) -> None:
    assert 0.95 < figure(table, "cjk_characters_dropped", "f1") < 1.0
    assert figure(table, "cjk_characters_dropped", "zyte_f1") < 0.2
    assert figure(table, "cjk_characters_dropped", "wceb_rouge_f1") < 0.5


def test_tables_are_judged_by_their_tree_and_not_as_webmainbench_does(table: dict[str, Figures]) -> None:
    lost, one, every = (
        figure(table, damage, "tables_f1") for damage in ("table_row_lost", "one_cell_wrong", "all_cells_wrong")
    )
    assert every < 0.4 < lost < one < 1.0
    assert figure(table, "all_cells_wrong", "webmainbench_teds") > 0.96


@pytest.mark.parametrize(
    ("damage", "defect"),
    [
        ("paragraphs_shuffled", "reordered"),
        ("words_shuffled", "wrong-block"),
        ("last_tenth_cut", "tail-missing"),
        ("junk_added", "invented"),
        ("paragraphs_doubled", "duplicated"),
        ("middle_paragraph_lost", "middle-lost"),
        ("entities_escaped", "markup"),
        ("words_glued", "glued"),
    ],
)
def test_defect_has_the_name_of_its_damage(table: dict[str, Figures], damage: str, defect: str) -> None:
    # The middle paragraph of some texts is a heading, too short to be missed.
    assert figure(table, damage, f"defect_{defect}") > (0.6 if damage == "middle_paragraph_lost" else 0.9)
    assert figure(table, "none", f"defect_{defect}") == 0.0
