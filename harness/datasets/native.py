"""One case of a benchmark in the native form: ``golden.json``, ``expected.md`` and the page, as far as they hold it."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..blocks import Block, join
from ..goldens.pages import read_content
from ..markdown import read_markdown
from ..model import GoldenCase, Quote
from ..schema import violations
from ..text import collapse, words
from .base import shown, text_blocks
from .catalogue import find_entry
from .markdown_text import printable, write_markdown

# A page of more bytes is stored gzipped: in a repository, text that a person may want to look at stays text.
_PACK_FROM = 512 * 1024
_LIST_MARK = re.compile(r"[-*•] (?=.)")
_NO_TAG = re.compile(r"[^a-z0-9._-]+")
_ZONE = re.compile(r"([+-]\d{2})(\d{2})\Z")
_KINDS_MADE_UP = "Its expected.md was made from plain text: levels of headings and shapes of tables are not the page's."


@dataclass(frozen=True, slots=True)
class NativeCase:
    """What is to be written for one case, and what it lost on the way.

    Attributes:
        document: ``golden.json``.
        expected: ``expected.md``; ``None``: the case has snippets alone.
        page: the page's bytes.
        media_type: ``text/html`` or ``text/plain``.
        losses: what changed, a sentence each.
    """

    document: dict[str, Any]
    expected: str | None
    page: bytes
    media_type: str
    losses: tuple[str, ...]

    def write(self, folder: Path) -> None:
        """Write the case into a folder of its own; the file that makes it a case comes last."""
        folder.mkdir()
        name = "page.txt" if self.media_type == "text/plain" else "page.html"
        if len(self.page) > _PACK_FROM:
            # No time in it, so that the same import gives the same bytes.
            (folder / f"{name}.gz").write_bytes(gzip.compress(self.page, mtime=0))
        else:
            (folder / name).write_bytes(self.page)
        if self.expected is not None:
            (folder / "expected.md").write_bytes(self.expected.encode())
        write_json(folder / "golden.json", self.document)


class NotNativeError(ValueError):
    """A case that the native form cannot hold; the message says why."""


def write_json(path: Path, document: object) -> None:
    """Write JSON for people, in UTF-8."""
    path.write_bytes(json_text(document).encode())


def json_text(document: object) -> str:
    """Return JSON for people: indented, without what UTF-8 cannot hold."""
    return printable(json.dumps(document, ensure_ascii=False, indent=2) + "\n")


def native_case(case: GoldenCase) -> NativeCase:
    """Turn a benchmark's case into the native form. Raises :class:`NotNativeError` for one that it cannot hold."""
    losses: list[str] = []
    expected, blocks, made_up = _expected(case, losses)
    document: dict[str, Any] = {"format": 1, "url": case.url, "language": _language(case, losses)}
    if case.url is not None and not re.match("https?://", case.url):
        losses.append(f"the address “{shown(case.url)}” is none of the web")
        document["url"] = None
    document["page_type"] = case.page_type
    if case.encoding is not None:
        document["encoding"] = case.encoding
    document["metadata"] = {name: _metadata_value(value) for name, value in case.metadata.items()}
    if optional := _optional(case):
        document["optional"] = [{"exact": quote.exact} for quote in optional]
    for key, snippets, wanted in (
        ("must_include", case.must_include, True),
        ("must_exclude", case.must_exclude, False),
    ):
        if kept := _snippets(key, snippets, wanted, blocks, losses):
            document[key] = kept
    if expected is None and not (document.keys() & {"must_include", "must_exclude"}):
        raise NotNativeError(_nothing_expected(case))
    tags = (_NO_TAG.sub("-", printable(tag).lower()).strip("-._") for tag in case.tags)
    document["tags"] = list(dict.fromkeys(filter(None, tags)))
    document["provenance"] = _provenance(case)
    document["notes"] = " ".join(filter(None, (case.notes, _KINDS_MADE_UP if made_up else "")))
    document = json.loads(printable(json.dumps(document, ensure_ascii=False)))
    _drop_invalid(document, losses)
    return NativeCase(document, expected, read_content(case), case.media_type, tuple(losses))


