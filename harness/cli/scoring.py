"""What ``harness run`` and ``harness score`` share: cases in, a report out."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

from ..config import Config
from ..datasets import is_spec, open_spec
from ..errors import UsageError
from ..execution.big_runs import is_big, run_big
from ..execution.cache import Cache, configured_cache
from ..execution.dask import Cluster
from ..execution.journal import JOURNAL, finish_journal
from ..execution.lock import report_lock
from ..execution.output_files import OUTPUTS
from ..execution.sound_cases import SoundCases
from ..extraction.process import Limits
from ..extraction.recorded import recorded_rows
from ..goldens import Collection, Selection, collect, combine
from ..goldens.soundness import Soundness
from ..leaderboard.big_tables import big_tables
from ..metrics.base import Metric
from ..metrics.catalogue import chosen
from ..model import Extractor
from ..progress import Phases, phases
from ..protocols.catalogue import default_protocol, find_protocol
from ..render import render
from ..render.tables import markdown
from ..reporting import report_of
from ..run_files import write_text
from .options import FIRST_CASES, add_format, add_selection, selection
from .progress_line import ProgressLine
from .table_output import print_tables


def add_scoring(parser: argparse.ArgumentParser) -> None:
    """Add the options of both commands."""
    parser.add_argument(
        "--predictions",
        action="extend",
        nargs="+",
        type=Path,
        default=[],
        metavar="FILE",
        help="recorded outputs: a file or a folder for each row; see docs/datasets.md",
    )
    parser.add_argument(
        "--protocol",
        action="append",
        metavar="NAME",
        help="show it by this benchmark's recipe; may be given several times (default: the data set's own, and ours)",
    )
    parser.add_argument(
        "--metric", action="append", metavar="NAME", help="count this metric too; see `harness metrics`"
    )
    parser.add_argument(
        "--differences", action="store_true", help="show by how much any two rows differ, where the protocol knows it"
    )
    parser.add_argument("--dedupe", action="store_true", help="leave out cases whose page an earlier one has")
    parser.add_argument("--jobs", type=int, metavar="N", help="processes at once (default: one a core)")
    parser.add_argument("--cache", metavar="DIR", help="what earlier runs have done (default: this user's; off: none)")
    parser.add_argument(
        "--page-views",
        type=int,
        metavar="N",
        help="show the words of so many pages of each extractor in report.html (default: its 50 worst)",
    )
    parser.add_argument("--report", metavar="DIR", help="where to write the report (default: reports/latest)")
    add_selection(parser)
    add_format(parser)


def open_cases(
    specs: Sequence[str],
    chosen: Selection,
    phase: Phases,
    *,
    dedupe: bool = False,
    soundness: Soundness | None = None,
) -> Collection:
    """Open golden folders and data sets as one collection; :class:`UsageError` when there is nothing to score."""
    parts = []
    for spec in specs:
        if is_spec(spec):
            parts.append(open_spec(spec, chosen, dedupe=dedupe, progress=phase(f"reading {spec}")))
        else:
            parts.append(collect(Path(spec), chosen, phase("reading golden cases"), soundness))
    collection = combine(parts)
    if not collection.cases:
        for problem in collection.problems:
            print(problem, file=sys.stderr)
        said = "no golden case to score; see `harness golden check`"
        raise UsageError(f"{said}, or choose less narrowly" if chosen != Selection() else f"{said}; {FIRST_CASES}")
    return collection


def score(
    options: argparse.Namespace,
    config: Config,
    specs: Sequence[str],
    extractors: Sequence[Extractor],
    *,
    repeat: int = 1,
    engine: str = "local",
) -> int:
    """Score extractors and recorded outputs on cases, write the report and print it.

    ``repeat`` is how often each page is asked for, ``engine`` where the extractors run.
    """
    config = config.override(
        jobs=options.jobs,
        page_views=options.page_views,
        metrics=tuple(options.metric) if options.metric else None,
        cache=options.cache if options.cache in (None, "off") else str(Path(options.cache).resolve()),
        report=str(Path(options.report).resolve()) if options.report else None,
    )
    rows = [*extractors, *(row for path in options.predictions for row in recorded_rows(path))]
    refuse_twice([row.id for row in rows])
    for name in options.protocol or ():
        if name != "native":
            find_protocol(name)
    cache = configured_cache(config.cache, config.root, lambda said: print(f"harness: {said}", file=sys.stderr))
    with phases(sys.stderr) as phase, ProgressLine(sys.stderr) as line, cache or nullcontext():
        soundness = SoundCases(cache) if cache else None
        collection = open_cases(specs, selection(options), phase, dedupe=options.dedupe, soundness=soundness)
        say_what_was_opened(collection)
        protocols = tuple(dict.fromkeys(options.protocol or default_protocols(collection)))
        cluster = None if engine == "local" else _cluster(engine, config, cache, line)
        with report_lock(config.report_path):
            if cluster is not None and is_big(collection, rows, cluster):
                return _score_big(options, config, collection, rows, cluster, repeat, phase)
            report = report_of(
                collection,
                rows,
                config,
                metrics=metrics_of(protocols, config.metrics),
                protocols=protocols,
                cache=cache,
                progress=phase,
                repeat=repeat,
                differences=options.differences,
                cluster=cluster,
            )
    print(render(report, options.format), end="")
    return 0


def _score_big(
    options: argparse.Namespace,
    config: Config,
    collection: Collection,
    rows: Sequence[Extractor],
    cluster: Cluster,
    repeat: int,
    phase: Phases,
) -> int:
    """Run extractors over a crawl that is too big for a result of each page; ``run.json`` has sums."""
    folder = config.report_path
    limits = Limits(timeout=config.timeout, memory=config.memory * 2**20)
    result = run_big(collection, rows, folder, cluster, limits=limits, repeat=repeat, progress=phase)
    tables = big_tables(result)
    write_text(folder / "report.md", "\n\n".join(map(markdown, tables)) + "\n")
    finish_journal(folder / JOURNAL)
    for notice in result.notices:
        print(f"harness: {notice}", file=sys.stderr)
    print_tables(tables, options.format)
    return 0


def _cluster(engine: str, config: Config, cache: Cache | None, line: ProgressLine) -> Cluster:
    return Cluster(
        engine,
        config.slots,
        config.extractors_path,
        outputs=config.report_path / OUTPUTS if config.outputs == "parquet" else None,
        cache=cache.path.parent if cache and cache.usable else None,
        watch=line,
    )


def default_protocols(collection: Collection) -> list[str]:
    """Return the recipes of the collection's data sets, and ours."""
    peers = [default_protocol(data_set.name) for data_set in collection.data_sets]
    return [*(name for name in peers if name), "native"]


def metrics_of(protocols: Sequence[str], extra: Sequence[str]) -> tuple[Metric, ...]:
    """Return what the recipes need, and the metrics that were asked for beside them, each once."""
    needed = (name for protocol in protocols if protocol != "native" for name in find_protocol(protocol).metrics)
    return chosen((*needed, *extra), beside_native="native" in protocols)


def refuse_twice(names: Sequence[str]) -> None:
    """Refuse two rows of one name: recorded outputs are called after their files."""
    for name in names:
        if names.count(name) > 1:
            raise UsageError(f"two rows are called {name}; rename one of the files, for a row is called after its file")


def say_what_was_opened(collection: Collection) -> None:
    """Tell on stderr what of the data sets is left out or odd."""
    if collection.dropped:
        cases = "1 case" if len(collection.dropped) == 1 else f"{len(collection.dropped)} cases"
        print(f"left out {cases} whose page an earlier one has", file=sys.stderr)
    if collection.odd:
        names = " ".join(f"{data_set.name}:..." for data_set in collection.data_sets if data_set.name != "golden")
        said = (
            f"{collection.odd} oddities, scored as the benchmark scores them; list them: harness golden check {names}"
        )
        print(said, file=sys.stderr)
