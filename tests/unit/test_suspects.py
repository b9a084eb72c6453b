"""Cases where good extractors agree with one another and not with the gold."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.errors import UsageError
from harness.lint.suspects import Suspect, find_suspects, good_extractors, pairwise_agreement, passage
from harness.run_files import read_run
from two_runs import run_of, write

FIVE = ("alpha", "bravo", "charlie", "delta", "echo")
COMMON = "the harbour master said on Monday that the gate would hold until the spring tides"
GOLD = "a wholly different story about a bakery on the lane that opened this morning"


def test_good_are_the_better_half_of_the_libraries_each_in_its_best_mode() -> None:
    scores = {f"lib{number:02}": {"s/p": 90 - number} for number in range(12)}
    scores |= {"lib00[fast]": {"s/p": 95}, "all": {"s/p": 99}}
    found = good_extractors(run_of(scores, controls=("all",)))
    assert found == ("lib00[fast]", "lib01", "lib02", "lib03", "lib04", "lib05")


def test_never_fewer_than_five_are_good() -> None:
    scores = {f"lib{number}": {"s/p": 90 - number} for number in range(6)}
    assert good_extractors(run_of(scores)) == ("lib0", "lib1", "lib2", "lib3", "lib4")


def test_a_run_of_four_libraries_is_wrong_usage() -> None:
    scores = {
        "one": {"s/p": 50},
        "one[fast]": {"s/p": 50},
        "two": {"s/p": 50},
        "three": {"s/p": 50},
        "four": {"s/p": 50},
    }
    with pytest.raises(UsageError, match=r"F1 of 4 libraries.*run more"):
        good_extractors(run_of(scores))


def test_agreement_is_the_mean_f1_over_all_pairs() -> None:
    # a b c against a b d: two of three; a b c against itself: 1.
    assert pairwise_agreement([["a", "b", "c"], ["a", "b", "c"], ["d", "b", "a"]]) == pytest.approx(
        (1 + 2 / 3 + 2 / 3) / 3
    )
    assert pairwise_agreement([[], []]) == 1
    assert pairwise_agreement([["a"], []]) == 0


@pytest.mark.parametrize(
    ("text", "inside", "outside", "found"),
    [
        ("a b c d e", ["x a b c d e"], ["e d c b a"], "a b c d e"),
        ("a b c d e", ["x a b c d y e"], [], "a b c d"),
        ("a b c d e f g h", [], ["b c d e"], "c d e f g h"),
        ("a b c d", [], ["a b c d"], None),
        ("a b c", [], [], None),
        ("a b c d x e f g h", ["a b c d y e f g h"], [], "a b c d"),
    ],
)
def test_a_passage_is_the_longest_run_that_all_have_and_none_has(
    text: str, inside: list[str], outside: list[str], found: str | None
) -> None:
    assert passage(text.split(), [one.split() for one in inside], [one.split() for one in outside]) == found


def test_a_long_passage_is_cut() -> None:
    text = [str(number) for number in range(100)]
    assert passage(text, [], []) == " ".join(text[:24]) + " ..."


def run_with(tmp_path: Path, scores: dict[str, int], texts: dict[str, str], *, journal: bool = True) -> Path:
    """Write a run of five libraries on the given cases, all with the same F1 and the same text there."""
    run = run_of({name: dict(scores) for name in FIVE})
    return write(run, tmp_path, {(name, case): text for case, text in texts.items() for name in FIVE}, journal=journal)


def test_a_case_of_agreement_and_low_f1_is_suspect_with_both_passages(tmp_path: Path) -> None:
    path = run_with(tmp_path, {"s/odd": 30, "s/sound": 95}, {"s/odd": COMMON, "s/sound": COMMON})
    found = find_suspects(read_run(path), path, lambda info: GOLD)
    assert found.extractors == FIVE
    assert found.suspects == (Suspect("s/odd", 1.0, 0.3, COMMON, GOLD),)
    assert found.missing == 0


def test_the_borders_belong_to_suspicion(tmp_path: Path) -> None:
    path = run_with(tmp_path, {"s/70": 70, "s/71": 71}, {"s/70": COMMON, "s/71": COMMON})
    assert [one.case for one in find_suspects(read_run(path), path, lambda info: None).suspects] == ["s/70"]


def test_extractors_that_differ_make_no_suspect(tmp_path: Path) -> None:
    run = run_of({name: {"s/p": 30} for name in FIVE})
    path = write(run, tmp_path, {(name, "s/p"): f"{name} says something of its own here" for name in FIVE})
    assert find_suspects(read_run(path), path, lambda info: GOLD).suspects == ()


def test_extractors_that_all_return_nothing_make_no_suspect(tmp_path: Path) -> None:
    path = run_with(tmp_path, {"s/p": 0}, {"s/p": ""})
    assert find_suspects(read_run(path), path, lambda info: GOLD).suspects == ()


def test_the_lowest_f1_comes_first(tmp_path: Path) -> None:
    path = run_with(tmp_path, {"s/a": 60, "s/b": 10}, {"s/a": COMMON, "s/b": COMMON})
    assert [one.case for one in find_suspects(read_run(path), path, lambda info: GOLD).suspects] == ["s/b", "s/a"]


def test_without_the_gold_there_are_no_passages(tmp_path: Path) -> None:
    path = run_with(tmp_path, {"s/p": 10}, {"s/p": COMMON})
    (suspect,) = find_suspects(read_run(path), path, lambda info: None).suspects
    assert (suspect.extra, suspect.lacking) == (None, None)


def test_outputs_that_the_journal_lacks_are_counted(tmp_path: Path) -> None:
    path = run_with(tmp_path, {"s/p": 10}, {})
    assert find_suspects(read_run(path), path, lambda info: GOLD).missing == 5


def test_a_run_without_its_journal_is_wrong_usage(tmp_path: Path) -> None:
    path = run_with(tmp_path, {"s/p": 10}, {}, journal=False)
    with pytest.raises(UsageError, match=r"no outputs to compare: .*journal\.jsonl"):
        find_suspects(read_run(path), path, lambda info: GOLD)
