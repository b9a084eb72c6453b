"""Pages to annotate as golden folders: the page, and a draft of the rest for a person to correct.

``expected.md`` begins with the words that more than half of the extractors agree on, as they stand on the page: a place
to start, and never a gold, so the status is ``draft`` and no draft is scored. ``page_type`` and ``licence`` are for the
person to say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from ..blocks import Block
from ..datasets.folders import plain_name, refuse_used, slug, staging
from ..datasets.markdown_text import write_markdown
from ..datasets.native import NativeCase
from ..errors import PageError
from ..extraction.vote import vote
from ..goldens.pages import page_text, read_content
from ..model import GoldenCase

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8})*")


def write_drafts(
    target: Path, cases: Sequence[tuple[GoldenCase, Sequence[str | None], str]], *, force: bool = False
) -> list[str]:
    """Write a golden folder for each case below ``target``; they appear together or not at all.

    Args:
        target: the folder; made where there is none.
        cases: the case, the extractors' texts (``None`` for a failure), and why it was chosen, each.
        force: go on with a target that has something in it; a case that is there already is left as it is, for a
            person may have worked on it.

    Returns the names of the folders that were written. Raises :class:`~harness.errors.UsageError` for a target that has
    something in it or cannot be written.
    """
    target = target.absolute()
    if not force:
        refuse_used(target, "give another --to, or --force to add to it")
    written: list[str] = []
    with staging(target) as folder:
        for case, texts, why in cases:
            name = folder_name(case)
            if name not in written and not (target / name).exists():
                draft(case, texts, why).write(folder / name)
                written.append(name)
        target.mkdir(parents=True, exist_ok=True)
        for name in written:
            (folder / name).rename(target / name)
    return written


def draft(case: GoldenCase, texts: Sequence[str | None], why: str) -> NativeCase:
    """Return the draft of a golden case: status ``draft``, nothing annotated, the agreed words as expected text.

    Raises :class:`~harness.errors.PageError` for a page that cannot be read.
    """
    content = read_content(case)
    try:
        visible = page_text(content, case.media_type, case.encoding).visible
    except PageError:
        visible = ""  # no browser would show it; a person may see why
    agreed = vote(visible, texts)
    blocks = [Block("paragraph", line) for line in agreed.splitlines() if line.strip()]
    web = case.url is not None and re.match("https?://", case.url)
    document = {
        "format": 1,
        "url": case.url if web else None,
        "language": case.language if _LANGUAGE.fullmatch(case.language) else "und",
        "page_type": case.page_type,
        **({"encoding": case.encoding} if case.encoding else {}),
        "metadata": {},
        "tags": ["triage"],
        "provenance": {
            "source": case.id,
            "annotator": "nobody yet",
            "status": "draft",
            "licence": "not stated",
        },
        "notes": f"{why} expected.md is what most extractors agree on: read the page and write what is right.",
    }
    return NativeCase(document, write_markdown(blocks), content, case.media_type, ())


def folder_name(case: GoldenCase) -> str:
    """Return a name for the case's folder: of its address, with a digest of its id."""
    return f"{plain_name(case.url or '')[:60].rstrip('-')}-{slug(case.id)[-8:]}".lstrip("-")
