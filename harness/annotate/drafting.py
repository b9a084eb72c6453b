"""From a page and the answers of extractors to the files of a draft."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..blocks import Block
from ..datasets.native import NativeCase
from ..errors import UsageError
from ..goldens.pages import page_text
from ..html.decode import decode
from ..model import LIST_FIELDS, Article, Extraction, PageType
from ..schema import violations
from ..text import collapse, words
from .agreement import ballots
from .asking import articles_of, texts_of
from .capture import Captured
from .disputes import draft_markdown
from .embedded import Candidate, clean_value, read_embedded, read_language

FIELDS = ("title", "authors", "published", "modified", "site_name", "description", "tags", "image", "canonical_url")
# Libraries that read nothing but metadata know best what a page declares for machines.
_EXPERTS = ("extruct", "htmldate")
_NO_SLUG = re.compile(r"[^a-z0-9]+")
_LONGEST_SLUG = 60
_NOTE = (
    "Drafted by the agreement of {count} extractors ({names}). Read the page, then settle each disputed block and each "
    "field: `harness golden review`."
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft and what to tell of it: the files, how many blocks are agreed and disputed, who answered."""

    case: NativeCase
    agreed: int
    disputed: int
    answered: tuple[str, ...]

    def write(self, folder: Path) -> None:
        """Write the folder, which must not be there yet. Raises :class:`~harness.errors.UsageError`."""
        if folder.exists():
            raise UsageError(f"{folder} is there already; give another folder with --to, or review what is there")
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            self.case.write(folder)
        except OSError as error:
            raise UsageError(f"{folder} cannot be written: {error.strerror}; give another folder with --to") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """What the person who drafts says of the page; ``language`` ``None``: what the page declares, else ``und``."""

    source: str
    captured: str | None
    annotator: str
    language: str | None = None
    page_type: PageType = "article"


def make_draft(page: Captured, answers: Mapping[str, Extraction], labels: Labels) -> Draft:
    """Return a draft of a page.

    The headline, where a block of the page repeats the title, becomes *optional* text and is not part of the expected
    text, as in the shipped cases. Raises :class:`~harness.errors.PageError` for a page that cannot be read and
    :class:`~harness.errors.UsageError` for labels that ``golden.json`` cannot hold.
    """
    html = decode(page.content, page.encoding) if page.media_type == "text/html" else ""
    text = page_text(page.content, page.media_type, page.encoding)
    metadata = choose(candidates(html, page.url, articles_of(dict(answers))))
    outputs = texts_of(dict(answers))
    elected = ballots(text.blocks, outputs)
    headline = next((one for one in elected if _is_title(one.block, metadata.get("title"))), None)
    elected = tuple(one for one in elected if one is not headline)
    voters = sorted({name for one in elected for name in one.holders})
    document: dict[str, Any] = {
        "format": 1,
        "url": page.url,
        "language": labels.language or (read_language(html) if html else None) or "und",
        "page_type": labels.page_type,
        **({"encoding": page.encoding} if page.encoding else {}),
        "metadata": metadata,
        **({"optional": [{"exact": headline.block.text}]} if headline else {}),
        "provenance": {
            "source": labels.source,
            "captured": labels.captured,
            "annotator": labels.annotator,
            "reviewer": None,
            "status": "draft",
            "licence": "unknown",
        },
        "notes": _NOTE.format(count=len(voters), names=", ".join(voters) or "none"),
    }
    wrong = next(iter(violations("golden", document)), None)
    if wrong is not None:
        raise UsageError(f"golden.json cannot hold this: {wrong.path}: {wrong.found}; {wrong.advice}")
    case = NativeCase(document, draft_markdown(elected), page.content, page.media_type, ())
    disputed = sum(one.disputed for one in elected)
    return Draft(case, len(elected) - disputed, disputed, tuple(sorted(outputs)))


def candidates(html: str, url: str | None, articles: Mapping[str, Article]) -> list[Candidate]:
    """Return every candidate for every field: experts first, then what the page declares, then the others' answers.

    The answers of the other extractors come by how many of them say the same.
    """
    answered: list[Candidate] = []
    for name in sorted(articles):
        for field in FIELDS:
            given = getattr(articles[name], field)
            value = clean_value(field, [given] if isinstance(given, str) else list(given or ()), url)
            if value is not None:
                answered.append(Candidate(field, value, name))
    experts = [one for name in _EXPERTS for one in answered if one.source == name]
    votes = Counter((one.field, one.value) for one in answered)
    others = [one for one in answered if one.source not in _EXPERTS]
    others.sort(key=lambda one: -votes[one.field, one.value])
    return [*experts, *(read_embedded(html, url) if html else ()), *others]


def choose(found: list[Candidate]) -> dict[str, str | list[str]]:
    """Return the first candidate of each field, in the order of ``golden.json``; a field without any is left out."""
    chosen: dict[str, str | list[str]] = {}
    for field in FIELDS:
        first = next((one.value for one in found if one.field == field), None)
        if first is not None:
            chosen[field] = list(first) if field in LIST_FIELDS else str(first)
    return chosen


def slug(captured: Captured, name: str) -> str:
    """Return a folder's name for a page: of its address's last part that says something, else of the file's name."""
    address = (captured.url or "").partition("://")[2].partition("?")[0].partition("#")[0]
    parts = [re.sub(r"\.(html?|php|aspx?)$", "", part) for part in address.split("/")]
    for text in (*(part for part in reversed(parts) if part not in ("", "index")), name):
        found = _NO_SLUG.sub("-", collapse(text).lower()).strip("-")[:_LONGEST_SLUG].strip("-")
        if found:
            return found
    return "page"


def _is_title(block: Block, title: object) -> bool:
    return (
        isinstance(title, str) and block.kind == "heading" and words(block.text.casefold()) == words(title.casefold())
    )
