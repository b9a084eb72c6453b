"""What is filled in, what never is, and how secrets are kept out of what is written."""

from __future__ import annotations

import base64
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.extraction.http_settings import HttpSettings
from harness.extraction.http_template import (
    PageInput,
    Secrets,
    TemplateError,
    credentials_of,
    fill_in,
    host_of,
    missing_secret,
)

SECRETS = Secrets({"KEY": "s3cr3t/+value&"})
PAGE = PageInput(
    "<p>Grüße</p>".encode("latin-1"), "<p>Grüße</p>", "text/html", "latin-1", "https://x.example/ä b?c=d#e"
)
SETTINGS = HttpSettings("https://service.example/", fields=(("text", "text"),))


def test_address_takes_the_pages_address_encoded_or_as_it_is() -> None:
    request = fill_in(replace(SETTINGS, url="https://s.example/{raw_url}?u={url}&k=${KEY}"), PAGE, SECRETS)
    assert request.url == (
        "https://s.example/https://x.example/%C3%A4%20b?c=d%23e"
        "?u=https%3A%2F%2Fx.example%2F%C3%A4%20b%3Fc%3Dd%23e&k=s3cr3t%2F%2Bvalue%26"
    )


def test_page_is_sent_as_bytes_with_what_the_server_said_of_it() -> None:
    request = fill_in(replace(SETTINGS, body="page"), PAGE, SECRETS)
    assert (request.body, request.headers["Content-Type"]) == (PAGE.content, "text/html; charset=latin-1")
    odd = replace(PAGE, encoding="x\r\nInjected: yes", media_type="text/plain")
    assert fill_in(replace(SETTINGS, body="page"), odd, SECRETS).headers["Content-Type"] == "text/plain"


def test_json_is_filled_in_wherever_there_are_strings() -> None:
    template = {"a": ["{page}", {"b": "see {url}: {page_base64}"}], "k": "${KEY}", "n": 1, "other": "{x} {} {a b}"}
    request = fill_in(replace(SETTINGS, body="json", template=json.dumps(template)), PAGE, SECRETS)
    assert json.loads(request.body or b"") == {
        "a": ["<p>Grüße</p>", {"b": f"see {PAGE.url}: {base64.b64encode(PAGE.content).decode()}"}],
        "k": "s3cr3t/+value&",
        "n": 1,
        "other": "{x} {} {a b}",
    }
    assert request.headers["Content-Type"] == "application/json"


def test_headers_of_the_settings_replace_ours_whatever_their_case() -> None:
    settings = replace(SETTINGS, body="page", headers=(("content-type", "text/x"), ("X-Key", "Bearer ${KEY}")))
    headers = fill_in(settings, PAGE, SECRETS).headers
    assert (headers["content-type"], headers["X-Key"]) == ("text/x", "Bearer s3cr3t/+value&")
    assert "Content-Type" not in headers


def test_basic_authentication_encodes_user_and_password() -> None:
    request = fill_in(replace(SETTINGS, basic_auth="${KEY}:"), PAGE, SECRETS)
    assert request.headers["Authorization"] == "Basic " + base64.b64encode(b"s3cr3t/+value&:").decode()


@pytest.mark.parametrize("hostile", ["${KEY}", "{url}${KEY}", "{page}", "${HOME}", "{page_base64}"])
def test_page_and_its_address_are_never_read_as_placeholders(hostile: str) -> None:
    page = replace(PAGE, html=hostile, url=f"https://x.example/{hostile}")
    template = json.dumps({"page": "{page}", "url": "{url}"})
    request = fill_in(replace(SETTINGS, url="https://s.example/{url}", body="json", template=template), page, SECRETS)
    assert json.loads(request.body or b"") == {"page": hostile, "url": f"https://x.example/{hostile}"}
    assert "s3cr3t" not in request.url


def test_page_without_the_address_that_is_asked_for_is_an_error() -> None:
    page = replace(PAGE, url=None)
    for settings in (
        replace(SETTINGS, url="https://s.example/{url}"),
        replace(SETTINGS, body="json", template='{"url": "{url}"}'),
    ):
        with pytest.raises(TemplateError, match="the page has no address"):
            fill_in(settings, page, SECRETS)
    assert fill_in(replace(SETTINGS, body="json", template='{"html": "{page}"}'), page, SECRETS).body


def test_repr_shows_no_secret() -> None:
    request = fill_in(replace(SETTINGS, url="https://s.example/?k=${KEY}", headers=(("A", "${KEY}"),)), PAGE, SECRETS)
    assert "s3cr3t" not in repr(request) + repr(SECRETS)


@pytest.mark.parametrize(
    "form",
    [
        "s3cr3t/+value&",
        "s3cr3t%2F%2Bvalue%26",
        "s3cr3t%2f%2bvalue%26",
        "s3cr3t/%2Bvalue%26",
        "s3cr3t/+value&amp;",
        base64.b64encode(b"s3cr3t/+value&").decode(),
    ],
)
def test_secret_is_taken_out_in_every_form_in_which_it_may_come_back(form: str) -> None:
    assert "s3cr3t" not in SECRETS.redact(f"before {form} after")
    assert SECRETS.redact(f"before {form} after").startswith("before ${KEY}")


def test_credentials_are_taken_out_as_they_are_sent() -> None:
    settings = replace(SETTINGS, basic_auth="user:${KEY}")
    sent = base64.b64encode(b"user:s3cr3t/+value&").decode()
    assert credentials_of(settings, SECRETS).redact(f"Basic {sent}") == "Basic ${basic_auth}"
    assert credentials_of(replace(SETTINGS, basic_auth="user:public"), SECRETS) is SECRETS


@given(st.text(max_size=30), st.text(max_size=30))
def test_no_secret_is_left_in_any_json(before: str, after: str) -> None:
    text = before + "s3cr3t/+value&" + after
    assert "s3cr3t/+value&" not in json.dumps(SECRETS.redacted({"a": [text, {"b": text}], "n": 1, "none": None}))


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (None, "not ready: the environment variable KEY is not set"),
        ("", "not ready: the environment variable KEY is not set"),
        ("s3cr3t-value\n", "not ready: KEY holds white space"),
        ("s3cr3t-välue", "not ready: KEY holds white space or characters beyond ASCII"),
        ("EMPTY", "not ready: KEY holds fewer than 8 characters"),
        ("s3cr3t-value", None),
    ],
)
def test_missing_or_odd_secret_is_named_and_not_shown(value: str | None, problem: str | None) -> None:
    settings = replace(SETTINGS, headers=(("A", "${KEY}"),))
    found = missing_secret(settings, {} if value is None else {"KEY": value})
    assert (found or "").startswith(problem or "")
    assert (found is None) == (problem is None)
    assert not value or value.strip() not in (found or "")


def test_host_is_told_without_its_secrets() -> None:
    assert host_of("https://${KEY}.s.example:8000/x?t=${KEY}") == "x.s.example"
