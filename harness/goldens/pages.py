"""Read the files of a golden case, trusting none of them."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

from ..errors import PageError
from ..html import NestingError, PageText, UnknownEncodingError, decode, read_html, read_plain_text
from ..model import GoldenCase, Page

# No page of the public benchmarks comes near it (their largest has 6.7 MB); what is larger is a mistake or an attack.
MAX_BYTES = 32 * 1024 * 1024
MEDIA_TYPES = {
    "page.html": "text/html",
    "page.html.gz": "text/html",
    "page.txt": "text/plain",
    "page.txt.gz": "text/plain",
}


def read_file(path: Path, folder: Path) -> bytes:
    """Return the bytes of a file (inflated if it ends in ``.gz``) that must lie in ``folder``.

    Raises :class:`PageError` when the file is missing, leads out of the folder, is damaged, or is larger than
    32 MiB, inflated or not.
    """
    try:
        target = path.resolve()
    except RuntimeError as error:  # Python 3.13 resolves a loop to itself; reading it fails below
        raise PageError("cannot be read: a symbolic link that leads to itself; put the file here") from error
    if not target.is_relative_to(folder.resolve()):
        raise PageError(f"leads out of its folder, to {target}; put a copy of the file here")
    try:
        with path.open("rb") as raw:
            content = raw.read(MAX_BYTES + 1)
        if path.suffix == ".gz" and len(content) <= MAX_BYTES:
            with gzip.open(path) as inflated:
                content = inflated.read(MAX_BYTES + 1)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise PageError(f"is not a whole gzip file ({error}); store the page again") from error
    except OSError as error:
        raise PageError(f"cannot be read: {error.strerror or error}; check the file") from error
    if len(content) > MAX_BYTES:
        raise PageError(f"holds more than {MAX_BYTES // 2**20} MiB (inflated); a golden page must be smaller")
    return content


def read_page(case: GoldenCase) -> Page:
    """Return the page of a case as an extractor sees it."""
    content = read_content(case)
    return Page(url=case.url, content=content, media_type=case.media_type, encoding=case.encoding)


def read_content(case: GoldenCase) -> bytes:
    """Return the bytes of a case's page."""
    return case.page_source.read() if case.page_source else read_file(case.page_path, case.folder)


def page_text(content: bytes, media_type: str, encoding: str | None) -> PageText:
    """Return the text of a page. Raises :class:`PageError` for one that no browser would show."""
    try:
        text = decode(content, encoding)
        return read_plain_text(text) if media_type == "text/plain" else read_html(text)
    except UnknownEncodingError as error:
        raise PageError(f"{error}; use a label of the WHATWG Encoding standard, such as windows-1252") from error
    except NestingError as error:
        raise PageError(f"{error}; such a page cannot be scored") from error


def read_page_text(case: GoldenCase) -> PageText:
    """Return the text of the page of a case."""
    return page_text(read_content(case), case.media_type, case.encoding)
