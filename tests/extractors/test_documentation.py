"""The programs of docs/extractors.md, built and run where the tools are here: what a reader copies must work."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from harness.extraction.discovery import discover
from harness.extraction.process import Child, Limits, PageFile
from workshop import REPOSITORY, text_of

DOCUMENT = (REPOSITORY / "docs" / "extractors.md").read_text(encoding="utf-8")
PAGE = """<html><head><title>No</title></head><body><h1>No</h1>
<p>The first, with a <b>bold</b> word.</p>
<div>No</div>
<p>The second: “quoted”, "straight" and a back\\slash.</p>
</body></html>
"""
TEXT = 'The first, with a bold word.\nThe second: “quoted”, "straight" and a back\\slash.'


def example(language: str) -> str:
    """Return the first block of a language whose first line names its file."""
    found = re.search(rf"^```{language}\n((?://|#) \S+\.\w+.*?)^```$", DOCUMENT, re.DOTALL | re.MULTILINE)
    assert found, language
    return found[1]


def built(language: str, folder: Path) -> list[str]:
    """Write and build an example, and return its command; skip where the tool is missing."""
    tools = {"js": "node", "go": "go", "rust": "rustc", "java": "java", "sh": "jq"}
    if shutil.which(tools[language]) is None:
        pytest.skip(f"{tools[language]} is not installed")
    names = {
        "js": "serve.mjs",
        "go": "paragraphs.go",
        "rust": "paragraphs.rs",
        "java": "Paragraphs.java",
        "sh": "paragraphs.sh",
    }
    file = folder / names[language]
    source = example(language)
    assert file.name in source.splitlines()[0]
    file.write_text(source, encoding="utf-8")
    if language == "js":
        shutil.copy(REPOSITORY / "extractors" / "node" / "protocol.mjs", folder)
        return ["node", str(file)]
    if language == "rust":
        build(["rustc", "-O", "--deny", "warnings", "-o", str(folder / "paragraphs"), str(file)], folder)
    if language == "go":
        build(["go", "build", "-o", str(folder / "paragraphs"), str(file)], folder)
    if language in ("rust", "go"):
        return [str(folder / "paragraphs")]
    return ["java", "-Xmx1g", str(file)] if language == "java" else ["sh", str(file)]


def build(command: Sequence[str], folder: Path) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("language", ["js", "go", "rust", "java", "sh"])
def test_documented_program_answers_page_after_page(language: str, tmp_path: Path) -> None:
    command = built(language, tmp_path)
    page = PageFile(tmp_path / "page.html", "https://lane.example/", "text/html", None)
    page.path.write_text(PAGE, encoding="utf-8")
    missing = PageFile(tmp_path / "missing.html", None, "text/html", None)
    with Child(command, Limits()) as child:
        first, second = child.extract(page), child.extract(page)
        lost = child.extract(missing)
        after = child.extract(page)
    assert [text_of(one).strip() for one in (first, second, after)] == [TEXT] * 3
    assert lost.outcome == ("empty" if language == "sh" else "error")


def test_documented_function_is_two_rows(tmp_path: Path) -> None:
    (tmp_path / "paragraphs.py").write_text(example("python"), encoding="utf-8")
    page = PageFile(tmp_path / "page.html", None, "text/html", None)
    page.path.write_text(PAGE, encoding="utf-8")
    rows = {row.id: row for row in discover(tmp_path) if row.name == "paragraphs"}
    texts = {}
    for name, row in rows.items():
        assert row.command[0] == sys.executable
        with Child(row.command, Limits()) as child:
            texts[name] = text_of(child.extract(page))
    assert texts == {"paragraphs": TEXT, "paragraphs[tagged]": TEXT.replace("bold", "<b>bold</b>")}
