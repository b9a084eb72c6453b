"""``harness triage``: the pages whose annotation would tell most, as drafts of golden cases."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from ..alignment.candidate import article_text
from ..datasets.folders import refuse_used
from ..errors import UsageError
from ..execution.outputs import Outputs
from ..goldens import Collection
from ..model import Extractor
from ..sites import site_of
from ..survey.choice import RULES, Candidate, Candidates
from ..survey.drafts import folder_name, write_drafts
from ..survey.shapes import ShapeBook
from ..survey.tally import Tally
from ..table import Cell, Column, Table
from .options import Commands, add_command, add_format
from .survey import add_engine, outputs_folder, surveyed
from .table_output import print_tables


def add_parser(commands: Commands) -> None:
    """Add the command."""
    parser = add_command(
        commands,
        "triage",
        "choose the pages to annotate next, and write drafts of golden cases",
        "harness triage 'warc:crawl/*.warc.gz?sample=0.01' -E trafilatura -E resiliparse --top 50 --to golden/triage",
    )
    add_engine(parser, "reports/triage")
    parser.add_argument("--top", type=int, default=50, metavar="N", help="so many pages (default: 50)")
    parser.add_argument(
        "--by",
        choices=RULES,
        default="order",
        help="order: the pages that tell best who is better on all pages (default); disagreement: the most disputed",
    )
    parser.add_argument("--to", type=Path, metavar="DIR", help="write a draft of each there, such as golden/triage")
    parser.add_argument("--force", action="store_true", help="add to a folder that has something in it")
    add_format(parser)
    parser.set_defaults(command=_triage)


def _triage(options: argparse.Namespace) -> int:
    if options.top < 1:
        raise UsageError(f"--top must be 1 or more, not {options.top}")
    if options.to and not options.force:
        refuse_used(options.to.absolute(), "give another --to, or --force to add to it")
    with surveyed(options, shapes=True) as (collection, rows, every):
        tally = Tally(rows)
        if len(tally.voters) < 2:
            raise UsageError("at least two extractors that give texts are needed, for it is their agreement that tells")
        candidates = Candidates(int(tally.voting.sum()))
        book, sites = ShapeBook(), dict[str | None, int]()
        for look in every:
            tally.add(look)
            differ = tally.disagreement(look)
            if look.unreadable or differ is None or look.shape is None:
                continue
            # A page without an address is of a site of its own.
            site = sites.setdefault(look.site or f"#{look.number}", len(sites))
            candidate = Candidate(look.number, site, book.number(look.shape), differ)
            candidates.add(candidate, look.agreements[tally.voting])
        chosen = candidates.choose(options.top, options.by)
        if options.to:
            written = _write(options, chosen, candidates, collection, rows)
            print(f"harness: wrote {written} drafts to {options.to}", file=sys.stderr)
    print_tables([_table(chosen, candidates, collection, tally.pages)], options.format)
    return 0


def _write(
    options: argparse.Namespace,
    chosen: Sequence[Candidate],
    candidates: Candidates,
    collection: Collection,
    rows: Sequence[Extractor],
) -> int:
    names = [row.id for row in rows if row.text and not row.control]
    ids = collection.cases.ids
    outputs = Outputs(outputs_folder(options), [(name, ids[one.number]) for name in names for one in chosen])
    drafts = []
    for rank, one in enumerate(chosen, start=1):
        case = collection.cases[one.number]
        texts: list[str | None] = []
        for name in names:
            output = outputs.read((name, case.id))
            texts.append(article_text(output.article) if output and output.article else None)
        why = (
            f"Chosen by triage as number {rank}: the extractors disagree by {one.disagreement:.2f}, and "
            f"{candidates.share(one):.1%} of the pages have its shape."
        )
        drafts.append((case, texts, why))
    return len(write_drafts(options.to, drafts, force=options.force))


def _table(chosen: Sequence[Candidate], candidates: Candidates, collection: Collection, pages: int) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for rank, one in enumerate(chosen, start=1):
        case = collection.cases[one.number]
        share = candidates.share(one)
        rows.append((rank, case.id, folder_name(case), site_of(case.url), one.disagreement, one.shape, share))
    columns = (
        Column("rank", "rank"),
        Column("case", "case", width=22),
        Column("folder", "folder", width=26),
        Column("site", "site", width=22),
        Column("disagreement", "differ"),
        Column("shape", "shape"),
        Column("shape_share", "like it", digits=1, percent=True, unit="%"),
    )
    note = (
        "differ: one less the mean agreement of two extractors on the page. like it: share of the pages that have its "
        "shape."
    )
    return Table("triage", f"{len(rows)} of {pages:,} pages to annotate next", columns, tuple(rows), note)
