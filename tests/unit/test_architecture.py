"""The layers of the design: who may import whom, no cycles, no module over 300 lines, importing does no work."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "harness"
MAX_LINES = 300

# From the ground up. A module imports only from the rows above its own in this table, or from its own unit; a unit is
# a module or a package that stands here under its name.
LAYERS: tuple[tuple[str, ...], ...] = (
    ("errors", "blocks", "text", "table", "chart", "ordering", "direction", "extraction.http_settings"),
    ("html", "sites", "bounds", "extraction.http_table", "extraction.ensemble"),
    ("markdown",),
    ("model", "config", "extraction.http_template", "extraction.http_rate", "extraction.vote"),
    (
        "schema",
        "alignment",
        "extraction.api",
        "extraction.environment",
        "extraction.program",
        "extraction.http_exchange",
    ),
    ("extraction.limits", "extraction.answers", "extraction.isolation"),
    ("extraction.http_fields", "extraction.http_retry", "extraction.ensemble_rows"),
    ("harness",),  # __init__: the three names that an extractor file needs
    ("metrics.base",),
    (
        "metrics.*",
        "statistics",
        "goldens",
        "extraction.child",
        "extraction.process",
        "extraction.recorded",
        "extraction.venv",
        "extraction.launcher",
        "extraction.http_rows",
    ),
    ("child", "http_child", "metrics.catalogue", "protocols", "extraction.discovery", "extraction.checkup", "datasets"),
    ("runs", "run_lines"),
    ("run_rows",),
    ("run_files", "page_scores"),
    ("big_run",),
    ("execution", "leaderboard", "history", "versions", "forge"),
    ("compare", "pageview", "survey", "lint", "annotate"),
    ("render", "progress", "history_chart", "version_pairs"),
    ("reporting",),
    ("plugin", "cli"),
    ("__main__",),
)
ROOT_PACKAGES = ("metrics", "extraction")


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def name_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts) or "harness"


def unit_of(name: str) -> str:
    """Return the unit that a module belongs to: ``html.decode`` to ``html``, ``metrics.words`` to ``metrics.*``."""
    named = {unit for row in LAYERS for unit in row}
    if name in named:
        return name
    first = name.split(".")[0]
    if first in named:
        return first
    return f"{first}.*" if f"{first}.*" in named else name


def row_of(name: str) -> int:
    unit = unit_of(name)
    return next((i for i, row in enumerate(LAYERS) if unit in row), -1)


def imports_of(path: Path) -> Iterator[tuple[int, str]]:
    """Yield (line, module) for each import of our own, also those inside functions, as names below ``harness``."""
    name = name_of(path)
    package = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
    if name == "harness":
        package = []
    known = {name_of(module) for module in modules()}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                assert not alias.name.startswith("harness"), f"{path}:{node.lineno}: import relatively"
        elif isinstance(node, ast.ImportFrom):
            if not node.level:
                assert not (node.module or "").startswith("harness"), f"{path}:{node.lineno}: import relatively"
                continue
            base = package[: len(package) - node.level + 1]
            target = [*base, *(node.module or "").split(".")] if node.module else base
            for alias in node.names:
                full = ".".join([*target, alias.name])
                yield node.lineno, full if full in known else (".".join(target) or "harness")


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_module_imports_only_from_lower_layers(path: Path) -> None:
    name = name_of(path)
    if name in ROOT_PACKAGES:
        assert not list(imports_of(path)), "the package only groups its modules"
        return
    assert row_of(name) >= 0, f"{name} has no place in the table of layers"
    for line, target in imports_of(path):
        if unit_of(target) == unit_of(name) and not unit_of(name).endswith(".*"):
            continue
        same_row_of_metrics = unit_of(name) == unit_of(target) == "metrics.*"
        assert row_of(target) < row_of(name) or same_row_of_metrics, f"{path}:{line}: {name} imports {target}"


def test_there_are_no_import_cycles() -> None:
    graph = {name_of(path): {target for _, target in imports_of(path)} - {name_of(path)} for path in modules()}
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, f"import cycle: {' -> '.join([*trail[trail.index(name) :], name])}"
        if name not in done:
            for target in sorted(graph[name]):
                visit(target, (*trail, name))
            done.add(name)

    for name in sorted(graph):
        visit(name, ())


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_module_is_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_LINES


def test_no_module_is_a_drawer_for_odds_and_ends() -> None:
    assert not {path.stem for path in modules()} & {"utils", "util", "helpers", "common", "misc"}


def test_importing_the_package_loads_nothing_heavy() -> None:
    heavy = (
        "numpy",
        "selectolax",
        "markdown_it",
        "jsonschema",
        "tabulate",
        "tqdm",
        "pytest",
        "unicode_segmentation_rs",
    )
    code = f"import sys, harness; print([name for name in {heavy!r} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
