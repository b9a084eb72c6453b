"""The child's side of the protocol, for extractors written in Python.

It reads one JSON object a line on stdin and answers with one a line on stdout::

    child  -> {"protocol": 1, "name": ..., "version": ..., "accepts": [...]}
    parent -> {"id": 7, "path": ..., "url": ..., "media_type": ..., "encoding": ...}
    child  -> {"id": 7, "article": {...}, "seconds": ..., "cpu_seconds": ..., "peak_memory": ...}
           or {"id": 7, "error": {"type": ..., "message": ...}, "seconds": ..., ...}

The extractor never touches those two streams: what a library prints goes to stderr, and stdin is empty for it.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import importlib.metadata
import importlib.util
import json
import os
import sys
import time
import traceback
from importlib.machinery import (
    EXTENSION_SUFFIXES,
    SOURCE_SUFFIXES,
    ExtensionFileLoader,
    FileFinder,
    SourceFileLoader,
)
from pathlib import Path
from types import CodeType
from typing import BinaryIO

from ..model import Article, Page
from .api import Declaration
from .program import Program, examine

PROTOCOL = 1
_ANY_PAGE = ("text/html", "text/plain")
# What Python raises as an audit event before a packet can leave; see "Audit events table" in its documentation.
_NETWORK_EVENTS = frozenset(
    {
        "socket.connect",
        "socket.bind",
        "socket.sendto",
        "socket.sendmsg",
        "socket.getaddrinfo",
        "socket.gethostbyname",
    }
)


class NetworkForbiddenError(OSError):
    """An extractor tried to reach the network."""


def main() -> None:
    """Serve one extractor file, or describe several (``--describe``)."""
    parser = argparse.ArgumentParser(prog="python -m harness.child", description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--mode")
    parser.add_argument("--describe", action="store_true", help="print what each file declares, one JSON object a line")
    arguments = parser.parse_args()
    requests, answers = _take_streams()
    _die_with_parent()
    sys.addaudithook(_forbid_network)
    if arguments.describe:
        for i, file in enumerate(arguments.files):
            if i and file.parent != arguments.files[i - 1].parent:
                _forget(arguments.files[i - 1].parent)
            _send(answers, describe(file))
    else:
        serve(arguments.files[0], arguments.mode, requests, answers)


def serve(file: Path, mode: str | None, requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer requests until the stream ends. An error that leaves no extractor to run ends the process."""
    declaration = load(file)
    if isinstance(declaration, Program):
        raise TypeError(f"{file.name} declares a program, which is started as it is and not by harness.child")
    settings = declaration.modes[mode] if mode else {}
    for module in declaration.imports:
        importlib.import_module(module)
    hello = {
        "protocol": PROTOCOL,
        "name": file.stem,
        "version": installed_version(declaration),
        "accepts": _ANY_PAGE,
    }
    _send(answers, hello)
    for line in requests:
        request = json.loads(line)
        start, cpu_start = time.perf_counter(), time.process_time()
        try:
            answer = {"article": _extract(declaration, settings, request).to_json()}
        except KeyboardInterrupt:
            return
        except BaseException as error:
            # SystemExit too: an extractor that gives up has failed on this page, not on the next one.
            traceback.print_exc()
            answer = {"error": {"type": type(error).__name__, "message": str(error)}}
        seconds, cpu_seconds = time.perf_counter() - start, time.process_time() - cpu_start
        sys.stderr.flush()
        measured = {"seconds": seconds, "cpu_seconds": cpu_seconds, "peak_memory": peak_memory()}
        _send(answers, {"id": request["id"], **answer, **measured})


class _FromSource(SourceFileLoader):
    """Compiles a file whenever it is imported.

    Python keeps what it has compiled by the file's size and the second of its last change: of one that was edited twice
    in a second it would run the older code, whose results would then be kept as those of the newer.
    """

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        return self.source_to_code(self.get_data(path), path)


def load(file: Path) -> Declaration | Program:
    """Import an extractor file by its path and return its ``EXTRACTOR``."""
    # Files that start with "_" beside it are shared code, imported by their plain names. The folder comes last, or a
    # file that bears the name of its library would import itself.
    folder = str(file.parent.resolve())
    if folder not in sys.path:
        sys.path.append(folder)
    sys.path_importer_cache[folder] = FileFinder(
        folder, (ExtensionFileLoader, EXTENSION_SUFFIXES), (_FromSource, SOURCE_SUFFIXES)
    )
    name = f"harness_extractor_{file.stem.replace('-', '_')}"
    spec = importlib.util.spec_from_file_location(name, file, loader=_FromSource(name, str(file)))
    assert spec is not None  # a file that ends in .py has one
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    declaration = getattr(module, "EXTRACTOR", None)
    if not isinstance(declaration, (Declaration, Program)):
        raise TypeError(f"{file.name} must set EXTRACTOR = extractor(...), from harness import extractor")
    return declaration


