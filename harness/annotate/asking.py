"""Ask extractors for one page, each in its own child as in every run."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from ..alignment.candidate import article_text
from ..extraction.process import Child, Limits, PageFile
from ..html import plain_text_as_html
from ..html.decode import decode
from ..model import Article, Extraction, Extractor
from .capture import Captured


def askable(rows: Iterable[Extractor]) -> list[Extractor]:
    """Return the rows that may draft: ready, in their plain mode, no controls, recordings, services or ensembles."""
    return [
        row
        for row in rows
        if row.ready and row.mode is None and row.command and not (row.control or row.recorded or row.network)
    ]


def ask(
    rows: Iterable[Extractor],
    page: Captured,
    limits: Limits,
    jobs: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Extraction]:
    """Return each row's answer to a page by its id; whatever becomes of a child costs that row's answer alone.

    ``progress`` is called with (answers, rows).
    """
    rows = list(rows)
    answers: dict[str, Extraction] = {}
    with tempfile.TemporaryDirectory(prefix="harness-draft-") as folder:
        file, html_form = _staged(Path(folder), page)

        def one(row: Extractor) -> Extraction:
            environment = dict(row.environment)
            with Child(row.command, limits, environment, row.accepts, network=row.network) as child:
                return child.extract(file, html_form)

        with ThreadPoolExecutor(max(jobs, 1), thread_name_prefix="harness-draft") as pool:
            for done, (row, extraction) in enumerate(zip(rows, pool.map(one, rows), strict=True), start=1):
                answers[row.id] = extraction
                if progress:
                    progress(done, len(rows))
    return answers


def texts_of(answers: dict[str, Extraction]) -> dict[str, str]:
    """Return the texts that are not empty, by extractor."""
    texts = {name: article_text(answer.article) for name, answer in answers.items()}
    return {name: text for name, text in texts.items() if text.strip()}


def articles_of(answers: dict[str, Extraction]) -> dict[str, Article]:
    """Return the articles, by extractor; failures have none."""
    return {name: answer.article for name, answer in answers.items() if answer.article is not None}


def _staged(folder: Path, page: Captured) -> tuple[PageFile, PageFile | None]:
    plain = page.media_type == "text/plain"
    path = folder / ("page.txt" if plain else "page.html")
    path.write_bytes(page.content)
    file = PageFile(path, page.url, page.media_type, page.encoding)
    if not plain:
        return file, None
    html = folder / "page.html"
    html.write_text(plain_text_as_html(decode(page.content, page.encoding)), encoding="utf-8")
    return file, PageFile(html, page.url, "text/html", "utf-8")
