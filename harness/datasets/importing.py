"""Cases of a benchmark as native golden folders, sound ones only, with a reason for whatever is left out or changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from ..errors import PageError
from ..goldens import Collection as Opened
from ..goldens import LoadedCase, Problem, check_case, load_case
from ..goldens.collection import find_folders, golden_root
from ..goldens.pages import MEDIA_TYPES, read_file
from ..goldens.problems import shown_path
from .folders import Remark, refuse_used, replace, slug, staging
from .native import NativeCase, NotNativeError, native_case, write_json


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an import.

    Attributes:
        target: the folder of the cases.
        written: their names there.
        remarks: what was left out, and what of the written ones was changed.
        kept: how many other cases were in the folder before, and still are.
    """

    target: Path
    written: tuple[str, ...]
    remarks: tuple[Remark, ...]
    kept: int = 0


class _LeftOutError(Exception):
    """A case that is not written; the message says why."""


def import_cases(
    opened: Opened,
    target: Path,
    *,
    limit: int | None = None,
    force: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Imported:
    """Write cases as ``target/<slug>/{page.html, expected.md, golden.json}``.

    A case is checked before it is moved to its place, so every one that is written is sound and whoever interrupts
    this finds whole cases. ``harness golden check`` has nothing to say of them that is not in the remarks.

    Args:
        opened: the cases of one data set.
        target: the folder; made where there is none.
        limit: the most cases to write.
        force: write into a folder that is not empty; a case of the same name is replaced, others stay.
        progress: called with (cases done, cases in all).

    Raises :class:`~harness.errors.UsageError` for a target that is not empty or cannot be written.
    """
    target = target.absolute()
    if not force:
        refuse_used(target, "give another --to, or --force to replace the cases of the same names")
    elif target.exists() and not target.is_dir():
        refuse_used(target, "")
    names = dict(zip(opened.cases.ids, _slugs(opened.cases.ids), strict=True))
    remarks = [Remark(one.id, "left out", _reason(one)) for one in opened.broken]
    remarks += [Remark(name, "left out", "it has the page of an earlier case") for name in opened.dropped]
    written: list[str] = []
    with staging(target) as folder:
        target.mkdir(exist_ok=True)
        before = find_folders(target)
        pages = _known_pages(target)
        for done, case_id in enumerate(names):
            if progress:
                progress(done, len(names))
            if limit is not None and len(written) >= limit:
                break
            case = opened.cases[done]
            name = names[case_id]
            try:
                twin = pages.get(case.page_digest, target / name)
                if twin != target / name:
                    raise _LeftOutError(f"it has the page of {shown_path(twin)}")
                native = native_case(case)
                losses = [*native.losses, *_write_sound(native, folder / name)]
            except (_LeftOutError, NotNativeError, PageError) as error:
                remarks.append(Remark(case_id, "left out", str(error)))
                continue
            replace(folder / name, target / name, folder / f"{name}.old")
            pages[case.page_digest] = target / name
            written.append(name)
            remarks += [Remark(case_id, "changed", loss) for loss in losses]
        if progress:
            progress(len(names), len(names))
        if not any(target.iterdir()):
            target.rmdir()
    kept = len({*before} - {target / name for name in written})
    return Imported(target, tuple(written), tuple(remarks), kept)


def _slugs(ids: Collection[str]) -> Iterator[str]:
    """Yield a name for each id; all of an id behind the data set's name counts."""
    used: set[str] = set()
    for case_id in ids:
        key = case_id.partition("/")[2]
        name = slug(key)
        if name in used:  # a key that looks like another one's name with its digest
            name += "-" + hashlib.sha256(key.encode(errors="surrogatepass")).hexdigest()[8:24]
        used.add(name)
        yield name


def _known_pages(target: Path) -> dict[str, Path]:
    """Return the golden folders in and beside ``target`` that have a page, by the digest of its bytes."""
    pages = {}
    for folder in find_folders(golden_root(target)):
        for file in (folder / name for name in MEDIA_TYPES):
            try:
                content = read_file(file, folder) if file.is_file() else None
            except PageError:
                continue  # told by `harness golden check`
            if content is not None:
                pages[hashlib.sha256(content).hexdigest()] = folder
    return pages


def _write_sound(native: NativeCase, folder: Path) -> list[str]:
    """Write a case, check it, and mend what can be mended; return what was changed.

    Raises :class:`_LeftOutError` with the problems that are left.
    """
    native.write(folder)
    changed: list[str] = []
    problems = _problems(folder)
    if unsound := [one for one in problems if one.place.startswith("$.optional")]:
        kept = _sound_quotes(native.document["optional"], unsound)
        left = len(native.document["optional"]) - len(kept)
        changed.append(f"{left} of {len(native.document['optional'])} optional paragraphs cannot be told in the page")
        native.document["optional"] = kept
        write_json(folder / "golden.json", native.document)
        problems = _problems(folder)
    if problems and all(one.file.name == "expected.md" for one in problems):
        found = problems[0].found
        native.document["not_visible"] = f"Taken over as the benchmark has it: {found}"
        write_json(folder / "golden.json", native.document)
        changed.append(f"not_visible: {found}")
        problems = list(load_case(folder, folder.parent).problems)  # the page says no more than before
    if problems:
        raise _LeftOutError("; ".join(_said(one) for one in problems))
    return changed


def _sound_quotes(quotes: list[dict[str, str]], unsound: list[Problem]) -> list[dict[str, str]]:
    """Return the quotes that no problem names; none of them where a problem does not say which."""
    places = {one.place for one in unsound}
    if "$.optional" in places:
        return []
    return [quote for number, quote in enumerate(quotes) if f"$.optional[{number}].exact" not in places]


def _problems(folder: Path) -> list[Problem]:
    loaded = load_case(folder, folder.parent)
    return list(loaded.problems) if loaded.case is None else check_case(loaded.case)


def _reason(broken: LoadedCase) -> str:
    return "; ".join(_said(one) for one in broken.problems)


def _said(problem: Problem) -> str:
    place = f" {problem.place}" if problem.place else ""
    return f"{problem.file.name}{place}: {problem.found}"
