"""WARC files that tests write for themselves."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from pathlib import Path

HTML = "text/html; charset=utf-8"
# What a program does to itself where a page's title asks for it.
MISBEHAVE = """
if title == "hang":
    time.sleep(600)
if title == "segfault":
    os.kill(os.getpid(), 11)
if title == "memory":
    bytearray(1 << 40)
"""


def answer(
    number: int,
    body: str = "<p>The ferry leaves at nine.</p>",
    *,
    status: int = 200,
    content_type: str = HTML,
    url: str | None = None,
    headers: str = "",
) -> bytes:
    """Return the record of an answer; its id is made of the number."""
    http = f"HTTP/1.1 {status} X\r\nContent-Type: {content_type}\r\n{headers}\r\n".encode() + body.encode()
    url = url or f"https://isle.example/{number}"
    head = (
        f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:test:{number}>\r\nWARC-Date: 2024-01-01T00:00:00Z\r\n"
        f"WARC-Target-URI: {url}\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def write_crawl(file: Path, records: Sequence[bytes]) -> Path:
    """Write a WARC file, its records compressed one by one where its name ends in .gz."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"".join(map(gzip.compress, records)) if file.suffix == ".gz" else b"".join(records))
    return file
