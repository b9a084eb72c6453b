"""``harness survey``: how extractors behave on pages of which nothing is known."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from ..config import Config
from ..datasets import is_spec, open_spec
from ..errors import UsageError
from ..execution.cache import configured_cache
from ..execution.dask import Cluster
from ..execution.lock import report_lock
from ..execution.output_files import OUTPUTS
from ..extraction.discovery import choose, discover
from ..extraction.process import Limits
from ..extraction.recorded import recorded_rows
from ..goldens import Collection, collect, combine
from ..model import Extractor
from ..progress import Phases, phases
from ..survey.look import Look
from ..survey.surveying import Means, looks
from ..survey.tables import SHOWN, tables
from ..survey.tally import ALIKE, MATERIAL, Tally
from .options import (
    Commands,
    add_command,
    add_extractors,
    add_format,
    add_limits,
    add_selection,
    selection,
    workspace,
)
from .progress_line import ProgressLine
from .table_output import print_tables

_TABLES = ("extractors", "failures", "pairs", "groups", "languages", "sites")


def add_parser(commands: Commands) -> None:
    """Add the command."""
    parser = add_command(
        commands,
        "survey",
        "tell without gold how extractors behave on your pages, and where they disagree",
        "harness survey 'warc:crawl/*.warc.gz?sample=0.01&seed=1' -E trafilatura -E resiliparse",
    )
    add_engine(parser, "reports/survey")
    parser.add_argument(
        "--material",
        type=float,
        default=MATERIAL,
        metavar="F1",
        help=f"outputs that agree less differ materially (default: {MATERIAL:g})",
    )
    parser.add_argument(
        "--alike",
        type=float,
        default=ALIKE,
        metavar="F1",
        help=f"extractors that agree so far in the mean are a group (default: {ALIKE:g})",
    )
    parser.add_argument(
        "--table", choices=_TABLES, help="print this table alone, all of its rows (CSV: default extractors)"
    )
    add_format(parser)
    parser.set_defaults(command=_survey)


def add_engine(parser: argparse.ArgumentParser, report: str) -> None:
    """Add the options that say which pages, by whom and where, which ``survey`` and ``triage`` share."""
    parser.add_argument(
        "spec", nargs="+", metavar="SPEC", help="warc:PATH?OPTIONS, another name:path, or a folder of golden cases"
    )
    add_extractors(parser)
    parser.add_argument(
        "--predictions", action="extend", nargs="+", type=Path, default=[], metavar="FILE", help="recorded outputs"
    )
    add_limits(parser)
    parser.add_argument("--jobs", type=int, metavar="N", help="processes at once (default: one a core)")
    parser.add_argument("--engine", metavar="ENGINE", help="local (default), dask, or dask://HOST:PORT")
    parser.add_argument("--cache", metavar="DIR", help="what earlier runs have done (default: this user's; off: none)")
    parser.add_argument("--dedupe", action="store_true", help="leave out pages that an earlier one repeats")
    parser.add_argument("--report", metavar="DIR", help=f"where the outputs are kept (default: {report})")
    parser.set_defaults(kept_in=report)
    add_selection(parser)


def outputs_folder(options: argparse.Namespace) -> Path:
    """Return where the outputs are kept: what was named, or a folder of the workspace, wherever one stands in it."""
    return Path(options.report).resolve() if options.report else workspace().root / options.kept_in


@contextmanager
def surveyed(
    options: argparse.Namespace, *, shapes: bool = False
) -> Iterator[tuple[Collection, tuple[Extractor, ...], Iterator[Look]]]:
    """Open the pages, run the extractors, and give the looks at the pages; messages go to stderr."""
    config = workspace().override(
        select=tuple(options.extractor) if options.extractor else None,
        timeout=options.timeout,
        memory=options.memory,
        engine=options.engine,
        jobs=options.jobs,
        cache=options.cache if options.cache in (None, "off") else str(Path(options.cache).resolve()),
    )
    rows = list(choose(discover(config.extractors_path, config.commands), config.select))
    rows += [row for path in options.predictions for row in recorded_rows(path)]
    if len({row.id for row in rows}) < len(rows):
        raise UsageError("two rows have the same name; rename one of the files with recorded outputs")
    folder = outputs_folder(options)
    cache = configured_cache(config.cache, config.root, _say)
    with phases(sys.stderr) as phase, ProgressLine(sys.stderr) as line, cache or nullcontext():
        collection = open_pages(options, phase)
        cluster = None
        if config.engine != "local":
            cluster = _cluster(config, folder, line)
        limits = Limits(timeout=config.timeout, memory=config.memory * 2**20)
        means = Means(folder, limits, config.slots, cache, cluster, phase)
        with report_lock(folder), looks(collection.cases, rows, means, shapes=shapes) as (every, notices):
            for notice in notices:
                _say(notice)
            yield collection, tuple(rows), every


def open_pages(options: argparse.Namespace, phase: Phases) -> Collection:
    """Open every SPEC; a crawl without reading its pages. Raises :class:`UsageError` where there is no page."""
    chosen = selection(options)
    parts = []
    for spec in options.spec:
        progress = phase(f"reading {spec}")
        if is_spec(spec):
            parts.append(open_spec(spec, chosen, dedupe=options.dedupe, progress=progress))
        else:
            parts.append(collect(Path(spec), chosen, progress))
    collection = combine(parts)
    for problem in collection.problems[:SHOWN]:
        _say(str(problem))
    if len(collection.problems) > SHOWN:
        _say(f"and {len(collection.problems) - SHOWN} more pages that cannot be read")
    if not len(collection.cases):
        raise UsageError("there is no page to look at; choose less narrowly")
    return collection


def _survey(options: argparse.Namespace) -> int:
    for name in ("material", "alike"):
        if not 0 <= getattr(options, name) <= 1:
            raise UsageError(f"--{name} is an F1, from 0 to 1, not {getattr(options, name)}")
    with surveyed(options) as (_, rows, every):
        tally = Tally(rows, options.material)
        for look in every:
            tally.add(look)
    whole = options.table or options.format in ("csv", "json")
    found = tables(tally, options.alike, None if whole else SHOWN)
    if options.table:
        chosen = [table for table in found if table.name == options.table]
        if not chosen:
            _say(f"there is nothing for the table {options.table}")
            return 0
        found = chosen
    print_tables(found, options.format)
    return 0


def _cluster(config: Config, folder: Path, line: ProgressLine) -> Cluster:
    return Cluster(
        config.engine,
        config.slots,
        config.extractors_path,
        outputs=folder / OUTPUTS if config.outputs == "parquet" else None,
        watch=line,
    )


def _say(text: str) -> None:
    print(f"harness: {text}", file=sys.stderr)
