"""Extractor files are compiled whenever they are loaded, however short ago they were edited."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from harness.extraction.api import Declaration
from harness.extraction.child import _forget, load
from harness.model import Page
from workshop import write_extractor

PAGE = Page(None, b"", "text/html", None)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "path", list(sys.path))
    return tmp_path / "extractors"


def text_of(file: Path) -> object:
    _forget(file.parent)
    declaration = load(file)
    assert isinstance(declaration, Declaration)
    return declaration.function(PAGE)


@pytest.mark.parametrize("name", ["mine", "_shared"])
def test_file_that_was_edited_twice_in_a_second_runs_as_it_is_now(folder: Path, name: str) -> None:
    mine = write_extractor(
        folder, "mine", "from _shared import TEXT\nreturn TEXT" if name == "_shared" else "return 'old'"
    )
    shared = folder / "_shared.py"
    shared.write_text("TEXT = 'old'\n")
    edited = mine if name == "mine" else shared
    for text in ("old", "new"):
        edited.write_text(edited.read_text().replace("old", text))
        os.utime(edited, (1_790_000_000, 1_790_000_000))
        assert text_of(mine) == text
    assert not (folder / "__pycache__").exists()
