"""What the cache keeps: the keys of extractions and counts, and extractions as JSON, compressed where it is long.

A key is a SHA-256 digest over everything that decides the value. A value that cannot be read is ``None``: a miss.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from .. import __version__
from ..extraction.process import PROTOCOL
from ..model import Article, Extraction, Extractor, Failure, GoldenCase, Outcome
from .cache_file import SCHEMA_VERSION
from .makeup import made_of

# These come again whenever the same extractor gets the same page. The others may be the fault of a busy machine, of a
# limit, or of a library that somebody installs in the meantime.
REPEATABLE: frozenset[Outcome] = frozenset({"ok", "empty", "error"})
# Unpacking a short value would take longer than reading it, and spare next to nothing.
_PACKED_FROM = 1024
# More than any answer that a child may give; only a value made to fill the memory unpacks to more.
_MAX_JSON = 256 * 1024 * 1024


def extraction_key(case: GoldenCase, extractor: Extractor) -> bytes:
    """Return the key of what an extractor answers to a page: 32 bytes.

    It covers the page's bytes, URL, media type and declared encoding; the extractor's name, mode, version and digest
    (its file and the shared code beside it); Python and the libraries below it; and of the harness its version, the
    protocol's and the cache's.
    """
    page = [case.page_digest, case.url, case.media_type, case.encoding]
    row = [extractor.name, extractor.mode, extractor.version, extractor.digest, made_of(extractor)]
    return hashlib.sha256(_json(["extraction", SCHEMA_VERSION, PROTOCOL, __version__, page, row])).digest()


def article_digest(article: Article | None) -> bytes:
    """Return a digest of all that a metric sees of an extraction: 32 bytes. ``None`` is a failure."""
    digest = hashlib.sha256(b"failure" if article is None else b"article")
    # Name, kind and lengths of each field, then its text as it is: to write JSON would take five times as long.
    for name, value in article.to_json().items() if article is not None else ():
        parts = [part.encode("utf-8", "surrogatepass") for part in ([value] if isinstance(value, str) else value)]
        digest.update(f"\n{name} {type(value).__name__} {[len(part) for part in parts]}\n".encode())
        for part in parts:
            digest.update(part)
    return digest.digest()


def counts_key(case_digest: str, article_digest: bytes, signature: str) -> bytes:
    """Return the key of a metric's counts: 32 bytes.

    Args:
        case_digest: the digest of the golden case, annotations and page.
        article_digest: what :func:`article_digest` says of the output.
        signature: the metric's.
    """
    # The signature comes last: whatever it holds, no two triples give the same text.
    text = f"counts\n{SCHEMA_VERSION}\n{case_digest}\n{article_digest.hex()}\n{signature}"
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def cacheable(extraction: Extraction) -> bool:
    """Whether the same page would be answered in the same way again: ``ok``, ``empty`` and ``error`` are."""
    return extraction.outcome in REPEATABLE


def encode_extraction(extraction: Extraction) -> bytes:
    """Return an extraction as a value of the cache."""
    return _pack(
        {
            "outcome": extraction.outcome,
            "article": extraction.article.to_json() if extraction.article else None,
            "failure": asdict(extraction.failure) if extraction.failure else None,
            "seconds": extraction.seconds,
            "peak_memory": extraction.peak_memory,
            "cpu_seconds": extraction.cpu_seconds,
        }
    )


def decode_extraction(value: bytes) -> Extraction | None:
    """Return the extraction that a value holds; ``None`` if it holds none."""
    try:
        entry = _unpack(value)
        if entry["outcome"] not in REPEATABLE or (entry["article"] is None) != (entry["outcome"] == "error"):
            return None
        article = None if entry["article"] is None else Article.from_json(entry["article"])
        failure = None if entry["failure"] is None else Failure(**entry["failure"])
        seconds, memory = entry["seconds"], entry["peak_memory"]
        return Extraction(entry["outcome"], article, failure, seconds, memory, entry.get("cpu_seconds"))
    except (ValueError, TypeError, KeyError, RecursionError, zlib.error):
        return None


def _json(value: object) -> bytes:
    # Python's strings may hold half a surrogate pair, and two halves are not the same as the character that they name:
    # as bytes they stay what they are, as the escapes of JSON they would not.
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _pack(value: Mapping[str, object]) -> bytes:
    text = _json(value)
    return zlib.compress(text) if len(text) >= _PACKED_FROM else text


def _unpack(value: bytes) -> dict[str, Any]:
    if not value.startswith(b"{"):  # no zlib stream begins like this
        unpacker = zlib.decompressobj()
        value = unpacker.decompress(value, _MAX_JSON)
        if not unpacker.eof:
            raise ValueError("cut short, or more than any answer")
    entry = json.loads(value.decode("utf-8", "surrogatepass"))
    if not isinstance(entry, dict):
        raise TypeError(f"a {type(entry).__name__} is no entry")
    return entry
