"""``python launcher.py FILE [--mode MODE]``: ``harness.child`` for an interpreter that has no harness installed.

Of this installation only the package ``harness`` is to be seen there, none of the libraries beside it: those of the
extractor's own environment must not meet them. The interpreter needs Python 3.11 and what :class:`~harness.Page` uses.
"""

import importlib.util
import os
import runpy
import sys
import types
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]


def main() -> None:
    """Make ``harness`` importable, and nothing else of where it lies; then serve."""
    foreign = {str(Path(__file__).parent), *os.environ.pop("PYTHONPATH", "").split(os.pathsep)}
    sys.path[:] = [entry for entry in sys.path if entry not in foreign]
    spec = importlib.util.spec_from_file_location(
        "harness", PACKAGE / "__init__.py", submodule_search_locations=[str(PACKAGE)]
    )
    assert spec is not None  # a file that ends in .py has one
    assert spec.loader is not None
    package = importlib.util.module_from_spec(spec)
    sys.modules["harness"] = package
    spec.loader.exec_module(package)
    # Its __init__ imports the HTML parser, which decoding a page does not need and which is not there.
    html = types.ModuleType("harness.html")
    html.__path__ = [str(PACKAGE / "html")]
    sys.modules["harness.html"] = html
    runpy.run_module("harness.child", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
