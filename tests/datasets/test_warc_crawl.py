"""A crawl that is opened without reading its pages."""

from __future__ import annotations

import gzip
import pickle
import sys
from pathlib import Path

import pytest
from crawls import answer, write_crawl

from harness.datasets import open_spec
from harness.datasets.warc import WarcPage
from harness.datasets.warc_crawl import UNREADABLE, open_crawl
from harness.errors import DataSetError, HarnessError
from harness.goldens import Selection
from harness.goldens.pages import read_content

pytest.importorskip("fastwarc", reason='FastWARC is not installed: pip install "scraper-harness[scale]"')


@pytest.fixture
def crawl(tmp_path: Path) -> Path:
    write_crawl(tmp_path / "a.warc.gz", [answer(1), answer(2, "<p>two</p>")])
    write_crawl(tmp_path / "b.warc", [answer(3, "<html lang=de><p>drei</p>"), answer(4)])
    return tmp_path


def test_pages_are_those_that_reading_them_all_gives(crawl: Path) -> None:
    lazy, eager = open_crawl(str(crawl)), open_spec(f"warc:{crawl}", list_oddities=True)
    assert list(lazy.cases.ids) == eager.cases.ids == [f"warc/urn:test:{number}" for number in range(1, 5)]
    assert [case.digest for case in lazy.cases] == [case.digest for case in eager.cases]
    assert lazy.cases[2].language == "de"
    assert lazy.data_sets[0].cases == 4


def test_opening_reads_no_page(crawl: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(_: WarcPage) -> bytes:
        raise AssertionError("a page was read")

    monkeypatch.setattr(WarcPage, "read", read)
    assert open_spec(f"warc:{crawl}?limit=3").cases.ids[-1].startswith("warc/urn:test:")
    assert list(open_spec(f"warc:{crawl}", Selection(languages=("de",))).cases.ids) == ["warc/urn:test:3"]
    with pytest.raises(AssertionError):
        open_spec(f"warc:{crawl}", Selection(page_types=("other",)))


def test_options_work_wherever_a_data_set_is_opened(crawl: Path) -> None:
    assert list(open_spec(f"warc:{crawl}/*.warc*?language=de").cases.ids) == ["warc/urn:test:3"]


def test_ids_are_a_sequence(crawl: Path) -> None:
    ids = open_crawl(str(crawl)).cases.ids
    assert (ids[-1], ids[1:3], len(ids)) == ("warc/urn:test:4", ["warc/urn:test:2", "warc/urn:test:3"], 4)
    with pytest.raises(IndexError):
        ids[4]


def test_crawl_travels_as_its_place(crawl: Path) -> None:
    cases = open_crawl(f"{crawl}?limit=3").cases
    sent = pickle.dumps(cases)
    assert len(sent) < 1000
    again = pickle.loads(sent)
    assert (list(again.ids), again.pages_digest) == (list(cases.ids), cases.pages_digest)
    write_crawl(crawl / "b.warc", [answer(5)])
    with pytest.raises(DataSetError, match="another crawl here"):
        pickle.loads(sent)


def test_record_that_comes_twice_is_left_out_and_told(crawl: Path) -> None:
    write_crawl(crawl / "c.warc", [answer(2, "<p>again</p>"), answer(6)])
    found = open_crawl(str(crawl))
    assert "warc/urn:test:6" in found.cases.ids
    assert len(found.cases) == 5
    assert ["a second record is called urn:test:2" in str(problem) for problem in found.problems] == [True]
    assert read_content(found.cases[1]) == b"<p>two</p>"


def test_repeated_pages_are_left_out_when_asked_for(crawl: Path) -> None:
    found = open_crawl(str(crawl), dedupe=True)
    assert (list(found.cases.ids)[-1], found.dropped) == ("warc/urn:test:3", ("warc/urn:test:4",))


def test_page_that_cannot_be_decoded_costs_itself_alone(crawl: Path) -> None:
    write_crawl(crawl / "c.warc", [answer(5, "no gzip", headers="Content-Encoding: gzip\r\n"), answer(6)])
    cases = open_crawl(str(crawl)).cases
    broken = cases[4]
    assert read_content(broken) == b""
    assert broken.notes.startswith(UNREADABLE)
    assert "byte 0: cannot be decoded" in broken.notes
    assert read_content(cases[5])


def test_file_that_breaks_off_is_told(crawl: Path) -> None:
    (crawl / "c.warc.gz").write_bytes(gzip.compress(answer(7)) + gzip.compress(answer(8))[:-30])
    found = open_crawl(str(crawl))
    assert len(found.cases) == 5
    assert "the record is cut off" in str(found.problems[0])


def test_crawl_behind_an_address_is_read_by_ranges(crawl: Path) -> None:
    fsspec = pytest.importorskip("fsspec", reason='fsspec is not installed: pip install "scraper-harness[scale]"')
    memory = fsspec.filesystem("memory")
    for name in ("a.warc.gz", "b.warc"):
        memory.pipe(f"/crawl/{name}", (crawl / name).read_bytes())
    try:
        for place in ("memory://crawl", "memory://crawl/*.warc*?status=200"):
            found = open_crawl(place)
            assert [read_content(case) for case in found.cases] == [
                read_content(case) for case in open_crawl(str(crawl)).cases
            ]
        with pytest.raises(DataSetError, match="holds no WARC file"):
            open_crawl("memory://crawl/*.zip")
        with pytest.raises(DataSetError, match="cannot be opened"):
            open_crawl("memory://nowhere/a.warc")
    finally:
        memory.rm("/crawl", recursive=True)


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("nothing://a/b.warc", "cannot be opened"),
        ("https://h.example/*.warc.gz", "name each file"),
    ],
)
def test_address_that_cannot_be_opened_is_told(place: str, said: str) -> None:
    pytest.importorskip("fsspec", reason='fsspec is not installed: pip install "scraper-harness[scale]"')
    with pytest.raises(HarnessError, match=said):
        open_crawl(place)


def test_missing_fsspec_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fsspec.core", None)
    with pytest.raises(HarnessError, match=r'pip install "scraper-harness\[scale\]"'):
        open_crawl("s3://bucket/a.warc.gz")
