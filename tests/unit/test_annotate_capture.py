"""Pages from files and from a server on this machine."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from harness.annotate.capture import Captured, capture_file, fetch
from harness.errors import PageError, UsageError

PAGE = "<p>Überfahrt nach Süden</p>".encode("iso-8859-1")


class _Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status, headers, body = {
            "/page": (200, {"Content-Type": "text/html; charset=ISO-8859-1"}, PAGE),
            "/odd": (200, {"Content-Type": "text/html; charset=klingon"}, PAGE),
            "/bare": (200, {}, PAGE),
            "/plain": (200, {"Content-Type": "text/plain"}, PAGE),
            "/moved": (302, {"Location": "/page"}, b""),
            "/picture": (200, {"Content-Type": "image/png"}, b"x"),
            "/packed": (200, {"Content-Type": "text/html", "Content-Encoding": "gzip"}, gzip.compress(PAGE)),
            "/bomb": (200, {"Content-Type": "text/html", "Content-Encoding": "gzip"}, gzip.compress(bytes(5000))),
            "/cut": (200, {"Content-Type": "text/html", "Content-Encoding": "gzip"}, gzip.compress(PAGE)[:-9]),
            "/%C3%BCber%20uns?a=%20b&c=%C3%A9": (200, {"Content-Type": "text/html"}, PAGE),
            "/brotli": (200, {"Content-Type": "text/html", "Content-Encoding": "br"}, PAGE),
            "/damaged": (200, {"Content-Type": "text/html", "Content-Encoding": "gzip"}, PAGE),
            "/large": (200, {"Content-Type": "text/html"}, bytes(5000)),
            "/short": (200, {"Content-Type": "text/html", "Content-Length": "999"}, PAGE),
            "/old": (302, {"Location": "ftp://127.0.0.1:1/page"}, b""),
            "/local": (302, {"Location": "file:///etc/hostname"}, b""),
        }.get(self.path, (404, {}, b"no"))
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Pages) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_page_comes_byte_for_byte_with_the_charset_of_its_header(site: str) -> None:
    assert fetch(f"{site}/page") == Captured(PAGE, f"{site}/page", "text/html", "iso-8859-1")


def test_a_redirection_is_followed_and_its_end_is_the_address(site: str) -> None:
    assert fetch(f"{site}/moved").url == f"{site}/page"


@pytest.mark.parametrize(
    ("path", "media_type", "encoding"),
    [
        ("odd", "text/html", None),
        ("bare", "text/html", None),
        ("plain", "text/plain", None),
        ("packed", "text/html", None),
    ],
)
def test_other_answers_that_are_pages(site: str, path: str, media_type: str, encoding: str | None) -> None:
    assert fetch(f"{site}/{path}") == Captured(PAGE, f"{site}/{path}", media_type, encoding)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("missing", "answers 404 Not Found; save the page"),
        ("picture", "is image/png, no page"),
        ("large", "has more than 0 MiB"),
        ("bomb", "has more than 0 MiB, inflated"),
        ("brotli", "comes as br, which was not asked for"),
        ("damaged", "is damaged"),
        ("cut", "broke off; try again"),
        ("short", "broke off 972 bytes before its end"),
        ("old", "answers 302"),
        ("local", "save the page in a browser"),
    ],
)
def test_what_is_no_page_is_told_with_its_address(site: str, path: str, message: str) -> None:
    with pytest.raises(PageError, match=message) as error:
        fetch(f"{site}/{path}", most=1000)
    assert f"{site}/{path}" in str(error.value)


@pytest.mark.parametrize("path", ["über uns?a= b&c=é", "%C3%BCber%20uns?a=%20b&c=%C3%A9", "über%20uns?a=%20b&c=é"])
def test_an_address_may_have_spaces_and_any_letters(site: str, path: str) -> None:
    assert fetch(f"{site}/{path}").url == f"{site}/%C3%BCber%20uns?a=%20b&c=%C3%A9"


def test_a_host_may_have_any_letters(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def connect(address: tuple[str, int], *_: object, **__: object) -> socket.socket:
        asked.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(PageError, match=r"http://Bücher\.example:81/ü cannot be fetched"):
        fetch("http://Bücher.example:81/ü")
    assert asked == ["xn--bcher-kva.example"]


@pytest.mark.parametrize(
    "url",
    [
        "http://ü..example/",
        "http://tide.example/\udcff",
        "file:///etc/hostname",
        "ftp://tide.example/",
        "http://",
        "http://[",
        "page.html",
    ],
)
def test_only_web_addresses_are_fetched(url: str) -> None:
    with pytest.raises(UsageError, match="is not an http or https address"):
        fetch(url)


def test_a_server_that_is_not_there_is_told(site: str) -> None:
    with pytest.raises(PageError, match="cannot be fetched"):
        fetch("http://127.0.0.1:1/page", timeout=5)


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("page.html", PAGE, "text/html"),
        ("saved.htm.gz", gzip.compress(PAGE, mtime=0), "text/html"),
        ("note.txt", PAGE, "text/plain"),
        ("NOTE.TXT.gz", gzip.compress(PAGE, mtime=0), "text/plain"),
    ],
)
def test_a_file_is_read_as_it_is(tmp_path: Path, name: str, content: bytes, media_type: str) -> None:
    (tmp_path / name).write_bytes(content)
    url = "https://tide.example/a"
    assert capture_file(tmp_path / name, url) == Captured(PAGE, url, media_type, None)


def test_a_file_that_is_not_there_is_told_by_name(tmp_path: Path) -> None:
    with pytest.raises(PageError, match=r"none\.html cannot be read"):
        capture_file(tmp_path / "none.html")
