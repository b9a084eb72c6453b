"""Whether the run that lies in a report folder is the one that is asked for: then there is nothing to do.

It is when everything that decides a run and its report is what it was, when no extraction was of a kind that is asked
for again, and when no file of the report has been touched since. That is what ``make`` does: files are known by size
and time of change, the harness's own among them, inputs by their digests, libraries by their versions. The cache
remembers it, so that whoever clears that has everything made anew.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from stat import S_ISREG

from .. import __version__
from ..goldens import Collection, HeldCases
from ..metrics.base import Metric
from ..model import Extractor, Outcome
from ..runs import environment
from .cache import Cache
from .cache_entries import REPEATABLE
from .journal import JOURNAL
from .makeup import code_is_known, own_versions
from .plan import Plan

_PACKAGE = Path(__file__).parents[1]
# The files of a report; whatever else lies in its folder is somebody else's.
REPORT_FILES = (
    "run.json",
    JOURNAL,
    "scores.csv",
    "leaderboard.csv",
    "leaderboard.json",
    "report.md",
    "report.html",
)


def inputs_digest(
    plan: Plan,
    collection: Collection,
    metrics: Sequence[Metric],
    protocols: Sequence[str],
    problems: Sequence[str],
    shown: Sequence[object],
) -> str | None:
    """Return a digest of all that decides a run and its report; ``None`` for a run that is always made.

    Args:
        plan: what is extracted.
        collection: the cases, with what is wrong with others.
        metrics: what is counted.
        protocols: by which recipes it is shown.
        problems: what is wrong with cases that are not in the collection.
        shown: what else the report depends on.
    """
    rows = [row for row in plan.extractors if row.ready]
    # Cases that are read one by one from a data set would all have to be read for this.
    if plan.repeat > 1 or not isinstance(collection.cases, HeldCases) or not all(map(_comes_again, rows)):
        return None
    parts = {
        "plan": plan.key,
        "harness": [_code_digest(), own_versions()],
        "rows": [[row.id, row.command, row.environment, row.accepts, row.problem, row.text] for row in plan.extractors],
        "cases": [case.digest for case in collection.cases],
        "data sets": [repr(data_set) for data_set in collection.data_sets],
        "metrics": [metric.signature for metric in metrics],
        "protocols": list(protocols),
        "problems": [*map(str, collection.problems), *problems],
        "environment": environment(__version__),
        "shown": list(shown),
    }
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def stands(folder: Path, inputs: str | None, cache: Cache) -> bool:
    """Whether the report in a folder was made from these inputs, and nobody has touched its files since."""
    if inputs is None:
        return False
    key = _key(folder, inputs)
    made = cache.get("counts", [key]).get(key)
    return made is not None and made == _files(folder)


def note(folder: Path, inputs: str | None, cache: Cache, outcomes: Iterable[Outcome]) -> None:
    """Note what a finished report was made from, unless an outcome is one that may change: then it is made again."""
    if inputs is not None and REPEATABLE.issuperset(outcomes):
        cache.put("counts", [(_key(folder, inputs), _files(folder))])


def _key(folder: Path, inputs: str) -> bytes:
    return hashlib.sha256(f"report\n{folder.resolve()}\n{inputs}".encode("utf-8", "surrogateescape")).digest()


def _comes_again(row: Extractor) -> bool:
    """Whether an extractor need not be asked again: for its answers are cached, or made here of what is known."""
    return code_is_known(row) and not row.network


def _files(folder: Path) -> bytes:
    """Return name, size and time of change of every file of a report, those that are missing left out, as JSON."""
    found = {path.name: path.stat() for path in (folder / name for name in REPORT_FILES) if path.is_file()}
    return json.dumps({name: [file.st_size, file.st_mtime_ns] for name, file in found.items()}).encode("ascii")


@functools.cache
def _code_digest() -> str:
    """Return a digest of the harness's own files, by name, size and time of change."""
    digest = hashlib.sha256()
    for path in sorted(_PACKAGE.rglob("*")):
        found = path.stat()
        # Not folders: their times change with the compiled files in them.
        if S_ISREG(found.st_mode) and path.suffix != ".pyc":
            digest.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()
