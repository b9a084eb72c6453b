"""``[tool.harness.extractors.NAME]`` with ``url`` or ``preset``: from a TOML table to :class:`HttpSettings`."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ..errors import ConfigError, UnknownNameError
from .http_settings import SECRET, HttpSettings, Pairs

PRESETS = Path(__file__).with_name("presets")
METHODS = ("GET", "POST", "PUT")
ARTICLE_FIELDS = (
    *("text", "markdown", "html", "title", "authors", "published", "modified", "site_name"),
    *("description", "tags", "language", "image", "canonical_url"),
)
# More than these would be a typing error, or a service that is not worth asking.
_MOST_RETRIES = 10
_MOST_REDIRECTS = 10
_MOST_MIB = 128
_LONGEST_TIME = 3600.0
_KEYS = frozenset({item.name for item in fields(HttpSettings)} - {"template"} | {"preset"})
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_PRINTABLE = re.compile(r"[\x20-\x7e]*")
_IN_URL = re.compile(r"\{([a-z_0-9]+)\}")
_IN_BODY = frozenset({"url", "page", "page_base64"})


def preset_names() -> list[str]:
    """Return the names of the presets."""
    return sorted(file.stem for file in PRESETS.glob("*.toml"))


def is_service(entry: object) -> bool:
    """Whether a table of the configuration declares a service."""
    return isinstance(entry, Mapping) and ("url" in entry or "preset" in entry)


def http_settings(entry: Mapping[str, Any], where: str) -> HttpSettings:
    """Read a table, over its preset if it names one.

    ``headers``, ``fields`` and a table ``body`` are merged key by key, and an empty string takes a key away; every
    other key replaces the preset's. Raises :class:`ConfigError` naming the key that is wrong; ``where`` is the table.
    """
    for key in entry:
        if key not in _KEYS:
            raise ConfigError(f"{where}: {UnknownNameError('key', key, _KEYS)}")
    table = _over_preset(entry, where)
    if not isinstance(table.get("url"), str):
        raise ConfigError(f'{where}.url must be the address of the service: "https://service.example/extract"')
    url = _checked_url(table["url"], where)
    body, template = _body(table.get("body"), where)
    method = table.get("method", "GET" if body == "none" else "POST")
    if method not in METHODS:
        raise ConfigError(f"{where}.method must be one of {', '.join(METHODS)}, not {method!r}")
    if body != "none" and method == "GET":
        raise ConfigError(f"{where}.method: a GET request has no body; leave out body, or use POST")
    response = table.get("response", "json")
    if response not in ("json", "text"):
        raise ConfigError(f'{where}.response must be "json" or "text", not {response!r}')
    return HttpSettings(
        url=url,
        method=method,
        headers=_headers(table.get("headers", {}), where),
        basic_auth=_credentials(table.get("basic_auth"), where),
        body=body,
        template=template,
        response=response,
        fields=_fields(table.get("fields", {}), where),
        error=_text(table, "error", where),
        unfence=_flag(table, "unfence", where),
        version=_text(table, "version", where),
        licence=_text(table, "licence", where),
        enabled=_flag(table, "enabled", where),
        rate_limit=_number(table, "rate_limit", None, 0.001, 1000, where),
        retries=_whole(table, "retries", 3, _MOST_RETRIES, where),
        backoff=_number(table, "backoff", 1.0, 0.0, _LONGEST_TIME, where) or 0.0,
        longest_wait=_number(table, "longest_wait", 10.0, 0.0, _LONGEST_TIME, where) or 0.0,
        timeout=_number(table, "timeout", 25.0, 0.01, _LONGEST_TIME, where) or 25.0,
        max_response=_number(table, "max_response", 16.0, 0.001, _MOST_MIB, where) or 16.0,
        redirects=_whole(table, "redirects", 3, _MOST_REDIRECTS, where),
        ca_file=_text(table, "ca_file", where),
    )


def _over_preset(entry: Mapping[str, Any], where: str) -> dict[str, Any]:
    name = entry.get("preset")
    if name is None:
        return dict(entry)
    if name not in preset_names():
        raise ConfigError(f"{where}.preset: {UnknownNameError('preset', str(name), preset_names())}")
    table = tomllib.loads((PRESETS / f"{name}.toml").read_text(encoding="utf-8"))
    for key, value in entry.items():
        if key != "preset":
            both = isinstance(value, Mapping) and isinstance(table.get(key), Mapping)
            table[key] = _merged(table[key], value) if both else value
    needs = [need for need in table.pop("needs", []) if not _has(table, need.split("."))]
    if needs:
        raise ConfigError(f"{where}: the preset {name} leaves {' and '.join(needs)} to you")
    return table


def _merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in {**base, **over}.items() if value != ""}


def _has(table: Any, path: list[str]) -> bool:
    return not path or (isinstance(table, Mapping) and path[0] in table and _has(table[path[0]], path[1:]))


def _checked_url(url: str, where: str) -> str:
    parts = urlsplit(SECRET.sub("x", url))
    if parts.scheme not in ("http", "https") or not parts.hostname or not _PRINTABLE.fullmatch(url):
        raise ConfigError(f"{where}.url must be an http or https address in ASCII, not {url!r}")
    if parts.username is not None:
        raise ConfigError(f'{where}.url must hold no password: use basic_auth = "user:${{NAME}}"')
    if parts.fragment:
        raise ConfigError(f"{where}.url must hold no #: it would not be sent")
    try:
        parts.port  # noqa: B018 - reading it is what checks it
    except ValueError as error:
        raise ConfigError(f"{where}.url: {error}") from error
    for name in _IN_URL.findall(SECRET.sub("", url)):
        if name not in ("url", "raw_url"):
            raise ConfigError(f"{where}.url: {UnknownNameError('placeholder', name, ['url', 'raw_url'])}")
    return url


def _headers(table: object, where: str) -> Pairs:
    if not isinstance(table, Mapping) or not all(isinstance(value, str) for value in table.values()):
        raise ConfigError(f'{where}.headers must be a table of strings: {{ Accept = "application/json" }}')
    for name, value in table.items():
        if not _HEADER_NAME.fullmatch(name) or not _PRINTABLE.fullmatch(value):
            raise ConfigError(f"{where}.headers.{name} cannot be sent: printable ASCII only")
        if name.lower() in ("host", "content-length", "transfer-encoding", "connection", "accept-encoding"):
            raise ConfigError(f"{where}.headers.{name} is set by the harness; leave it out")
    return tuple(sorted(table.items()))


def _credentials(value: object, where: str) -> str | None:
    if value is None or value == "":
        return None
    if not isinstance(value, str) or ":" not in SECRET.sub("", value):
        raise ConfigError(f'{where}.basic_auth must be "user:password", for instance "${{NAME}}:"')
    return value


def _body(value: object, where: str) -> tuple[Any, str]:
    if value is None or value in ("", "none"):
        return "none", "null"
    if value == "page":
        return "page", "null"
    if not isinstance(value, Mapping):
        raise ConfigError(f'{where}.body must be "page", "none" or a table that is sent as JSON, not {value!r}')
    try:
        template = json.dumps(value, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise ConfigError(f"{where}.body cannot be written as JSON: {error}; use text for dates") from error
    placeholders = _strings(value)
    if not any(name in _IN_BODY for text in placeholders for name in _IN_URL.findall(text)):
        raise ConfigError(f"{where}.body says nothing of the page: use {{page}}, {{page_base64}} or {{url}} in it")
    return "json", template


def _strings(value: object) -> list[str]:
    if isinstance(value, Mapping):
        return [text for one in value.values() for text in _strings(one)]
    if isinstance(value, list):
        return [text for one in value for text in _strings(one)]
    return [value] if isinstance(value, str) else []


def _fields(table: object, where: str) -> Pairs:
    if not isinstance(table, Mapping) or not all(isinstance(value, str) for value in table.values()):
        raise ConfigError(f'{where}.fields must be a table of JMESPath expressions: {{ text = "article.body" }}')
    for name in table:
        if name not in ARTICLE_FIELDS:
            raise ConfigError(f"{where}.fields: {UnknownNameError('field', name, ARTICLE_FIELDS)}")
    if not {"text", "markdown", "html"} & {name for name, value in table.items() if value}:
        raise ConfigError(f"{where}.fields must say where the article is: text, markdown or html")
    return tuple(sorted((name, value) for name, value in table.items() if value))


def _text(table: Mapping[str, Any], key: str, where: str) -> str | None:
    value = table.get(key)
    if value is not None and not isinstance(value, str):
        raise ConfigError(f"{where}.{key} must be a string, not {value!r}")
    return value or None


def _flag(table: Mapping[str, Any], key: str, where: str) -> bool:
    value = table.get(key, False)
    if not isinstance(value, bool):
        raise ConfigError(f"{where}.{key} must be true or false, not {value!r}")
    return value


def _whole(table: Mapping[str, Any], key: str, default: int, most: int, where: str) -> int:
    value = table.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise ConfigError(f"{where}.{key} must be a whole number from 0 to {most}, not {value!r}")
    return value


def _number(
    table: Mapping[str, Any], key: str, default: float | None, least: float, most: float, where: str
) -> float | None:
    value = table.get(key, default)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not least <= value <= most:
        raise ConfigError(f"{where}.{key} must be a number from {least:g} to {most:g}, not {value!r}")
    return float(value)
