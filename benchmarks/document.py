"""A measured part of a document: what a command prints stands in the document between two markers.

::

    <!-- realism -->
    ... just what `python -m benchmarks.realism` prints ...
    <!-- /realism -->
"""

from __future__ import annotations

from pathlib import Path

from harness.errors import UsageError
from harness.run_files import write_text


def renew(path: Path, name: str, text: str) -> None:
    """Put a text between the markers of a part; the rest of the document stays as it is, byte for byte.

    Raises :class:`~harness.errors.UsageError` as :func:`around` does.
    """
    before, after = around(path, name)
    write_text(path, f"{before}{text.rstrip()}\n{after}")


def around(path: Path, name: str) -> tuple[str, str]:
    """Return what stands before a part and what stands after it, markers included.

    Raises :class:`~harness.errors.UsageError` for a document that cannot be read or has not just one such part; so a
    command that takes minutes calls it first.
    """
    begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->\n"
    try:
        # As bytes: reading as text would change the ends of lines.
        document = path.read_bytes().decode("utf-8")
    except (OSError, ValueError) as error:
        raise UsageError(f"{path} cannot be read: {error}; give a document that has the part {name}") from error
    before, begun, rest = document.partition(begin)
    _, ended, after = rest.partition(end)
    if not begun or not ended or begin in rest or end in before + after:
        raise UsageError(
            f"{path} has not just one line {begin.strip()} with one line {end.strip()} after it; write both where the "
            "measured part is to stand"
        )
    return before + begin, end + after


def row(*cells: object) -> str:
    """Return a row of a Markdown table."""
    return f"| {' | '.join(map(str, cells))} |"
