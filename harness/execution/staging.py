"""The pages of some cases as plain files: what children read. They never see a golden folder or a data set."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

from ..extraction.process import PageFile
from ..goldens import Cases
from ..goldens.pages import read_content
from ..html import plain_text_as_html
from ..html.decode import decode
from ..model import GoldenCase

Files = tuple[PageFile, PageFile | None]


class Block:
    """Cases that several shards go through: each is read once, its page written when the first child asks for it.

    The files are removed when the last shard is done, so that a run needs disk and memory for a few blocks alone.
    """

    def __init__(self, folder: Path, cases: Cases, shards: int) -> None:
        self._folder = folder
        self._cases = cases
        self._waiting = shards
        self._lock = threading.Lock()
        self._read: dict[int, GoldenCase] = {}
        self._files: dict[str, Files] = {}

    def case(self, number: int) -> GoldenCase:
        """Return a case by its number in the run."""
        with self._lock:
            return self._case(number)

    def files(self, number: int) -> Files:
        """Return the page of a case as a file, and as HTML where it is plain text."""
        with self._lock:
            case = self._case(number)
            if case.page_digest not in self._files:
                self._files[case.page_digest] = self._write(case)
            page, html = self._files[case.page_digest]
        # Two cases may have the same bytes from different addresses.
        return _seen(page, case), html and PageFile(html.path, case.url, html.media_type, html.encoding)

    def hold(self) -> None:
        """Count one shard more than were told of at first."""
        with self._lock:
            self._waiting += 1

    def shard_done(self) -> None:
        """Count a shard as done; the last one removes the files."""
        with self._lock:
            self._waiting -= 1
            if not self._waiting:
                self._read.clear()
                self._files.clear()
                shutil.rmtree(self._folder, ignore_errors=True)

    def _case(self, number: int) -> GoldenCase:
        if number not in self._read:
            self._read[number] = self._cases[number]
        return self._read[number]

    def _write(self, case: GoldenCase) -> Files:
        content = read_content(case)
        self._folder.mkdir(exist_ok=True)
        suffix = ".txt" if case.media_type == "text/plain" else ".html"
        path = self._folder / (case.page_digest + suffix)
        path.write_bytes(content)
        file = PageFile(path, case.url, case.media_type, case.encoding)
        if case.media_type != "text/plain":
            return file, None
        html_path = path.with_suffix(".html")
        html_path.write_text(plain_text_as_html(decode(content, case.encoding)), encoding="utf-8")
        return file, PageFile(html_path, case.url, "text/html", "utf-8")


def _seen(page: PageFile, case: GoldenCase) -> PageFile:
    return PageFile(page.path, case.url, case.media_type, case.encoding)
