"""``harness run``: score extractors on golden cases and data sets."""

from __future__ import annotations

import argparse

from ..errors import UsageError
from ..extraction.discovery import choose, discover
from .options import Commands, add_command, add_extractors, add_limits, golden_folder, workspace
from .preview import preview
from .scoring import add_scoring, score


def add_parser(commands: Commands) -> None:
    """Add the command."""
    parser = add_command(
        commands,
        "run",
        "score extractors on golden cases and public data sets; it judges nothing: floors and gate are those of pytest",
        "harness run golden/seeds -E trafilatura --timeout 10\n  harness run wcxb:~/wcxb zyte:~/zyte -E trafilatura",
    )
    parser.add_argument(
        "spec",
        nargs="*",
        metavar="SPEC",
        help="a folder of golden cases, or name:path; see `harness datasets` (default: golden/)",
    )
    add_extractors(parser)
    add_limits(parser)
    parser.add_argument(
        "--repeat",
        type=int,
        metavar="N",
        help="ask for each page so often (default: 1), and tell which answer differently; nothing comes from the cache",
    )
    parser.add_argument(
        "--engine",
        metavar="ENGINE",
        help="where: local (default), dask for a cluster of --jobs processes here, or dask://HOST:PORT",
    )
    parser.add_argument(
        "--outputs",
        choices=("journal", "parquet"),
        help="with Dask: keep the outputs in the journal (default), or as Parquet files that the workers write",
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="run nothing; say how much there is, and try a few pages for the time"
    )
    add_scoring(parser)
    parser.set_defaults(command=_run)


def _run(options: argparse.Namespace) -> int:
    if options.repeat is not None and options.repeat < 1:
        raise UsageError(f"--repeat must be 1 or more, not {options.repeat}")
    config = workspace().override(
        select=tuple(options.extractor) if options.extractor else None,
        timeout=options.timeout,
        memory=options.memory,
        repeat=options.repeat,
        engine=options.engine,
        outputs=options.outputs,
    )
    if config.outputs == "parquet" and config.engine == "local":
        raise UsageError("--outputs parquet needs --engine dask or dask://HOST:PORT; the local engine keeps a journal")
    extractors = choose(discover(config.extractors_path, config.commands), config.select)
    specs = options.spec or [golden_folder(config)]
    if options.dry_run:
        return preview(options, config, specs, extractors, repeat=config.repeat)
    return score(options, config, specs, extractors, repeat=config.repeat, engine=config.engine)
