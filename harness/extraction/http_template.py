"""Fill in what a service is asked: the page, its address, and the secrets, which never leave this process otherwise.

Placeholders are replaced in one pass over the settings' own text: what a page or a secret holds is never read as a
placeholder, so a page cannot ask for a secret.
"""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import quote, quote_plus, urlsplit

from ..errors import HarnessError
from .http_settings import SECRET, HttpSettings

# A secret is taken out of everything that is written. A shorter one would take words out of articles as well.
SHORTEST_SECRET = 8
_PRINTABLE = re.compile(r"[\x21-\x7e]+")
_ESCAPE = re.compile(r"%[0-9A-F]{2}")
_PLACEHOLDER = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}|\{(url|raw_url|page|page_base64)\}")
# Kept as they are in {raw_url}: what an address may hold before its fragment (RFC 3986), and what is encoded already.
IN_ADDRESS = "%/:?[]@!$&'()*+,;=-._~"


class TemplateError(HarnessError):
    """A page that the settings cannot be filled in for."""


@dataclass(frozen=True)
class Secrets:
    """The values of environment variables by name, and the means to keep them out of what is written."""

    values: Mapping[str, str] = field(repr=False)

    @cached_property
    def _forms(self) -> list[tuple[str, str]]:
        """Every form in which a value may come back, longest first, with what stands in its place."""
        forms = {}
        for name, value in self.values.items():
            encoded = base64.b64encode(value.encode()).decode().rstrip("=")
            in_urls = (quote(value, safe=""), quote(value), quote_plus(value))
            lower = (_ESCAPE.sub(lambda found: found[0].lower(), form) for form in in_urls)
            for form in (value, *in_urls, *lower, json.dumps(value)[1:-1], html.escape(value), encoded):
                forms[form] = f"${{{name}}}"
        return sorted(forms.items(), key=lambda pair: -len(pair[0]))

    def redact(self, text: str) -> str:
        """Return a text with every secret replaced by its name: ``${ZYTE_API_KEY}``."""
        for form, name in self._forms:
            text = text.replace(form, name)
        return text

    def redacted(self, value: object) -> object:
        """Return a value of JSON with every secret in its strings replaced."""
        if isinstance(value, str):
            return self.redact(value)
        if isinstance(value, (list, tuple)):
            return [self.redacted(one) for one in value]
        return {key: self.redacted(one) for key, one in value.items()} if isinstance(value, dict) else value


def missing_secret(settings: HttpSettings, environment: Mapping[str, str]) -> str | None:
    """Return what is wrong with the environment variables that the settings name; ``None`` if nothing is."""
    for name in settings.secrets:
        value = environment.get(name, "")
        if not value:
            return f"not ready: the environment variable {name} is not set"
        if not _PRINTABLE.fullmatch(value):
            return f"not ready: {name} holds white space or characters beyond ASCII; export the bare key"
        if len(value) < SHORTEST_SECRET:
            return (
                f"not ready: {name} holds fewer than {SHORTEST_SECRET} characters, too few to be kept out of reports; "
                "where no key is needed, leave it out of the settings"
            )
    return None


@dataclass(frozen=True, slots=True)
class PageInput:
    """A page as a template sees it: its bytes, the same decoded, what the server said of them, and its address."""

    content: bytes
    html: str
    media_type: str
    encoding: str | None
    url: str | None


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """What goes over the wire. ``headers`` may hold secrets, and so may ``url``."""

    method: str
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    body: bytes | None = field(repr=False)


def fill_in(settings: HttpSettings, page: PageInput, secrets: Secrets) -> HttpRequest:
    """Return the request for a page. Raises :class:`TemplateError` for a page without the address it needs."""
    headers = {"Accept": "*/*", "User-Agent": "scraper-harness"}
    body: bytes | None = None
    if settings.body == "page":
        charset = f"; charset={page.encoding}" if page.encoding and _PRINTABLE.fullmatch(page.encoding) else ""
        headers["Content-Type"] = page.media_type + charset
        body = page.content
    elif settings.body == "json":
        headers["Content-Type"] = "application/json"
        filled = _in_json(json.loads(settings.template), page, secrets)
        body = json.dumps(filled, ensure_ascii=True).encode("ascii")
    for name, value in settings.headers:
        headers = {known: old for known, old in headers.items() if known.lower() != name.lower()}
        headers[name] = _replaced(value, {}, secrets)
    if settings.basic_auth is not None:
        credentials = _replaced(settings.basic_auth, {}, secrets).encode()
        headers["Authorization"] = f"Basic {base64.b64encode(credentials).decode()}"
    return HttpRequest(settings.method, _address(settings.url, page, secrets), headers, body)


def credentials_of(settings: HttpSettings, secrets: Secrets) -> Secrets:
    """Return the secrets and, as one more, the credentials in the form in which basic authentication sends them."""
    if settings.basic_auth is None or not SECRET.search(settings.basic_auth):
        return secrets
    sent = base64.b64encode(_replaced(settings.basic_auth, {}, secrets).encode()).decode()
    return Secrets({**secrets.values, "basic_auth": sent})


def host_of(url: str) -> str:
    """Return the host of a template of an address, for people."""
    return urlsplit(SECRET.sub("x", url)).hostname or ""


def _address(template: str, page: PageInput, secrets: Secrets) -> str:
    values = {}
    if page.url is not None:
        values = {"url": quote(page.url, safe=""), "raw_url": quote(page.url, safe=IN_ADDRESS)}
    quoted = Secrets({name: quote(value, safe="") for name, value in secrets.values.items()})
    return _replaced(template, values, quoted)


def _in_json(value: object, page: PageInput, secrets: Secrets) -> object:
    if isinstance(value, str):
        values = {"page": page.html}
        if "{page_base64}" in value:
            values["page_base64"] = base64.b64encode(page.content).decode()
        if page.url is not None:
            values["url"] = values["raw_url"] = page.url
        return _replaced(value, values, secrets)
    if isinstance(value, list):
        return [_in_json(one, page, secrets) for one in value]
    return {key: _in_json(one, page, secrets) for key, one in value.items()} if isinstance(value, dict) else value


def _replaced(template: str, values: Mapping[str, str], secrets: Secrets) -> str:
    def replacement(found: re.Match[str]) -> str:
        secret, placeholder = found.groups()
        if secret is not None:
            return secrets.values[secret]
        if placeholder in values:
            return values[placeholder]
        if placeholder in ("url", "raw_url"):
            raise TemplateError("the page has no address, and the service is asked by address; give the case a url")
        return found[0]

    return _PLACEHOLDER.sub(replacement, template)
