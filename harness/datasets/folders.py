"""Folders of cases: safe names for them, and writing that leaves whole ones only."""

from __future__ import annotations

import hashlib
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ..errors import UsageError

_UNSAFE = re.compile(r"[^a-z0-9_]+")
_SCHEME = re.compile(r"\A[a-z]+://(?:www\.)?", re.IGNORECASE)
# Names that Windows keeps for devices.
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])\Z")
# Long enough to recognise an address, short enough for paths of 260 characters with three folders above.
_LONGEST = 60
_DIGEST = 8


@dataclass(frozen=True, slots=True)
class Remark:
    """What a case lost on its way from one layout to another: ``left out`` is all of it, ``changed`` a part."""

    case: str
    what: Literal["left out", "changed"]
    found: str


def plain_name(key: str) -> str:
    """Return a key as a name for any file system: a-z, 0-9, ``_`` and ``-``; perhaps empty, and not unique.

    >>> plain_name("https://www.example.org/Été/1.html")
    'example-org-ete-1-html'
    """
    ascii_key = unicodedata.normalize("NFKD", _SCHEME.sub("", key)).encode("ascii", "ignore").decode()
    return _UNSAFE.sub("-", ascii_key.lower()).strip("-")[:_LONGEST].rstrip("-")


def slug(key: str) -> str:
    """Return the name of a folder for a key. It depends on the key alone, and differs where keys differ.

    A key that cannot be a name as it is has the beginning of its SHA-256 behind it.

    >>> slug("0003"), slug("Été")
    ('0003', 'ete-2f28b19c')
    """
    name = plain_name(key)
    if name and name == key and not _DEVICES.match(name):
        return name
    digest = hashlib.sha256(key.encode(errors="surrogatepass")).hexdigest()[:_DIGEST]
    return f"{name}-{digest}" if name else f"case-{digest}"


@contextmanager
def staging(target: Path) -> Iterator[Path]:
    """Give a temporary folder beside ``target``, gone at the end; what is in it moves with one rename.

    An error of the disk, in here or in the caller's writing, is a :class:`~harness.errors.UsageError`.
    """
    folder = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
        yield folder
    except OSError as error:
        place = error.filename or target
        raise UsageError(
            f"{target} cannot be written ({place}: {error.strerror or error}); give another --to, or make room"
        ) from error
    finally:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)


def refuse_used(target: Path, advice: str) -> None:
    """Refuse a target that is a file, or a folder with something in it. Raises :class:`UsageError`."""
    if target.is_symlink() and not target.exists():
        raise UsageError(f"{target} is a link that leads nowhere; give another --to")
    if target.exists() and not target.is_dir():
        raise UsageError(f"{target} is a file; give a folder with --to")
    try:
        used = target.is_dir() and any(target.iterdir())
    except OSError as error:
        raise UsageError(f"{target} cannot be read: {error.strerror or error}; give another --to") from error
    if used:
        raise UsageError(f"{target} is not empty; {advice}")


def replace(new: Path, old: Path, spare: Path) -> None:
    """Put a folder in the place of another; the old one goes to ``spare`` first, and comes back if that fails."""
    if not old.exists():
        new.rename(old)
        return
    old.rename(spare)
    try:
        new.rename(old)
    except OSError:
        spare.rename(old)
        raise
