"""Outputs that somebody recorded: files of every benchmark's layout, and folders of one file a page.

=============================================  =====================================================================
what                                           read as
=============================================  =====================================================================
``{id: {"articleBody": ...}}``                 Zyte's outputs
``{"version": ..., "output": {id: ...}}``      the same with a version, also WCXB's and trafilatura's
``{id: "text"}``                               plain texts
JSON Lines, one object a page                  WebMainBench's (``track_id``), WCEB's (``page_id``), anybody's (``id``)
a folder of ``<page id>.txt .md .html .json``  one file a page; sub-folders are part of the id
a folder of ``<set>/<model>.jsonl``            WCEB's ``model-outputs``: a row a model, the ids are ``<set>/<page_id>``
=============================================  =====================================================================

A text may be null, an object hold any field of an article under our name or under a benchmark's. The row is called
after the file or folder, of the last layout after the model.
"""

from __future__ import annotations

import glob
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeGuard

from ..errors import DataSetError
from ..model import Article, Extraction, Extractor, Failure

_IDS = ("id", "track_id", "page_id", "key", "file_id")
# Names that benchmarks give to what we call otherwise, the first that is there counts.
_TEXTS = ("text", "articleBody", "plaintext", "main_content", "body", "content")
_MARKDOWNS = ("markdown", "convert_main_content", "llm_webkit_md")
_OTHERS = {
    "title": ("title", "headline"),
    "authors": ("authors", "author", "byline"),
    "published": ("published", "datePublished", "publish_date", "date"),
    "modified": ("modified", "dateModified"),
    "site_name": ("site_name", "sitename", "siteName"),
    "description": ("description", "excerpt"),
    "tags": ("tags",),
    "language": ("language", "inLanguage", "lang"),
    "image": ("image", "mainImage"),
    "canonical_url": ("canonical_url", "canonicalUrl"),
}
_READ: dict[str, Callable[[str], Article]] = {
    ".txt": lambda content: Article(text=content),
    ".md": lambda content: Article(markdown=content),
    ".html": lambda content: Article(html=content),
    ".json": lambda content: _article(json.loads(content)),
}

# In place of the set's name in the path of a model's outputs, which lie in one file a set.
_EACH_SET = "*"

Output = tuple[str, Extraction]


def recorded_rows(path: Path) -> list[Extractor]:
    """Return the rows of a file or folder of recorded outputs. Raises :class:`DataSetError` when it cannot be read."""
    if not path.exists():
        raise DataSetError(f"{path} does not exist; give a file or a folder of recorded outputs")
    models = sorted({file.name for file in path.glob("*/*.jsonl")}) if path.is_dir() else []
    rows = [_row(path / _EACH_SET / name) for name in models] or [_row(path)]
    if not _files(rows[0].recorded or path):
        wanted = " ".join(_READ)
        raise DataSetError(f"{path} holds no recorded outputs; give a folder of one file a page ({wanted}), or a file")
    return rows


def read_recorded(path: Path) -> Iterator[Output]:
    """Yield (page id, extraction) as they are found, an id that stands twice twice.

    A value that is no article is a failed extraction; a file that cannot be read at all raises
    :class:`DataSetError`.
    """
    for file in _files(path):
        if path.parent.name == _EACH_SET:
            yield from ((f"{file.parent.name}/{key}", extraction) for key, extraction in _lines(file))
        elif path.is_dir():
            yield file.relative_to(path).with_suffix("").as_posix(), _from_file(file)
        elif path.suffix == ".jsonl":
            yield from _lines(path)
        else:
            yield from _from_document(path)


def _row(path: Path) -> Extractor:
    digest = hashlib.sha256()
    for file in _files(path):
        digest.update(file.relative_to(_base(path)).as_posix().encode() + b"\0")
        with _opened(file) as content:
            while chunk := content.read(1 << 20):
                digest.update(chunk)
    name = path.name if path.is_dir() else path.name.partition(".")[0] or path.name
    return Extractor(name, None, _version(path), (), "recorded", digest.hexdigest(), recorded=path)


def _base(path: Path) -> Path:
    return path.parent.parent if path.parent.name == _EACH_SET else path.parent


