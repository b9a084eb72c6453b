"""What an adapter gives: the gold records of a benchmark, one at a time, and how one becomes a golden case."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, NoReturn, Protocol

from ..blocks import Block, BlockKind
from ..errors import DataSetError, HarnessError, PageError
from ..goldens import LoadedCase, Problem
from ..goldens.pages import read_file
from ..markdown import read_markdown
from ..model import FieldValue, GoldenCase, PageSource, PageType, Provenance, Quote
from ..text import collapse

_LIST_MARKS = ("- ", "* ", "• ")
_SCRIPT_OR_STYLE = re.compile(rb"<(?:script|style)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FilePage:
    """A page that is a file of its own, gzipped or not, somewhere below the data set's folder."""

    path: Path
    root: Path

    def read(self) -> bytes:
        """Return the bytes, inflated. Raises :class:`~harness.errors.PageError`."""
        return read_file(self.path, self.root)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """What a benchmark says of one page, before it is a golden case.

    Attributes:
        key: the benchmark's own id of the page, which recorded outputs use too.
        file: the file that holds the record, for messages; ``place`` is where in it.
        page: where the page's bytes are.
        text: the expected text as the file has it; ``None``: none is annotated.
        optional_lines: which lines of ``text``, from 0, may be missing.
        markdown: the expected text as Markdown, where the benchmark has it.
        blocks: the expected text in blocks, where the benchmark says more of them than that each has a line.
        metadata: the annotated fields; a field that is absent is not scored.
        wanted: snippets that must come up; ``unwanted`` must not.
        language: BCP 47; ``und`` where the benchmark does not say.
        annotator: who made the gold; ``licence`` under which it is published.
        bare_is_odd: whether a page without script and style is odd, because the benchmark's other pages have them.
        oddities: what is strange about the record and does not keep it from being scored: (place, found, advice).
    """

    key: str
    file: Path
    page: PageSource
    place: str = ""
    url: str | None = None
    encoding: str | None = None
    media_type: str = "text/html"
    language: str = "und"
    page_type: PageType = "article"
    text: str | None = None
    optional_lines: frozenset[int] = frozenset()
    markdown: str | None = None
    blocks: tuple[Block, ...] | None = None
    metadata: Mapping[str, FieldValue] = field(default_factory=lambda: MappingProxyType({}))
    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    annotator: str = ""
    licence: str = ""
    notes: str = ""
    bare_is_odd: bool = False
    oddities: tuple[tuple[str, str, str], ...] = ()


class RecordError(HarnessError):
    """A record that cannot be a case; the others can."""

    def __init__(self, file: Path, place: str, found: str, advice: str) -> None:
        super().__init__(f"{file} {place}: {found}; {advice}")
        self.problem = Problem(file, place, found, advice)


class Source(Protocol):
    """A data set that has been opened: its records by number. Only what finds a record again is in memory."""

    def __len__(self) -> int:
        """Return how many records there are."""

    def key(self, number: int) -> str:
        """Return the benchmark's own id of a record, also of one that cannot be read further."""

    def gold(self, number: int) -> Gold:
        """Read one record. Raises :class:`RecordError` for one that cannot be a case."""


def page_path(gold: Gold) -> Path:
    """Return the file of a page; for one that is a part of the record's own file, that one."""
    path: Path = getattr(gold.page, "path", gold.file)
    return path


def build_case(data_set: str, root: Path, gold: Gold, *, blocks: bool = True) -> LoadedCase:
    """Turn a record into a golden case named ``data_set/key``. Never raises on its content.

    Without ``blocks`` its expected text is in one block: a look at all records need not parse each one's Markdown.
    """
    case_id = f"{data_set}/{gold.key}"
    path = page_path(gold)
    try:
        page = gold.page.read()
    except PageError as error:
        found, _, advice = str(error).rpartition("; ")
        return LoadedCase(case_id, root, None, (Problem(path, "", found, advice),))
    page_digest = hashlib.sha256(page).hexdigest()
    case = GoldenCase(
        id=case_id,
        folder=root,
        page_path=path,
        page_source=None if isinstance(gold.page, FilePage) else gold.page,
        media_type=gold.media_type,
        url=gold.url,
        encoding=gold.encoding,
        language=gold.language,
        page_type=gold.page_type,
        expected_markdown=gold.markdown,
        expected=_expected(gold, blocks),
        metadata=dict(gold.metadata),
        noise=(),
        optional=tuple(Quote(line) for number, line in _lines(gold) if number in gold.optional_lines),
        must_include=gold.wanted,
        must_exclude=gold.unwanted,
        tags=gold.tags,
        not_visible=None,
        provenance=Provenance(data_set, None, gold.annotator, None, "verified", gold.licence),
        notes=gold.notes,
        page_digest=page_digest,
        digest=_digest(gold, page_digest),
        peer_text=gold.text,
        peer_optional=gold.optional_lines,
        data_set=data_set,
    )
    oddities = tuple(Problem(gold.file, *oddity) for oddity in (*gold.oddities, *_oddities(gold, page)))
    return LoadedCase(case_id, root, case, (), oddities)


