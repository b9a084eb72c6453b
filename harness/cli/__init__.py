"""The ``harness`` command.

Exit codes: 0 fine, 1 problems or a failed gate, 2 wrong usage or something that cannot be read or compared, 3 a fault
of the harness, 130 stopped by Ctrl-C.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import os
import sys
from collections.abc import Sequence

from .. import __version__
from ..errors import HarnessError

# Each in a module of its name, imported when it is called: all of them together take a second.
_COMMANDS = (
    "run",
    "score",
    "survey",
    "triage",
    "report",
    "compare",
    "history",
    "versions",
    "extractors",
    "metrics",
    "golden",
    "forge",
    "datasets",
    "cache",
)
# Those that keep each page's output as it comes in; any other one begins again.
_GO_ON = frozenset({"run", "score", "survey", "triage", "versions"})
_EPILOG = """examples:
  harness run golden -E trafilatura -E everything    score two extractors on the golden cases
  harness score zyte:PATH --predictions outputs/*    score recorded outputs on a public data set
  harness compare reports/main reports/latest        what changed, how sure, on which pages, by which words
  harness golden check                               list every problem of every golden case
  harness extractors                                 what can be run here, and what is missing
"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and exit."""
    # A run's file makes millions of objects without a circle among them: to look for one takes a tenth of the time.
    gc.set_threshold(50_000, 20, 20)
    sys.exit(call(arguments))


def call(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code; messages go to stderr, tables to stdout."""
    parser = argparse.ArgumentParser(
        prog="harness",
        description="Score how well scrapers get the article out of a web page.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"scraper-harness {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    given = sys.argv[1:] if arguments is None else arguments
    try:
        for name in given[:1] if given and given[0] in _COMMANDS else _COMMANDS:
            importlib.import_module(f".{name}", __name__).add_parser(commands)
        options = parser.parse_args(arguments)
        code: int = options.command(options)
        sys.stdout.flush()
    except SystemExit as exit_:
        return exit_.code if isinstance(exit_.code, int) else 2
    except HarnessError as error:
        from ..text import harmless

        # It may name cases and extractors, whose names are anybody's.
        print(f"harness: {harmless(str(error))}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # The reader (head, less) has seen enough. Python would complain again when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        goes_on = "; the same command goes on where it stopped" if _GO_ON.intersection(given[:1]) else ""
        print(f"harness: stopped{goes_on}", file=sys.stderr)
        return 130
    except Exception:
        import traceback

        traceback.print_exc()
        print("harness: this is a fault of the harness; please report it with the lines above", file=sys.stderr)
        return 3
    return code
