"""Tables on standard output, in the form that was asked for."""

from __future__ import annotations

from collections.abc import Sequence

from ..render.listing import listing
from ..render.tables import flat, markdown, terminal
from ..table import Table


def print_tables(found: Sequence[Table], form: str) -> None:
    """Print tables; JSON of several is an object by their names, CSV is the first one's."""
    if form == "table":
        print("\n\n".join(map(terminal, found)))
    elif form == "markdown":
        print("\n\n".join(map(markdown, found)))
    elif form == "csv" or len(found) == 1:
        print(listing(flat(found[0]), "csv" if form == "csv" else "json"), end="")
    else:
        parts = [f'"{table.name}": {listing(flat(table), "json").rstrip()}' for table in found]
        print("{\n" + ",\n".join(parts) + "\n}")
