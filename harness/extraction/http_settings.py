"""What a service is asked and how its answer is read: one frozen value, without any secret in it.

Secrets stand in it by name alone, as ``${NAME}``; their values are known to the child that sends them, and to nobody
else.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from typing import Any, Literal

Body = Literal["none", "page", "json"]
ResponseKind = Literal["json", "text"]
Pairs = tuple[tuple[str, str], ...]

SECRET = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
# How the service is treated says nothing of what it answers: a change of these leaves the row what it was.
_MANNERS = frozenset(
    {
        *("version", "licence", "enabled", "rate_limit", "retries", "backoff", "longest_wait"),
        *("timeout", "max_response", "redirects", "ca_file"),
    }
)


@dataclass(frozen=True, slots=True)
class HttpSettings:
    """A service that extracts articles: ``[tool.harness.extractors.NAME] url = "..."``.

    Attributes:
        url: where to ask; ``{url}`` is the page's address percent-encoded, ``{raw_url}`` the same as it is.
        method: ``GET``, ``POST`` or ``PUT``.
        headers: (name, value).
        basic_auth: ``user:password`` for HTTP basic authentication.
        body: nothing, the page's bytes, or ``template``.
        template: JSON whose strings may hold ``{page}``, ``{page_base64}`` and ``{url}``.
        response: whether the answer is JSON or a text.
        fields: (field of an article, JMESPath over the answer).
        error: JMESPath to what says that the page failed; a value that is neither null, false nor empty does.
        unfence: whether a Markdown code fence around a whole text is taken off.
        version: the version to show; a digest of the settings where there is none.
        licence: the SPDX name of the licence, or the service's terms.
        enabled: whether the row runs without being named.
        rate_limit: the most requests in a second, over all processes of this user; ``None`` for no limit.
        retries: how often a request is repeated after a passing fault.
        backoff: seconds before the first repetition; doubled for each further one.
        longest_wait: the most seconds that a server may make us wait by ``Retry-After``.
        timeout: seconds for a page: waiting, repetitions and all.
        max_response: the most MiB of an answer, also after decompression.
        redirects: the most redirects that are followed, within the same server.
        ca_file: certificates that the server's is checked against instead of the system's.
    """

    url: str
    method: str = "POST"
    headers: Pairs = ()
    basic_auth: str | None = None
    body: Body = "none"
    template: str = "null"
    response: ResponseKind = "json"
    fields: Pairs = ()
    error: str | None = None
    unfence: bool = False
    version: str | None = None
    licence: str | None = None
    enabled: bool = False
    rate_limit: float | None = None
    retries: int = 3
    backoff: float = 1.0
    longest_wait: float = 10.0
    timeout: float = 25.0
    max_response: float = 16.0
    redirects: int = 3
    ca_file: str | None = None

    @property
    def secrets(self) -> tuple[str, ...]:
        """The names of the environment variables that it needs, each once, in order."""
        return tuple(dict.fromkeys(name for text in self._templates() for name in SECRET.findall(text)))

    @property
    def digest(self) -> str:
        """A digest of all that decides what is asked and what is read from the answer; no secret is part of it."""
        parts = {name: value for name, value in asdict(self).items() if name not in _MANNERS}
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()

    def to_json(self) -> str:
        """Return it as JSON, for the child."""
        return json.dumps(asdict(self), sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> HttpSettings:
        """Read what :meth:`to_json` wrote."""
        data: dict[str, Any] = json.loads(text)
        for name in ("headers", "fields"):
            data[name] = tuple((key, value) for key, value in data[name])
        return cls(**{item.name: data[item.name] for item in fields(cls)})

    def _templates(self) -> Iterator[str]:
        yield self.url
        yield from (value for _, value in self.headers)
        yield self.basic_auth or ""
        yield self.template
