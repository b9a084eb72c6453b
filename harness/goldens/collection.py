"""Find golden cases below a folder and choose among them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..errors import UsageError
from ..model import GoldenCase
from .cases import Cases, HeldCases, JoinedCases
from .load import LoadedCase, load_case
from .problems import Problem, shown_path
from .soundness import Soundness, checked


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
class DataSet:
    """What is scored: a name, a digest over annotations and page bytes, and how many cases it has."""

    name: str
    digest: str
    cases: int


@dataclass(frozen=True, slots=True)
class Collection:
    """The cases of one or several data sets.

    Attributes:
        cases: what can be scored, sorted by id within each data set.
        broken: what cannot, each with its problems.
        data_sets: what the cases belong to.
        odd: how many strange things there are about cases that are scored nevertheless, as their benchmark does.
        oddities: these, where a list was asked for.
        dropped: ids of cases that were left out because an earlier one has the same page.
    """

    cases: Cases
    broken: tuple[LoadedCase, ...] = ()
    data_sets: tuple[DataSet, ...] = ()
    odd: int = 0
    oddities: tuple[Problem, ...] = ()
    dropped: tuple[str, ...] = ()

    @classmethod
    def of(cls, name: str, cases: Iterable[GoldenCase], broken: Iterable[LoadedCase] = ()) -> Collection:
        """Return one data set of cases that are in memory."""
        held = HeldCases(cases)
        return cls(held, tuple(broken), (DataSet(name, digest(held), len(held)),))

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every problem of every case."""
        return tuple(problem for item in self.broken for problem in item.problems)


def combine(collections: Sequence[Collection]) -> Collection:
    """Return several collections as one. Raises :class:`UsageError` when two cases have the same id."""
    if len(collections) == 1:
        return collections[0]
    cases = JoinedCases([one.cases for one in collections])
    if len(set(cases.ids)) < len(cases):
        twice = next(name for name, count in Counter(cases.ids).items() if count > 1)
        raise UsageError(f"two cases are called {twice}; give each data set once")
    return Collection(
        cases=cases,
        broken=tuple(item for one in collections for item in one.broken),
        data_sets=tuple(data_set for one in collections for data_set in one.data_sets),
        odd=sum(one.odd for one in collections),
        oddities=tuple(oddity for one in collections for oddity in one.oddities),
        dropped=tuple(name for one in collections for name in one.dropped),
    )


def digest(cases: Iterable[GoldenCase]) -> str:
    """Return the SHA-256 that names a set of cases: it changes with any annotation, any page, any id."""
    return digest_of(sorted((case.id, case.digest) for case in cases))


def digest_of(cases: Iterable[tuple[str, str]]) -> str:
    """Return the SHA-256 of (id, digest) pairs that come sorted."""
    whole = hashlib.sha256()
    for name, of_case in cases:
        whole.update(f"{name}\0{of_case}\n".encode(errors="surrogatepass"))
    return whole.hexdigest()


def find_folders(path: Path) -> list[Path]:
    """Return every folder at or below ``path`` that holds a ``golden.json``, sorted.

    A folder with a page and no ``golden.json`` is one too: a case someone forgot to finish.
    """
    if not path.is_dir():
        raise UsageError(f"{path} is not a folder; give a folder of golden cases, such as golden/")
    found = {file.parent for pattern in ("golden.json", "page.*") for file in path.rglob(pattern)}
    return sorted(found)


def collect(
    path: Path,
    selection: Selection | None = None,
    progress: Callable[[int, int], None] | None = None,
    soundness: Soundness | None = None,
) -> Collection:
    """Read and check every case at or below a folder. Broken cases are kept apart; nothing is lost with them.

    ``progress`` is called with (cases done, cases in all). A selection drops only sound cases: a broken one is
    always told. What ``soundness`` knows is not checked again.
    """
    path = path.resolve()
    root = golden_root(path)
    folders = find_folders(path)
    cases: list[GoldenCase] = []
    broken: list[LoadedCase] = []
    pages: dict[str, Path] = {}
    for done, folder in enumerate(folders, start=1):
        loaded = load_case(folder, root, soundness)
        case, problems = loaded.case, list(loaded.problems)
        if case is not None:
            problems += checked(case, soundness) or check_twin(case, pages)
        if problems:
            broken.append(LoadedCase(loaded.id, folder, case, tuple(problems)))
        elif case is not None and (selection is None or selection.keeps(case)):
            cases.append(case)
        if progress:
            progress(done, len(folders))
    return Collection.of(root.name, cases, broken)


def check_twin(case: GoldenCase, pages: dict[str, Path]) -> list[Problem]:
    """Say whether an earlier sound case has the same page; ``pages`` (by page digest) remembers this one."""
    twin = pages.setdefault(case.page_digest, case.page_path)
    if twin == case.page_path:
        return []
    return [Problem(case.page_path, "", f"is the same page as {shown_path(twin)}", "keep one of the two cases")]


def golden_root(path: Path) -> Path:
    """Return the folder that case ids are relative to: the nearest one named ``golden``, else ``path`` itself."""
    return next((folder for folder in (path, *path.parents) if folder.name == "golden"), path)
