"""``-E NAME`` and the key ``select``: which extractors run."""

from __future__ import annotations

import pytest

from workshop import write_extractor


@pytest.fixture
def modal(workspace: pytest.Pytester) -> pytest.Pytester:
    """The workspace with an extractor of two modes."""
    body, declaration = "return page.html", "extractor(extract, modes={'fast': {}, 'deep': {}})"
    write_extractor(workspace.path / "extractors", "modal", body, declaration)
    return workspace


def collected(result: pytest.RunResult) -> list[str]:
    """Return the items of the case ``cafe``."""
    return [line.rpartition("::")[2] for line in result.outlines if line.startswith("golden/news/cafe/")]


@pytest.mark.parametrize(
    ("wanted", "items"),
    [
        (["modal"], ["modal", "modal[deep]", "modal[fast]"]),
        (["nothing", "modal[fast]", "mine"], ["mine", "modal[fast]", "nothing"]),
    ],
)
def test_option_chooses_by_name_or_mode(modal: pytest.Pytester, wanted: list[str], items: list[str]) -> None:
    options = [part for name in wanted for part in ("-E", name)]
    assert collected(modal.runpytest_inprocess("golden", "--collect-only", "-q", *options)) == items


def test_all_extractors_are_collected_without_the_option(modal: pytest.Pytester) -> None:
    items = collected(modal.runpytest_inprocess("golden", "--collect-only", "-q"))
    assert {"mine", "modal[fast]", "trafilatura", "everything", "nothing"} <= set(items)


def test_key_select_chooses_and_the_option_overrides_it(modal: pytest.Pytester) -> None:
    modal.makepyprojecttoml('[tool.harness]\nselect = ["mine", "nothing"]')
    assert collected(modal.runpytest_inprocess("--collect-only", "-q")) == ["mine", "nothing"]
    assert collected(modal.runpytest_inprocess("--collect-only", "-q", "-E", "modal[deep]")) == ["modal[deep]"]


@pytest.mark.parametrize("more", [[], ["-n", "2"], ["--collect-only"]])
def test_unknown_extractor_is_one_usage_error_with_the_nearest_name(modal: pytest.Pytester, more: list[str]) -> None:
    result = modal.runpytest_inprocess("golden", "-E", "modal", "-E", "mien", *more)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert [line for line in result.errlines if line] == ["ERROR: unknown extractor 'mien'; did you mean mine?"]
    assert not (modal.path / "reports").exists()
