"""A page as a scraper gets it: from an address or a file, byte for byte, with what the server declared.

Only a person's own call fetches: nothing else in the harness reaches the network for a page.
"""

from __future__ import annotations

import gzip
import re
import time
import urllib.error
import urllib.request
import zlib
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from ..errors import PageError, UsageError
from ..goldens.pages import MAX_BYTES, read_file
from ..html.decode import known_label

TIMEOUT = 30.0
_CHUNK = 1 << 16
# What may stand in an address; "%" because it may be escaped already.
_AS_IT_IS = "%/:?#[]@!$&'()*+,;=~"
_PLAIN = ("text/plain", "text/markdown")
_MARKUP = re.compile(r"(text|application)/(html|xhtml\+xml|xml)")
# Some servers refuse what does not look like a browser; this says what it is and looks like one.
_HEADERS = {
    "User-Agent": "Mozilla/5.0 (compatible; scraper-harness)",
    "Accept": "text/html,application/xhtml+xml,text/plain;q=0.8,*/*;q=0.1",
    "Accept-Encoding": "identity",
}


@dataclass(frozen=True, slots=True)
class Captured:
    """A page: its bytes, where it was in the end (after redirections), its media type, and the declared charset."""

    content: bytes
    url: str | None
    media_type: str
    encoding: str | None


class _WebAlone(urllib.request.HTTPRedirectHandler):
    """Follows redirections to http and https alone; the library would follow them to FTP too."""

    def redirect_request(
        self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        return super().redirect_request(req, fp, code, msg, headers, newurl) if is_address(newurl) else None


def is_address(text: str) -> bool:
    """Whether a text is an address to fetch rather than a file."""
    return text.lower().startswith(("http://", "https://"))


def capture_file(path: Path, url: str | None = None) -> Captured:
    """Read a page from a file, which may end in ``.gz``. Raises :class:`~harness.errors.PageError`."""
    name = path.name.removesuffix(".gz").lower()
    try:
        content = read_file(path, path.parent)
    except PageError as error:
        raise PageError(f"{path} {error}") from error
    return Captured(content, url, "text/plain" if name.endswith((".txt", ".text", ".md")) else "text/html", None)


def fetch(url: str, timeout: float = TIMEOUT, most: int = MAX_BYTES) -> Captured:
    """Fetch a page.

    Args:
        url: an http or https address.
        timeout: seconds for all of it.
        most: bytes that the page may have, inflated or not.

    Raises :class:`~harness.errors.PageError` for one that cannot be had, is no page or is too large.
    """
    address = _in_ascii(url) if is_address(url) else None
    if address is None:
        raise UsageError(f"{url} is not an http or https address; give one, or a file")
    deadline = time.monotonic() + timeout
    try:
        asked = urllib.request.Request(address, headers=_HEADERS)  # noqa: S310 - an address of the web, see above
        with urllib.request.build_opener(_WebAlone).open(asked, timeout=timeout) as answer:
            content = _read(answer, deadline, most, url)
            headers: Message = answer.headers
            final = str(answer.url)
    except urllib.error.HTTPError as error:
        error.close()
        raise PageError(
            f"{url} answers {error.code} {error.reason}; save the page in a browser and give the file"
        ) from error
    except (OSError, HTTPException, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise PageError(f"{url} cannot be fetched: {reason}; save the page in a browser and give the file") from error
    content = _inflated(content, str(headers.get("Content-Encoding", "")), most, url)
    media_type = headers.get_content_type() if headers.get("Content-Type") else "text/html"
    if media_type in _PLAIN:
        media_type = "text/plain"
    elif _MARKUP.fullmatch(media_type):
        media_type = "text/html"
    else:
        raise PageError(f"{url} is {media_type}, no page; give an address of HTML or plain text")
    return Captured(content, final, media_type, known_label(headers.get_content_charset()))


def _in_ascii(url: str) -> str | None:
    """Return an address as browsers send it: IDNA for the host, percent signs for the rest; ``None`` for no address."""
    try:
        parts = urlsplit(url)
        if not parts.hostname:
            return None
        if not parts.netloc.isascii():
            host, colon, port = parts.netloc.partition(":")
            url = parts._replace(netloc=host.encode("idna").decode("ascii") + colon + port).geturl()
        return quote(url, safe=_AS_IT_IS)
    except ValueError:
        return None


def _read(answer: Any, deadline: float, most: int, url: str) -> bytes:
    content = bytearray()
    while chunk := answer.read1(_CHUNK):
        content += chunk
        if len(content) > most:
            raise PageError(f"{url} has more than {most // 2**20} MiB; a golden page must be smaller")
        if time.monotonic() > deadline:
            raise PageError(f"{url} takes too long; save the page in a browser and give the file, or raise --timeout")
    if answer.length:
        raise PageError(f"{url} broke off {answer.length:,} bytes before its end; try again")
    return bytes(content)


def _inflated(content: bytes, coding: str, most: int, url: str) -> bytes:
    """Undo a compression that was not asked for; some servers know no other way."""
    coding = coding.strip().lower()
    if coding in ("", "identity"):
        return content
    if coding not in ("gzip", "x-gzip", "deflate"):
        raise PageError(f"{url} comes as {coding}, which was not asked for; save the page and give the file")
    try:
        bits = 47 if coding != "deflate" or content[:1] == b"\x78" else -15
        inflater = zlib.decompressobj(bits)
        whole = inflater.decompress(content, most + 1)
    except (zlib.error, gzip.BadGzipFile) as error:
        raise PageError(f"{url} is damaged: {error}; try again") from error
    if len(whole) > most:
        raise PageError(f"{url} has more than {most // 2**20} MiB, inflated; a golden page must be smaller")
    if not inflater.eof:
        raise PageError(f"{url} broke off; try again")
    return whole
