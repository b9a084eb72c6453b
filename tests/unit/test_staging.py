"""Pages on disk for as long as a child may ask for them."""

from __future__ import annotations

import dataclasses
import gzip
from pathlib import Path

from harness.execution.staging import Block
from harness.goldens import HeldCases
from workshop import PAGE, load, write_case


def test_page_is_written_inflated_and_read_once(tmp_path: Path) -> None:
    case = load(write_case(tmp_path / "one", gzip.compress(PAGE.encode()), page_name="page.html.gz"))
    block = Block(tmp_path / "staged", HeldCases([case]), shards=1)
    page, html = block.files(0)
    assert (page.path.read_text(encoding="utf-8"), page.url, page.media_type, html) == (
        PAGE,
        case.url,
        "text/html",
        None,
    )
    case.page_path.unlink()
    assert block.files(0)[0] == page


def test_plain_text_page_is_there_as_html_too(tmp_path: Path) -> None:
    expected = "One line.\n\nAnother & line."
    case = load(write_case(tmp_path / "one", expected, expected, page_name="page.txt", noise=..., optional=...))
    page, html = Block(tmp_path / "staged", HeldCases([case]), shards=1).files(0)
    assert html is not None
    assert (page.media_type, html.media_type, html.encoding) == ("text/plain", "text/html", "utf-8")
    assert "<p>Another &amp; line.</p>" in html.path.read_text(encoding="utf-8")


def test_two_cases_of_one_page_keep_their_own_addresses(tmp_path: Path) -> None:
    one = load(write_case(tmp_path / "one"))
    other = dataclasses.replace(one, id="other", url="https://other.example/")
    block = Block(tmp_path / "staged", HeldCases([one, other]), shards=1)
    (first, _), (second, _) = block.files(0), block.files(1)
    assert (first.path, first.url, second.url) == (second.path, one.url, "https://other.example/")


def test_files_go_with_the_last_shard(tmp_path: Path) -> None:
    block = Block(tmp_path / "staged", HeldCases([load(write_case(tmp_path / "one"))]), shards=2)
    path = block.files(0)[0].path
    block.shard_done()
    assert path.exists()
    block.shard_done()
    assert not (tmp_path / "staged").exists()
