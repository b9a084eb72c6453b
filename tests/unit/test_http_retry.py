"""When a service is asked again, after which pauses, and when not. No test sleeps: the pauses are written down."""

from __future__ import annotations

import socket
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path

import pytest

from harness.extraction.http_exchange import DeadlineError, HttpError
from harness.extraction.http_rate import RateLimit
from harness.extraction.http_retry import Service, Time, retry_after
from harness.extraction.http_settings import HttpSettings
from harness.extraction.http_template import HttpRequest
from misbehaving import Behaviour, LocalService, answer, http

NOW = datetime(2026, 3, 9, 12, 0, 0, tzinfo=UTC).timestamp()
SETTINGS = HttpSettings("http://unused.example", method="GET", backoff=1.0, retries=3, timeout=25.0, longest_wait=10.0)
OK = answer({"ok": True})


class Watch:
    """A clock that only sleeping moves; it writes down the pauses."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.pauses: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds
        self.pauses.append(seconds)

    @property
    def time(self) -> Time:
        return Time(lambda: self.seconds, lambda: NOW + self.seconds, self.sleep)


def ask(settings: HttpSettings, *behaviours: Behaviour, rate: RateLimit | None = None) -> tuple[list[float], int]:
    """Return the pauses and how many requests were made until the service answered."""
    watch = Watch()
    with LocalService(*behaviours) as service:
        answered = Service(settings, rate, watch.time).ask(HttpRequest("GET", service.url, {}, None))
        assert answered.response.status == 200
        return watch.pauses, len(service.requests)


def give_up(settings: HttpSettings, *behaviours: Behaviour) -> tuple[str, list[float], int]:
    """Return why it was given up, the pauses, and how many requests were made."""
    watch = Watch()
    with LocalService(*behaviours) as service, pytest.raises(HttpError) as error:
        Service(settings, None, watch.time).ask(HttpRequest("GET", service.url, {}, None))
    return str(error.value), watch.pauses, len(service.requests)


def test_first_answer_needs_no_pause() -> None:
    assert ask(SETTINGS, OK) == ([], 1)


def cut(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")


@pytest.mark.parametrize("fault", [http("", 500), http("", 502), http("", 503), http("", 429), b"", cut])
def test_passing_fault_is_asked_again_with_pauses_that_double(fault: Behaviour) -> None:
    assert ask(SETTINGS, fault, fault, fault, OK) == ([1.0, 2.0, 4.0], 4)


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 408, 413, 422, 451])
def test_other_client_errors_are_never_asked_again(status: int) -> None:
    message, pauses, requests = give_up(SETTINGS, http('{"error":\n "no  such key"}', status), OK)
    assert message == f'answered {status}: {{"error": "no such key"}}; check the settings and the account'
    assert (pauses, requests) == ([], 1)


def test_last_fault_is_told_with_the_number_of_tries() -> None:
    message, pauses, requests = give_up(replace(SETTINGS, retries=2), http("down for repairs", 503))
    assert message == "answered 503: down for repairs; asked 3 times"
    assert (pauses, requests) == ([1.0, 2.0], 3)
    assert give_up(replace(SETTINGS, retries=0), http("", 500))[0] == "answered 500; asked once"


def later(seconds: float) -> str:
    return format_datetime(datetime.fromtimestamp(NOW + seconds, UTC), usegmt=True)


@pytest.mark.parametrize(
    ("header", "pause"),
    [
        ("7", 7.0),
        (later(7), 7.0),
        ("0", 1.0),  # our own pause is the longer one
        (later(-100), 1.0),
        ("3600", 10.0),  # capped
        (later(3600), 10.0),
        ("soon", 1.0),
    ],
)
def test_retry_after_is_honoured_up_to_a_limit(header: str, pause: float) -> None:
    assert ask(SETTINGS, http("", 429, ("Retry-After", header)), OK) == ([pause], 2)


def test_pause_that_outlasts_the_deadline_ends_it_at_once() -> None:
    settings = replace(SETTINGS, timeout=5.0)
    message, pauses, requests = give_up(settings, http("slow down", 429, ("Retry-After", "9")), OK)
    assert message == "answered 429: slow down; no time is left to wait 9 s and ask again"
    assert (pauses, requests) == ([], 1)


def test_deadline_holds_for_all_tries_together() -> None:
    settings = replace(SETTINGS, timeout=6.5, retries=9)
    message, pauses, _ = give_up(settings, http("", 500))
    assert (message, pauses) == ("answered 500; no time is left to wait 4 s and ask again", [1.0, 2.0])


def test_server_that_hangs_is_not_asked_again() -> None:
    with LocalService(b"") as service:
        service._behaviours = [service.hang(b"")]
        with pytest.raises(DeadlineError, match=r"took more than 0\.2 s"):
            Service(replace(SETTINGS, timeout=0.2)).ask(HttpRequest("GET", service.url, {}, None))
        assert len(service.requests) == 1


def test_every_try_takes_a_turn(tmp_path: Path) -> None:
    moments = Watch()
    rate = RateLimit(tmp_path / "turns", 0.5, lambda: moments.seconds)
    # The clock of the turns stands still, so each turn is two seconds further off.
    assert ask(SETTINGS, http("", 500), OK, rate=rate) == ([1.0, 2.0], 2)


def test_turn_that_would_come_too_late_is_not_waited_for(tmp_path: Path) -> None:
    rate = RateLimit(tmp_path / "turns", 0.01, lambda: 0.0)
    assert ask(SETTINGS, OK, rate=rate) == ([], 1)
    with pytest.raises(HttpError, match="its rate limit leaves no turn"):
        ask(SETTINGS, OK, rate=rate)


def test_certificates_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    settings = replace(SETTINGS, ca_file=str(tmp_path / "none.pem"))
    with pytest.raises(HttpError, match=r"ca_file .*none\.pem cannot be read"):
        Service(settings).ask(HttpRequest("GET", "https://127.0.0.1:1/", {}, None))


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("", None),
        ("-5", None),
        ("1e9", None),
        ("nan", None),
        ("99999999999999999999999", None),
        ("Mon, 99 Mar 2026 12:00:00 GMT", None),
        ("1.5", 1.5),
        (" 12 ", 12.0),
        ("Mon, 09 Mar 2026 12:00:30 GMT", 30.0),
        ("Mon, 09 Mar 2026 13:00:30 +0100", 30.0),
        ("Monday, 09-Mar-26 12:00:30 GMT", 30.0),
    ],
)
def test_retry_after_in_seconds_and_dates(header: str | None, seconds: float | None) -> None:
    assert retry_after(header, NOW) == seconds
