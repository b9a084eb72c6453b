"""The row of an ensemble: a row like any other, but it has no child, and it needs its members in the same run."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..errors import UnknownNameError, UsageError
from ..model import Extractor
from .ensemble import Ensemble


@dataclass(frozen=True, slots=True)
class EnsembleRow(Extractor):
    """A row whose outputs are voted on by other rows of the run; its ``command`` is empty."""

    ensemble: Ensemble = field(default_factory=lambda: Ensemble((), ()))


def ensemble_rows(ensembles: Mapping[str, Ensemble], others: Iterable[Extractor]) -> list[Extractor]:
    """Return the rows of the configured ensembles; ``others`` are all rows that may be members.

    The digest covers the members' versions and digests. A row says as its problem which member there is none of, or
    cannot run.
    """
    known = {row.id: row for row in others}
    rows = {name: _row(name, ensemble, known) for name, ensemble in ensembles.items()}
    return [replace(row, problem=_problem(row.ensemble, {**known, **rows})) for row in rows.values()]


def judged(rows: Sequence[Extractor]) -> list[Extractor]:
    """Return the rows with the ensembles' problems as these rows are now; a member that is not there is no problem."""
    known = {row.id: row for row in rows}

    def judge(row: Extractor) -> Extractor:
        if not isinstance(row, EnsembleRow) or not set(row.ensemble.members) <= known.keys():
            return row
        return replace(row, problem=_problem(row.ensemble, known))

    return [judge(row) for row in rows]


def check_members(rows: Sequence[Extractor]) -> None:
    """Raise :class:`UsageError` when an ensemble is to run and a member is not among the rows."""
    there = {row.id for row in rows}
    for row in rows:
        if isinstance(row, EnsembleRow) and row.ready:
            missing = [member for member in row.ensemble.members if member not in there]
            if missing:
                advice = " ".join(f'-E "{name}"' for name in missing)
                raise UsageError(f"the ensemble {row.id} needs {', '.join(missing)} in the same run; add {advice}")


def with_members(pairs: Iterable[tuple[str, str]], rows: Iterable[Extractor]) -> frozenset[tuple[str, str]]:
    """Return (extractor id, case id) pairs with those of the members that the ensembles among them need."""
    members = {row.id: row.ensemble.members for row in rows if isinstance(row, EnsembleRow)}
    wanted = set(pairs)
    return frozenset(wanted | {(member, case) for name, case in wanted for member in members.get(name, ())})


def _row(name: str, ensemble: Ensemble, known: Mapping[str, Extractor]) -> EnsembleRow:
    digest = hashlib.sha256(ensemble.digest.encode())
    for member in ensemble.members:
        row = known.get(member)
        digest.update(repr((member, row and (row.version, row.digest))).encode())
    return EnsembleRow(
        name=name,
        mode=None,
        version=ensemble.version or ensemble.digest[:8],
        command=(),
        origin="ensemble",
        digest=digest.hexdigest(),
        licence=ensemble.licence,
        description=f"majority vote of {', '.join(ensemble.members)}",
        ensemble=ensemble,
    )


def _problem(ensemble: Ensemble, known: Mapping[str, Extractor]) -> str | None:
    for member in ensemble.members:
        row = known.get(member)
        if row is None:
            return str(UnknownNameError("member", member, known))
        if isinstance(row, EnsembleRow):
            return f"its member {member} is an ensemble itself; name extractors"
        if not row.ready:
            return f"its member {member} cannot run: {row.problem or f'not installed: {row.install}'}"
    return None
