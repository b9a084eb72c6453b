"""The ratchet: an update adds and raises, and lowers nothing without leave."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.compare.baseline import Baseline, Record, read_baseline
from harness.compare.ratchet import Lowered, Update, losses, ratchet, update_file
from harness.errors import RunFileError
from harness.goldens import DataSet
from records import baseline, baselines, record

OLD = record()  # F1, precision and recall 0.9, order 1, noise 0.1

EMPTY = record(f1=0.0, precision=0.0, recall=0.0, order=None, noise=0.0, outcome="empty")
FAILED = replace(EMPTY, outcome="timeout")


@pytest.mark.parametrize(
    ("old", "new", "worse"),
    [
        (OLD, OLD, []),
        (OLD, record(f1=0.95), []),
        (OLD, record(f1=0.899999), ["f1"]),
        (OLD, record(noise=0.2), ["noise"]),
        (OLD, record(noise=0.0), []),
        (OLD, record(f1=0.95, precision=0.8), ["precision"]),
        (OLD, record(order=None), ["order"]),
        (record(order=None), OLD, []),
        (OLD, FAILED, ["outcome", "f1", "precision", "recall", "order"]),
        (OLD, EMPTY, ["f1", "precision", "recall", "order"]),
        (FAILED, OLD, []),
        (EMPTY, OLD, []),
        (FAILED, EMPTY, []),
        (EMPTY, FAILED, ["outcome"]),
        (FAILED, replace(FAILED, outcome="crash"), []),
        # From nothing to nothing but noise is no progress.
        (EMPTY, replace(EMPTY, outcome="ok", noise=1.0), ["noise"]),
        # Nothing is right where nothing is expected: an output is a loss.
        (record(f1=1.0, precision=1.0, recall=1.0, order=None, noise=0.0, outcome="empty"), OLD,
         ["f1", "precision", "recall", "noise"]),
    ],
)  # fmt: skip
def test_what_is_worse(old: Record, new: Record, worse: list[str]) -> None:
    assert [loss.figure for loss in losses(old, new)] == worse


def test_loss_says_extractor_case_figure_old_and_new() -> None:
    (loss,) = losses(OLD, record(f1=0.85))
    assert loss == Lowered("mine", "news/a", "f1", 0.9, 0.85)
    assert str(loss) == "mine on news/a: f1 0.9000 -> 0.8500"
    assert [str(loss) for loss in losses(EMPTY, FAILED)] == ["mine on news/a: outcome empty -> timeout"]
    assert str(losses(OLD, record(order=None))[0]) == "mine on news/a: order 1.0000 -> -"


def test_update_adds_and_raises_and_refuses_to_lower() -> None:
    old = baseline(record(case="a"), record(case="b"), record(case="c"))
    new = baseline(record(case="a", f1=0.95), record(case="b", f1=0.5), record(case="d", f1=0.1), record("other", "a"))
    update = ratchet(old, new)
    assert [(one.extractor, one.case, one.f1) for one in update.baseline.records.values()] == [
        ("mine", "a", 0.95),
        ("mine", "b", 0.9),
        ("mine", "c", 0.9),
        ("mine", "d", 0.1),
        ("other", "a", 0.9),
    ]
    assert (update.added, update.raised, update.lowered) == (2, 1, ())
    assert update.refused == (Lowered("mine", "b", "f1", 0.9, 0.5),)


def test_leave_to_lower_lowers_and_tells_each_figure() -> None:
    update = ratchet(baseline(OLD), baseline(record(f1=0.8, noise=0.3, recall=0.95)), lower=True)
    assert update.baseline.records["mine", "news/a"].f1 == 0.8
    assert update.lowered == (
        Lowered("mine", "news/a", "f1", 0.9, 0.8),
        Lowered("mine", "news/a", "noise", 0.1, 0.3),
    )
    assert (update.refused, update.raised) == ((), 0)


def test_result_is_never_a_mix_of_two_runs() -> None:
    update = ratchet(baseline(OLD), baseline(record(f1=0.95, precision=0.8, recall=1.0)))
    assert update.baseline.records["mine", "news/a"] == OLD


def test_changed_page_is_rebased_whatever_it_scores_and_drops_what_was_not_run() -> None:
    old = baseline(record(case="a"), record("other", "a"), record("other", "b"))
    new = baseline(record(case="a", f1=0.2), digests={"a": "changed"})
    update = ratchet(old, new)
    assert [(one.pair, one.f1) for one in update.baseline.records.values()] == [
        (("mine", "a"), 0.2),
        (("other", "b"), 0.9),
    ]
    assert (update.rebased, update.refused, update.lowered) == (("a",), (), ())
    assert update.baseline.cases == {"a": "changed", "b": "b"}


def test_case_that_is_gone_is_dropped_and_an_extractor_that_is_gone_only_with_leave() -> None:
    old = baseline(record("mine", "a"), record("mine", "gone"), record("removed", "a"))
    new = baseline(record("mine", "a"))

    def updated(lower: bool) -> Update:
        return ratchet(
            old, new, lower=lower, case_exists=lambda case: case != "gone", extractor_exists=lambda name: name == "mine"
        )

    update = updated(lower=False)
    assert list(update.baseline.records) == [("mine", "a"), ("removed", "a")]
    assert (update.dropped, update.lowered) == (("gone",), ())
    update = updated(lower=True)
    assert list(update.baseline.records) == [("mine", "a")]
    assert update.lowered == (Lowered("removed", "a", "result", 0.9, None),)
    assert list(update.baseline.extractors) == ["mine"]


def golden(*cases: str, digest: str, name: str = "golden") -> Baseline:
    """Return the baseline of a run of some cases of a data set, whose digest tells which they were."""
    made = baseline(*(record(case=case) for case in cases))
    return replace(made, data_sets=(DataSet(name, digest, len(cases)),))


@pytest.mark.parametrize(
    ("old", "new", "kept"),
    [
        (golden("a", "b", digest="2"), golden("a", digest="1"), [("golden", "2", 2)]),
        (golden("a", "b", digest="2"), golden("a", "b", digest="new"), [("golden", "new", 2)]),
        (golden("a", digest="1"), golden("a", "b", digest="2"), [("golden", "2", 2)]),
        # "gone" is no longer in the data set, so that the run has all there are.
        (golden("a", "gone", digest="2"), golden("a", digest="1"), [("golden", "1", 1)]),
        (
            golden("a", "b", digest="2"),
            golden("c", digest="3", name="mine"),
            [("golden", "2", 2), ("mine", "3", 1)],
        ),
    ],
)
def test_data_sets_are_those_of_the_last_run_of_all_cases(
    old: Baseline, new: Baseline, kept: list[tuple[str, str, int]]
) -> None:
    update = ratchet(old, new, case_exists=lambda case: case != "gone")
    assert [(one.name, one.digest, one.cases) for one in update.baseline.data_sets] == kept


def test_version_is_that_of_the_last_run_and_others_stay() -> None:
    old = baseline(record("mine"), record("other"), versions={"other": "7"})
    update = ratchet(old, baseline(record("mine"), versions={"mine": "2.0"}))
    assert update.baseline.extractors == {"mine": "2.0", "other": "7"}


def test_other_way_of_counting_is_refused_with_what_to_run_and_with_leave_made_anew() -> None:
    old, new = baseline(OLD, record("other")), baseline(record(f1=0.1), metrics={"ledger": "ledger(test)|v2"})
    with pytest.raises(RunFileError) as error:
        ratchet(old, new, place="reports/baseline.json")
    assert str(error.value) == (
        "reports/baseline.json was counted by ledger(test)|v1, this run by ledger(test)|v2, and they cannot be "
        "compared; make it anew of a whole run: pytest golden --harness-update-baseline --harness-allow-regression"
    )
    update = ratchet(old, new, lower=True)
    assert (update.baseline, update.lost) == (new, 2)


@given(baselines(), baselines())
def test_update_never_lowers_anything_without_leave(old: Baseline, new: Baseline) -> None:
    update = ratchet(old, new)
    for pair, before in old.records.items():
        if pair[1] not in update.rebased:
            assert losses(before, update.baseline.records[pair]) == ()
    assert update.lowered == ()
    assert {(loss.extractor, loss.case) for loss in update.refused} == {
        pair for pair, after in update.baseline.records.items() if pair in new.records and after != new.records[pair]
    }


@given(baselines(), baselines())
def test_update_with_leave_takes_every_result_of_the_run(old: Baseline, new: Baseline) -> None:
    update = ratchet(old, new, lower=True)
    assert {pair: update.baseline.records[pair] for pair in new.records} == new.records
    assert update.refused == ()


@given(baselines(), baselines(), st.booleans())
def test_update_twice_is_update_once(old: Baseline, new: Baseline, lower: bool) -> None:
    once = ratchet(old, new, lower=lower)
    twice = ratchet(once.baseline, new, lower=lower)
    assert twice.baseline == once.baseline
    assert (twice.added, twice.raised, twice.lowered, twice.rebased) == (0, 0, (), ())
    assert twice.refused == once.refused


@given(baselines(), baselines(), st.randoms(use_true_random=False))
def test_order_of_results_does_not_matter(old: Baseline, new: Baseline, shuffle: random.Random) -> None:
    def shuffled(one: Baseline) -> Baseline:
        rows = list(one.records.items())
        shuffle.shuffle(rows)
        return replace(one, records=dict(rows))

    assert ratchet(shuffled(old), shuffled(new)) == ratchet(old, new)
    assert list(ratchet(shuffled(old), shuffled(new)).baseline.records) == list(ratchet(old, new).baseline.records)


@given(baselines())
def test_update_with_what_is_in_it_already_changes_nothing(old: Baseline) -> None:
    update = ratchet(old, old)
    assert update.baseline == old
    assert (update.added, update.raised, update.refused, update.rebased, update.dropped) == (0, 0, (), (), ())


def test_file_is_made_and_then_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "deep/baseline.json"
    assert update_file(path, baseline(OLD)).added == 1
    assert update_file(path, baseline(record(f1=0.5))).refused
    assert read_baseline(path) == baseline(OLD)
    assert update_file(path, baseline(record(f1=0.5)), lower=True).lowered
    assert read_baseline(path) == baseline(record(f1=0.5))
    assert [file.name for file in path.parent.iterdir()] == ["baseline.json"]


def test_file_that_says_the_same_already_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    update_file(path, baseline(OLD))
    before = path.stat()
    update_file(path, baseline(OLD))
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_file_that_cannot_be_written_is_an_error_and_stays(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    update_file(path, baseline(OLD))
    path.chmod(0o444)
    with pytest.raises(RunFileError, match=r"baseline\.json cannot be written: it is read-only; make it writable"):
        update_file(path, baseline(record(f1=0.95)))
    assert read_baseline(path) == baseline(OLD)
    with pytest.raises(RunFileError, match=r"cannot be written: .*; name another with --harness-baseline"):
        update_file(path / "below/a.json", baseline(OLD))
