"""Names of folders that any file system takes, and writing that leaves nothing half done."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.datasets.folders import plain_name, refuse_used, replace, slug, staging
from harness.errors import UsageError


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("0003", "0003"),
        ("a_b-c", "a_b-c"),
        ("https://www.example.org/Été/1.html", r"example-org-ete-1-html-[0-9a-f]{8}"),
        ("A", r"a-[0-9a-f]{8}"),
        ("con", r"con-[0-9a-f]{8}"),
        ("日本", r"case-[0-9a-f]{8}"),
        ("..", r"case-[0-9a-f]{8}"),
        ("page.html", r"page-html-[0-9a-f]{8}"),
        ("x" * 300, r"x{60}-[0-9a-f]{8}"),
    ],
)
def test_name_is_the_key_where_it_can_be(key: str, name: str) -> None:
    assert re.fullmatch(name, slug(key))


@given(st.lists(st.text(st.characters(), max_size=30), unique=True, max_size=20))
def test_names_are_safe_and_differ_where_keys_do(keys: list[str]) -> None:
    names = [slug(key) for key in keys]
    assert all(re.fullmatch(r"[a-z0-9_-]{1,69}", name) for name in names)
    assert len(set(names)) == len(names)


def test_plain_name_has_no_digest() -> None:
    assert plain_name("News/Harbour fire") == "news-harbour-fire"


def test_staging_lies_beside_the_target_and_goes_away(tmp_path: Path) -> None:
    with staging(tmp_path / "new" / "cases") as folder:
        assert folder.parent == tmp_path / "new"
        (folder / "page").mkdir()
    assert list((tmp_path / "new").iterdir()) == []


def test_staging_goes_away_when_it_is_interrupted(tmp_path: Path) -> None:
    def interrupted() -> None:
        with staging(tmp_path / "cases"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert list(tmp_path.iterdir()) == []


def test_target_below_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match=r"cannot be written .*; give another --to"), staging(tmp_path / "file/cases"):
        pass


def test_disk_error_while_writing_is_told(tmp_path: Path) -> None:
    def full(folder: Path) -> None:
        raise OSError(28, "No space left on device", str(folder))

    with pytest.raises(UsageError, match="No space left on device"), staging(tmp_path / "cases") as folder:
        full(folder)
    assert list(tmp_path.iterdir()) == []


def test_used_target_is_refused(tmp_path: Path) -> None:
    refuse_used(tmp_path / "none", "x")
    refuse_used(tmp_path, "x")
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="is not empty; do that"):
        refuse_used(tmp_path, "do that")
    with pytest.raises(UsageError, match="is a file; give a folder"):
        refuse_used(tmp_path / "file", "x")
    (tmp_path / "link").symlink_to("nowhere")
    with pytest.raises(UsageError, match="leads nowhere"):
        refuse_used(tmp_path / "link", "x")


def test_replaced_folder_comes_back_when_the_new_one_cannot_take_its_place(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old/kept").touch()
    with pytest.raises(OSError, match="No such file"):
        replace(tmp_path / "missing", tmp_path / "old", tmp_path / "spare")
    assert (tmp_path / "old/kept").exists()
