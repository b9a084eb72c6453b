"""How WebMainBench cuts a Markdown text into code, formulas and tables; its "text" part is the whole text.

============ ===================================================================================================
code         what stands between two runs of three backticks, first and last line left off; then the indented
             blocks of two or more lines behind a blank line, those inside of fences once more
formulas     ``$$..$$``, ``\\[..\\]``, ``$..$``, ``\\(..\\)``, all of one kind before the next, outside of code
tables       the outer HTML tables outside of code, then the Markdown tables, those inside of code too
============ ===================================================================================================

The peer does this with regular expressions, some of which take quadratic time or worse on hostile text; what stands
here gives the same parts in linear time.

Source: github.com/opendatalab/WebMainBench, ``metrics/{code,formula,table}_extractor.py`` (2025).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_FENCED = re.compile(r"```.*?```", re.DOTALL)
_INLINE_CODE = re.compile(r"`[^`]*`")
# Opening and closing mark of each kind of formula, in the peer's order. A backslash before a mark escapes it.
_MARKS = [
    (opening, re.compile(rf"(?<!\\){re.escape(opening)}"), re.compile(rf"(?<!\\){re.escape(closing)}"))
    for opening, closing in (("$$", "$$"), (r"\[", r"\]"), ("$", "$"), (r"\(", r"\)"))
]
_SEPARATOR_CELL = re.compile(r"^:?-{3,}:?$")
_LIST_MARK = re.compile(r"[-•*]\s|\d+\.\s")
_MONEY = re.compile(r"\$[\d,]")
_LARGE_SUM = re.compile(r"\b(?:million|billion|thousand)\b", re.IGNORECASE)


def without_code(text: str) -> str:
    """Return the text without fenced and inline code: where formulas and HTML tables are looked for."""
    if "`" not in text:
        return text
    return _INLINE_CODE.sub("", _FENCED.sub("", text))


def code_part(text: str) -> str:
    """Return the lines of code: fenced blocks, then indented blocks."""
    parts = [code for block in _FENCED.findall(text) if (code := "\n".join(block.split("\n")[1:-1]))]
    if "\n    " in text or "\n\t" in text:
        for lines in _indented_blocks(text.split("\n")):
            filled = [line for line in lines if line.strip()]
            if len(filled) > 1 and not any(_is_prose(line.strip()) for line in filled):
                # Of a deeper indentation the rest stays.
                code = "\n".join(line[4:] if line.startswith("    ") else line[1:] for line in filled)
                if code.strip():
                    parts.append(code)
    return "\n".join(parts)


def _indented_blocks(lines: list[str]) -> Iterator[list[str]]:
    """Yield the runs of two or more indented lines that follow a blank line.

    A line of white space can be the blank line before a run or, when it is indented itself, a part of it. The run
    starts as late as it can in the white space before it; the search goes on behind it.
    """
    blank = [not line.strip() for line in lines]
    indented = [line.startswith(("    ", "\t")) for line in lines]
    indented.append(False)
    before, last = 0, len(lines) - 1
    while before < last:
        if not blank[before + 1]:
            before += 1
            continue
        first_filled = before + 1
        while first_filled <= last and blank[first_filled]:
            first_filled += 1
        start = min(first_filled, last)
        while start >= before + 2 and not (indented[start] and indented[start + 1]):
            start -= 1
        if start < before + 2:
            before = first_filled
            continue
        end = start
        while indented[end]:
            end += 1
        yield lines[start:end]
        # The newline of the run's last line starts the next search unless an empty line took it.
        before = end if end <= last and not lines[end] else end - 1


def _is_prose(line: str) -> bool:
    """Whether an indented line looks like a list item or speaks of sums of money."""
    return bool(_LIST_MARK.match(line) or _MONEY.search(line) or _LARGE_SUM.search(line))


def formula_part(text: str) -> str:
    """Return the formulas of a text from which the code is gone (:func:`without_code`), one a line."""
    parts = []
    for mark, opening, closing in _MARKS:
        at = 0
        while mark in text and (start := opening.search(text, at)):
            # Without an end for this one there is none for those behind it either.
            if not (end := closing.search(text, start.end())):
                break
            at = end.end()
            if formula := text[start.end() : end.start()].strip():
                parts.append(formula)
    return "\n".join(parts)


def markdown_tables(text: str) -> list[str]:
    """Return the Markdown tables: two or more lines with a ``|`` in a row, the second one a separator."""
    tables: list[str] = []
    if "|" not in text:
        return tables
    rows: list[str] = []
    for line in [*text.split("\n"), ""]:
        if "|" in line:
            rows.append(line)
        elif rows:
            if len(rows) > 1 and _is_separator(rows[1]):
                tables.append("\n".join(rows))
            rows = []
    return tables


def _is_separator(line: str) -> bool:
    return all(not cell or _SEPARATOR_CELL.match(cell) for cell in map(str.strip, line.split("|")))
