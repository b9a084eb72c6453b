"""One golden folder to one :class:`GoldenCase`, or to every reason why not."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..blocks import Block
from ..errors import GoldenError, PageError
from ..html.decode import known_label
from ..markdown import read_markdown
from ..model import LIST_FIELDS, GoldenCase, Page, Provenance, Quote
from ..schema import schema_text
from .annotations import annotation_problems
from .pages import MEDIA_TYPES, read_file
from .problems import Problem
from .soundness import Soundness

# Raise it when annotations that were found sound may not be so any more.
_CHECK = "annotations v2"


@dataclass(frozen=True, slots=True)
class LoadedCase:
    """A golden case after reading: the case, unless something in ``problems`` prevents it.

    ``oddities`` are strange, but do not keep the case from being scored.
    """

    id: str
    folder: Path
    case: GoldenCase | None
    problems: tuple[Problem, ...] = ()
    oddities: tuple[Problem, ...] = ()


def load_case(folder: Path, root: Path, soundness: Soundness | None = None) -> LoadedCase:
    """Read and validate a folder below ``root``. Never raises on its content; all problems are in the result.

    Annotations that ``soundness`` knows are not held against the schema again, nor expected texts parsed again, which
    takes longer than all the rest.
    """
    case_id = folder.relative_to(root).as_posix() if folder != root else folder.resolve().name
    problems: list[Problem] = []
    annotations = _read_annotations(folder, problems, soundness)
    page_path = _find_page(folder, problems)
    page = _read(page_path, folder, problems) if page_path else None
    expected = _read_expected(folder, annotations, problems, soundness)
    if problems or annotations is None or page_path is None or page is None or expected is None:
        return LoadedCase(case_id, folder, None, tuple(problems))
    document, raw = annotations
    markdown, blocks = expected
    page_digest = hashlib.sha256(page).hexdigest()
    digest = hashlib.sha256()
    for part in (raw, markdown.encode(), page_digest.encode(), page_path.name.removesuffix(".gz").encode()):
        digest.update(len(part).to_bytes(8, "big") + part)
    provenance = document["provenance"]
    case = GoldenCase(
        id=case_id,
        folder=folder,
        page_path=page_path,
        media_type=MEDIA_TYPES[page_path.name],
        url=document["url"],
        encoding=document.get("encoding"),
        language=document["language"],
        page_type=document["page_type"],
        expected_markdown=markdown,
        expected=blocks,
        metadata={name: tuple(value) if name in LIST_FIELDS else value for name, value in document["metadata"].items()},
        noise=tuple(Quote(**span) for span in document.get("noise", ())),
        optional=tuple(Quote(**span) for span in document.get("optional", ())),
        must_include=tuple(document.get("must_include", ())),
        must_exclude=tuple(document.get("must_exclude", ())),
        tags=tuple(document.get("tags", ())),
        not_visible=document.get("not_visible"),
        provenance=Provenance(
            source=provenance["source"],
            captured=provenance.get("captured"),
            annotator=provenance["annotator"],
            reviewer=provenance.get("reviewer"),
            status=provenance["status"],
            licence=provenance["licence"],
        ),
        notes=document.get("notes", ""),
        page_digest=page_digest,
        digest=digest.hexdigest(),
    )
    return LoadedCase(case_id, folder, case)


def load_page(folder: Path) -> Page:
    """Read the page of a folder that need not be a whole case; address and encoding are there if they can be read.

    Raises :class:`~harness.errors.GoldenError` where there is no page, or none that can be read.
    """
    problems: list[Problem] = []
    path = _find_page(folder, problems)
    content = _read(path, folder, problems) if path else None
    if path is None or content is None:
        raise GoldenError("\n".join(map(str, problems)))
    parsed = _parse_annotations(folder, [])
    document = parsed[0] if parsed and isinstance(parsed[0], dict) else {}
    url = document.get("url")
    encoding = known_label(document.get("encoding"))
    return Page(url if isinstance(url, str) else None, content, MEDIA_TYPES[path.name], encoding)


def _read(path: Path, folder: Path, problems: list[Problem]) -> bytes | None:
    try:
        return read_file(path, folder)
    except PageError as error:
        found, _, advice = str(error).rpartition("; ")
        problems.append(Problem(path, "", found, advice))
        return None


def _read_annotations(
    folder: Path, problems: list[Problem], soundness: Soundness | None
) -> tuple[dict[str, Any], bytes] | None:
    parsed = _parse_annotations(folder, problems)
    if parsed is None:
        return None
    document, raw = parsed
    digest = f"{_CHECK} {hashlib.sha256(schema_text('golden') + raw).hexdigest()}"
    if soundness is not None and soundness.known(digest):
        return document, raw
    path = folder / "golden.json"
    wrong = [Problem(path, item.path, item.found, item.advice) for item in annotation_problems(document)]
    problems.extend(wrong)
    if soundness is not None and not wrong:
        soundness.keep(digest)
    return None if wrong else (document, raw)


def _parse_annotations(folder: Path, problems: list[Problem]) -> tuple[Any, bytes] | None:
    """Return the JSON, whatever it holds, and its bytes."""
    path = folder / "golden.json"
    raw = _read(path, folder, problems)
    if raw is None:
        return None
    try:
        document = json.loads(raw.decode("utf-8"), object_pairs_hook=_no_repeated_keys)
    except UnicodeDecodeError as error:
        problems.append(Problem(path, "", f"is not UTF-8 (byte {error.start})", "save it as UTF-8"))
        return None
    except json.JSONDecodeError as error:
        place = f"line {error.lineno} column {error.colno}"
        problems.append(Problem(path, place, f"is not JSON: {error.msg}", "mend the file"))
        return None
    except (ValueError, RecursionError) as error:
        problems.append(Problem(path, "", str(error), "mend the file"))
        return None
    return document, raw


def _no_repeated_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) < len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"the key {next(key for key in keys if keys.count(key) > 1)!r} stands twice in one object")
    return result


def _find_page(folder: Path, problems: list[Problem]) -> Path | None:
    # lexists: a broken link is a page that cannot be read, not a page that is missing.
    found = [folder / name for name in MEDIA_TYPES if (folder / name).exists() or (folder / name).is_symlink()]
    if len(found) == 1:
        return found[0]
    names = ", ".join(path.name for path in found)
    problems.append(
        Problem(folder, "", f"holds {len(found)} pages: {names}", "keep one of them")
        if found
        else Problem(folder, "", "holds no page", "store what the scraper got as page.html or page.txt (or with .gz)")
    )
    return None


def _read_expected(
    folder: Path,
    annotations: tuple[dict[str, Any], bytes] | None,
    problems: list[Problem],
    soundness: Soundness | None,
) -> tuple[str, tuple[Block, ...] | None] | None:
    path = folder / "expected.md"
    document = annotations[0] if annotations else {}
    if not path.exists() and not path.is_symlink() and (document.get("must_include") or document.get("must_exclude")):
        return "", None
    raw = _read(path, folder, problems)
    if raw is None:
        return None
    try:
        markdown = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        problems.append(Problem(path, "", f"is not UTF-8 (byte {error.start})", "save it as UTF-8"))
        return None
    blocks = read_markdown(markdown) if soundness is None else soundness.blocks(markdown)
    if not blocks:
        problems.append(Problem(path, "", "is empty", "write the article's text into it, from the page"))
        return None
    return markdown, blocks
