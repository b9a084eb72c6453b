"""Which pages get a view: the worst of each extractor, the worst of all first where there is little room."""

from __future__ import annotations

from collections.abc import Mapping

from harness.leaderboard import Report, build_report
from harness.pageview import Budget, choose
from harness.runs import CaseResult
from workshop import row_info, tiny_run

# Estimated bytes of a view without words, and of a word.
VIEW, WORD = 2500, 8


def result(extractor: str, case: str, found: int | None, output: int = 10) -> CaseResult:
    """A result with ``found`` of ten expected words; ``None`` where the ledger does not apply."""
    ledger = None if found is None else {"expected": 10, "output": output, "kept": found, "found": found}
    return CaseResult(extractor, case, "ok", {"ledger": ledger})


def report(scores: Mapping[str, Mapping[str, int | None]], controls: tuple[str, ...] = ()) -> Report:
    results = [result(name, case, found) for name, cases in scores.items() for case, found in cases.items()]
    return build_report(tiny_run(results, *(row_info(name, control=name in controls) for name in scores)))


def test_worst_pages_of_each_extractor_are_chosen_and_the_others_counted() -> None:
    chosen = choose(report({"a": {"w": 9, "x": 1, "y": 5}, "b": {"w": 2, "x": 8, "y": 7}}), per_extractor=2)
    assert set(chosen.keys) == {("a", "x"), ("a", "y"), ("b", "w"), ("b", "y")}
    assert chosen.left_out == {"a": 1, "b": 1}
    assert (chosen.for_size, chosen.problem) == (0, None)


def test_keys_stand_in_the_order_of_the_cases_and_of_the_leaderboard() -> None:
    chosen = choose(report({"low": {"x": 1, "y": 1}, "high": {"x": 9, "y": 9}}))
    assert chosen.keys == (("high", "x"), ("low", "x"), ("high", "y"), ("low", "y"))


def test_equal_pages_go_by_their_ids() -> None:
    chosen = choose(report({"a": {"z": 5, "y": 5, "x": 5}}), per_extractor=2)
    assert chosen.keys == (("a", "x"), ("a", "y"))


def test_little_room_goes_to_the_worst_page_of_each_before_the_second_worst_of_any() -> None:
    scores = {"a": {"x": 9, "y": 8}, "b": {"x": 1, "y": 2}}
    # A view has ten words on either side.
    chosen = choose(report(scores), size=2 * (VIEW + 20 * WORD))
    assert set(chosen.keys) == {("a", "y"), ("b", "x")}
    assert (chosen.left_out, chosen.for_size) == ({"a": 1, "b": 1}, 2)


def test_controls_come_behind_all_others() -> None:
    scores = {"everything": {"x": 9, "y": 8}, "a": {"x": 1, "y": 2}}
    chosen = choose(report(scores, controls=("everything",)), size=3 * (VIEW + 20 * WORD))
    assert set(chosen.keys) == {("a", "x"), ("a", "y"), ("everything", "y")}


def test_view_too_large_for_the_room_leaves_it_to_a_smaller_one() -> None:
    results = [result("a", "x", 1, output=10_000), result("a", "y", 5)]
    chosen = choose(build_report(tiny_run(results, row_info("a"))), size=VIEW + 20 * WORD)
    assert chosen.keys == (("a", "y"),)
    assert chosen.for_size == 1


def test_long_text_costs_no_more_than_the_words_that_a_view_shows() -> None:
    results = [result("a", "x", 1, output=10_000)]
    chosen = choose(build_report(tiny_run(results, row_info("a"))), size=VIEW + 110 * WORD, words=100)
    assert chosen.keys == (("a", "x"),)


def test_page_without_an_f1_is_neither_chosen_nor_left_out() -> None:
    chosen = choose(report({"a": {"x": None, "y": 3}}))
    assert (chosen.keys, chosen.left_out) == ((("a", "y"),), {})


def test_run_without_any_f1_says_so() -> None:
    assert choose(report({"a": {"x": None}})).problem == "no page has an F1"


def test_no_views_at_all_can_be_asked_for() -> None:
    chosen = choose(report({"a": {"x": 1, "y": 3}}), per_extractor=0)
    assert (chosen.keys, chosen.left_out) == ((), {"a": 2})


def test_budget_has_fifty_pages_an_extractor() -> None:
    assert Budget().per_extractor == 50
