"""The files of a golden case: read whole, bounded, and only from their own folder."""

from __future__ import annotations

import dataclasses
import gzip
import tracemalloc
import zlib
from pathlib import Path

import pytest

from harness.errors import PageError
from harness.goldens.pages import MAX_BYTES, page_text, read_file, read_page, read_page_text
from harness.html.visible import MAX_DEPTH
from workshop import PAGE, load, write_case

WHOLE = gzip.compress(PAGE.encode())


def write_zeros(file: Path, size: int) -> None:
    """Write a gzip file of so many zeros without packing them one by one: the same small stream again and again."""
    member = gzip.compress(bytes(2**20))
    parts = [member] * (size // 2**20)
    file.write_bytes(b"".join([*parts, gzip.compress(bytes(size % 2**20))]))


@pytest.mark.parametrize(("name", "content"), [("page.html", PAGE.encode()), ("page.html.gz", WHOLE)])
def test_page_is_read_as_it_was_stored_and_inflated(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    assert read_file(tmp_path / name, tmp_path) == PAGE.encode()


@pytest.mark.parametrize(
    "content",
    [
        WHOLE[:-20],
        WHOLE[:5],
        WHOLE[:40] + b"\xff" * 40 + WHOLE[80:],
        WHOLE[:-8] + bytes(8),
        b"<html>not packed at all",
        WHOLE + b"and more",
    ],
    ids=["cut", "cut in its head", "damaged", "wrong checksum", "no gzip", "something behind it"],
)
def test_gzip_file_that_is_not_whole_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "page.html.gz").write_bytes(content)
    with pytest.raises(PageError, match=r"is not a whole gzip file \(.+\); store the page again"):
        read_file(tmp_path / "page.html.gz", tmp_path)


def test_gzip_bomb_is_refused_before_it_is_all_inflated(tmp_path: Path) -> None:
    write_zeros(tmp_path / "page.html.gz", 8 * MAX_BYTES)
    assert (tmp_path / "page.html.gz").stat().st_size < 2**19
    tracemalloc.start()
    try:
        with pytest.raises(PageError, match="more than 32 MiB"):
            read_file(tmp_path / "page.html.gz", tmp_path)
        assert tracemalloc.get_traced_memory()[1] < 4 * MAX_BYTES
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("name", ["page.html", "page.html.gz"])
def test_page_may_be_as_large_as_the_limit_and_no_larger(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    for size in (MAX_BYTES, MAX_BYTES + 1):
        if name.endswith(".gz"):
            write_zeros(file, size)
        else:
            with file.open("wb") as sparse:
                sparse.truncate(size)
        if size == MAX_BYTES:
            assert len(read_file(file, tmp_path)) == size
        else:
            with pytest.raises(PageError, match="more than 32 MiB"):
                read_file(file, tmp_path)


@pytest.mark.parametrize("target", ["../secret.html", "/etc/passwd", "/dev/zero"])
def test_link_that_leaves_the_folder_is_refused(tmp_path: Path, target: str) -> None:
    (tmp_path / "secret.html").write_text("secret")
    folder = tmp_path / "case"
    folder.mkdir()
    (folder / "page.html").symlink_to(target)
    with pytest.raises(PageError, match=r"leads out of its folder, to /.*; put a copy"):
        read_file(folder / "page.html", folder)


def test_link_within_the_folder_is_followed(tmp_path: Path) -> None:
    (tmp_path / "other.html").write_text("here")
    (tmp_path / "page.html").symlink_to("other.html")
    assert read_file(tmp_path / "page.html", tmp_path) == b"here"


def test_folder_that_is_a_link_itself_is_no_way_out(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "page.html").write_text("here")
    (tmp_path / "link").symlink_to("real")
    assert read_file(tmp_path / "link" / "page.html", tmp_path / "link") == b"here"


@pytest.mark.parametrize("kind", ["missing", "broken link", "loop", "folder"])
def test_file_that_cannot_be_read_says_why(tmp_path: Path, kind: str) -> None:
    file = tmp_path / "page.html"
    if kind == "folder":
        file.mkdir()
    elif kind != "missing":
        file.symlink_to("page.html" if kind == "loop" else "nowhere.html")
    with pytest.raises(PageError, match=r"cannot be read: .+; (check|put) the file"):
        read_file(file, tmp_path)


@pytest.mark.parametrize(
    ("content", "media_type", "encoding", "message"),
    [
        (b"<p>x", "text/html", "klingon", "unknown encoding 'klingon'; use a label of the WHATWG"),
        (b"<div>" * (MAX_DEPTH + 1), "text/html", None, "nest more than 20,000 deep; such a page cannot be scored"),
    ],
)
def test_page_that_no_browser_would_show_is_refused(
    content: bytes, media_type: str, encoding: str | None, message: str
) -> None:
    with pytest.raises(PageError, match=message):
        page_text(content, media_type, encoding)


def test_page_of_a_case_is_what_an_extractor_sees(tmp_path: Path) -> None:
    packed = zlib.compress("Grüße\n\n1 < 2".encode("latin-1"), wbits=31)
    case = load(
        write_case(tmp_path / "case", packed, page_name="page.txt.gz", encoding="latin1", noise=[], optional=[])
    )
    page = read_page(case)
    assert dataclasses.asdict(page) == {
        "url": case.url,
        "content": "Grüße\n\n1 < 2".encode("latin-1"),
        "media_type": "text/plain",
        "encoding": "latin1",
    }
    assert read_page_text(case).visible == "Grüße\n1 < 2"
