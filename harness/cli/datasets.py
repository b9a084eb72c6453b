"""``harness datasets``: the public data sets; ``import`` them as golden cases, ``export`` ours in their layouts."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ..datasets import is_spec, open_spec
from ..datasets.catalogue import NAMES, Entry, Presence, entries, find_entry, look_for
from ..datasets.exporting import LAYOUTS, export_cases
from ..datasets.folders import Remark
from ..datasets.importing import import_cases
from ..errors import UsageError
from ..goldens import collect
from ..goldens.problems import shown_path
from ..progress import phases
from ..protocols.catalogue import default_protocol
from ..render.columns import Value
from ..render.listing import FORMATS, Format, listing
from .options import Commands, add_command, add_format, add_selection, selection


def add_parser(commands: Commands) -> None:
    """Add the commands."""
    parser = add_command(
        commands,
        "datasets",
        "list the public data sets, show one (NAME), import it as golden cases, export golden cases",
        "harness datasets\n  harness datasets wcxb",
    )
    add_format(parser)
    parser.set_defaults(command=_list)
    actions = parser.add_subparsers(metavar="NAME|import|export")

    take = add_command(
        actions,
        "import",
        "write a data set's cases as golden folders, and say what was left out or changed",
        "harness datasets import zyte:~/zyte --to golden/zyte --limit 20",
    )
    take.add_argument("spec", metavar="SPEC", help="the data set as name:path")
    take.add_argument("--to", type=Path, required=True, metavar="DIR", help="where to, golden/NAME for instance")
    take.add_argument("--limit", type=_positive, metavar="N", help="write N cases at most (default: all)")
    take.add_argument(
        "--force", action="store_true", help="write into a folder that is not empty; cases of one name are replaced"
    )
    add_selection(take)
    _add_format(take)
    take.set_defaults(command=_import)

    give = add_command(
        actions,
        "export",
        "write golden cases in another benchmark's layout, and say what it has no place for",
        "harness datasets export golden --as wcxb --to /tmp/ours",
    )
    give.add_argument("spec", metavar="SPEC", help="a folder of golden cases, or a data set as name:path")
    give.add_argument("--as", dest="layout", choices=LAYOUTS, required=True, help="whose layout")
    give.add_argument("--to", type=Path, required=True, metavar="DIR", help="a folder that is empty or not there")
    add_selection(give)
    _add_format(give)
    give.set_defaults(command=_export)

    # A command for each name: argparse has no place for a word that is either an action or a name.
    for name in NAMES:
        one = actions.add_parser(
            name,
            description="Show all that is known of this data set.",
            epilog=f"examples:\n  harness datasets {name}\n  harness run {name}:PATH -E trafilatura",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        _add_format(one)
        one.set_defaults(command=_show, name=name)


def _add_format(parser: argparse.ArgumentParser) -> None:
    """Add ``--format`` to an action, where the one before the action holds unless it is given again."""
    parser.add_argument("--format", choices=FORMATS, default=argparse.SUPPRESS, help="how to print it (default: table)")


def _positive(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 9 or not int(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of cases; give 1 or more")
    return int(text)


def _list(options: argparse.Namespace) -> int:
    full = options.format != "table"
    print(listing([_row(entry, look_for(entry.name), full=full) for entry in entries()], options.format), end="")
    if not full:
        print("\nall of one: harness datasets NAME; taken from $HARNESS_DATASETS/NAME where no path is given")
    return 0


def _row(entry: Entry, presence: Presence, *, full: bool) -> dict[str, Value]:
    """Return what a list says of a data set; a table for people leaves out what does not fit."""
    row: dict[str, Value] = {"data_set": entry.name}
    if full:
        row |= {"title": entry.title, "cases": entry.cases}
    row |= {"size": entry.size, "licence": entry.licence, "protocol": default_protocol(entry.name)}
    if full:
        row |= {
            "page_kinds": " ".join(entry.page_kinds),
            "languages": entry.languages,
            "source": entry.source,
            "citation": entry.citation,
            "status": _status(presence),
            "path": None if presence.path is None else str(presence.path),
        }
    return {**row, "records": presence.records, "caveat": entry.caveat}


def _status(presence: Presence) -> str:
    if presence.path is None:
        return "HARNESS_DATASETS is not set"
    if presence.problem:
        return presence.problem
    return "not there" if presence.records is None else "found"


def _show(options: argparse.Namespace) -> int:
    entry = find_entry(options.name)
    presence = look_for(entry.name)
    if options.format != "table":
        details: dict[str, Value] = {key: " | ".join(getattr(entry, key)) for key in ("layout", "defects", "oddities")}
        print(listing([_row(entry, presence, full=True) | details | {"fetch": entry.fetch}], options.format), end="")
        return 0
    facts = [
        ("pages", f"{entry.size}; {', '.join(entry.page_kinds)}; {entry.languages}"),
        ("licence", f"{entry.licence} (the annotations; pages belong to their sites)"),
        ("source", entry.source),
        ("cite", entry.citation),
        ("protocol", default_protocol(entry.name) or "-"),
        ("here", _here(presence)),
        ("fetch", f"{entry.fetch} The harness downloads nothing."),
    ]
    print(f"{entry.name}: {entry.title}\n")
    print("\n".join(f"{name:<10}{text}" for name, text in facts))
    for title, lines in (
        ("layout", entry.layout),
        ("known defects, kept as they are", entry.defects),
        ("how it is read", entry.oddities),
    ):
        if lines:
            print(f"\n{title}\n" + "\n".join(f"  {line}" for line in lines))
    return 0


def _here(presence: Presence) -> str:
    if presence.records is not None:
        return f"{presence.records} records in {presence.path}"
    return f"{_status(presence)}: {presence.path}" if presence.path and not presence.problem else _status(presence)


def _import(options: argparse.Namespace) -> int:
    if not is_spec(options.spec):
        raise UsageError(f"{options.spec} is no data set; write it as name:path, see `harness datasets`")
    try:
        with phases(sys.stderr) as phase:
            opened = open_spec(options.spec, selection(options), progress=phase(f"reading {options.spec}"))
            if not opened.cases and not opened.broken:
                raise UsageError(f"{options.spec} has no such case; choose less narrowly")
            done = import_cases(
                opened, options.to, limit=options.limit, force=options.force, progress=phase("writing golden cases")
            )
    except KeyboardInterrupt:
        print(f"harness: stopped; whatever case is in {options.to} is whole, --force starts again", file=sys.stderr)
        return 130
    left = sum(remark.what == "left out" for remark in done.remarks)
    said = f"{len(done.written)} cases written to {shown_path(done.target)}, {left} left out"
    said += f", {len(done.remarks) - left} changes" if len(done.remarks) > left else ""
    said += f"; {done.kept} cases that were there stay" if done.kept else ""
    _print(_remarks(done.remarks), said, options.format)
    return 0 if done.written else 1


def _export(options: argparse.Namespace) -> int:
    with phases(sys.stderr) as phase:
        chosen, reading = selection(options), phase(f"reading {options.spec}")
        if is_spec(options.spec):
            cases = open_spec(options.spec, chosen, progress=reading)
        else:
            cases = collect(Path(options.spec), chosen, reading)
        done = export_cases(cases, options.layout, options.to, progress=phase(f"writing {options.layout}"))
    left = sum(remark.what == "left out" for remark in done.remarks)
    rows = _remarks(done.remarks)
    rows += [{"case": None, "what": "lost", "found": f"{what}, of {count} cases"} for what, count in done.lost.items()]
    said = f"{len(done.keys)} cases written to {shown_path(done.target)}, {left} left out"
    _print(rows, f"{said}; score them: harness run {options.layout}:{shown_path(done.target)}", options.format)
    return 0


def _remarks(remarks: tuple[Remark, ...]) -> list[dict[str, Value]]:
    return [{"case": remark.case, "what": remark.what, "found": remark.found} for remark in remarks]


def _print(rows: list[dict[str, Value]], summary: str, form: Format) -> None:
    """Print what became of the cases: lines and a summary for people, rows alone for programs."""
    if form == "table":
        for row in rows:
            print(": ".join(str(part) for part in row.values() if part is not None))
        print(summary)
    else:
        print(listing(rows, form), end="")
        print(summary, file=sys.stderr)
