"""What earlier runs have found out about golden cases: which are sound, so that a run need not check again."""

from __future__ import annotations

from typing import Protocol

from ..blocks import Block
from ..model import GoldenCase
from .check import check_case
from .problems import Problem


class Soundness(Protocol):
    """Remembers digests of cases and of their annotations, and the blocks of expected texts.

    Only of sound ones, so that every problem is found and told each time.
    """

    def known(self, digest: str) -> bool:
        """Whether a case of this digest was found sound."""

    def keep(self, digest: str) -> None:
        """Remember that a case of this digest is sound."""

    def blocks(self, markdown: str) -> tuple[Block, ...]:
        """Return the blocks of a text, as :func:`~harness.markdown.read_markdown` reads them."""


def checked(case: GoldenCase, soundness: Soundness | None) -> list[Problem]:
    """Return the problems of a case, without looking at one that is known to be sound."""
    if soundness is not None and soundness.known(case.digest):
        return []
    problems = check_case(case)
    if soundness is not None and not problems:
        soundness.keep(case.digest)
    return problems