def _expected(gold: Gold, blocks: bool) -> tuple[Block, ...] | None:
    if gold.text is None:
        return None
    if not blocks:
        return (Block("paragraph", gold.text),)
    if gold.blocks is not None:
        return gold.blocks
    required = (line for number, line in _lines(gold) if number not in gold.optional_lines)
    return text_blocks("\n".join(required), gold.markdown)


def _lines(gold: Gold) -> list[tuple[int, str]]:
    return list(enumerate((gold.text or "").split("\n")))


def text_blocks(text: str, markdown: str | None = None) -> tuple[Block, ...]:
    """Return plain text as blocks, one a line; their kinds come from the Markdown where it has the same line."""
    kinds: dict[str, BlockKind] = {}
    if markdown:
        kinds = {collapse(block.text): block.kind for block in read_markdown(markdown)}
    return tuple(Block(_kind(line, kinds), line) for line in map(collapse, text.splitlines()) if line)


def _kind(line: str, kinds: Mapping[str, BlockKind]) -> BlockKind:
    if line in kinds:
        return kinds[line]
    for mark in _LIST_MARKS:
        if line.startswith(mark):
            return kinds.get(line.removeprefix(mark), "list")
    return "paragraph"


def _digest(gold: Gold, page_digest: str) -> str:
    annotations = [
        gold.url,
        gold.encoding,
        gold.media_type,
        gold.language,
        gold.page_type,
        gold.text,
        sorted(gold.optional_lines),
        gold.markdown,
        [(block.kind, block.text) for block in gold.blocks or ()],
        sorted(gold.metadata.items()),
        gold.wanted,
        gold.unwanted,
        page_digest,
    ]
    return hashlib.sha256(json.dumps(annotations).encode()).hexdigest()


def _oddities(gold: Gold, page: bytes) -> Iterator[tuple[str, str, str]]:
    """Yield what is odd about any benchmark's record: (place, found, advice)."""
    place = f"{gold.place} " if gold.place else ""
    if not page.strip():
        yield f"{place}page", "the page is empty", "capture it again, or leave the record out"
    if gold.bare_is_odd and page.strip() and not _SCRIPT_OR_STYLE.search(page):
        found = "has neither script, style nor JSON-LD, as if they had been taken out"
        yield f"{place}page", found, "an extractor that reads them is at a disadvantage here"
    if gold.text is None:
        return
    if not gold.text.strip():
        yield f"{place}text", "the expected text is empty", "write it, or leave the record out"
        return
    text = collapse(gold.text).casefold()
    for kind, snippets, wrong in (("with", gold.wanted, False), ("without", gold.unwanted, True)):
        for snippet in snippets:
            if (collapse(snippet).casefold() in text) == wrong:
                found = f"“{shown(snippet)}” is {'' if wrong else 'not '}in its own expected text"
                yield f"{place}{kind}", found, "correct the snippet or the text"


def shown(text: str) -> str:
    """Return a quote for a message, on one line and not longer than 60 characters."""
    text = collapse(text)
    return text if len(text) <= 60 else text[:57] + "..."


def read_json(file: Path) -> Any:
    """Return what a JSON file holds. Raises :class:`DataSetError` that names the file and the place."""
    try:
        return json.loads(file.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise DataSetError(f"{file} cannot be read: {error.strerror or error}; check the file") from error
    except UnicodeDecodeError as error:
        raise DataSetError(f"{file} is not UTF-8 (byte {error.start}); save it as UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise DataSetError(f"{file} is not JSON: {error}; mend the file") from error


def string_or_none(value: object, file: Path, place: str) -> str | None:
    """Return a string of a record, ``None`` for a null or a missing one; anything else is a :class:`RecordError`."""
    if value is None or isinstance(value, str):
        return value
    raise RecordError(file, place, f"a string is expected, not {shown(repr(value))}", "mend the record")


def strings(value: object, file: Path, place: str) -> tuple[str, ...]:
    """Return a list of strings of a record; null is none of them, a lone string one."""
    if value is None:
        return ()
    if isinstance(value, str):
        return (value,)
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return tuple(value)
    raise RecordError(file, place, f"a list of strings is expected, not {shown(repr(value))}", "mend the record")


def missing(path: Path, name: str, wanted: str) -> NoReturn:
    """Say that a folder is not a checkout of the benchmark, or holds no rows of anybody's own."""
    place = "the file, or the folder of such files" if name == "jsonl" else "the folder of its checkout"
    raise DataSetError(f"{path} holds no {name} data set: {wanted} is missing; give {place}")
