"""From a service's answer to an article: JSON or text, and a JMESPath expression for each field."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from ..errors import HarnessError
from ..model import LIST_FIELDS, Article
from .http_settings import HttpSettings

if TYPE_CHECKING:  # TLS and sockets are for the child alone
    from .http_exchange import HttpResponse

_DATES = frozenset({"published", "modified"})
_TEXTS = frozenset({"text", "markdown", "html"})
_FENCE = re.compile(r"(`{3,}|~{3,})[ \t]*([A-Za-z]*)[ \t]*")
_SHOWN = 200


class AnswerError(HarnessError):
    """An answer that holds no article in the form that the settings describe."""


class FieldReader:
    """The fields of one service. Importing JMESPath is its first work; see :func:`problem`."""

    def __init__(self, settings: HttpSettings) -> None:
        import jmespath

        self._settings = settings
        self._expressions = {name: jmespath.compile(expression) for name, expression in settings.fields}
        self._error = jmespath.compile(settings.error) if settings.error else None

    def article(self, response: HttpResponse) -> Article:
        """Return the article of an answer. Raises :class:`AnswerError`."""
        document = self._document(response)
        if self._error is not None:
            said = self._search("error", self._error, document)
            if said not in (None, False, "", [], {}):
                raise AnswerError(f"the service says that it failed: {_shown(said)}")
        found = {name: self._search(name, one, document) for name, one in self._expressions.items()}
        return Article(**{name: self._value(name, value) for name, value in found.items() if value is not None})

    def _document(self, response: HttpResponse) -> Any:
        kind, charset = _media_type(response.headers.get("content-type"))
        if self._settings.response == "text":
            return _decoded(response.body, charset)
        try:
            return json.loads(response.body.decode("utf-8-sig"), parse_constant=_no_constant)
        except UnicodeDecodeError as error:
            raise AnswerError(f"the answer is not UTF-8, as JSON must be: byte {error.start + 1}") from error
        except (ValueError, RecursionError) as error:
            start = _shown(response.body[: 2 * _SHOWN].decode("utf-8", "replace"))
            said = f", which calls itself {kind}," if kind else ""
            raise AnswerError(
                f'the answer{said} is not JSON ({error}): {start}; if it is to be a text, set response = "text"'
            ) from error

    def _search(self, name: str, expression: Any, document: Any) -> Any:
        import jmespath.exceptions

        try:
            return expression.search(document)
        except (jmespath.exceptions.JMESPathError, RecursionError) as error:
            raise AnswerError(f"fields.{name} fails on this answer: {error}") from error

    def _value(self, name: str, value: Any) -> Any:
        if name in LIST_FIELDS:
            values = value if isinstance(value, list) else [value]
            return [_string(name, one) for one in values if one is not None]
        text = _string(name, value)
        if name in _DATES:
            return _iso_date(text)
        if name in _TEXTS and self._settings.unfence:
            return _without_fence(text)
        return text


def problem(settings: HttpSettings) -> str | None:
    """Return what is wrong with the expressions; ``None`` if nothing is. Raises ``ImportError`` without JMESPath."""
    import jmespath
    import jmespath.exceptions

    named = [*((f"fields.{name}", expression) for name, expression in settings.fields), ("error", settings.error)]
    for name, expression in named:
        try:
            if expression is not None:
                jmespath.compile(expression)
        except jmespath.exceptions.JMESPathError as error:
            first = str(error).strip().splitlines()[0]
            return f"{name} is no JMESPath: {first}"
    return None


def _string(name: str, value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list) and name not in LIST_FIELDS:
        raise AnswerError(
            f"fields.{name} finds a list, {_shown(value)}; join it, join('\\n', ...), or choose one, ... | [0]"
        )
    raise AnswerError(f"fields.{name} finds no text but {_shown(value)}; go on to the text in it")


def _without_fence(text: str) -> str:
    """Return what stands in a code fence that begins with the text, ends with it, and says that it holds a document.

    A fence that says nothing may hold no other: two code blocks are no fence around what lies between them.
    """
    first, *lines = text.strip().split("\n")
    opening = _FENCE.fullmatch(first.rstrip())
    if opening is None or not lines or lines[-1].strip() != opening[1]:
        return text
    inside = lines[:-1]
    kind = opening[2].lower()
    if kind not in ("", "markdown", "md", "html") or (not kind and any(line.startswith(opening[1]) for line in inside)):
        return text
    return "\n".join(inside)


def _iso_date(text: str) -> str:
    """Return a date of an e-mail or HTTP header as ISO 8601, and any other text as it is."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError, IndexError):
        return text
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat()


def _media_type(header: str | None) -> tuple[str, str | None]:
    message = Message()
    message["Content-Type"] = header or ""
    return (message.get_content_type() if header else ""), message.get_content_charset()


def _decoded(body: bytes, charset: str | None) -> str:
    from ..html.decode import UnknownEncodingError, decode

    try:
        return decode(body, charset) if charset else body.decode("utf-8-sig")
    except (UnknownEncodingError, UnicodeDecodeError) as error:
        raise AnswerError(f"the answer is not in {charset or 'UTF-8'}: {error}") from error


def _no_constant(name: str) -> Mapping[str, object]:
    raise ValueError(f"{name} is no JSON")


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
