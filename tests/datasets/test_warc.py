"""WARC files: the HTML pages of a crawl, without gold."""

from __future__ import annotations

import gzip
import sys
from pathlib import Path

import pytest

from harness.datasets.warc import open_source
from harness.errors import DataSetError, HarnessError
from harness.goldens import read_page
from harness.goldens.pages import read_content
from layouts import opened, told, write_files

pytest.importorskip("fastwarc", reason='FastWARC is not installed: pip install "scraper-harness[scale]"')

PAGE = b"<html><body><p>The ferry leaves at nine.</p></body></html>"
HTML = "text/html; charset=utf-8"


def record(
    number: int,
    body: bytes = PAGE,
    content_type: str | None = HTML,
    *,
    status: str = "200 OK",
    kind: str = "response",
    more: str = "",
    warc: str = "",
    identified: bool = True,
) -> bytes:
    """Return a record: what the server answered, and what the crawler noted of it."""
    declared = "" if content_type is None else f"Content-Type: {content_type}\r\n"
    http = f"HTTP/1.1 {status}\r\n{declared}{more}\r\n".encode() + body
    name = f"WARC-Record-ID: <urn:uuid:0000000{number}-0000-4000-8000-000000000000>\r\n" if identified else ""
    head = (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\n{name}WARC-Date: 2024-01-01T00:00:00Z\r\n{warc}"
        f"WARC-Target-URI: https://isle.example/{number}\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def name(number: int) -> str:
    """Return the id of the case that a record becomes."""
    return f"warc/urn:uuid:0000000{number}-0000-4000-8000-000000000000"


def packed(*records: bytes) -> bytes:
    """Return records compressed one by one."""
    return b"".join(map(gzip.compress, records))


@pytest.mark.parametrize("suffix", ["warc", "warc.gz"])
def test_responses_with_html_become_cases_that_expect_nothing(tmp_path: Path, suffix: str) -> None:
    records = [
        record(0, b"", kind="warcinfo"),
        record(1, kind="request"),
        record(8, kind="revisit"),
        record(2),
        record(3, status="404 Not Found"),
        record(4, content_type="image/png"),
        record(5, PAGE + b" ", "Application/XHTML+XML"),
        record(6, content_type=None),
        record(7, PAGE + b"  ", None, warc="WARC-Identified-Payload-Type: text/html\r\n"),
    ]
    file = tmp_path / f"crawl.{suffix}"
    file.write_bytes(packed(*records) if suffix.endswith("gz") else b"".join(records))
    collection = opened("warc", file)
    assert told(collection, tmp_path) == []
    assert collection.cases.ids == [name(2), name(5), name(7)]
    case = collection.cases[0]
    assert (case.url, case.encoding, case.media_type) == ("https://isle.example/2", "utf-8", "text/html")
    assert (case.expected, case.peer_text, dict(case.metadata)) == (None, None, {})
    assert (case.page_type, case.language) == ("other", "und")
    assert [read_content(one) for one in collection.cases] == [PAGE, PAGE + b" ", PAGE + b"  "]


def test_encoding_is_that_of_the_header(tmp_path: Path) -> None:
    file = tmp_path / "crawl.warc"
    latin = "<p>Fähre</p>".encode("latin-1")
    file.write_bytes(
        record(1, latin, 'text/html; charset="iso-8859-1"') + record(2, b"<p>a</p>", "text/html; charset=no")
    )
    first, second = (collection := opened("warc", file)).cases
    assert (first.encoding, read_page(first).html) == ("iso-8859-1", "<p>Fähre</p>")
    assert second.encoding is None
    place = len(record(1, latin, 'text/html; charset="iso-8859-1"'))
    assert told(collection, tmp_path) == [
        f"crawl.warc byte {place}: unknown encoding 'no'; declare one that browsers know; not told to the extractors"
    ]


def test_payload_is_decoded_as_the_header_says(tmp_path: Path) -> None:
    chunks = b"5\r\n<p>ab\r\n6\r\ncd</p>\r\n0\r\n\r\n"
    file = tmp_path / "crawl.warc"
    file.write_bytes(
        record(1, gzip.compress(b"<p>gzip</p>"), more="Content-Encoding: gzip\r\n")
        + record(2, chunks, more="Transfer-Encoding: chunked\r\n")
        + record(3, b"<p>no gzip</p>", more="Content-Encoding: gzip\r\n")
        + record(4)
    )
    collection = opened("warc", file)
    assert collection.cases.ids == [name(1), name(2), name(4)]
    assert [read_content(case) for case in collection.cases] == [b"<p>gzip</p>", b"<p>abcd</p>", PAGE]
    (line,) = told(collection, tmp_path)
    assert line.startswith("crawl.warc: byte ")
    assert "cannot be decoded" in line


def test_brotli_is_decoded(tmp_path: Path) -> None:
    brotli = pytest.importorskip("brotli", reason="brotli packs the page of this test and is not installed")
    file = tmp_path / "crawl.warc"
    file.write_bytes(record(1, brotli.compress(PAGE), more="Content-Encoding: br\r\n"))
    assert read_content(opened("warc", file).cases[0]) == PAGE


@pytest.mark.parametrize("suffix", ["warc", "warc.gz"])
@pytest.mark.parametrize("lost", [20, 40, 150])
def test_file_that_is_cut_off_gives_the_pages_before(tmp_path: Path, suffix: str, lost: int) -> None:
    whole = [record(1), record(2, PAGE + b" ")]
    content = packed(*whole) if suffix.endswith("gz") else b"".join(whole)
    file = tmp_path / f"crawl.{suffix}"
    file.write_bytes(content[:-lost])
    collection = opened("warc", file)
    place = len(packed(whole[0])) if suffix.endswith("gz") else len(whole[0])
    assert collection.cases.ids == [name(1)]
    assert told(collection, tmp_path) == [
        f"crawl.{suffix} byte {place}: the record is cut off; fetch the file again; the pages before are kept"
    ]


def test_file_that_is_no_warc_costs_itself_alone(tmp_path: Path) -> None:
    write_files(tmp_path, {"a.warc": "no archive\n" * 9, "b.warc": record(1), "c.warc": b"", "d.txt": "x"})
    collection = opened("warc", tmp_path)
    assert collection.cases.ids == [name(1)]
    (line,) = told(collection, tmp_path)
    assert line.startswith("a.warc byte 0: cannot be read from here on")


def test_file_that_is_compressed_as_a_whole_is_told_once(tmp_path: Path) -> None:
    write_files(tmp_path, {"crawl.warc.gz": b"".join(record(number) for number in range(5))})
    (line,) = told(opened("warc", tmp_path), tmp_path)
    assert "its records are compressed as a whole; compress each record on its own" in line


def test_id_that_comes_twice_is_told(tmp_path: Path) -> None:
    write_files(tmp_path, {"a.warc": record(1) + record(1, PAGE + b" ")})
    collection = opened("warc", tmp_path)
    assert collection.cases.ids == [name(1)]
    assert "a second record is called urn:uuid:00000001" in told(collection, tmp_path)[0]


def test_response_that_is_not_of_http_is_passed_over(tmp_path: Path) -> None:
    dns = record(1).replace(b"application/http; msgtype=response", b"text/dns")
    write_files(tmp_path, {"a.warc": dns + record(2)})
    assert opened("warc", tmp_path).cases.ids == [name(2)]


def test_record_without_id_has_its_address(tmp_path: Path) -> None:
    write_files(tmp_path, {"a.warc": record(1, identified=False)})
    assert opened("warc", tmp_path).cases.ids == ["warc/https://isle.example/1"]


def test_folder_and_pattern_find_all_files(tmp_path: Path) -> None:
    write_files(tmp_path, {"a.warc": record(1), "sub/b.warc": record(2)})
    (tmp_path / "c.warc.gz").write_bytes(packed(record(3)))
    assert opened("warc", tmp_path).cases.ids == [name(1), name(2), name(3)]
    assert len(open_source(tmp_path / "*.warc*")) == 2
    assert len(open_source(tmp_path / "a.w?rc")) == 1


@pytest.mark.parametrize("pattern", ["*.warc", "a", "**x"])
def test_place_without_warc_files_says_what_is_missing(tmp_path: Path, pattern: str) -> None:
    for path in (tmp_path, tmp_path / pattern):
        with pytest.raises(DataSetError):
            open_source(path)


def test_page_of_more_than_32_mib_costs_itself_alone(tmp_path: Path) -> None:
    bomb = gzip.compress(b" " * (32 * 2**20 + 1))
    write_files(tmp_path, {"a.warc": record(1, bomb, more="Content-Encoding: gzip\r\n") + record(2)})
    collection = opened("warc", tmp_path)
    assert collection.cases.ids == [name(2)]
    assert "byte 0: the page holds more than 32 MiB" in told(collection, tmp_path)[0]


def test_missing_library_names_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_files(tmp_path, {"a.warc": record(1)})
    monkeypatch.setitem(sys.modules, "fastwarc.warc", None)
    with pytest.raises(HarnessError, match=r'pip install "scraper-harness\[scale\]"'):
        opened("warc", tmp_path)
