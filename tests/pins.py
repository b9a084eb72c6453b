"""What each adapter answers to a golden page and to broken ones, written down to be compared with.

``python tests/pins.py`` writes ``tests/extractors/pins.json`` anew for the rows that are installed; read the
differences before you commit them.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from harness.alignment.candidate import article_text
from harness.extraction.discovery import discover
from harness.extraction.process import Child, Limits, PageFile
from harness.goldens import load_case
from harness.model import Extraction, Extractor

REPOSITORY = Path(__file__).parents[1]
GOLDEN = REPOSITORY / "golden"
FILE = Path(__file__).parent / "extractors" / "pins.json"
PAGE = GOLDEN / "fiction" / "allotment-blog"
ROWS = [row for row in discover(REPOSITORY / "extractors") if "harness.child" in row.command and not row.control]

# The outcome, how many words, the first and the last, a digest of all, and the metadata.
Pin = dict[str, object]


def broken_pages() -> Mapping[str, bytes]:
    """Return pages that are no article: by name, what a scraper may get instead of one."""
    page = (PAGE / "page.html").read_bytes()
    return {
        "empty": b"",
        "blank": b" \n\t\r\n",
        "truncated": page[: len(page) * 3 // 5],
        "binary": bytes(range(256)) * 16,
        "zeros": bytes(4096),
    }


def pin_row(row: Extractor) -> dict[str, object]:
    """Return what a row answers to the golden page, and how each broken page ended."""
    case = load_case(PAGE, GOLDEN).case
    assert case is not None
    with TemporaryDirectory() as folder, Child(row.command, Limits()) as child:

        def ask(name: str, content: bytes) -> Extraction:
            file = Path(folder) / f"{name}.html"
            file.write_bytes(content)
            return child.extract(PageFile(file, case.url, "text/html", None))

        answer = ask("page", case.page_path.read_bytes())
        broken = {name: ending(ask(name, content)) for name, content in broken_pages().items()}
    return {"version": row.version, "page": pin(answer), "broken": broken}


def pin(extraction: Extraction) -> Pin:
    """Return what is kept of an answer."""
    if extraction.article is None:
        return {"outcome": ending(extraction)}
    words = re.findall(r"\w+", article_text(extraction.article))
    metadata = {
        name: value
        for name, value in extraction.article.to_json().items()
        if name not in ("text", "markdown", "html", "description", "image")
    }
    return {
        "outcome": extraction.outcome,
        "words": len(words),
        "first": " ".join(words[:6]),
        "last": " ".join(words[-6:]),
        "digest": hashlib.sha256(" ".join(words).encode()).hexdigest()[:16],
        "metadata": metadata,
    }


def ending(extraction: Extraction) -> str:
    """Return the outcome, with the type of the error."""
    return f"{extraction.outcome} {extraction.failure.type}" if extraction.failure else extraction.outcome


def read_pins() -> dict[str, dict[str, object]]:
    """Return the pins by row."""
    pins: dict[str, dict[str, object]] = json.loads(FILE.read_text(encoding="utf-8"))
    return pins


def write_pins() -> None:
    """Pin the rows that are installed, and keep the pins of the others."""
    pins = read_pins() if FILE.exists() else {}
    pins |= {row.id: pin_row(row) for row in ROWS if row.ready}
    kept = {row.id: pins[row.id] for row in ROWS if row.id in pins}
    FILE.write_text(json.dumps(kept, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write_pins()
