"""The child of a service, from end to end: over the protocol, against a server that misbehaves on loopback."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from pathlib import Path

import pytest

from harness.extraction.http_rows import http_row
from harness.extraction.http_settings import HttpSettings
from harness.extraction.process import Child, Limits, PageFile
from harness.model import Extraction, Outcome
from misbehaving import Behaviour, LocalService, answer, gzipped, http

KEY = "s3cr3t/value+of&the=key"
SETTINGS = HttpSettings(
    url="/extract?u={url}&token=${SERVICE_KEY}",
    headers=(("X-Key", "${SERVICE_KEY}"),),
    basic_auth="user:${SERVICE_KEY}",
    body="json",
    template=json.dumps({"html": "{page}"}),
    fields=(("authors", "by"), ("text", "text"), ("title", "title")),
    enabled=True,
    retries=1,
    backoff=0.0,
    timeout=20.0,
    max_response=1.0,
)


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SERVICE_KEY", KEY)


def child_of(service: LocalService, settings: HttpSettings) -> Child:
    row = http_row("mine", replace(settings, url=service.url + settings.url))
    assert row.ready, row.problem
    return Child(row.command, Limits(), dict(row.environment), row.accepts, network=row.network)


def page(folder: Path, content: bytes = b"<p>A page</p>", url: str | None = "https://x.example/a?b") -> PageFile:
    file = folder / "page.html"
    file.write_bytes(content)
    return PageFile(file, url, "text/html", None)


def extract(folder: Path, *behaviours: Behaviour, settings: HttpSettings = SETTINGS) -> tuple[Extraction, int]:
    """Return what became of one page, and how often the service was asked."""
    with LocalService(*behaviours) as service, child_of(service, settings) as child:
        return child.extract(page(folder)), len(service.requests)


def told(extraction: Extraction) -> str:
    """Return all that the journal would hold of it."""
    article = extraction.article.to_json() if extraction.article else {}
    return repr((article, extraction.failure))


def test_page_is_asked_about_and_the_answer_is_an_article(tmp_path: Path) -> None:
    with LocalService(answer({"text": "The text.", "title": "T", "by": ["A"]})) as service:
        with child_of(service, SETTINGS) as child:
            found = child.extract(page(tmp_path, "<p>Grüße</p>".encode()))
        assert found.outcome == "ok"
        assert found.article is not None
        assert found.article.to_json() == {"text": "The text.", "title": "T", "authors": ["A"]}
        assert found.seconds is not None
        head = service.requests[0][0]
        assert head.startswith("POST /extract?u=https%3A%2F%2Fx.example%2Fa%3Fb&token=s3cr3t%2Fvalue%2Bof%26the%3Dkey ")
        assert service.body() == {"html": "<p>Grüße</p>"}
        assert service.header("x-key") == KEY
        assert service.header("authorization") == "Basic " + base64.b64encode(f"user:{KEY}".encode()).decode()


def test_one_child_goes_on_after_any_failure(tmp_path: Path) -> None:
    ok = answer({"text": "ok"})
    behaviours = [ok, http("", 404), ok, http("no json"), ok, http("", 503), ok]
    with LocalService(*behaviours) as service, child_of(service, SETTINGS) as child:
        outcomes = [child.extract(page(tmp_path)).outcome for _ in range(6)]
    assert outcomes == ["ok", "error", "ok", "error", "ok", "ok"]


@pytest.mark.parametrize(
    ("behaviour", "outcome", "message", "asked"),
    [
        (http("", 500), "error", "answered 500; asked 2 times", 2),
        (http("", 429, ("Retry-After", "0")), "error", "answered 429; asked 2 times", 2),
        (http("", 429, ("Retry-After", "Thu, 01 Jan 1970 00:00:00 GMT")), "error", "answered 429; asked 2 times", 2),
        (http("no", 403), "error", "answered 403: no; check the settings and the account", 1),
        (http("<html>", kind="text/html"), "error", "which calls itself text/html, is not JSON", 1),
        (http(b'{"text": "\xff"}'), "error", "the answer is not UTF-8", 1),
        (http('{"text": "cut', length=500), "error", "cut short", 2),
        (b"", "error", "RemoteDisconnected", 2),
        (http("", 302, ("Location", "/extract")), "error", "redirects a POST with 302", 1),
        (http("", 307, ("Location", "/extract")), "error", "redirects more than 3 times", 4),
        (gzipped(b"\0" * 50_000_000), "error", "more than 1 MiB", 1),
        (answer({"text": ["a"]}), "error", "fields.text finds a list", 1),
        (answer({"text": " "}), "empty", "", 1),
        (answer({}), "empty", "", 1),
    ],
)
def test_misbehaviour_is_named_and_asked_about_as_often_as_it_makes_sense(
    tmp_path: Path, behaviour: Behaviour, outcome: Outcome, message: str, asked: int
) -> None:
    found, requests = extract(tmp_path, behaviour)
    assert (found.outcome, requests) == (outcome, asked)
    assert message in (found.failure.message if found.failure else "")


def test_slow_service_is_an_error_within_the_time_for_the_page(tmp_path: Path) -> None:
    settings = replace(SETTINGS, timeout=0.3)
    with LocalService(b"") as service, child_of(service, settings) as child:
        for slow in (service.drip(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"), service.drip(http("", length=9**9), b" ")):
            service._behaviours = [slow]
            found = child.extract(page(tmp_path))
            assert found.failure is not None
            assert (found.outcome, found.failure.type) == ("error", "DeadlineError")


def test_service_slower_than_the_harness_allows_is_a_timeout_like_any_other(tmp_path: Path) -> None:
    with LocalService(b"") as service:
        service._behaviours = [service.hang(b""), answer({"text": "ok"})]
        row = http_row("mine", replace(SETTINGS, url=service.url))
        with Child(row.command, Limits(timeout=2.0), dict(row.environment), row.accepts, network=True) as child:
            assert [child.extract(page(tmp_path)).outcome for _ in range(2)] == ["timeout", "ok"]


@pytest.mark.parametrize(
    "echo",
    [
        KEY,
        "s3cr3t%2Fvalue%2Bof%26the%3Dkey",
        json.dumps(KEY),
        base64.b64encode(f"user:{KEY}".encode()).decode(),
    ],
)
@pytest.mark.parametrize(
    "behave",
    [
        lambda echo: http(f"you sent {echo}", 401),
        lambda echo: http(f"you sent {echo}", 500),
        lambda echo: http(f"you sent {echo}"),
        lambda echo: http("", 307, ("Location", f"https://elsewhere.example/?{echo}")),
        lambda echo: answer({"text": f"you sent {echo}", "by": [echo]}),
        lambda echo: answer({"text": {"deep": echo}}),
    ],
)
def test_secret_that_a_service_sends_back_is_never_told(tmp_path: Path, echo: str, behave: object) -> None:
    assert callable(behave)
    found, _ = extract(tmp_path, behave(echo))
    text = told(found)
    assert "s3cr3t" not in text
    assert base64.b64encode(f"user:{KEY}".encode()).decode() not in text
    assert "${SERVICE_KEY}" in text or "${basic_auth}" in text


def test_page_cannot_ask_for_the_secret(tmp_path: Path) -> None:
    with LocalService(answer({"text": "ok"})) as service, child_of(service, SETTINGS) as child:
        child.extract(page(tmp_path, b"<p>${SERVICE_KEY} {url}</p>"))
        assert service.body() == {"html": "<p>${SERVICE_KEY} {url}</p>"}


def test_page_without_an_address_fails_and_nothing_is_sent(tmp_path: Path) -> None:
    with LocalService(answer({"text": "ok"})) as service, child_of(service, SETTINGS) as child:
        found = child.extract(page(tmp_path, url=None))
        assert found.failure is not None
        assert found.failure.message.startswith("the page has no address")
        assert service.requests == []


def test_plain_text_page_is_sent_as_it_is_and_filled_in_as_html(tmp_path: Path) -> None:
    file = tmp_path / "page.txt"
    file.write_text("a < b", encoding="utf-8")
    plain = PageFile(file, "https://x.example/", "text/plain", "utf-8")
    with LocalService(answer({"text": "ok"})) as service:
        for settings in (SETTINGS, replace(SETTINGS, body="page")):
            with child_of(service, settings) as child:
                assert child.extract(plain).outcome == "ok"
        assert "<p>a &lt; b</p>" in service.body(0)["html"]
        assert (service.requests[1][1], service.header("content-type", 1)) == (b"a < b", "text/plain; charset=utf-8")


def test_rate_limit_is_kept_between_pages(tmp_path: Path) -> None:
    settings = replace(SETTINGS, rate_limit=0.001, timeout=20.0)
    with LocalService(answer({"text": "ok"})) as service, child_of(service, settings) as child:
        outcomes = [child.extract(page(tmp_path)) for _ in range(2)]
        assert [one.outcome for one in outcomes] == ["ok", "error"]
        assert outcomes[1].failure is not None
        assert "its rate limit leaves no turn" in outcomes[1].failure.message
        assert len(service.requests) == 1