def _expected(case: GoldenCase, losses: list[str]) -> tuple[str | None, tuple[Block, ...], bool]:
    """Return ``expected.md``, its blocks, and whether it was made from plain text."""
    if case.expected is None:
        return None, (), False
    if case.peer_optional and case.peer_text is not None:
        lines = case.peer_text.split("\n")
        text = "\n".join(line for number, line in enumerate(lines) if number not in case.peer_optional)
        plain = text_blocks(text)
    else:
        plain = case.expected
    if case.expected_markdown is not None and (blocks := read_markdown(printable(case.expected_markdown))):
        if case.peer_text != case.expected_markdown:
            taken, left = Counter(words(join(blocks))), Counter(words(join(plain)))
            if taken != left:
                more, less = (taken - left).total(), (left - taken).total()
                losses.append(f"the Markdown gold is taken: {more} words are not in the plain one, {less} only there")
        markdown = printable(case.expected_markdown)
        return markdown if markdown.endswith("\n") else markdown + "\n", blocks, False
    markdown = write_markdown(map(_without_list_mark, plain))
    blocks = read_markdown(markdown)
    if not blocks:
        losses.append("the expected text is empty")
        return None, (), False
    return markdown, blocks, True


def _without_list_mark(block: Block) -> Block:
    """Take the mark off a list item that plain text spells with it."""
    return Block("list", _LIST_MARK.sub("", block.text, count=1)) if block.kind == "list" else block


def _nothing_expected(case: GoldenCase) -> str:
    if case.expected is None:
        return "it has neither a text nor snippets, which a golden case needs one of"
    return "its expected text is empty, and it has no snippets instead"


def _language(case: GoldenCase, losses: list[str]) -> str:
    code = case.language.replace("_", "-")
    primary, dash, rest = code.partition("-")
    code = primary.lower() + dash + rest
    if re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8})*", code):
        return code
    losses.append(f"the language “{shown(case.language)}” is no BCP 47; und instead")
    return "und"


def _metadata_value(value: str | tuple[str, ...] | None) -> str | list[str] | None:
    if isinstance(value, tuple):
        return list(dict.fromkeys(one for one in value if one.strip()))
    # +0100 is ISO 8601 too; golden.json wants +01:00.
    return _ZONE.sub(r"\1:\2", value) if value is not None and re.match(r"\d{4}-\d\d-\d\dT", value) else value


def _optional(case: GoldenCase) -> list[Quote]:
    lines = (case.peer_text or "").split("\n")
    texts = (collapse(lines[number]) for number in sorted(case.peer_optional) if number < len(lines))
    return [Quote(text) for text in dict.fromkeys(texts) if text]


def _snippets(
    key: str, snippets: Iterable[str], wanted: bool, blocks: tuple[Block, ...], losses: list[str]
) -> list[str]:
    """Return the snippets that are some, once each, and do not contradict the expected text."""
    text = collapse(" ".join(block.text for block in blocks))
    kept = []
    for snippet in dict.fromkeys(map(printable, snippets)):
        if not snippet.strip():
            losses.append(f"{key}: a blank snippet")
        elif blocks and (collapse(snippet) in text) != wanted:
            losses.append(f"{key}: “{shown(snippet)}” is {'not ' if wanted else ''}in the expected text")
        else:
            kept.append(snippet)
    return kept


def _provenance(case: GoldenCase) -> dict[str, str | None]:
    entry = find_entry(case.data_set)
    key = case.id.removeprefix(f"{case.data_set}/")
    return {
        "source": f"{entry.title} ({entry.source}), record {key}",
        "captured": case.provenance.captured,
        "annotator": case.provenance.annotator or "not stated",
        "reviewer": case.provenance.reviewer,
        "status": "reviewed",
        "licence": case.provenance.licence or "not stated",
    }


def _drop_invalid(document: dict[str, Any], losses: list[str]) -> None:
    """Take out the metadata that ``golden.json`` does not allow."""
    for problem in list(violations("golden", document)):
        name = re.match(r"\$\.metadata\.(\w+)", problem.path)
        if name is None:
            raise NotNativeError(f"golden.json cannot hold it: {problem.path}: {problem.found}; {problem.advice}")
        if document["metadata"].pop(name[1], None) is not None:
            losses.append(f"{name[1]} {problem.found}: {problem.advice}")
