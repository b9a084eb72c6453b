"""The installed libraries below a package, by their versions."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name


@dataclass(frozen=True, slots=True)
class Stated:
    """What an installed distribution says of itself."""

    version: str
    requires: tuple[str, ...]
    extras: frozenset[str]


def library_versions(
    packages: Iterable[str], *, optional: bool = False, read: dict[str, Stated | None] | None = None
) -> dict[str, str]:
    """Return the versions of distributions and of all that they require, as far as they are installed, by name.

    ``optional`` takes in what the packages themselves name in extras, which somebody may have installed beside them.
    ``read`` is for whoever asks again: what was read is not read anew.
    """
    found: dict[str, str] = {}
    read = {} if read is None else read
    waiting = [(str(canonicalize_name(name)), frozenset[str](), optional) for name in packages]
    seen = set(waiting)
    while waiting:
        name, extras, every = waiting.pop()
        if name not in read:
            read[name] = _stated(name)
        stated = read[name]
        if stated is None:
            continue
        found[name] = stated.version
        for line in stated.requires:
            requirement = _asked_for(line, stated.extras if every else extras)
            if requirement is not None:
                below = str(canonicalize_name(requirement.name)), frozenset(requirement.extras), False
                if below not in seen:
                    seen.add(below)
                    waiting.append(below)
    return dict(sorted(found.items()))


def _stated(name: str) -> Stated | None:
    """Read what a distribution says of itself; ``None`` where it is not installed."""
    fields: dict[str, list[str]] = {"Version": [], "Requires-Dist": [], "Provides-Extra": []}
    try:
        one = distribution(name)
        # What importlib.metadata would make of the whole, the book of a description included, takes ten times as long.
        for line in (one.read_text("METADATA") or "").splitlines():
            if not line:
                break
            field, _, value = line.partition(":")
            if field in fields:
                fields[field].append(value.strip())
        version = fields["Version"][0] if fields["Version"] else one.version
        lines = fields["Requires-Dist"] if fields["Version"] else one.requires or ()
    except (PackageNotFoundError, ValueError, OSError):
        return None
    return Stated(str(version), tuple(lines), frozenset(fields["Provides-Extra"]))


@functools.cache
def _asked_for(line: str, extras: frozenset[str]) -> Requirement | None:
    """Return a requirement that an installer would follow, given these extras; ``None`` for any other."""
    if not extras and "extra ==" in line and " or " not in line:
        return None  # as most are: to parse them all would take twice as long
    try:
        requirement = Requirement(line)
    except InvalidRequirement:
        return None
    try:
        wanted = requirement.marker is None or any(
            requirement.marker.evaluate({"extra": extra}) for extra in ("", *extras)
        )
    except ValueError:  # a marker that means nothing here: better one library too many
        wanted = True
    return requirement if wanted else None
