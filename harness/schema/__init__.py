"""The JSON Schemas of the files people write, and validation that names every wrong place."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError


@dataclass(frozen=True, slots=True)
class SchemaProblem:
    """One place that breaks the schema: its JSON path (``$.noise[3].kind``), what is wrong, what to do."""

    path: str
    found: str
    advice: str


def schema_path(name: str) -> Path:
    """Return the file of a schema, ``golden`` for instance."""
    return Path(__file__).with_name(f"{name}.schema.json")


@cache
def schema_text(name: str) -> bytes:
    """Return a schema as it is written: what was sound by another one may not be by this."""
    return schema_path(name).read_bytes()


def violations(name: str, document: object) -> Iterator[SchemaProblem]:
    """Yield every place where ``document`` breaks the schema ``name``, in the order of the document's paths."""
    for error in sorted(_validator(name).iter_errors(document), key=_place):
        yield _explain(error)


@cache
def _validator(name: str) -> Draft202012Validator:
    from jsonschema import Draft202012Validator

    return Draft202012Validator(json.loads(schema_text(name)))


def _place(error: ValidationError) -> tuple[list[tuple[int, str]], str]:
    """Sort by path, the places of an array by number."""
    return [(step, "") if isinstance(step, int) else (-1, step) for step in error.absolute_path], error.message


def _explain(error: ValidationError) -> SchemaProblem:
    path, found = error.json_path, _shorten(error.instance)
    wanted: Any = error.validator_value
    if error.validator == "additionalProperties":
        known = sorted(error.schema["properties"])  # type: ignore[index]
        extra = sorted(set(error.instance) - set(known))  # type: ignore[arg-type]
        return SchemaProblem(path, f"unknown key {', '.join(map(repr, extra))}", f"known keys: {', '.join(known)}")
    if error.validator == "required":
        # One error a key, which only the message names.
        return SchemaProblem(path, f"missing key {error.message.removesuffix(' is a required property')}", "add it")
    if error.validator == "enum":
        return SchemaProblem(path, found, f"one of: {' '.join(map(str, wanted))}")
    if error.validator == "type":
        kinds = wanted if isinstance(wanted, list) else [wanted]
        return SchemaProblem(path, found, f"must be {' or '.join(map(str, kinds))}")
    description = error.schema.get("description") if isinstance(error.schema, dict) else None
    if error.validator == "anyOf":
        return SchemaProblem(path, found, "must be an ISO 8601 date such as 2026-03-09, or null")
    return SchemaProblem(
        path,
        found,
        f"{error.message.removeprefix(repr(error.instance)).strip()}" + (f" ({description})" if description else ""),
    )


def _shorten(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + "..."
