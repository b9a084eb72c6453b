"""One request and its answer: whatever a server does, it ends in time, in bounds, and with a reason."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import time
import zlib
from pathlib import Path

import pytest

from harness.extraction.http_exchange import (
    Deadline,
    DeadlineError,
    HttpError,
    HttpResponse,
    PassingHttpError,
    exchange,
)
from harness.extraction.http_template import HttpRequest
from misbehaving import Behaviour, LocalService, answer, gzipped, http

MIB = 2**20


def ask(
    service: LocalService,
    path: str = "/x",
    *,
    method: str = "GET",
    seconds: float = 30.0,
    most_bytes: int = MIB,
    redirects: int = 3,
) -> HttpResponse:
    body = b"page" if method == "POST" else None
    request = HttpRequest(method, service.url + path, {"X-Key": "k"}, body)
    return exchange(request, Deadline(seconds, time.monotonic), most_bytes=most_bytes, redirects=redirects)


def reason(behaviour: Behaviour, kind: type[HttpError] = HttpError, **how: float) -> str:
    with LocalService(behaviour) as service, pytest.raises(HttpError) as error:
        ask(service, seconds=how.get("seconds", 30.0), most_bytes=int(how.get("most_bytes", MIB)))
    assert type(error.value) is kind
    return str(error.value)


def test_answer_has_status_headers_and_body() -> None:
    with LocalService(http("hello", 418, ("X-One", "1"))) as service:
        response = ask(service, "/a?b=c")
        assert (response.status, response.headers["x-one"], response.body) == (418, "1", b"hello")
        assert service.requests[0][0].startswith("GET /a?b=c HTTP/1.1\r\n")
        assert (service.header("x-key"), service.header("accept-encoding")) == ("k", "gzip")


def test_body_is_sent_as_it_is() -> None:
    with LocalService(http("")) as service:
        ask(service, method="POST")
        assert service.requests[0][1] == b"page"


def test_compressed_and_chunked_answers_are_unpacked() -> None:
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
    deflated = http(zlib.compress(b"deflated"), 200, ("Content-Encoding", "deflate"))
    with LocalService(gzipped(b"packed" * 100), chunked, deflated, b"HTTP/1.0 200 OK\r\n\r\nto the end") as service:
        bodies = [ask(service).body for _ in range(4)]
    assert bodies == [b"packed" * 100, b"abcde", b"deflated", b"to the end"]


def test_slow_headers_meet_the_deadline_though_each_read_is_quick() -> None:
    with LocalService(b"") as service:
        service._behaviours = [service.drip(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n")]
        with pytest.raises(DeadlineError, match=r"took more than 0\.3 s"):
            ask(service, seconds=0.3)


def test_slow_body_meets_the_deadline_though_each_read_is_quick() -> None:
    with LocalService(b"") as service:
        service._behaviours = [service.drip(http("", length=100_000), b"x")]
        with pytest.raises(DeadlineError):
            ask(service, seconds=0.3)


def test_server_that_says_nothing_meets_the_deadline() -> None:
    with LocalService(b"") as service:
        service._behaviours = [service.hang(b"")]
        with pytest.raises(DeadlineError):
            ask(service, seconds=0.3)


def test_endless_body_is_given_up_at_the_limit() -> None:
    with LocalService(b"") as service:
        service._behaviours = [service.flood(b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 65536)]
        with pytest.raises(HttpError, match=r"more than 1 MiB; raise max_response"):
            ask(service)


def test_gzip_bomb_is_given_up_at_the_limit() -> None:
    assert "more than 1 MiB" in reason(gzipped(b"\0" * (64 * MIB)))


@pytest.mark.parametrize(
    ("behaviour", "message"),
    [
        (b"", "RemoteDisconnected"),
        (http("half", length=100), "cut short, 96 bytes before its end"),
        (gzipped(b"x" * 1000)[:-12], "cut short"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nabc", "IncompleteRead"),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "BadStatusLine"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n", "got more than 100 headers"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000 + b"\r\n\r\n", "LineTooLong"),
    ],
)
def test_fault_of_the_connection_may_pass(behaviour: Behaviour, message: str) -> None:
    assert message in reason(behaviour, PassingHttpError)


def test_gzip_stream_that_ends_early_though_the_length_is_right_is_cut() -> None:
    packed = gzipped(b"x" * 1000).partition(b"\r\n\r\n")[2][:-12]
    behaviour = http(packed, 200, ("Content-Encoding", "gzip"))
    assert reason(behaviour, PassingHttpError) == "the answer was cut short: its gzip stream does not end"


@pytest.mark.parametrize(
    ("behaviour", "message"),
    [
        (http("plain", 200, ("Content-Encoding", "gzip")), "is not the gzip that it says"),
        (http("plain", 200, ("Content-Encoding", "br")), "compressed with 'br', which was not asked for"),
    ],
)
def test_wrong_compression_is_an_error_for_good(behaviour: Behaviour, message: str) -> None:
    assert message in reason(behaviour)


def test_nobody_at_the_address_may_pass() -> None:
    with LocalService(b"") as service:
        pass
    with pytest.raises(PassingHttpError, match=r"the connection to 127\.0\.0\.1 failed: ConnectionRefusedError"):
        ask(service)


def redirect(place: str, status: int = 302) -> bytes:
    return http("", status, ("Location", place))


def test_redirects_within_the_server_are_followed() -> None:
    with LocalService(redirect("/y?z=1"), redirect("there é"), answer({})) as service:
        assert ask(service).status == 200
        assert [head.split(" ")[1] for head, _ in service.requests] == ["/x", "/y?z=1", "/there%20%C3%A9"]
        assert service.header("x-key", 2) == "k"


def test_redirect_loop_ends() -> None:
    with LocalService(redirect("/x")) as service:
        with pytest.raises(HttpError, match="redirects more than 3 times"):
            ask(service)
        assert len(service.requests) == 4


def test_redirect_to_another_server_is_refused_and_nothing_is_sent_there() -> None:
    with LocalService(answer({})) as other, LocalService(redirect(f"{other.url}/x")) as service:
        with pytest.raises(HttpError, match="redirects to another server"):
            ask(service)
        assert other.requests == []


@pytest.mark.parametrize("place", ["https://127.0.0.1/x", "ftp://127.0.0.1/x", "http://[/x", "http://127.0.0.1:99999/"])
def test_redirect_to_another_scheme_or_to_nowhere_is_refused(place: str) -> None:
    assert "redirects to" in reason(redirect(place))


def test_redirect_without_a_place_is_refused() -> None:
    assert "without saying where to go" in reason(http("", 302))


def test_post_is_sent_again_only_where_it_keeps_its_body() -> None:
    with LocalService(redirect("/y", 307), answer({})) as service:
        ask(service, method="POST")
        assert [body for _, body in service.requests] == [b"page", b"page"]
    with LocalService(redirect("/y", 302)) as service, pytest.raises(HttpError, match="redirects a POST with 302"):
        ask(service, method="POST")


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl here to make a certificate with")
def test_certificate_is_verified(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject]
    subprocess.run([*made, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate, key)

    def behave(connection: socket.socket) -> None:
        with server.wrap_socket(connection.dup(), server_side=True) as encrypted:
            encrypted.recv(65536)
            encrypted.sendall(answer({}))

    with LocalService(behave) as service:
        service._read = lambda connection: None  # type: ignore[method-assign]
        request = HttpRequest("GET", service.url.replace("http:", "https:"), {}, None)
        with pytest.raises(HttpError, match=r"cannot be verified: self-signed certificate; .* in ca_file") as error:
            exchange(request, Deadline(30, time.monotonic), most_bytes=MIB, redirects=0)
        assert type(error.value) is HttpError
        trusting = ssl.create_default_context(cafile=str(certificate))
        response = exchange(request, Deadline(30, time.monotonic), most_bytes=MIB, redirects=0, context=trusting)
    assert response.status == 200
