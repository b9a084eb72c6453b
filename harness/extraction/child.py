"""The child's side of the protocol, for extractors written in Python.

It reads one JSON object a line on stdin and answers with one a line on stdout::

    child  -> {"protocol": 1, "name": ..., "version": ..., "accepts": [...]}
    parent -> {"id": 7, "path": ..., "url": ..., "media_type": ..., "encoding": ...}
    child  -> {"id": 7, "article": {...}, "seconds": ..., "peak_memory": ...}
           or {"id": 7, "error": {"type": ..., "message": ...}, "seconds": ..., "peak_memory": ...}

The extractor never touches those two streams: what a library prints goes to stderr, and stdin is empty for it.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.metadata
import importlib.util
import json
import os
import sys
import time
import traceback
from pathlib import Path
from typing import BinaryIO

from ..model import Article, Page
from .api import Declaration

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
        for file in arguments.files:
            _send(answers, describe(file))
    else:
        serve(arguments.files[0], arguments.mode, requests, answers)


def serve(file: Path, mode: str | None, requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer requests until the stream ends. An error that leaves no extractor to run ends the process."""
    declaration = load(file)
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
        start = time.perf_counter()
        try:
            answer = {"article": _extract(declaration, settings, request).to_json()}
        except KeyboardInterrupt:
            return
        except BaseException as error:
            # SystemExit too: an extractor that gives up has failed on this page, not on the next one.
            traceback.print_exc()
            answer = {"error": {"type": type(error).__name__, "message": str(error)}}
        seconds = time.perf_counter() - start
        sys.stderr.flush()
        _send(answers, {"id": request["id"], **answer, "seconds": seconds, "peak_memory": peak_memory()})


def load(file: Path) -> Declaration:
    """Import an extractor file by its path and return its ``EXTRACTOR``."""
    # Files that start with "_" beside it are shared code, imported by their plain names. The folder comes last, or a
    # file that bears the name of its library would import itself.
    folder = str(file.parent.resolve())
    if folder not in sys.path:
        sys.path.append(folder)
    spec = importlib.util.spec_from_file_location(f"harness_extractor_{file.stem.replace('-', '_')}", file)
    assert spec is not None  # a file that ends in .py has one
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    declaration = getattr(module, "EXTRACTOR", None)
    if not isinstance(declaration, Declaration):
        raise TypeError(f"{file.name} must set EXTRACTOR = extractor(...), from harness import extractor")
    return declaration


def describe(file: Path) -> dict[str, object]:
    """Return what a file declares, as JSON; ``error`` instead when it cannot be loaded."""
    try:
        declaration = load(file)
    except Exception as error:
        traceback.print_exc()
        return {"file": str(file), "error": f"{type(error).__name__}: {error}"}
    module = sys.modules[f"harness_extractor_{file.stem.replace('-', '_')}"]
    return {
        "file": str(file),
        "modes": list(declaration.modes),
        "package": declaration.package,
        "version": installed_version(declaration),
        "install": declaration.install,
        "licence": declaration.licence,
        "control": declaration.control,
        "description": (module.__doc__ or "").strip().split("\n\n")[0].replace("\n", " "),
    }


def installed_version(declaration: Declaration) -> str | None:
    """Return the version to show; ``None`` when the package is not installed, empty when none is declared."""
    if declaration.package is None:
        return declaration.version or ""
    try:
        return importlib.metadata.version(declaration.package)
    except importlib.metadata.PackageNotFoundError:
        return None


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
