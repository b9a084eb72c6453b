"""Runs of any size with made-up counts, the same every time: many extractors, many pages, every kind of figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from harness.metrics.base import Counts
from harness.model import Failure
from harness.runs import CaseInfo, CaseResult, RunResult
from workshop import row_info, tiny_run

NOISE = ("navigation", "promo", "related", "comments", "footer", "cookie-banner", "share", "newsletter")
BLOCKS = ("paragraph", "heading", "list", "quote")
DEFECTS = ("lead-missing", "flood", "glued", "markup")
FIELDS = ("title", "authors", "published", "description")


def crowd(
    rows: int,
    pages: int,
    *,
    names: Sequence[str] = (),
    cases: Sequence[str] = (),
    message: str = "no body",
    seed: int = 1,
) -> RunResult:
    """Return a run. Rows come in pairs that do much alike, as the modes of a library do; the last one is a control.

    Args:
        rows: how many extractors.
        pages: how many pages, each on a site of its own.
        names: what to call the first rows.
        cases: what to call the first pages.
        message: of the failures; every 50th extraction is one.
        seed: another one is another run.
    """
    chance = Random(seed)
    called = [*names[:rows], *(f"library{i // 2}{'[fast]' if i % 2 else ''}" for i in range(len(names), rows))]
    infos = [row_info(name, control=i == rows - 1) for i, name in enumerate(called)]
    skill = [chance.uniform(0.3, 1.0) for _ in range((rows + 1) // 2)]
    results, about = [], {}
    for number in range(pages):
        case = cases[number] if number < len(cases) else f"news/page-{number:04}"
        words = chance.randint(80, 900)
        noise = {kind: chance.randint(3, 60) for kind in chance.sample(NOISE, 5)}
        blocks = {kind: chance.randint(5, words // 5) for kind in BLOCKS[1:]}
        blocks["paragraph"] = words - sum(blocks.values())
        about[case] = CaseInfo(
            case,
            "golden",
            case.split("/")[0],
            ("en", "de", "ja")[number % 3],
            ("article", "forum")[number % 2],
            ("long",) if words > 400 else (),
            "c" * 64,
            f"https://site{number}.example/",
            {"expected": words, "visible": words},
            words * 3,
        )
        pair: dict[str, Counts | None] = {}
        for i, name in enumerate(called):
            if not i % 2 or chance.random() < 0.3:
                pair = _counts(chance, skill[i // 2], words, noise, blocks)
            failed = (number * rows + i) % 50 == 17
            results.append(
                CaseResult(
                    name,
                    case,
                    "error" if failed else "ok",
                    {**pair, "ledger": {"expected": words}} if failed else pair,
                    Failure("ValueError", message) if failed else None,
                    round(0.001 * (i + 1) ** 2 + chance.random() / 1000, 5),
                    (60 + i) * 2**20,
                )
            )
    run = tiny_run(results, *infos)
    return replace(run, cases=tuple(about[case.id] for case in run.cases))


def _counts(
    chance: Random, skill: float, words: int, noise: dict[str, int], blocks: dict[str, int]
) -> dict[str, Counts | None]:
    ledger = {"expected": words}
    lost = 0
    for kind, size in blocks.items():
        missing = 0 if chance.random() < skill else size
        lost += missing
        ledger |= {f"expected:{kind}": size} | ({f"lost:{kind}": missing} if missing else {})
    leaked = {f"noise:{kind}": size for kind, size in noise.items() if chance.random() > skill}
    ledger |= {f"in-page:{kind}": size for kind, size in noise.items()} | leaked
    found = words - lost
    ledger |= {"kept": found, "found": found, "ordered": found, "output": found + sum(leaked.values())}
    flags = {name: 1 for name in DEFECTS if chance.random() > skill}
    fields = {f"{name}:{'correct' if chance.random() < skill else 'wrong'}": 1 for name in FIELDS}
    shingles = {"hits": found * 9 // 10, "output": found, "expected": words}
    return {
        "ledger": {name: size for name, size in ledger.items() if size},
        "words": {"hits": found, "output": ledger["output"], "expected": words},
        "shingles(4)": shingles,
        "defects": {"pages": 1, **flags},
        "fields": fields,
        "snippets": None,
        "structure": None,
    }
