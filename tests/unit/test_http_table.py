"""Services in the configuration: every key, every mistake, and the presets."""

from __future__ import annotations

import dataclasses
import json
import re
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from harness.config import load_config
from harness.errors import ConfigError
from harness.extraction.http_settings import HttpSettings
from harness.extraction.http_table import ARTICLE_FIELDS, http_settings, preset_names
from harness.model import FIELDS
from workshop import REPOSITORY

WHERE = "extractors.mine"


def read(text: str) -> HttpSettings:
    return http_settings(tomllib.loads(text), WHERE)


SMALL = 'url = "https://service.example/x"\nfields.text = "text"\n'


def test_least_settings_have_the_defaults() -> None:
    assert read(SMALL) == HttpSettings("https://service.example/x", method="GET", fields=(("text", "text"),))


def test_every_key_is_read() -> None:
    found = read("""
    url = "http://localhost:8000/extract?u={url}&k=${KEY_ONE}"
    method = "PUT"
    headers = { B = "two", "A-1" = "Bearer ${KEY_TWO}" }
    basic_auth = "me:${KEY_ONE}"
    body = { html = "{page}", deep = [{ raw = "{page_base64}", n = 1, yes = true }], key = "${KEY_THREE}" }
    response = "text"
    error = "message"
    unfence = true
    version = "2026-03"
    licence = "commercial"
    enabled = true
    rate_limit = 2
    retries = 0
    backoff = 0
    longest_wait = 0
    timeout = 5
    max_response = 0.5
    redirects = 0
    ca_file = "ca.pem"
    [fields]
    markdown = "@"
    title = "t"
    """)
    assert found == HttpSettings(
        url="http://localhost:8000/extract?u={url}&k=${KEY_ONE}",
        method="PUT",
        headers=(("A-1", "Bearer ${KEY_TWO}"), ("B", "two")),
        basic_auth="me:${KEY_ONE}",
        body="json",
        template='{"html": "{page}", "deep": [{"raw": "{page_base64}", "n": 1, "yes": true}], "key": "${KEY_THREE}"}',
        response="text",
        fields=(("markdown", "@"), ("title", "t")),
        error="message",
        unfence=True,
        version="2026-03",
        licence="commercial",
        enabled=True,
        rate_limit=2.0,
        retries=0,
        backoff=0.0,
        longest_wait=0.0,
        timeout=5.0,
        max_response=0.5,
        redirects=0,
        ca_file="ca.pem",
    )
    assert found.secrets == ("KEY_ONE", "KEY_TWO", "KEY_THREE")
    assert HttpSettings.from_json(found.to_json()) == found


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("uri = 'x'", "extractors.mine: unknown key 'uri'; did you mean url?"),
        ("needs = []", "unknown key 'needs'"),
        ("template = 'x'", "unknown key 'template'"),
        ("url = 5", "url must be the address of the service"),
        ("url = 'ftp://x.example'", "url must be an http or https address"),
        ("url = 'https:///x'", "url must be an http or https address"),
        ("url = 'https://x.example/ü'", "in ASCII"),
        ("url = 'https://me:secret@x.example/'", "url must hold no password"),
        ("url = 'https://x.example/#here'", "url must hold no #"),
        ("url = 'https://x.example:99999/'", "url: Port out of range"),
        ("url = 'https://x.example/{link}'", "unknown placeholder 'link'"),
        ("method = 'DELETE'", "method must be one of GET, POST, PUT, not 'DELETE'"),
        ("method = 'GET'\nbody = 'page'", "a GET request has no body"),
        ("headers = 'x'", "headers must be a table of strings"),
        ("headers.A = 1", "headers must be a table of strings"),
        ('headers.A = "x\\ny"', "headers.A cannot be sent"),
        ("headers.'A b' = 'x'", "headers.A b cannot be sent"),
        ("headers.Host = 'x'", "headers.Host is set by the harness"),
        ("basic_auth = '${KEY}'", "basic_auth must be"),
        ("body = 'html'", 'body must be "page", "none" or a table'),
        ("body.x = 1979-05-27", "body cannot be written as JSON"),
        ("body.x = nan", "body cannot be written as JSON"),
        ("body.x = 'y'", "body says nothing of the page"),
        ("response = 'xml'", 'response must be "json" or "text"'),
        ("fields = 'x'", "fields must be a table of JMESPath"),
        ("fields.body = 'x'", "fields: unknown field 'body'"),
        ("fields = { title = 'x' }", "fields must say where the article is"),
        ("error = 1", "error must be a string"),
        ("enabled = 1", "enabled must be true or false"),
        ("retries = 11", "retries must be a whole number from 0 to 10"),
        ("retries = true", "retries must be a whole number"),
        ("redirects = -1", "redirects must be a whole number"),
        ("rate_limit = 0", "rate_limit must be a number from 0.001 to 1000"),
        ("timeout = nan", "timeout must be a number"),
        ("timeout = inf", "timeout must be a number"),
        ("backoff = '1'", "backoff must be a number"),
        ("max_response = 200", "max_response must be a number from 0.001 to 128"),
        ("preset = 'zite'", "preset: unknown preset 'zite'; did you mean zyte?"),
        ("preset = '../../pyproject'", "unknown preset"),
    ],
)
def test_mistake_is_named(line: str, message: str) -> None:
    table: dict[str, Any] = tomllib.loads(SMALL)
    table.update(tomllib.loads(line))
    with pytest.raises(ConfigError) as error:
        http_settings(table, WHERE)
    assert message in str(error.value)
    assert str(error.value).startswith(WHERE)


