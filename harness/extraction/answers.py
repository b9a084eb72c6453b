"""What goes through the pipes between parent and child, as the parent sees it: a request, an answer."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..model import Article, Extraction, Failure, Outcome

PROTOCOL = 1
# A child may claim any time and any memory. This much (a petabyte, thirty million years) is no measurement.
_MOST_MEASURED = 1e15
_TAG = re.compile(r"<[^<>]*>")


@dataclass(frozen=True, slots=True)
class PageFile:
    """A page as a child is told of it: a file that it may read, and what the server said."""

    path: Path
    url: str | None
    media_type: str
    encoding: str | None


class GoneError(Exception):
    """The child can answer no more."""

    def __init__(self, outcome: Outcome, type_: str, message: str) -> None:
        super().__init__(message)
        self.outcome, self.type = outcome, type_


def request(number: int, page: PageFile) -> bytes:
    """Return the line that asks for a page."""
    asked = {
        "id": number,
        "path": str(page.path),
        "url": page.url,
        "media_type": page.media_type,
        "encoding": page.encoding,
    }
    return json.dumps(asked).encode("ascii") + b"\n"


def parse(line: bytes) -> dict[str, Any]:
    """Return a line of the child as an object. Raises :class:`GoneError` if it is none."""
    try:
        message = json.loads(line)
    except (ValueError, RecursionError):
        message = None
    if not isinstance(message, dict):
        raise GoneError("protocol", "Protocol", f"not a JSON object on stdout: {line[:200]!r}")
    return message


def read_hello(hello: dict[str, Any]) -> tuple[str, ...]:
    """Return the media types that a child takes. Raises :class:`GoneError` if it speaks another protocol."""
    if hello.get("protocol") != PROTOCOL:
        raise GoneError("protocol", "Protocol", f'the first line must say "protocol": {PROTOCOL}: {hello!r:.200}')
    accepts = hello.get("accepts")
    return tuple(map(str, accepts)) if accepts and isinstance(accepts, list) else ("text/html",)


def read_answer(answer: dict[str, Any], number: int) -> Extraction:
    """Return what the child answers to request ``number``; a failure's texts are as the child wrote them.

    Raises :class:`GoneError` for what is no answer to it.
    """
    if answer.get("id") != number:
        raise GoneError("protocol", "Protocol", f"answered id {answer.get('id')!r:.40} to id {number}")
    seconds, cpu = measured(answer.get("seconds")), measured(answer.get("cpu_seconds"))
    memory = measured(answer.get("peak_memory"))
    peak = None if memory is None else int(memory)
    error = answer.get("error")
    if isinstance(error, dict):
        failure = Failure(str(error.get("type")), str(error.get("message")))
        outcome: Outcome = "memory" if failure.type == "MemoryError" else "error"
        return Extraction(outcome, None, failure, seconds, peak, cpu)
    try:
        article = Article.from_json(answer.get("article"))
    except TypeError as wrong:
        raise GoneError("protocol", "Protocol", str(wrong)) from wrong
    # Markup alone is no text.
    texts = (article.text, article.markdown, _TAG.sub("", article.html or ""))
    empty = not any(text and not text.isspace() for text in texts)
    return Extraction("empty" if empty else "ok", article, None, seconds, peak, cpu)


def measured(value: object) -> float | None:
    """Return a time or a size that a child claims; ``None`` for what cannot be one, NaN for instance."""
    return float(value) if isinstance(value, (int, float)) and 0 <= value < _MOST_MEASURED else None
