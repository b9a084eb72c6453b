"""The index of a WARC file: built once a version of the file, and never trusted further than it is whole."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from crawls import answer, write_crawl

from harness.datasets import warc_index
from harness.datasets.warc_files import find_files
from harness.datasets.warc_index import ROW, WarcIndex, index_of
from harness.errors import DataSetError

pytest.importorskip("fastwarc", reason='FastWARC is not installed: pip install "scraper-harness[scale]"')


@pytest.fixture
def crawl(tmp_path: Path) -> Path:
    return write_crawl(tmp_path / "crawl" / "a.warc.gz", [answer(1), answer(2, "<p>ü</p>", status=404)])


def build(crawl: Path) -> WarcIndex:
    return index_of(find_files(str(crawl))[0], crawl.parents[1] / "index")


def test_row_says_where_a_record_is_and_what_its_headers_say(crawl: Path) -> None:
    index = build(crawl)
    assert [index.key(row) for row in range(2)] == ["urn:test:1", "urn:test:2"]
    assert index.url(1) == "https://isle.example/2"
    assert index.rows["status"].tolist() == [200, 404]
    assert index.rows["offset"][0] == 0
    assert index.rows["offset"][1] == index.rows["length"][0]
    assert index.rows["length"].sum() == crawl.stat().st_size
    assert index.media_types[index.rows["media_type"][0]] == "text/html"
    assert index.problem is None
    assert ROW.itemsize == 64


def test_index_is_built_once(crawl: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = build(crawl)
    monkeypatch.setattr(warc_index, "scan", None)  # whoever reads the WARC file again fails
    assert build(crawl).digest == first.digest


def test_changed_file_has_another_index(crawl: Path) -> None:
    before = build(crawl)
    write_crawl(crawl, [answer(1), answer(3)])
    os.utime(crawl, ns=(1, 1))
    after = build(crawl)
    assert after.key(1) == "urn:test:3"
    assert after.digest != before.digest


@pytest.mark.parametrize("left", [0, 10, 64, 150, -1, -9])
def test_damaged_index_is_built_anew(crawl: Path, left: int) -> None:
    digest = build(crawl).digest
    (path,) = (crawl.parents[1] / "index").iterdir()
    path.write_bytes(path.read_bytes()[:left])
    assert build(crawl).digest == digest


def test_break_is_kept_with_the_pages_before(tmp_path: Path) -> None:
    whole = answer(1)
    file = write_crawl(tmp_path / "c" / "a.warc", [whole, answer(2)[:-40]])
    for _ in range(2):
        index = build(file)
        assert len(index) == 1
        assert index.problem is not None
        assert (index.problem.offset, index.problem.found) == (len(whole), "the record is cut off")


def test_nothing_is_left_of_an_index_that_could_not_be_built(crawl: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(warc_index, "_write_rows", broken)
    with pytest.raises(DataSetError, match="cannot be indexed"):
        build(crawl)
    assert not list((crawl.parents[1] / "index").iterdir())


def test_payload_decides_the_digest(tmp_path: Path) -> None:
    file = write_crawl(tmp_path / "c" / "a.warc", [answer(1), answer(2), answer(3, "<p>other</p>")])
    digests = build(file).rows["digest"].tolist()
    assert digests[0] == digests[1] != digests[2]
