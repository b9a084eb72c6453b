"""``harness versions``: the same extractor under several versions of its library, compared page by page."""

from __future__ import annotations

import argparse
import sys
from contextlib import nullcontext
from pathlib import Path

from ..execution.cache import configured_cache
from ..execution.lock import report_lock
from ..extraction.discovery import discover
from ..metrics.catalogue import chosen
from ..progress import phases
from ..render.listing import listing
from ..render.tables import flat, markdown, terminal
from ..reporting import report_of
from ..version_pairs import always_failing, version_tables
from ..versions import find_versions, make_rows
from .options import Commands, add_command, add_format, add_selection, selection, workspace
from .scoring import open_cases, say_what_was_opened


def add_parser(commands: Commands) -> None:
    """Add the command."""
    parser = add_command(
        commands,
        "versions",
        "run an extractor under several versions of its library and compare them; this needs the network",
        "harness versions trafilatura==2.0.0 trafilatura==2.1.0 --on golden --with lxml_html_clean",
    )
    parser.add_argument(
        "pin", nargs="+", metavar="NAME==VERSION", help="an extractor, or its library, in an exact version"
    )
    parser.add_argument(
        "--on",
        action="append",
        metavar="SPEC",
        help="a folder of golden cases, or name:path; may be given several times (default: golden/)",
    )
    parser.add_argument(
        "--mode", action="append", default=[], metavar="MODE", help="this mode instead of the plain row; several times"
    )
    parser.add_argument(
        "--with",
        dest="beside",
        action="append",
        default=[],
        metavar="REQUIREMENT",
        help="what pip installs beside each version, 'lxml<5' for instance; may be given several times",
    )
    parser.add_argument("--metric", default="f1", metavar="FIGURE", help="the column to compare (default: f1)")
    parser.add_argument("--timeout", type=float, metavar="S", help="seconds an extractor has for a page (default: 30)")
    parser.add_argument("--memory", type=int, metavar="MIB", help="address space of an extractor (default: 4096)")
    parser.add_argument("--jobs", type=int, metavar="N", help="processes at once (default: one a core)")
    parser.add_argument("--cache", metavar="DIR", help="what earlier runs have done (default: this user's; off: none)")
    parser.add_argument(
        "--report", metavar="DIR", help="where to write the report (default: versions/ in that of a run)"
    )
    add_selection(parser)
    add_format(parser)
    parser.set_defaults(command=_versions)


def _versions(options: argparse.Namespace) -> int:
    config = workspace().override(
        timeout=options.timeout,
        memory=options.memory,
        jobs=options.jobs,
        cache=options.cache if options.cache in (None, "off") else str(Path(options.cache).resolve()),
    )
    folder = Path(options.report).resolve() if options.report else config.report_path / "versions"
    config = config.override(report=str(folder))
    extractors = discover(config.extractors_path, config.commands)
    versions = find_versions(options.pin, extractors, config.extractors_path, modes=options.mode, beside=options.beside)
    with phases(sys.stderr) as phase:
        # Before anything is installed: an installation for cases that are not there would be in vain.
        collection = open_cases(options.on or [str(config.golden_path)], selection(options), phase)
        say_what_was_opened(collection)
        rows = make_rows(versions, lambda step: print(step, file=sys.stderr, flush=True))
        cache = configured_cache(config.cache, config.root, lambda said: print(f"harness: {said}", file=sys.stderr))
        with report_lock(folder), cache or nullcontext():
            result = report_of(
                collection,
                [row.extractor for row in rows],
                config,
                metrics=chosen(config.metrics),
                cache=cache,
                progress=phase,
            ).run
    tables = version_tables(result, rows, options.metric)
    if options.format in ("table", "markdown"):
        show = terminal if options.format == "table" else markdown
        print("\n\n".join(show(table) for table in tables if table.rows))
    else:
        print(listing(flat(tables[1]), options.format), end="")
    broken = always_failing(result)
    for name, why in broken.items():
        print(
            f"harness: {name} failed on every page: {why}; --with REQUIREMENT installs what it lacks", file=sys.stderr
        )
    return 1 if broken else 0
