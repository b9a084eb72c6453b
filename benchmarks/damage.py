"""Known damage, and what each figure makes of it.

    python -m benchmarks.damage > docs/damage.md

Each damage is done to the expected text of every golden case (as Markdown blocks, so that structure can be damaged
too); the table holds the mean over the cases that the damage applies to.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from harness.alignment import Candidate, Reference
from harness.goldens import collect, read_page_text
from harness.metrics.base import Figures, mean_of_pages
from harness.metrics.catalogue import chosen
from harness.metrics.defects import DEFECTS
from harness.model import Article, GoldenCase

GOLDEN = Path(__file__).parents[1] / "golden"
# Words that no golden page holds.
JUNK = "zibblet quorvane drelm hastwick pommerel usk tringle ovarn belquist skarn moffet yendle".split()

# A damage turns the blocks of the expected Markdown into a damaged text; None where it cannot be done.
Blocks = list[str]
Damage = Callable[[Blocks, random.Random], str | None]


def _join(blocks: Blocks) -> str:
    return "\n\n".join(blocks)


def none(blocks: Blocks, chance: random.Random) -> str | None:
    return _join(blocks)


def paragraphs_shuffled(blocks: Blocks, chance: random.Random) -> str | None:
    moved = blocks[:]
    chance.shuffle(moved)
    return _join(moved)


def words_shuffled(blocks: Blocks, chance: random.Random) -> str | None:
    moved = _join(blocks).split()
    chance.shuffle(moved)
    return " ".join(moved) if len(moved) > 100 else None


def lower_cased(blocks: Blocks, chance: random.Random) -> str | None:
    text = _join(blocks)
    return text.lower() if text.lower() != text else None


def last_tenth_cut(blocks: Blocks, chance: random.Random) -> str | None:
    text = _join(blocks)
    return text[: len(text) * 9 // 10]


def junk_added(blocks: Blocks, chance: random.Random) -> str | None:
    amount = len(_join(blocks).split()) // 10
    return _join([*blocks, " ".join(chance.choice(JUNK) for _ in range(max(amount, 20)))])


def paragraphs_doubled(blocks: Blocks, chance: random.Random) -> str | None:
    return _join([copy for block in blocks for copy in (block, block)])


def middle_paragraph_lost(blocks: Blocks, chance: random.Random) -> str | None:
    return _join(blocks[: len(blocks) // 2] + blocks[len(blocks) // 2 + 1 :])


def cjk_characters_dropped(blocks: Blocks, chance: random.Random) -> str | None:
    text = _join(blocks)
    places = [i for i, character in enumerate(text) if "\u3040" <= character <= "\u9fff"]
    dropped = set(places[::40])
    return "".join(c for i, c in enumerate(text) if i not in dropped) if len(places) > 200 else None


def _table(blocks: Blocks) -> tuple[int, list[str]] | None:
    for i, block in enumerate(blocks):
        if block.startswith("|") and block.count("\n") > 3:
            return i, block.split("\n")
    return None


def _rows_changed(blocks: Blocks, change: Callable[[list[str]], list[str]]) -> str | None:
    found = _table(blocks)
    if found is None:
        return None
    at, rows = found
    return _join([*blocks[:at], "\n".join(change(rows)), *blocks[at + 1 :]])


def table_row_lost(blocks: Blocks, chance: random.Random) -> str | None:
    return _rows_changed(blocks, lambda rows: rows[:3] + rows[4:])


def _cells_replaced(row: str, most: int) -> str:
    cells = row.split("|")
    for i in range(1, len(cells) - 1):
        if i <= most:
            cells[i] = f" {JUNK[i % len(JUNK)]} "
    return "|".join(cells)


def one_cell_wrong(blocks: Blocks, chance: random.Random) -> str | None:
    return _rows_changed(blocks, lambda rows: [*rows[:2], _cells_replaced(rows[2], 1), *rows[3:]])


def all_cells_wrong(blocks: Blocks, chance: random.Random) -> str | None:
    return _rows_changed(
        blocks, lambda rows: [_cells_replaced(rows[0], 99), rows[1], *(_cells_replaced(r, 99) for r in rows[2:])]
    )


def entities_escaped(blocks: Blocks, chance: random.Random) -> str | None:
    text = _join(blocks)
    for character, entity in (("’", "&rsquo;"), ("“", "&ldquo;"), ("”", "&rdquo;"), ("–", "&ndash;"), ("—", "&mdash;")):
        text = text.replace(character, entity)
    # Doubly escaped, as the text of a page that was escaped twice reads.
    return text.replace("&", "&amp;") if "&" in text else None


def words_glued(blocks: Blocks, chance: random.Random) -> str | None:
    return "".join(blocks) if len(blocks) > 3 else None


DAMAGES: tuple[Damage, ...] = (
    none,
    paragraphs_shuffled,
    words_shuffled,
    lower_cased,
    last_tenth_cut,
    junk_added,
    paragraphs_doubled,
    middle_paragraph_lost,
    cjk_characters_dropped,
    table_row_lost,
    one_cell_wrong,
    all_cells_wrong,
    entities_escaped,
    words_glued,
)


def references() -> list[Reference]:
    """Return the reference of every golden case whose text is unlike any before (the seeds stand there twice)."""
    cases: dict[str, GoldenCase] = {}
    for case in collect(GOLDEN).cases:
        cases.setdefault(case.expected_markdown or "", case)
    return [Reference(case, read_page_text(case)) for case in cases.values()]


def measure(damage: Damage, cases: list[Reference]) -> tuple[int, Figures]:
    """Return how many cases the damage applies to, and the mean of every figure over them."""
    metrics = chosen(PEERS)
    pages: dict[str, list[object]] = {metric.name: [] for metric in metrics}
    applied = 0
    for reference in cases:
        text = damage((reference.case.expected_markdown or "").strip().split("\n\n"), random.Random(reference.case.id))
        if text is None:
            continue
        applied += 1
        candidate = Candidate(Article(markdown=text), reference)
        for metric in metrics:
            pages[metric.name].append(metric.count(reference, candidate))
    figures: Figures = {}
    for metric in metrics:
        figures.update(mean_of_pages(metric, pages[metric.name]))  # type: ignore[arg-type]
    return applied, figures


# Counted beside the native metrics.
PEERS = ("rouge_lsum", "levenshtein", "zyte", "wcxb", "wceb", "webmainbench")
# What the printed table shows, and how a figure is called there.
COLUMNS = {
    "f1": "F1",
    "precision": "P",
    "recall": "R",
    "order": "order",
    "duplication": "dup.",
    "noise": "noise",
    "invention": "inv.",
    "shingles4_f1": "shingles",
    "words_f1": "words",
    "structure_f1": "structure",
    "tables_f1": "TEDS",
    "rouge_lsum_f1": "ROUGE-LSum",
    "levenshtein": "Levenshtein",
    "zyte_f1": "Zyte",
    "wcxb_f1": "WCXB",
    "wceb_rouge_f1": "WCEB",
    "webmainbench_overall": "WebMainBench",
    "webmainbench_teds": "its TEDS",
}


def main() -> None:
    """Print the table as Markdown."""
    cases = references()
    print("# What damage does to each figure\n")
    print("Made by `python -m benchmarks.damage` from the expected texts of the golden cases.\n")
    print(
        "The expected texts are the golden cases' own, each once. A figure is the mean over the cases that the damage "
        "applies to. `defects` names those that more than half of them have. WebMainBench's own TEDS compares strings, "
        "so that wholly wrong tables look nearly right: see `harness metrics webmainbench`.\n"
    )
    print("| damage | cases | " + " | ".join(COLUMNS.values()) + " | defects |")
    print("|---|--:|" + "--:|" * len(COLUMNS) + "---|")
    for damage in DAMAGES:
        applied, figures = measure(damage, cases)
        cells = ["-" if (value := figures.get(name)) is None else f"{value:.3f}" for name in COLUMNS]
        seen = [one.name for one in DEFECTS if (figures.get(f"defect_{one.name}") or 0) > 0.5]
        print(f"| {damage.__name__.replace('_', ' ')} | {applied} | {' | '.join(cells)} | {', '.join(seen)} |")


if __name__ == "__main__":
    main()
