"""The errors that several parts of the harness share.

::

    HarnessError
    ├── UsageError              wrong options, wrong configuration, unknown names
    │   ├── ConfigError         [tool.harness] in pyproject.toml
    │   ├── UnknownNameError    no such extractor, metric, ...; lists the nearest names
    │   ├── DataSetError        no data set of that kind at the place that was named
    │   └── NotComparableError  two runs over other pages, or counted by other metrics
    ├── PageError               a page that cannot be read: missing, too large, a gz bomb, outside its folder
    ├── GoldenError             a golden case with problems
    ├── ExtractorError          an extractor file that cannot be used
    └── RunFileError            run.json, journal.jsonl or baseline.json that cannot be read or written

An error that one part alone raises stands beside its code, and is a :class:`HarnessError` too: of the forge
(``ForgeError``, ``LabellingError``, ``PieceError``, ``PhraseError``, ``TemplateError``), of services (``HttpError`` and
its two kinds, ``AnswerError``, ``TemplateError``), of records (``RecordError``) and of clusters (``ClusterError``).

The command ends with exit code 2 for every :class:`HarnessError`, and with 3 for any other exception; pytest makes a
usage error of the former.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class HarnessError(Exception):
    """Base of every error below: catch this one to catch them all. The message says what to do next."""


class UsageError(HarnessError):
    """The caller asked for something impossible; nothing has been run."""


class ConfigError(UsageError):
    """``[tool.harness]`` holds an unknown key or a value of the wrong type."""


class UnknownNameError(UsageError):
    """A name that does not exist, with the nearest ones that do."""

    def __init__(self, what: str, name: str, known: Iterable[str]) -> None:
        known = sorted(known)
        near = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
        if near:
            hint = "did you mean " + " or ".join(near) + "?"
        elif known:
            hint = "known: " + ", ".join(known)
        else:
            hint = "there are none"
        super().__init__(f"unknown {what} {name!r}; {hint}")


class DataSetError(UsageError):
    """A place does not hold the data set that it was said to hold, or recorded outputs cannot be read."""


class NotComparableError(UsageError):
    """Two runs whose numbers do not mean the same: other pages, other metrics, or nothing that both have."""


class PageError(HarnessError):
    """A page file that is missing, too large, damaged or outside its folder."""


class GoldenError(HarnessError):
    """A golden case that cannot be scored."""


class ExtractorError(HarnessError):
    """An extractor file that cannot be loaded, or two of one name."""


class RunFileError(HarnessError):
    """A run or journal file that is damaged or of another schema version, or for which there is no room."""
