"""WebMainBench's five scores by its formulas, and tree edit distance by apted, against ours.

The plain way of the first: every metric cuts both texts anew with regular expressions and Beautiful Soup, as the peer
does, and compares characters with python-Levenshtein. The tests use :func:`plain_scores` as a second opinion too.
"""

from __future__ import annotations

import json
import os
import random
import re
import warnings
from pathlib import Path
from typing import Any

from benchmarks.measure import Benchmark
from harness.metrics.tree_edit import Tree, tree_edit_distance
from harness.metrics.webmainbench import WebMainBench, compare, split_or_none

Node = tuple[str, list[Any]]

_FORMULAS = [
    r"(?<!\\)\$\$(.*?)(?<!\\)\$\$",
    r"(?<!\\)\\\[(.*?)(?<!\\)\\\]",
    r"(?<!\\)\$(.*?)(?<!\\)\$",
    r"(?<!\\)\\\((.*?)(?<!\\)\\\)",
]
_INDENTED = r"(?:\n\s*\n)((?:(?: {4,}|\t+)[^\n]*(?:\n|$)){2,})(?=\n\s*\n|$)"
_PROSE = [r"^[-•*]\s", r"^\d+\.\s", r"\$[\d,]", r"(?i:\b(million|billion|thousand)\b)"]


def soup(markup: str) -> Any:
    from bs4 import BeautifulSoup

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that the text looks like a file name, a URL, XML
        return BeautifulSoup(markup, "html.parser")


def plain_code(text: str) -> str:
    found = ["\n".join(block.split("\n")[1:-1]) for block in re.findall(r"```[\s\S]*?```", text)]
    found = [code for code in found if code]
    for match in re.finditer(_INDENTED, text, re.MULTILINE):
        lines = [line for line in match[1].split("\n") if line.strip()]
        if len(lines) < 2 or any(re.search(pattern, line.strip()) for line in lines for pattern in _PROSE):
            continue
        code = "\n".join(line[4:] if line.startswith("    ") else line[1:] for line in lines)
        if code.strip():
            found.append(code)
    return "\n".join(found)


def uncoded(text: str) -> str:
    return re.sub(r"`[^`]*`", "", re.sub(r"```.*?```", "", text, flags=re.DOTALL))


def plain_formulas(text: str) -> str:
    rest = uncoded(text)
    found = [formula.strip() for pattern in _FORMULAS for formula in re.findall(pattern, rest, re.DOTALL)]
    return "\n".join(formula for formula in found if formula)


def plain_tables(text: str) -> str:
    tables = soup(uncoded(text)).find_all("table")
    found = [str(table) for table in tables if not table.find_parent(["td", "tr", "tbody", "table"])]
    group: list[str] = []
    for line in [*text.split("\n"), ""]:
        if "|" in line:
            group.append(line)
            continue
        if len(group) > 1:
            cells = [cell.strip() for cell in group[1].split("|")]
            if all(re.match(r"^:?-{3,}:?$", cell) for cell in cells if cell):
                found.append("\n".join(group))
        group = []
    return "\n".join(found)


def as_html(part: str) -> str:
    if not part.strip() or "<table" in part.lower():
        return part if part.strip() else ""
    rows = [line.strip() for line in part.split("\n") if "|" in line]
    rows = [row for row in rows if not re.match(r"^[\s|:-]+$", row)]
    html = ""
    for i, row in enumerate(rows):
        tag = "td" if i else "th"
        cells = "".join(f"<{tag}>{cell.strip()}</{tag}>" for cell in row.split("|") if cell.strip())
        html += f"<tr>{cells}</tr>" if cells else ""
    return f"<table>{html}</table>"


def tree(element: Any) -> Node:
    """Return the label of an element and the trees below it; groups of rows keep only what is two levels down."""
    text = element.get_text(strip=True).replace("(", "[").replace(")", "]").replace(",", ";")
    below = [tree(child) for child in element.children if child.name]
    if element.name in ("thead", "tbody", "tfoot"):
        below = [inner for _, deeper in below for inner in deeper]
    return (f"{element.name}:{text}" if text else element.name), below


def brackets(node: Node) -> str:
    return f"{node[0]}({','.join(map(brackets, node[1]))})" if node[1] else node[0]


def size(node: Node) -> int:
    return 1 + sum(map(size, node[1]))


def parts(text: str) -> dict[str, str]:
    code, formulas, tables = plain_code(text), plain_formulas(text), plain_tables(text)
    return {"text": text, "code": code, "formula": formulas, "table": as_html(tables)}


