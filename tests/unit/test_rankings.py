"""Which rows are ranked, who chooses, and how far two sets rank alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks import numbers, realism
from benchmarks.document import around
from benchmarks.rankings import Agreement, Pages, compare, mean_of, noise_kept, pages_of, shared_rows
from harness.runs import CaseResult, RunResult
from harness.statistics import RESAMPLES
from two_runs import counts_of, level, run_of

PAGES = 6


def of(run: RunResult, rows: Sequence[str], title: str = "a set", figure: str = "f1") -> Pages:
    return pages_of(run, figure, rows, title, lambda case: True)


def levels(scores: Mapping[str, int]) -> Pages:
    return of(run_of({name: level(f1, PAGES) for name, f1 in scores.items()}), list(scores))


def without_text(run: RunResult, *names: str) -> RunResult:
    results = [replace(one, counts={"ledger": None}) if one.extractor in names else one for one in run.results]
    return replace(run, results=tuple(results))


def test_a_library_counts_by_the_first_of_its_rows_that_gives_text() -> None:
    names = ("metadata", "metadata[body]", "plain", "plain[fast]", "moded[b]", "moded[a]", "everything")
    run = without_text(run_of({name: level(50, 2) for name in names}, controls=("everything",)), "metadata")
    assert shared_rows([run], modes=False) == ["metadata[body]", "plain", "moded[b]"]
    assert shared_rows([run], modes=True) == ["metadata[body]", "plain", "plain[fast]", "moded[b]", "moded[a]"]


def test_a_row_that_one_set_was_not_run_with_is_left_out() -> None:
    first = run_of({name: level(50, 2) for name in ("a", "b", "c[x]", "c[y]")})
    second = run_of({name: level(50, 2) for name in ("a", "c[y]")})
    assert shared_rows([first, second], modes=False) == ["a", "c[y]"]


def test_noise_kept_is_the_mean_over_the_pages_that_have_noise() -> None:
    run = run_of({"a": level(90, 3)})
    counts = [counts_of(90, leaked=10), counts_of(90), {"ledger": {"output": 3, "expected": 3}}]
    results = [replace(one, counts=given) for one, given in zip(run.results, counts, strict=True)]
    # 10 of 20 words, none of 20, and a page without noise.
    assert noise_kept(replace(run, results=tuple(results)), ["a", "b"]) == {"a": 0.25}


@pytest.mark.parametrize(
    ("other", "among", "tau"),
    [
        ([90, 80, 70, 60], (0, 1, 2, 3), 1),
        ([10, 20, 30, 40], (0, 1, 2, 3), -1),
        # Two of the six pairs stand the other way round.
        ([80, 90, 60, 70], (0, 1, 2, 3), 1 / 3),
        ([80, 90, 60, 70], (0, 1), -1),
        ([80, 90, 60, 70], (1, 2), 1),
        ([80, 90, 60, 70], (1,), None),
        ([80, 80, 80, 80], (0, 1, 2, 3), None),
    ],
)
def test_tau_is_that_of_the_rows_that_are_asked_for(
    other: list[int], among: tuple[int, ...], tau: float | None
) -> None:
    names = "abcd"
    one = levels(dict(zip(names, [90, 80, 70, 60], strict=True)))
    found = compare(one, levels(dict(zip(names, other, strict=True))), among)
    # Pages that are all alike leave nothing to chance.
    assert found.taus == (1 + RESAMPLES) * (tau,)


def test_the_interval_is_that_of_the_resamples_alone() -> None:
    assert Agreement((0.5, *([0.25] * 500), *([0.75] * 500), None)).cells() == ("0.50", "0.25 to 0.75")
    assert Agreement((None, 0.1, 0.2)).cells() == ("-", "-")
    assert Agreement((0.5, None, None)).cells() == ("-", "-")


def test_a_mean_of_agreements_has_a_value_where_all_have() -> None:
    found = mean_of([Agreement((0.5, None, 0.25)), Agreement((1.0, 0.5, 0.75))])
    assert found.taus == (0.75, None, 0.5)


def test_rows_with_the_same_pages_are_tied_in_every_resample() -> None:
    scores = {f"s/p{page}": 7 * page + 3 for page in range(13)}
    means = of(run_of(dict.fromkeys("abcdefg", scores)), "abcdefg").means.values
    assert (means == means[:, :1]).all()
    assert means[0, 0] == pytest.approx(0.45)
    assert 0.03 <= means.min() < means.max() <= 0.87


def test_two_sets_are_resampled_apart_and_each_always_alike() -> None:
    run = run_of({"a": {f"s/p{page}": page for page in range(20)}})
    first, again, other = (of(run, ["a"], title).means.values for title in ("one", "one", "other"))
    assert (first == again).all()
    assert not np.array_equal(first, other)


def test_a_pooled_figure_is_that_of_all_drawn_pages_together() -> None:
    run = run_of({"a": level(90, 3)})
    titles = ("correct", "correct", "missing")
    results = [replace(one, counts=counts_of(90, title=title)) for one, title in zip(run.results, titles, strict=True)]
    pages = of(replace(run, results=tuple(results)), ["a"], figure="title_recall")
    assert pages.mean(0) == pytest.approx(2 / 3)
    assert set(np.round(pages.means.values[:, 0] * 3).tolist()) == {0, 1, 2, 3}


def test_a_row_without_results_has_no_mean() -> None:
    pages = of(run_of({"a": level(90, 3)}), ["a", "b"])
    assert pages.mean(0) == pytest.approx(0.9)
    assert pages.mean(1) is None
    none = pages_of(run_of({"a": level(90, 3)}), "f1", ["a"], "none", lambda case: False)
    assert (none.size, none.mean(0)) == (0, None)


def leaking(run: RunResult, *names: str) -> RunResult:
    """Return a run in which these rows keep all of the noise."""

    def changed(one: CaseResult) -> CaseResult:
        if one.extractor not in names:
            return one
        counts = dict(one.counts["ledger"] or {}) | {"noise:promo": 20}
        return replace(one, counts={**one.counts, "ledger": counts})

    return replace(run, results=tuple(map(changed, run.results)))


def test_report_gives_every_agreement_for_all_rows_and_for_those_that_choose(monkeypatch: pytest.MonkeyPatch) -> None:
    sources = {name: replace(source, figure="f1") for name, source in realism.SOURCES.items()}
    monkeypatch.setattr(realism, "SOURCES", sources)
    ours, theirs = {"a": 90, "b": 80, "all": 50, "all2": 40}, {"a": 80, "b": 90, "all": 50, "all2": 40}
    kinds = {f"s{page:02}/p{page:02}": {"page_type": "forum"} for page in (0, 1)}
    golden = leaking(run_of({name: level(f1, PAGES) for name, f1 in ours.items()}, cases=kinds), "all", "all2")
    sample = run_of({name: level(f1, PAGES) for name, f1 in theirs.items()}, cases=kinds)
    lines = list(realism.report({"golden": golden, "zyte": sample, "wcxb": sample}, list(ours)))
    assert "4 rows, of which 2 choose" in " ".join(lines)
    # One of the six pairs is turned round, and it is the only one that chooses.
    cells = "0.67 | 0.67 to 0.67 | -1.00 | -1.00 to -1.00 |"
    assert [line for line in lines if line.endswith(cells)] == [
        f"| our articles, Zyte | 4 | 6 | {cells}",
        f"| all of golden/, WCXB | 6 | 6 | {cells}",
        f"| mean of these |  |  | {cells}",
        f"| our articles, WCXB's | 4 | 4 | {cells}",
        f"| forum, WCXB's | 2 | 2 | {cells}",
    ]
    assert f"| Zyte, WCXB | 6 | 6 | {cells.replace('0.67', '1.00').replace('-1.00', '1.00')}" in lines
    assert lines[-4] == "| a | 0.900 | 0.800 | 0.900 | 0.800 | 0.000 |"
    assert lines[-1] == "| all2 | 0.400 | 0.400 | 0.400 | 0.400 | 1.000 |"


def test_samples_are_taken_from_where_they_are(tmp_path: Path) -> None:
    (tmp_path / "wcxb").mkdir()
    assert realism.sample_folders(str(tmp_path)) == {"wcxb": tmp_path / "wcxb"}


def test_without_samples_the_commands_say_what_to_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("HARNESS_DATASETS", raising=False)
    (tmp_path / "golden").mkdir()
    assert realism.main(["--golden", str(tmp_path)]) == 2
    assert "HARNESS_DATASETS must name a folder" in capsys.readouterr().err
    assert numbers.main(["--golden", str(tmp_path / "golden")]) == 2
    assert "HARNESS_DATASETS is not set" in capsys.readouterr().err


@pytest.mark.parametrize("command", [realism.main, numbers.main])
def test_a_document_without_the_part_is_refused_before_any_work(
    command: Callable[[list[str]], int],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.delenv("HARNESS_DATASETS", raising=False)
    (tmp_path / "page.md").write_text("no part\n", encoding="utf-8")
    assert command(["--write", str(tmp_path / "page.md")]) == 2
    assert "page.md has not just one line" in capsys.readouterr().err


def test_the_document_has_both_parts() -> None:
    for name in ("realism", "numbers"):
        assert around(realism.DOCUMENT, name)


def test_numbers_names_what_is_more_than_a_factor_of_two_apart() -> None:
    ours = {
        "article": numbers.Medians(3, [50.0, 400, 16, 0.2, 0.5, 100]),
        "other": numbers.Medians(1, [1.0, 2, 3, 0.1, 0.9, 4]),
    }
    real = {"article": numbers.Medians(40, [100.0, 801, 16, 0.2, 0.5, 49])}
    lines, far = numbers.table(ours, real)
    assert lines[2:] == [
        "| article | 3 | 50 (100) | 400 (801) | 16 (16) | 0.2 (0.2) | 0.5 (0.5) | 100 (49) |",
        "| other | 1 | 1 | 2 | 3 | 0.1 | 0.9 | 4 |",
        "",
        "More than a factor of two apart: elements of article pages, 400 (801); blocks of article pages, 100 (49).",
    ]
    assert len(far) == 2
    assert numbers.table(ours, {})[0][-1] == "More than a factor of two apart: none."
