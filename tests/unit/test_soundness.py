"""Golden cases that were found sound are not checked again; everything else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.execution.cache import Cache
from harness.execution.sound_cases import SoundCases
from harness.goldens import collect, soundness
from harness.goldens.check import check_case
from harness.markdown import read_markdown
from harness.model import GoldenCase
from harness.schema import violations
from workshop import write_case


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the cases that are checked."""
    ids: list[str] = []

    def check(case: GoldenCase) -> object:
        ids.append(case.id)
        return check_case(case)

    monkeypatch.setattr(soundness, "check_case", check)
    return ids


def test_sound_case_is_checked_once(tmp_path: Path, looked_at: list[str]) -> None:
    write_case(tmp_path / "golden/news/a")
    for _ in range(2):
        with Cache(tmp_path / "cache") as cache:
            assert len(collect(tmp_path / "golden", soundness=SoundCases(cache)).cases) == 1
    assert looked_at == ["news/a"]


def test_changed_case_is_checked_again(tmp_path: Path, looked_at: list[str]) -> None:
    with Cache(tmp_path / "cache") as cache:
        write_case(tmp_path / "golden/news/a")
        collect(tmp_path / "golden", soundness=SoundCases(cache))
        write_case(tmp_path / "golden/news/a", must_include=["nowhere in the text"])
        assert len(collect(tmp_path / "golden", soundness=SoundCases(cache)).problems) == 1
    assert looked_at == ["news/a", "news/a"]


def test_problem_is_told_each_time(tmp_path: Path, looked_at: list[str]) -> None:
    write_case(tmp_path / "golden/news/a", must_include=["nowhere in the text"])
    with Cache(tmp_path / "cache") as cache:
        for _ in range(2):
            assert len(collect(tmp_path / "golden", soundness=SoundCases(cache)).problems) == 1
    assert looked_at == ["news/a", "news/a"]


def test_without_a_memory_every_case_is_checked(tmp_path: Path, looked_at: list[str]) -> None:
    write_case(tmp_path / "golden/news/a")
    for _ in range(2):
        collect(tmp_path / "golden")
    assert len(looked_at) == 2


def test_sound_annotations_are_held_against_the_schema_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[object] = []

    def count(name: str, document: object) -> object:
        looked.append(document)
        return violations(name, document)

    monkeypatch.setattr("harness.goldens.annotations.violations", count)
    write_case(tmp_path / "golden/news/a")
    for _ in range(2):
        with Cache(tmp_path / "cache") as cache:
            assert len(collect(tmp_path / "golden", soundness=SoundCases(cache)).cases) == 1
    assert len(looked) == 1
    annotations = tmp_path / "golden/news/a/golden.json"
    annotations.write_text(annotations.read_text(encoding="utf-8").replace('"url"', '"link"'), encoding="utf-8")
    for _ in range(2):
        with Cache(tmp_path / "cache") as cache:
            assert collect(tmp_path / "golden", soundness=SoundCases(cache)).problems
    assert len(looked) == 3


def test_expected_text_is_parsed_once_and_its_blocks_stay_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "# One\n\n- two\n- three \U0001f600 \u00e9\n\n> four\n\n    code\n"
    with Cache(tmp_path / "cache") as cache:
        first = SoundCases(cache).blocks(text)
        monkeypatch.setattr("harness.execution.sound_cases.read_markdown", lambda _: pytest.fail("parsed again"))
        assert SoundCases(cache).blocks(text) == first
    assert first == read_markdown(text)
    assert [block.kind for block in first] == ["heading", "list", "list", "quote", "code"]