def test_fields_are_those_of_an_article() -> None:
    assert ("text", "markdown", "html", *FIELDS) == ARTICLE_FIELDS


def test_there_are_presets_for_what_people_use() -> None:
    assert preset_names() == ["diffbot", "firecrawl", "jina", "openai", "zyte"]


@pytest.mark.parametrize(
    ("name", "secret"),
    [
        ("zyte", "ZYTE_API_KEY"),
        ("diffbot", "DIFFBOT_TOKEN"),
        ("jina", "JINA_API_KEY"),
        ("firecrawl", "FIRECRAWL_API_KEY"),
    ],
)
def test_preset_needs_nothing_but_its_key(name: str, secret: str) -> None:
    found = read(f'preset = "{name}"')
    assert found.secrets == (secret,)
    assert found.url.startswith("https://")
    assert not found.enabled


def test_preset_is_overridden_key_by_key() -> None:
    found = read("""
    preset = "jina"
    timeout = 7
    headers = { Authorization = "", X-Respond-With = "readerlm-v2" }
    body = { html = "", extra = true }
    fields = { text = "data.text", published = "" }
    """)
    assert found.headers == (("Accept", "application/json"), ("X-No-Cache", "true"), ("X-Respond-With", "readerlm-v2"))
    assert json.loads(found.template) == {"url": "{url}", "extra": True}
    assert dict(found.fields).keys() == {"markdown", "title", "description", "text"}
    assert (found.timeout, found.secrets) == (7.0, ())


def test_preset_says_what_it_leaves_open() -> None:
    with pytest.raises(ConfigError, match=r"the preset openai leaves url and body\.model to you"):
        read('preset = "openai"')
    with pytest.raises(ConfigError, match=r"leaves body\.model to you"):
        read('preset = "openai"\nurl = "http://localhost:8000/v1/chat/completions"')
    found = read('preset = "openai"\nurl = "http://localhost:8000/v1/chat/completions"\nbody.model = "m"')
    assert (json.loads(found.template)["model"], found.unfence, found.secrets) == ("m", True, ())


def test_digest_is_of_what_is_asked_and_not_of_how_often() -> None:
    plain = read(SMALL)
    same = [
        replace(plain, timeout=1.0),
        replace(plain, retries=0),
        replace(plain, rate_limit=1.0),
        replace(plain, enabled=True),
    ]
    other = [
        replace(plain, url="https://service.example/y"),
        replace(plain, headers=(("A", "b"),)),
        replace(plain, fields=(("text", "other"),)),
        replace(plain, body="page"),
        replace(plain, unfence=True),
    ]
    assert {one.digest for one in same} == {plain.digest}
    assert len({plain.digest} | {one.digest for one in other}) == 1 + len(other)


def test_workspace_may_hold_programs_services_and_ensembles(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[tool.harness.extractors]\na.command = ["x"]\nb.preset = "zyte"\nb.ca_file = "ca.pem"\n'
        'c.ensemble = ["a", "b"]\nd.url = "https://x.example"\nd.fields.text = "t"\n',
        encoding="utf-8",
    )
    kinds = {name: type(one).__name__ for name, one in load_config(tmp_path).commands.items()}
    assert kinds == {"a": "Command", "b": "HttpSettings", "c": "Ensemble", "d": "HttpSettings"}
    service = load_config(tmp_path).commands["b"]
    assert isinstance(service, HttpSettings)
    assert service.ca_file == str(tmp_path / "ca.pem")


def test_mistake_in_a_workspace_names_file_and_table(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.harness.extractors.zyte]\npreset = "zyte"\nretries = 99\n')
    with pytest.raises(ConfigError, match=r"pyproject\.toml: tool\.harness\.extractors\.zyte\.retries must be"):
        load_config(tmp_path)


DOCUMENTED = re.findall(r"```toml\n(.*?)```", (REPOSITORY / "docs/http.md").read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("number", range(len(DOCUMENTED)))
def test_examples_of_the_documentation_are_sound(tmp_path: Path, number: int) -> None:
    (tmp_path / "pyproject.toml").write_text(DOCUMENTED[number], encoding="utf-8")
    assert load_config(tmp_path).commands


def test_every_key_and_preset_is_documented() -> None:
    text = (REPOSITORY / "docs/http.md").read_text(encoding="utf-8")
    keys = {item.name for item in dataclasses.fields(HttpSettings)} - {"template"} | {"preset"}
    assert [key for key in sorted(keys) if f"\n| `{key}` |" not in text] == []
    assert [name for name in preset_names() if f"\n| `{name}` |" not in text] == []
