"""Small golden cases, workspaces and extractors that tests build for themselves."""

from __future__ import annotations

import json
import os
import select
import sys
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.alignment import Reference
from harness.extraction.process import PageFile
from harness.goldens import DataSet, load_case, read_page_text
from harness.metrics.catalogue import native
from harness.model import Extraction, GoldenCase
from harness.runs import CaseInfo, CaseResult, ExtractorInfo, RunResult

REPOSITORY = Path(__file__).parents[1]

PAGE = """<!DOCTYPE html>
<html lang="en"><head><title>Bakery opens | The Lane</title></head><body>
<nav><a href="/">Front page</a> <a href="/news">Local news today</a></nav>
<h1>Bakery opens on Mill Lane</h1>
<p>A new bakery opened on Mill Lane this morning, and the queue reached the bridge.</p>
<div class="promo">READ MORE: The old bakery closes after ninety years</div>
<p>The owner, who learned her trade in Lyon, sold every loaf before ten o’clock.</p>
<h2>What comes next</h2>
<p>She plans to hire two apprentices and to open on Sundays from next month.</p>
<footer>Copyright The Lane, all rights reserved by us</footer>
</body></html>
"""
EXPECTED = """A new bakery opened on Mill Lane this morning, and the queue reached the bridge.

The owner, who learned her trade in Lyon, sold every loaf before ten o’clock.

## What comes next

She plans to hire two apprentices and to open on Sundays from next month.
"""
ANNOTATIONS: dict[str, Any] = {
    "format": 1,
    "url": "https://lane.example/bakery",
    "language": "en",
    "page_type": "article",
    "metadata": {"title": "Bakery opens on Mill Lane", "authors": []},
    "noise": [
        {"kind": "navigation", "exact": "Front page Local news today"},
        {"kind": "promo", "exact": "READ MORE: The old bakery closes after ninety years"},
        {"kind": "footer", "exact": "Copyright The Lane, all rights reserved by us"},
    ],
    "optional": [{"exact": "Bakery opens on Mill Lane"}],
    "provenance": {
        "source": "written for this test",
        "annotator": "tests",
        "reviewer": "tests",
        "status": "verified",
        "licence": "MIT",
    },
}


def write_case(
    folder: Path,
    page: str | bytes = PAGE,
    expected: str | None = EXPECTED,
    *,
    page_name: str = "page.html",
    **changes: Any,
) -> Path:
    """Write a golden folder; ``changes`` replace keys of ``golden.json``, and a value of ``...`` removes one."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / page_name).write_bytes(page.encode() if isinstance(page, str) else page)
    if expected is not None:
        (folder / "expected.md").write_text(expected, encoding="utf-8")
    document = {key: value for key, value in {**ANNOTATIONS, **changes}.items() if value is not ...}
    (folder / "golden.json").write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return folder


def write_extractor(folder: Path, name: str, body: str, declaration: str = "extractor(extract)") -> Path:
    """Write an extractor file whose ``extract(page, **settings)`` has the given body."""
    folder.mkdir(parents=True, exist_ok=True)
    source = "from harness import Article, Page, extractor\n\n\ndef extract(page, **settings):\n"
    source += textwrap.indent(textwrap.dedent(body).strip(), "    ") + f"\n\n\nEXTRACTOR = {declaration}\n"
    file = folder / f"{name}.py"
    file.write_text(source, encoding="utf-8")
    return file


def python_command(file: Path, mode: str | None = None) -> list[str]:
    """Return the command that serves an extractor file."""
    return [sys.executable, "-m", "harness.child", str(file), *(("--mode", mode) if mode else ())]


def page_file(folder: Path, text: str = "a page", media_type: str = "text/html") -> PageFile:
    """Write a page and return it as a child is told of it."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{text.replace(' ', '-')}.html"
    file.write_text(text, encoding="utf-8")
    return PageFile(file, None, media_type, None)


def text_of(extraction: Extraction) -> str:
    """Return the text of an extraction that succeeded."""
    assert extraction.article is not None, extraction.failure
    return extraction.article.text or ""