def _files(path: Path) -> list[Path]:
    if path.parent.name == _EACH_SET:
        return sorted(_base(path).glob(f"*/{glob.escape(path.name)}"))
    if not path.is_dir():
        return [path]
    return sorted(file for file in path.rglob("*") if file.suffix in _READ and file.is_file())


def _opened(file: Path) -> Any:
    try:
        return file.open("rb")
    except OSError as error:
        raise DataSetError(f"{file} cannot be read: {error.strerror or error}; check the file") from error


def _from_file(file: Path) -> Extraction:
    with _opened(file) as content:
        text = content.read().decode("utf-8", "replace")
    try:
        return _extraction(_READ[file.suffix](text))
    except (ValueError, TypeError, RecursionError) as error:
        return _failure(f"{file.name} is no article: {error}")


def _lines(file: Path) -> Iterator[Output]:
    with _opened(file) as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except (ValueError, RecursionError) as error:
                raise DataSetError(f"{file} line {number} is not JSON: {error}; mend the file") from error
            key = _key(row) if isinstance(row, Mapping) else None
            if key is None:
                wanted = ", ".join(_IDS)
                raise DataSetError(f"{file} line {number} has no page id; give one of {wanted}")
            yield key, _from_value(row)


def _key(row: Mapping[str, Any]) -> str | None:
    return next((str(row[name]) for name in _IDS if isinstance(row.get(name), (str, int))), None)


def _from_document(file: Path) -> Iterator[Output]:
    pairs = _pairs(file)
    outputs = dict(pairs).get("output")
    if isinstance(outputs, _Pairs):
        pairs = outputs
    for key, value in pairs:
        yield key, _from_value(_plain(value))


class _Pairs(list[tuple[str, Any]]):
    """A JSON object whose keys may repeat."""


def _pairs(file: Path) -> _Pairs:
    with _opened(file) as content:
        try:
            document = json.loads(content.read().decode("utf-8-sig"), object_pairs_hook=_Pairs)
        except (ValueError, RecursionError) as error:
            raise DataSetError(f"{file} is not JSON in UTF-8: {error}; give a file of recorded outputs") from error
    if isinstance(document, list) and not isinstance(document, _Pairs):
        return _Pairs((key, row) for row in document if (key := _key(dict(row) if _is_object(row) else {})))
    if not isinstance(document, _Pairs):
        raise DataSetError(f"{file} holds no object by page id; give a file of recorded outputs")
    return document


def _is_object(value: object) -> TypeGuard[_Pairs]:
    return isinstance(value, _Pairs)


def _plain(value: Any) -> Any:
    if isinstance(value, _Pairs):
        return {key: _plain(one) for key, one in value}
    return [_plain(one) for one in value] if isinstance(value, list) else value


def _version(path: Path) -> str:
    if path.suffix != ".json":
        return ""
    found = dict(_pairs(path))
    version = found.get("version") if "output" in found else None
    return str(version) if isinstance(version, (str, int, float)) else ""


def _from_value(value: Any) -> Extraction:
    try:
        return _extraction(_article(value))
    except TypeError as error:
        return _failure(str(error))


def _article(value: Any) -> Article:
    if value is None:
        return Article()
    if isinstance(value, str):
        return Article(text=value)
    if not isinstance(value, Mapping):
        raise TypeError(f"a text or an object is expected, not {type(value).__name__}")
    fields: dict[str, Any] = {"html": value.get("html")} if isinstance(value.get("html"), str) else {}
    for name, theirs in {"text": _TEXTS, "markdown": _MARKDOWNS, **_OTHERS}.items():
        found = next((value[key] for key in theirs if value.get(key) is not None), None)
        if found is not None:
            fields[name] = _joined(found) if name in ("text", "markdown") else found
    for name in ("authors", "tags"):
        if isinstance(fields.get(name), str):
            fields[name] = [fields[name]]
    return Article(**fields)


def _joined(text: Any) -> Any:
    """Return a text that is given as a list of paragraphs as one."""
    whole = isinstance(text, list) and all(isinstance(line, str) for line in text)
    return "\n".join(text) if whole else text


def _extraction(article: Article) -> Extraction:
    texts = (article.text, article.markdown, article.html)
    return Extraction("ok" if any(text and not text.isspace() for text in texts) else "empty", article)


def _failure(message: str) -> Extraction:
    return Extraction("error", failure=Failure("Unreadable", message))