def plain_teds(expected: str, output: str) -> float | None:
    import Levenshtein

    first, second = parts(output)["table"], parts(expected)["table"]
    if not first and not second:
        return None
    tables = [soup(html).find("table") for html in (first, second)]
    if tables[0] is None or tables[1] is None:
        return float(tables[0] is None and tables[1] is None)
    trees = [tree(table) for table in tables]
    (tag, _, text), (other_tag, _, other) = (brackets(node).partition(":") for node in trees)
    if tag != other_tag:
        cost = 1.0
    elif not text or not other:
        cost = float(len(text) + len(other))
    else:
        cost = Levenshtein.distance(text, other) / max(len(text), len(other))
    return max(0.0, 1.0 - min(cost, 2.0) / max(map(size, trees)))


def plain_edit(first: str, second: str) -> float | None:
    import Levenshtein

    longer = max(len(first), len(second))
    return 1.0 - Levenshtein.distance(first, second) / longer if longer else None


def plain_scores(expected: str, output: str) -> dict[str, float | None]:
    """Return the five scores; as in the peer, every one of them cuts both texts into all of their parts."""
    scores = {
        f"webmainbench_{part}_edit": plain_edit(parts(output)[part], parts(expected)[part])
        for part in ("text", "code", "formula", "table")
    }
    return {**scores, "webmainbench_teds": plain_teds(expected, output)}


def our_scores(expected: str, outputs: list[str]) -> list[float]:
    metric = WebMainBench()
    reference = split_or_none(expected)
    figures = [metric.figures(compare(reference, split_or_none(output))) for output in outputs]
    return [page[name] or 0.0 for page in figures for name in _NAMES]


_NAMES = [f"webmainbench_{part}_edit" for part in ("text", "code", "formula", "table")] + ["webmainbench_teds"]


def _pages() -> list[tuple[str, list[str]]]:
    """Return (expected, outputs) of real pages, else of made ones."""
    root = os.environ.get("HARNESS_DATASETS")
    if not root:
        return [_made(seed) for seed in range(30)]
    folder = Path(root) / "wcxb"
    systems = [json.loads(file.read_text())["output"] for file in sorted((folder / "output").glob("*.json"))]
    pages = []
    for file in sorted((folder / "dev" / "ground-truth").glob("*.json")):
        expected = json.loads(file.read_text())["ground_truth"].get("main_content") or ""
        pages.append((expected, [system.get(file.stem, "") for system in systems]))
    return pages


def _made(seed: int) -> tuple[str, list[str]]:
    choose = random.Random(seed)
    words = ["".join(choose.choices("abcdefghijklmnoprstuvw", k=choose.randint(2, 9))) for _ in range(400)]
    blocks = [" ".join(choose.choices(words, k=choose.randint(20, 80))) for _ in range(20)]
    blocks[5] = "| a | b |\n|---|---|\n" + "\n".join(f"| {i} | {choose.choice(words)} |" for i in range(8))
    blocks[9] = "```\n" + "\n".join(choose.choices(words, k=12)) + "\n```"
    blocks[12] = f"So $x_{seed} = {choose.choice(words)}$ holds."
    return "\n\n".join(blocks), ["\n\n".join(blocks[3:]), "\n\n".join([*blocks[:15], *blocks[2:6]])]


def _table(grid: list[list[str]]) -> Tree:
    return Tree("table", tuple(Tree("row", tuple(map(Tree, row))) for row in grid))


def _tables(count: int) -> list[tuple[Tree, Tree]]:
    choose = random.Random(3)
    pairs = []
    for _ in range(count):
        rows, columns = choose.randint(4, 9), choose.randint(2, 4)
        grid = [[str(choose.randint(0, 5)) for _ in range(columns)] for _ in range(rows)]
        other = [[cell if choose.random() < 0.7 else "9" for cell in row] for row in grid if choose.random() < 0.8]
        pairs.append((_table(grid), _table(other)))
    return pairs


def cases() -> list[Benchmark]:
    """Return the benchmarks of this file."""
    pages = _pages()
    tables = _tables(20)

    def peer() -> list[float]:
        scores = [plain_scores(expected, output) for expected, outputs in pages for output in outputs]
        return [page[name] or 0.0 for page in scores for name in _NAMES]

    def ours() -> list[float]:
        return [score for expected, outputs in pages for score in our_scores(expected, outputs)]

    def apted() -> list[float]:
        from apted import APTED, Config

        class Costs(Config):  # type: ignore[misc, unused-ignore]
            def rename(self, node1: Tree, node2: Tree) -> int:
                return int(node1.label != node2.label)

        return [float(APTED(first, second, Costs()).compute_edit_distance()) for first, second in tables]

    def zhang_shasha() -> list[float]:
        return [float(tree_edit_distance(first, second) or 0) for first, second in tables]

    amount = sum(len(outputs) for _, outputs in pages)
    return [
        Benchmark("WebMainBench, five scores", "pages x systems", amount, peer, ours, 4.0),
        Benchmark("tree edit distance", "pairs of tables", len(tables), apted, zhang_shasha, 2.0),
    ]
