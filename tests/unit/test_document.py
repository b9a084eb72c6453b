"""The measured part of a document is renewed, and nothing else of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.document import renew, row
from harness.errors import UsageError


def test_only_what_stands_between_the_markers_is_renewed(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_bytes(b"before\r\n<!-- sizes -->\nold\n\nold\n<!-- /sizes -->\n<!-- other -->\nx\n<!-- /other -->\n")
    renew(path, "sizes", "new é\n\n")
    assert path.read_bytes() == (
        "before\r\n<!-- sizes -->\nnew é\n<!-- /sizes -->\n<!-- other -->\nx\n<!-- /other -->\n".encode()
    )
    renew(path, "sizes", "")
    assert b"<!-- sizes -->\n\n<!-- /sizes -->\n" in path.read_bytes()
    renew(path, "sizes", "again")
    assert b"<!-- sizes -->\nagain\n<!-- /sizes -->\n" in path.read_bytes()


@pytest.mark.parametrize(
    "document",
    [
        "no part\n",
        "<!-- sizes -->\nnever ends\n",
        "<!-- /sizes -->\n<!-- sizes -->\n",
        "<!-- sizes -->\n1\n<!-- sizes -->\n2\n<!-- /sizes -->\n",
        "<!-- sizes -->\n1\n<!-- /sizes -->\n<!-- sizes -->\n2\n<!-- /sizes -->\n",
        "<!-- sizes -->\n1\n<!-- /sizes -->\n2\n<!-- /sizes -->\n",
    ],
)
def test_a_document_without_just_one_such_part_is_refused_and_stays(tmp_path: Path, document: str) -> None:
    path = tmp_path / "page.md"
    path.write_text(document, encoding="utf-8")
    with pytest.raises(UsageError, match=r"page\.md has not just one line <!-- sizes -->"):
        renew(path, "sizes", "new")
    assert path.read_text(encoding="utf-8") == document


def test_a_document_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        renew(tmp_path / "none.md", "sizes", "new")


def test_a_row_has_its_cells_between_bars() -> None:
    assert row("a", 1, "") == "| a | 1 |  |"
