"""The templates: what each is modelled on, what it can show, and what of a piece it tells: ``templates.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from ..errors import HarnessError

_FILE = Path(__file__).parent / "templates.toml"
_METADATA = (
    *("title", "authors", "published", "modified", "site_name", "description", "tags", "image", "canonical_url"),
)


class TemplateError(HarnessError):
    """A template that the catalogue does not know, or an entry that is wrong."""


@dataclass(frozen=True)
class Template:
    """One site template.

    Attributes:
        name: of the file in ``templates/``, without its ending.
        about: what kind of site it is modelled on, in a few words.
        page_types: the pieces that it can show.
        genres: the genres that it can show; empty for all.
        languages: the primary languages that it can show; empty for all.
        metadata: what of a piece's metadata the page tells.
        captions: whether captions are expected text; optional otherwise.
        encoding: the page's encoding where it is not UTF-8.
        not_visible: why the text is not in the visible page, where it is not.
        file: the file in ``templates/`` where several entries share one; else the name says it.
        share: how common such sites are beside the others that show the same pieces; 1 for an ordinary kind of site.
        switches: what the template may look up as ``switches.name``.
    """

    name: str
    about: str
    page_types: tuple[str, ...]
    genres: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    metadata: tuple[str, ...] = _METADATA
    captions: bool = False
    encoding: str = ""
    not_visible: str = ""
    file: str = ""
    share: float = 1.0
    switches: dict[str, Any] = field(default_factory=dict)


@cache
def templates() -> dict[str, Template]:
    """Return the templates by name, in the catalogue's order."""
    with _FILE.open("rb") as file:
        table = tomllib.load(file)
    return {name: _read(name, entry) for name, entry in table.items()}


def _read(name: str, entry: dict[str, Any]) -> Template:
    try:
        values: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()
        }
        return Template(name=name, **values)
    except TypeError as error:
        raise TemplateError(f"templates.toml: [{name}]: {error}; see Template for the keys") from error