def load(folder: Path) -> GoldenCase:
    """Load a golden folder that has no problem of form."""
    loaded = load_case(folder, folder.parent)
    assert loaded.case is not None, loaded.problems
    return loaded.case


def reference_of(folder: Path) -> Reference:
    """Return the reference of a golden folder."""
    case = load(folder)
    return Reference(case, read_page_text(case))


# The paragraphs alone: it leaks nothing and loses the sub-heading, three of the 46 expected words.
MINE = """
import re
paragraphs = re.findall("<p>(.*?)</p>", page.html)
return Article(text="\\n\\n".join(paragraphs), title="Bakery opens on Mill Lane")
"""


def write_workspace(root: Path) -> Path:
    """Write two golden cases, ``news/bakery`` (en) and ``news/cafe`` (de, tagged short), and an extractor ``mine``."""
    write_case(root / "golden/news/bakery")
    page, expected = (text.replace("Lyon", "Rome") for text in (PAGE, EXPECTED))
    write_case(root / "golden/news/cafe", page, expected, language="de", tags=["short"])
    write_extractor(root / "extractors", "mine", MINE)
    return root


def write_program(folder: Path, name: str, body: str, start: str = "") -> list[str]:
    """Write an extractor that speaks the protocol by itself, and return its command line.

    ``start`` is what it does before it says hello, ``body`` what it does for a ``request``.
    """
    source = "import json, os, sys, time\n\n\ndef say(message):\n"
    source += '    sys.stdout.write(message if isinstance(message, str) else json.dumps(message) + "\\n")\n'
    source += "    sys.stdout.flush()\n\n\n" + textwrap.dedent(start).strip()
    source += (
        '\nsay({"protocol": 1, "accepts": ["text/html"]})\nfor line in sys.stdin:\n    request = json.loads(line)\n'
    )
    source += textwrap.indent(textwrap.dedent(body).strip(), "    ") + "\n"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name}.py"
    file.write_text(source, encoding="utf-8")
    return [sys.executable, str(file)]


@dataclass(frozen=True)
class CommandResult:
    """What a command left: its exit code and what it printed."""

    code: int
    out: str
    err: str


Harness = Callable[..., CommandResult]


class Lifeline:
    """A pipe that tells whether the processes that hold its other end still live, without asking again and again."""

    def __init__(self, path: Path) -> None:
        os.mkfifo(path)
        self._end = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        # What an extractor does to take hold of the other end, and with it whatever process it starts from then on.
        self.hold = f'lifeline = open({str(path)!r}, "w")\nlifeline.write("alive")\nlifeline.flush()\n'

    def wait(self) -> str:
        """Return ``alive`` once it has been taken hold of, and the empty string once all that held it have ended."""
        ready, _, _ = select.select([self._end], [], [], 30)
        assert ready, "for thirty seconds nobody took hold of it, or nobody let go"
        return os.read(self._end, 100).decode()


def row_info(name: str, version: str | None = "1.0", *, control: bool = False, status: str = "ready") -> ExtractorInfo:
    """Return a row of a run; one without a version is not installed."""
    if version is None:
        return ExtractorInfo(name, None, "not installed", control, f"pip install {name}", "MIT", "0" * 64)
    return ExtractorInfo(name, version, status, control, None, "MIT", "0" * 64)


def tiny_run(
    results: Sequence[CaseResult], *extractors: ExtractorInfo, problems: tuple[str, ...] = (), name: str = "golden"
) -> RunResult:
    """Return a run of the cases that the results name."""
    cases = sorted({result.case for result in results})
    return RunResult(
        data_sets=(DataSet(name, "d" * 64, len(cases)),),
        metrics={metric.name: metric.signature for metric in native()},
        extractors=extractors,
        cases=tuple(CaseInfo(case, name, case.split("/")[0], "en", "article", ("tag",), "c" * 64) for case in cases),
        results=tuple(sorted(results, key=lambda result: result.case)),
        environment={"harness": "0", "python": "3"},
        problems=problems,
    )
