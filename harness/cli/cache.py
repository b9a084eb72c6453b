"""``harness cache``: what earlier runs left for later ones, and how to make it smaller."""

from __future__ import annotations

import argparse
import re
from datetime import datetime, timedelta
from pathlib import Path

from ..errors import UsageError
from ..execution.cache import Cache, default_folder
from ..execution.cache_upkeep import CacheInfo, Removed
from ..execution.index_upkeep import Indexes, IndexFolder
from ..render.columns import Value
from ..render.listing import listing
from .options import Commands, add_command, add_format

_HOURS = {"h": 1, "d": 24, "w": 7 * 24}
_BYTES = {"": 1, "K": 1024, "M": 1024**2, "G": 1024**3, "T": 1024**4}


def add_parser(commands: Commands) -> None:
    """Add the commands."""
    parser = add_command(
        commands,
        "cache",
        "look at the extractions, counts and indexes of crawls kept for later runs, or remove them",
        "harness cache info",
    )
    actions = parser.add_subparsers(metavar="ACTION", required=True)

    info = add_command(actions, "info", "say what the cache holds, and where it lies", "harness cache info")
    _add_folder(info)
    add_format(info)
    info.set_defaults(command=_info)

    prune = add_command(
        actions,
        "prune",
        "remove what was not used for some time, and the least recently used until the rest is small enough",
        "harness cache prune --older-than 30d --max-size 500M",
    )
    prune.add_argument(
        "--older-than",
        type=_age,
        metavar="AGE",
        help="not used for so long: a number of hours (h), days (d), weeks (w)",
    )
    prune.add_argument(
        "--max-size",
        type=_size,
        metavar="SIZE",
        help="what may stay, indexes before the rest: bytes, or K, M, G, T of 1024, 1024², ... bytes",
    )
    _add_folder(prune)
    prune.set_defaults(command=_prune)

    clear = add_command(actions, "clear", "remove all of it, without asking", "harness cache clear")
    _add_folder(clear)
    clear.set_defaults(command=_clear)


def _add_folder(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--cache", type=Path, metavar="DIR", help="folder of the cache (default: this user's)")


def _info(options: argparse.Namespace) -> int:
    with _open(options) as cache:
        info = cache.info()
    rows = [*_rows(info), _index_row(_indexes(options))]
    if options.format == "table":
        print(info.path)
        rows = [{name: value for name, value in row.items() if name != "path"} for row in rows]
    print(listing(rows, options.format), end="")
    return 0


def _rows(info: CacheInfo) -> list[dict[str, Value]]:
    """Return a row a kind, and one for the file with all of them."""
    kinds = [(one.kind, one.entries, one.bytes, one.oldest_use, one.newest_use) for one in info.kinds]
    uses = [use for one in info.kinds for use in (one.oldest_use, one.newest_use) if use is not None]
    entries = sum(one.entries for one in info.kinds)
    file = ("file", entries, info.file_bytes, min(uses, default=None), max(uses, default=None))
    return [
        {
            "kind": kind,
            "entries": count,
            "bytes": size,
            "oldest_use": _shown(oldest),
            "newest_use": _shown(newest),
            "path": str(info.path),
        }
        for kind, count, size, oldest, newest in (*kinds, file)
    ]


def _index_row(indexes: IndexFolder) -> dict[str, Value]:
    """Return the row of the indexes of WARC files, which are files of their own."""
    info = indexes.info()
    return {
        "kind": "warc-index",
        "entries": info.count,
        "bytes": info.bytes,
        "oldest_use": _shown(info.oldest_use),
        "newest_use": _shown(info.newest_use),
        "path": str(indexes.path),
    }


def _shown(moment: datetime | None) -> str | None:
    return None if moment is None else moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _prune(options: argparse.Namespace) -> int:
    if options.older_than is None and options.max_size is None:
        raise UsageError("nothing to prune by; give --older-than 30d, --max-size 500M, or both")
    indexes, most = _indexes(options), options.max_size
    with _open(options) as cache:
        cache.info()  # tell of a file that is no cache before anything is removed
        gone = indexes.prune(options.older_than, most)
        if most is not None:
            most = max(most - indexes.info().bytes, 0)
        _print_removed(cache.prune(older_than=options.older_than, max_bytes=most), cache.path)
    _print_indexes(gone, indexes.path)
    return 0


def _clear(options: argparse.Namespace) -> int:
    indexes = _indexes(options)
    with _open(options) as cache:
        _print_removed(cache.clear(), cache.path)
    _print_indexes(indexes.clear(), indexes.path)
    return 0


def _print_removed(removed: Removed, path: Path) -> None:
    extractions, counts = removed.entries["extraction"], removed.entries["counts"]
    print(f"removed {extractions} extractions and {counts} counts, {removed.bytes} bytes, from {path}")


def _print_indexes(removed: Indexes, path: Path) -> None:
    if removed.count:
        print(f"removed {removed.count} indexes of WARC files, {removed.bytes} bytes, from {path}")


def _open(options: argparse.Namespace) -> Cache:
    return Cache(options.cache or default_folder())


def _indexes(options: argparse.Namespace) -> IndexFolder:
    return IndexFolder(options.cache or default_folder())


def _age(text: str) -> timedelta:
    match = re.fullmatch(r"([0-9]{1,6})([hdw])", text)
    if match is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no age; give a number and h, d or w: 12h, 30d, 8w")
    return timedelta(hours=int(match[1]) * _HOURS[match[2]])


def _size(text: str) -> int:
    match = re.fullmatch(r"([0-9]{1,15})([KMGT]?)", text)
    if match is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no size; give bytes, or a number and K, M, G or T: 500M, 2G")
    return int(match[1]) * _BYTES[match[2]]
