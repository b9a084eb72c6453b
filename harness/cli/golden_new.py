"""``harness golden new``: a draft of a golden case from an address or a file."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from ..annotate.asking import ask, askable
from ..annotate.capture import TIMEOUT, Captured, capture_file, fetch, is_address
from ..annotate.drafting import Labels, make_draft, slug
from ..config import Config
from ..errors import UsageError
from ..extraction.discovery import choose, discover
from ..extraction.process import Limits
from ..goldens.problems import shown_path
from ..model import PAGE_TYPES, Extractor
from ..progress import phases
from .options import Commands, add_command, workspace
from .person import person


def add_parser(actions: Commands) -> None:
    """Add the command."""
    parser = add_command(
        actions,
        "new",
        "make a draft of a case: the page, its metadata, and the text that the installed extractors agree on",
        "harness golden new saved.html --url https://news.example/fire --to golden/mine/fire",
    )
    parser.add_argument("page", metavar="URL-OR-FILE", help="an http or https address, which is fetched, or a file")
    parser.add_argument("--to", type=Path, metavar="FOLDER", help="the case's folder (default: golden/mine/SLUG)")
    parser.add_argument("--url", metavar="URL", help="the address that a file was fetched from")
    parser.add_argument("--language", metavar="CODE", help="BCP 47 (default: as the page declares)")
    parser.add_argument(
        "--page-type",
        choices=PAGE_TYPES,
        default="article",
        metavar="TYPE",
        help=f"{', '.join(PAGE_TYPES[:-1])} or {PAGE_TYPES[-1]} (default: article)",
    )
    parser.add_argument(
        "-E", "--extractor", action="append", metavar="NAME", help="ask this one; may be given several times"
    )
    parser.add_argument("--annotator", metavar="NAME", help="who drafts (default: git's user.name, or $USER)")
    parser.add_argument(
        "--timeout", type=float, default=TIMEOUT, metavar="S", help=f"seconds for fetching (default: {TIMEOUT:g})"
    )
    parser.set_defaults(command=_new)


def _new(options: argparse.Namespace) -> int:
    config = workspace()
    if not 0 < options.timeout < float("inf"):
        raise UsageError(f"--timeout must be a number of seconds above 0, not {options.timeout}")
    if is_address(options.page) and options.url:
        raise UsageError("--url says where a file comes from; an address needs none")
    if options.url and not is_address(options.url):
        raise UsageError(f"--url must be an http or https address, not {options.url}")
    if options.to and options.to.exists():
        raise UsageError(f"{options.to} is there already; give another folder, or review it")
    rows = _rows(options, config)
    page, source, captured = _captured(options)
    folder = options.to or config.golden_path / "mine" / slug(page, Path(options.page).name.partition(".")[0])
    if folder.exists():
        raise UsageError(f"{shown_path(folder.resolve())} is there already; give another folder with --to")
    labels = Labels(
        source=source,
        captured=captured,
        annotator=person(options.annotator),
        language=options.language,
        page_type=options.page_type,
    )
    limits = Limits(timeout=config.timeout, memory=config.memory * 2**20)
    with phases(sys.stderr) as phase:
        answers = ask(rows, page, limits, config.jobs or os.cpu_count() or 1, phase("asking extractors"))
    draft = make_draft(page, answers, labels)
    draft.write(folder)
    print(
        f"{shown_path(folder.resolve())}: {draft.agreed} blocks agreed and {draft.disputed} disputed, by "
        f"{len(draft.answered)} of {len(rows)} extractors; now: harness golden review {shown_path(folder.resolve())}"
    )
    return 0


def _rows(options: argparse.Namespace, config: Config) -> list[Extractor]:
    """Return the rows to ask. Raises :class:`UsageError` with the reason where there are none."""
    chosen = choose(discover(config.extractors_path, config.commands), options.extractor or ())
    rows = askable(chosen)
    if not rows and options.extractor and (ready := [row.id for row in chosen if row.ready]):
        raise UsageError(
            f"no extractor can be asked: controls, modes, services and ensembles draft nothing, and {', '.join(ready)} "
            "is of these; name an extractor as it is without a [mode], or leave -E out to ask all there are"
        )
    if not rows:
        raise UsageError("no extractor can be asked; see `harness extractors` for what is missing")
    return rows


def _captured(options: argparse.Namespace) -> tuple[Captured, str, str | None]:
    """Return the page, where it comes from in words, and the day on which it was fetched."""
    if is_address(options.page):
        page = fetch(options.page, options.timeout)
        return page, f"captured from {page.url}", datetime.now(UTC).date().isoformat()
    path = Path(options.page)
    page = capture_file(path, options.url)
    return page, f"the file {path.name}" + (f", from {options.url}" if options.url else ""), None
