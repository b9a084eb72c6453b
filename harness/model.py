"""The data that passes between the parts: what a page is, what an article is, what a golden case says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import Literal, Protocol, get_args

from .blocks import Block

Outcome = Literal["ok", "empty", "error", "timeout", "crash", "memory", "protocol", "not-installed"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
# Scored as an empty output, counted in a column of their own. An empty output is a (bad) answer, not a failure.
FAILURES: frozenset[Outcome] = frozenset(OUTCOMES) - {"ok", "empty"}

PageType = Literal["article", "forum", "product", "collection", "listing", "documentation", "service", "other"]
PAGE_TYPES: tuple[PageType, ...] = get_args(PageType)
Status = Literal["draft", "reviewed", "verified"]

# fmt: off
NoiseKind = Literal[
    "navigation", "skip-link", "breadcrumb", "masthead", "byline-furniture", "timestamp", "share", "rating", "promo",
    "related", "ranking", "recommendation", "tag-list", "author-bio", "newsletter", "paywall", "advertisement",
    "cookie-banner", "comment-form", "comments", "pagination", "ui-control", "legal", "footer", "injected-spam",
    "other",
]
# fmt: on
NOISE_KINDS: tuple[NoiseKind, ...] = get_args(NoiseKind)

# The metadata of an article. The ones in LIST_FIELDS hold several values, compared as a set.
FIELDS = (
    "title",
    "authors",
    "published",
    "modified",
    "site_name",
    "description",
    "tags",
    "language",
    "image",
    "canonical_url",
)
LIST_FIELDS = frozenset({"authors", "tags"})
FieldValue = str | tuple[str, ...] | None


@dataclass(frozen=True)
class Page:
    """What an extractor gets to see: a page, and nothing of what is expected of it.

    ``content`` is byte for byte what the server sent; ``encoding`` is the charset its HTTP header declared.
    """

    url: str | None
    content: bytes
    media_type: str = "text/html"
    encoding: str | None = None

    @cached_property
    def html(self) -> str:
        """The page decoded as browsers do. A ``text/plain`` page is minimal HTML here, one ``<p>`` a line."""
        from .html.decode import decode, plain_text_as_html

        text = decode(self.content, self.encoding)
        return plain_text_as_html(text) if self.media_type == "text/plain" else text


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """What an extractor answers: the main content as text, Markdown or HTML, and the metadata it found.

    Give ``text`` where the library gives text. Without it the text is read from ``markdown``, else from ``html``.
    Dates are ISO 8601, as precise as the library knows them.
    """

    text: str | None = None
    markdown: str | None = None
    html: str | None = None
    title: str | None = None
    authors: Sequence[str] = ()
    published: str | None = None
    modified: str | None = None
    site_name: str | None = None
    description: str | None = None
    tags: Sequence[str] = ()
    language: str | None = None
    image: str | None = None
    canonical_url: str | None = None

    def __post_init__(self) -> None:
        for item in fields(self):
            value = getattr(self, item.name)
            if item.name in LIST_FIELDS:
                if not isinstance(value, (list, tuple)) or not all(isinstance(one, str) for one in value):
                    raise TypeError(f"{item.name} must be a list of strings, not {_shown(value)}")
                object.__setattr__(self, item.name, tuple(value))
            elif value is not None and not isinstance(value, str):
                raise TypeError(f"{item.name} must be a string or None, not {_shown(value)}")

    def to_json(self) -> dict[str, str | list[str]]:
        """Return the keys that hold something, as in the protocol between harness and child."""
        values = {item.name: getattr(self, item.name) for item in fields(self)}
        return {
            name: list(value) if name in LIST_FIELDS else value
            for name, value in values.items()
            if value is not None and (name not in LIST_FIELDS or value)
        }

    @classmethod
    def from_json(cls, data: object) -> Article:
        """Build an article from a decoded JSON object; ``TypeError`` names the key that is wrong.

        A key this version does not know is ignored, so that a newer child still works.
        """
        if not isinstance(data, dict):
            raise TypeError(f"an article must be an object, not {_shown(data)}")
        known = {item.name for item in fields(cls)}
        given = {name: value for name, value in data.items() if name in known}
        for name in LIST_FIELDS & given.keys():
            if given[name] is None:
                given[name] = ()
        return cls(**given)


def _shown(value: object) -> str:
    text = repr(value)
    return f"{type(value).__name__} {text if len(text) <= 60 else text[:57] + '...'}"


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an extraction failed: the error's type and message, and the end of what the child wrote on stderr."""

    type: str
    message: str
    stderr: str = ""


@dataclass(frozen=True, slots=True)
class Repeats:
    """What asking for the same page ``answers`` times has shown.

    ``different`` answers, none of them the first, had another outcome or article than the first. ``fastest`` and
    ``slowest`` are seconds; ``None`` when no answer was timed.
    """

    answers: int
    different: int
    fastest: float | None = None
    slowest: float | None = None