def _forget(folder: Path) -> None:
    """Make a folder's shared code unknown: another folder may have files of the same names."""
    place = str(folder.resolve())
    sys.path[:] = [entry for entry in sys.path if entry != place]
    for name, module in list(sys.modules.items()):
        if name.startswith("_") and Path(getattr(module, "__file__", None) or "").parent == Path(place):
            del sys.modules[name]


def describe(file: Path) -> dict[str, object]:
    """Return what a file declares, as JSON; ``error`` instead when it cannot be loaded."""
    try:
        declaration = load(file)
        if isinstance(declaration, Program):
            particulars = _of_program(declaration, file)
        else:
            particulars = _of_function(declaration, file)
    except Exception as error:
        traceback.print_exc()
        return {"file": str(file), "error": f"{type(error).__name__}: {error}"}
    module = sys.modules[f"harness_extractor_{file.stem.replace('-', '_')}"]
    return {
        "file": str(file),
        "package": declaration.package,
        "licence": declaration.licence,
        "control": declaration.control,
        "description": (module.__doc__ or "").strip().split("\n\n")[0].replace("\n", " "),
        "reads": "bytes" if isinstance(declaration, Program) else reads(file.read_bytes()),
        **particulars,
    }


def reads(source: bytes) -> str | None:
    """Return what the code of an extractor file takes of a page: ``bytes``, ``text``, or both; ``None`` for neither.

    It shows in the code, without a page: in the ``content`` and the ``html`` of what is called ``page`` there, or of an
    argument that is annotated as a ``Page``.
    """
    nodes = list(ast.walk(ast.parse(source)))
    annotated = (node for node in nodes if isinstance(node, ast.arg) and isinstance(node.annotation, ast.Name))
    pages = {"page", *(node.arg for node in annotated if getattr(node.annotation, "id", None) == "Page")}
    of_page = (node for node in nodes if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name))
    used = {node.attr for node in of_page if getattr(node.value, "id", None) in pages}
    found = [what for name, what in (("content", "bytes"), ("html", "text")) if name in used]
    return " and ".join(found) or None


def _of_function(declaration: Declaration, file: Path) -> dict[str, object]:
    own = bool(declaration.requirements)
    return {
        "modes": {mode: [] for mode in declaration.modes},
        # What is installed here says nothing of an environment of its own; there the declared version is the last word.
        "version": declaration.version if own else installed_version(declaration),
        "install": declaration.install,
        "requirements": declaration.requirements,
        "python": declaration.python,
        "text": declaration.text,
        "files": [str(file.parent.absolute() / one) for one in declaration.files],
        "repeatable": own or is_release(declaration.package),
    }


def _of_program(declaration: Program, file: Path) -> dict[str, object]:
    standing = examine(declaration, file.parent)
    return {
        "modes": dict(declaration.modes),
        "version": standing.version,
        "install": standing.install,
        "program": standing.command,
        "files": [str(one) for one in standing.files],
        "environment": dict(declaration.environment),
    }


def installed_version(declaration: Declaration) -> str | None:
    """Return the version to show; ``None`` when the package is not installed, empty when none is declared."""
    if declaration.package is None:
        return declaration.version or ""
    try:
        return importlib.metadata.version(declaration.package)
    except importlib.metadata.PackageNotFoundError:
        return None


def is_release(package: str | None) -> bool:
    """Whether a package's version names its code: not so for one installed from a folder, which may change."""
    try:
        origin = importlib.metadata.distribution(package or "").read_text("direct_url.json")
    except (importlib.metadata.PackageNotFoundError, ValueError):
        return False
    return origin is None or "dir_info" not in json.loads(origin)


def peak_memory() -> int:
    """Return the most memory this process has held, in bytes."""
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _extract(declaration: Declaration, settings: object, request: dict[str, object]) -> Article:
    assert isinstance(settings, dict)
    page = Page(
        url=request["url"],  # type: ignore[arg-type]
        content=Path(str(request["path"])).read_bytes(),
        media_type=str(request["media_type"]),
        encoding=request["encoding"],  # type: ignore[arg-type]
    )
    answer = declaration.function(page, **settings)
    if isinstance(answer, str):
        return Article(text=answer)
    if not isinstance(answer, Article):
        raise TypeError(f"extract() must return an Article or a str, not {type(answer).__name__}")
    return answer


def _take_streams() -> tuple[BinaryIO, BinaryIO]:
    """Keep stdin and stdout for the protocol; leave the extractor an empty stdin and stderr for its prints."""
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return requests, answers


def _send(answers: BinaryIO, message: dict[str, object]) -> None:
    answers.write(json.dumps(message).encode("ascii") + b"\n")
    answers.flush()


def _forbid_network(event: str, arguments: tuple[object, ...]) -> None:
    if event in _NETWORK_EVENTS:
        raise NetworkForbiddenError("extractors run without a network; use what the page holds")


def _die_with_parent() -> None:
    """Have the kernel end this process when the harness is killed, even in the middle of an endless loop."""
    if sys.platform == "linux":
        import ctypes
        import signal

        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL)
