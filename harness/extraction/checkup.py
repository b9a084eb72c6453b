"""Run an extractor on one small page of our own and say what became of it: what ``doctor`` shows."""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..alignment.candidate import article_text
from ..model import LIST_FIELDS, Extraction, Extractor, Outcome
from .isolation import network_is_closed
from .process import Child, Limits, PageFile

PAGE = Path(__file__).with_name("checkup.html")
URL = "https://coast-letter.example/lighthouse"
_PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)

_ADVICE: dict[Outcome, str] = {
    "ok": "Nothing: it works.",
    "empty": "It ran and returned no text. See that extract() returns what the library found; a library that refuses "
    "short pages may still do well on real ones, so try it with `harness run`.",
    "error": "It raised. Read what it printed, above, and mend it where its own code is named last.",
    "timeout": "Find out what it waits for. If it only needs longer, give it more time: --timeout.",
    "crash": "Its process ended. If it printed anything, that stands above; start the command by hand to see more.",
    "memory": "Give it more address space: --memory. A program with a heap of its own (Java, Node) must also be told "
    "to keep it below that limit.",
    "protocol": "It must write one JSON object a line on stdout, and nothing else: first its hello, then an answer to "
    "each request, with the request's id. Print everything else to stderr.",
    "not-installed": "Install it.",
}
_NO_NETWORK = "It tried to reach the network, and extractors have none. Turn that off in the settings of the library."


@dataclass(frozen=True, slots=True)
class Checkup:
    """What became of the page.

    Attributes:
        extractor: the row.
        extraction: its answer; ``not-installed`` when there was nothing to start.
        started: seconds from its start to its answer: start, imports and page.
        text: the text of its article, as the metrics read it.
        story, furniture: how many paragraphs of the story are in the text, and of the page around it.
        stories, furnitures: how many there are.
    """

    extractor: Extractor
    extraction: Extraction
    started: float | None = None
    text: str = ""
    story: int = 0
    furniture: int = 0
    stories: int = 0
    furnitures: int = 0

    @property
    def advice(self) -> str:
        """What to do next."""
        outcome, failure = self.extraction.outcome, self.extraction.failure
        if outcome == "not-installed":
            return self.extractor.problem or f"Install it: {self.extractor.install}"
        if failure and "without a network" in failure.message:
            return _NO_NETWORK
        if outcome == "ok" and self.story < self.stories:
            return "Look at the text: part of a story that every reader can see is not in it."
        return _ADVICE[outcome]


def check_up(extractor: Extractor, limits: Limits) -> Checkup:
    """Start an extractor and have it extract the page; never raises for what the extractor does."""
    if not extractor.ready:
        return Checkup(extractor, Extraction("not-installed"))
    with tempfile.TemporaryDirectory(prefix="harness-checkup-") as folder:
        page = Path(folder) / "page.html"
        page.write_bytes(PAGE.read_bytes())
        began = time.monotonic()
        with Child(
            extractor.command, limits, dict(extractor.environment), extractor.accepts, network=extractor.network
        ) as child:
            extraction = child.extract(PageFile(page, URL, "text/html", "utf-8"))
        seconds = time.monotonic() - began
    text = article_text(extraction.article)
    seen = " ".join(text.split())
    markup = PAGE.read_text(encoding="utf-8")
    story, rest = _paragraphs(markup, inside=True), _paragraphs(markup, inside=False)
    return Checkup(
        extractor,
        extraction,
        seconds,
        text,
        sum(paragraph in seen for paragraph in story),
        sum(paragraph in seen for paragraph in rest),
        len(story),
        len(rest),
    )


def explain(checkup: Checkup) -> Iterator[str]:
    """Yield the lines that tell a person what happened."""
    row, extraction = checkup.extractor, checkup.extraction
    yield f"{row.id} {row.version or ''}".rstrip() + f" ({row.origin})"
    yield f"  outcome   {extraction.outcome}"
    if checkup.started is not None:
        yield f"  command   {' '.join(row.command)}"
        page = f"{extraction.seconds * 1000:.1f} ms for the page, " if extraction.seconds is not None else ""
        yield f"  time      {page}{checkup.started:.2f} s with its start"
        if not row.network and not network_is_closed():
            yield "  network   open to what is no Python: this system gives a program no network of its own"
    if extraction.peak_memory is not None:
        yield f"  memory    {extraction.peak_memory / 2**20:.0f} MiB"
    if extraction.failure:
        yield f"  error     {extraction.failure.type}: {extraction.failure.message}"
        yield from _block("stderr", extraction.failure.stderr)
    if extraction.article:
        yield (
            f"  found     {checkup.story} of {checkup.stories} paragraphs of the story, "
            f"{checkup.furniture} of {checkup.furnitures} of the page around it"
        )
        given = extraction.article.to_json()
        yield f"  gives     {', '.join(given) or 'nothing'}"
        for name, value in given.items():
            if name not in ("text", "markdown", "html"):
                shown = ", ".join(value) if name in LIST_FIELDS else str(value)
                yield f"  {name:<9} {' '.join(shown.split())}"
        yield from _block("text", checkup.text)
    yield f"  to do     {checkup.advice}"


def _paragraphs(markup: str, *, inside: bool) -> list[str]:
    """Return the paragraphs inside the story, or those outside of it."""
    before, rest = markup.split("<article>")
    story, after = rest.split("</article>")
    return [" ".join(found.split()) for found in _PARAGRAPH.findall(story if inside else before + after)]


def _block(name: str, text: str) -> Iterator[str]:
    for i, line in enumerate(text.strip().splitlines()):
        yield f"  {name if i == 0 else '':<9} {line}".rstrip()
