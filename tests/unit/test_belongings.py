"""Extractor files on their way to another machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.execution.belongings import pack


def write(folder: Path, **files: str) -> None:
    for name, content in files.items():
        file = folder / name.replace("__", "/").replace("_py", ".py")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")


def test_folder_that_the_other_side_has_too_is_used_as_it_is(tmp_path: Path) -> None:
    write(tmp_path / "here", mine_py="1", data__words="2")
    assert pack(tmp_path / "here").unpacked(tmp_path / "copy") == tmp_path / "here"
    assert not (tmp_path / "copy").exists()


@pytest.mark.parametrize("change", ["gone", "other"])
def test_files_that_the_other_side_lacks_are_copied(tmp_path: Path, change: str) -> None:
    write(tmp_path / "here", mine_py="1", data__words="2")
    packed = pack(tmp_path / "here")
    if change == "gone":
        (tmp_path / "here/mine.py").unlink()
    else:
        write(tmp_path / "here", mine_py="3")
    folder = packed.unpacked(tmp_path / "copy")
    assert folder == tmp_path / "copy"
    assert (folder / "mine.py").read_text() == "1"
    assert (folder / "data/words").read_text() == "2"


def test_what_programs_leave_behind_stays_at_home(tmp_path: Path) -> None:
    write(tmp_path, a_py="")
    for name in ("__pycache__/a.pyc", ".git/config", "node_modules/big.js"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text("")
    assert set(pack(tmp_path).files) == {"a.py"}


def test_folder_that_is_missing_has_no_files(tmp_path: Path) -> None:
    assert not pack(tmp_path / "none").files


def test_more_than_scripts_are_not_sent_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harness.execution.belongings.MAX_BYTES", 3)
    write(tmp_path, a_py="12", b_py="34")
    assert not pack(tmp_path).files
