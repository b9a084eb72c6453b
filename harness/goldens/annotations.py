"""What is wrong with a ``golden.json`` by itself, before anybody looks at the page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from ..html.decode import UnknownEncodingError, lookup_codec
from ..schema import SchemaProblem, violations

# JSON can spell one half of a character (\ud83d alone); no file in UTF-8 and no terminal can hold it.
_HALF = re.compile("[\ud800-\udfff]")
_WHOLE = "write the whole character, or take the escape out"
_DATES = (("metadata", "published"), ("metadata", "modified"), ("provenance", "captured"))


def annotation_problems(document: object) -> list[SchemaProblem]:
    """Return every place where a document breaks the schema of ``golden.json``, or says what cannot be.

    Where it holds half a character, that alone is told: the other messages would repeat it.
    """
    if halves := [SchemaProblem(path, found, _WHOLE) for path, found in _halves(document, "$")]:
        return halves
    wrong = list(violations("golden", document))
    if isinstance(document, dict):
        told = {problem.path for problem in wrong}
        wrong += [problem for problem in _impossible(document) if problem.path not in told]
    return wrong


def _halves(value: object, path: str) -> Iterator[tuple[str, str]]:
    """Yield the place of each string with half a character, and which half; a key is told at its object."""
    waiting: list[tuple[object, str]] = [(value, path)]
    while waiting:
        value, path = waiting.pop()
        if isinstance(value, str):
            if half := _HALF.search(value):
                yield path, f"holds half a character (\\u{ord(half[0]):04x})"
        elif isinstance(value, list):
            waiting += [(one, f"{path}[{number}]") for number, one in reversed(list(enumerate(value)))]
        elif isinstance(value, dict):
            for key in value:
                if half := _HALF.search(key):
                    yield path, f"holds half a character (\\u{ord(half[0]):04x}) in the key {json.dumps(key)}"
            waiting += [(one, f"{path}.{key}") for key, one in reversed(value.items()) if not _HALF.search(key)]


def _impossible(document: dict[str, Any]) -> Iterator[SchemaProblem]:
    """Yield an encoding that no browser knows, and dates of days and times that there are not."""
    encoding = document.get("encoding")
    if isinstance(encoding, str):
        try:
            lookup_codec(encoding)
        except UnknownEncodingError as error:
            advice = "use a label of the WHATWG Encoding standard, such as windows-1252, or leave the key out"
            yield SchemaProblem("$.encoding", str(error), advice)
    for part, field in _DATES:
        holder = document.get(part)
        date = holder.get(field) if isinstance(holder, dict) else None
        if isinstance(date, str) and not is_possible(date):
            advice = (
                "there is no such day or time; as precise as it is known, such as 2026, 2026-03 or 2026-03-09T14:05"
            )
            yield SchemaProblem(f"$.{part}.{field}", json.dumps(date, ensure_ascii=False), advice)


def is_possible(date: str) -> bool:
    """Whether the calendar and the clock have a date of ISO 8601, which may end after its year or its month."""
    try:
        datetime.fromisoformat(date + "0001-01-01"[len(date) :])
    except ValueError:
        return False
    return True