@dataclass(frozen=True, slots=True)
class Extraction:
    """The answer of one extractor to one page. ``article`` is ``None`` exactly when the outcome is a failure.

    ``seconds`` is the wall time of the extraction alone, ``cpu_seconds`` what it took of the processor, on all threads
    together; ``peak_memory`` is the child's high-water mark in bytes. ``repeats`` is there when the page was asked for
    more than once.
    """

    outcome: Outcome
    article: Article | None = None
    failure: Failure | None = None
    seconds: float | None = None
    peak_memory: int | None = None
    cpu_seconds: float | None = None
    repeats: Repeats | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """A span of a page's visible text: the W3C Web Annotation *TextQuoteSelector*, with a kind when it is noise."""

    exact: str
    prefix: str = ""
    suffix: str = ""
    kind: NoiseKind | None = None


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a golden case comes from and how far it can be trusted."""

    source: str
    captured: str | None
    annotator: str
    reviewer: str | None
    status: Status
    licence: str


class PageSource(Protocol):
    """Where the bytes of a page are when they are no file of their own: a row of a file, a record of an archive."""

    def read(self) -> bytes:
        """Return the bytes. Raises :class:`~harness.errors.PageError`."""


@dataclass(frozen=True, slots=True)
class GoldenCase:
    """One annotated page. ``expected`` is ``None`` for a case that has snippets alone, and ``()`` for an expected text
    that is empty. ``expected_markdown`` is ``None`` where the expected text is known as plain text alone. ``metadata``
    holds the annotated fields alone: ``None`` or ``()`` means annotated as absent.

    ``digest`` covers the annotations and the page's bytes; ``page_digest`` the (uncompressed) page alone. The page is
    the file ``page_path``, unless there is a ``page_source``; then the path only says where it comes from.

    ``peer_text`` is the expected text exactly as another benchmark's file has it, for that benchmark's own metric;
    ``None`` for our own cases. ``peer_optional`` are the numbers of its lines (cut at line feeds, blank ones counted,
    from 0) that are optional paragraphs. ``data_set`` names the data set that the case belongs to.
    """

    id: str
    folder: Path
    page_path: Path
    media_type: str
    url: str | None
    encoding: str | None
    language: str
    page_type: PageType
    expected_markdown: str | None
    expected: tuple[Block, ...] | None
    metadata: Mapping[str, FieldValue]
    noise: tuple[Quote, ...]
    optional: tuple[Quote, ...]
    must_include: tuple[str, ...]
    must_exclude: tuple[str, ...]
    tags: tuple[str, ...]
    not_visible: str | None
    provenance: Provenance
    notes: str
    page_digest: str = field(repr=False)
    digest: str = field(repr=False)
    page_source: PageSource | None = None
    peer_text: str | None = None
    peer_optional: frozenset[int] = frozenset()
    data_set: str = "golden"

    @property
    def collection(self) -> str:
        """The folder that groups this case with others: the first part of its id."""
        return self.id.split("/", 1)[0]


@dataclass(frozen=True, slots=True)
class Extractor:
    """One row of the table: an extractor in one of its modes.

    ``command`` starts its child; ``origin`` says where it was found; ``version`` is ``None`` when its library is not
    installed, and ``install`` is the command that would. ``digest`` covers the extractor's own files or command.
    ``recorded`` is the file or folder that its outputs are read from, where they are not made here. ``repeatable``
    says that version and digest, with the versions of the libraries below, name all of its code, so that the same page
    may be answered from a cache: not so for a package installed from a folder, nor for code of which no version is
    known. ``text`` is false for one that gives metadata alone.
    """

    name: str
    mode: str | None
    version: str | None
    command: tuple[str, ...]
    origin: str
    digest: str = field(repr=False)
    package: str | None = None
    licence: str | None = None
    description: str = ""
    install: str | None = None
    problem: str | None = None
    control: bool = False
    recorded: Path | None = None
    # (name, value): variables to set for its child.
    environment: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    # Media types that it takes; empty for what its hello says.
    accepts: tuple[str, ...] = ()
    repeatable: bool = False
    text: bool = True
    # What it is given of a page: ``bytes``, ``text`` (decoded as browsers do), ``URL``; ``None`` where nobody knows.
    reads: str | None = None
    # Whether its child may reach the network.
    network: bool = False

    @property
    def id(self) -> str:
        """The name in tables: ``trafilatura`` or ``trafilatura[fast]``."""
        return f"{self.name}[{self.mode}]" if self.mode else self.name

    @property
    def ready(self) -> bool:
        """Whether it can run here."""
        return self.version is not None and self.problem is None
