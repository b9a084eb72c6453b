"""Find golden cases below a folder and choose among them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from ..errors import UsageError
from ..model import GoldenCase
from .check import check_case
from .load import LoadedCase, load_case
from .problems import Problem, shown_path


@dataclass(frozen=True, slots=True)
class Selection:
    """Which cases to keep; an empty tuple keeps all. Languages match by prefix: ``de`` keeps ``de-AT``."""

    collections: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    page_types: tuple[str, ...] = ()

    def keeps(self, case: GoldenCase) -> bool:
        """Whether a case is selected: by every criterion given, by any value of it."""
        return (
            (not self.collections or case.collection in self.collections)
            and (not self.tags or not set(self.tags).isdisjoint(case.tags))
            and (not self.page_types or case.page_type in self.page_types)
            and (
                not self.languages
                or any(case.language == one or case.language.startswith(one + "-") for one in self.languages)
            )
        )


@dataclass(frozen=True, slots=True)
class Collection:
    """The cases below a folder: ``cases`` can be scored; each of ``broken`` has problems. Both sorted by id."""

    name: str
    cases: tuple[GoldenCase, ...]
    broken: tuple[LoadedCase, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every problem of every case."""
        return tuple(problem for item in self.broken for problem in item.problems)

    @property
    def digest(self) -> str:
        """SHA-256 over the ids, annotations and page bytes of the cases."""
        return digest(self.cases)


def digest(cases: Iterable[GoldenCase]) -> str:
    """Return the SHA-256 that names a set of cases: it changes with any annotation, any page, any id."""
    lines = sorted(f"{case.id}\0{case.digest}\n" for case in cases)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def find_folders(path: Path) -> list[Path]:
    """Return every folder at or below ``path`` that holds a ``golden.json``, sorted.

    A folder with a page and no ``golden.json`` is one too: a case someone forgot to finish.
    """
    if not path.is_dir():
        raise UsageError(f"{path} is not a folder; give a folder of golden cases, such as golden/")
    found = {file.parent for pattern in ("golden.json", "page.*") for file in path.rglob(pattern)}
    return sorted(found)


def collect(
    path: Path, selection: Selection | None = None, progress: Callable[[int, int], None] | None = None
) -> Collection:
    """Read and check every case at or below a folder. Broken cases are kept apart; nothing is lost with them.

    ``progress`` is called with (cases done, cases in all). A selection drops only sound cases: a broken one is
    always told.
    """
    path = path.resolve()
    root = golden_root(path)
    folders = find_folders(path)
    cases: list[GoldenCase] = []
    broken: list[LoadedCase] = []
    pages: dict[str, Path] = {}
    for done, folder in enumerate(folders, start=1):
        loaded = load_case(folder, root)
        case, problems = loaded.case, list(loaded.problems)
        if case is not None:
            problems += check_case(case) or check_twin(case, pages)
        if problems:
            broken.append(LoadedCase(loaded.id, folder, case, tuple(problems)))
        elif case is not None and (selection is None or selection.keeps(case)):
            cases.append(case)
        if progress:
            progress(done, len(folders))
    return Collection(root.name, tuple(cases), tuple(broken))


def check_twin(case: GoldenCase, pages: dict[str, Path]) -> list[Problem]:
    """Say whether an earlier sound case has the same page; ``pages`` (by page digest) remembers this one."""
    twin = pages.setdefault(case.page_digest, case.page_path)
    if twin == case.page_path:
        return []
    return [Problem(case.page_path, "", f"is the same page as {shown_path(twin)}", "keep one of the two cases")]


def golden_root(path: Path) -> Path:
    """Return the folder that case ids are relative to: the nearest one named ``golden``, else ``path`` itself."""
    return next((folder for folder in (path, *path.parents) if folder.name == "golden"), path)
