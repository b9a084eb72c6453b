"""What the gate says of a session: of an item's page, and of the whole run once it has been scored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import pytest

from ..bounds import Gate
from ..compare.baseline import Baseline, baseline_of, read_baseline
from ..compare.baseline_side import side_of_baseline
from ..compare.gate import Breach, broken, drops, empty_strata, floor_breaches, page_drop
from ..compare.pairing import same_digest
from ..compare.ratchet import Lowered, Update, refuse_other_counting, update_file
from ..compare.sides import Side, side_of_run
from ..config import Config
from ..errors import HarnessError
from ..goldens.collection import golden_root
from ..model import FAILURES
from ..render.listing import as_json
from ..run_files import write_text
from ..runs import RunResult
from ..text import harmless
from .state import State

# An item is a page, and a workspace of a dozen has too few for its mean to be worse beyond doubt: without a bound of
# their own its items would let any single page break. A twentieth of the F1 is a paragraph of twenty.
PAGE_DROP = 0.05

_UPDATE = "pytest golden --harness-update-baseline"
_MOST_REFUSED = 10
_TITLES = {"mean": "mean", "page": "page", "failures": "extractor with new failures", "floor": "floor"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate says of a run.

    Attributes:
        breaches: what is worse than allowed; with leave to lower, floors alone.
        allowed: what would be a breach without that leave.
        compared: how many results were held against the baseline; ``None`` where there is none.
        notices: what else there is to say.
        update: what became of the baseline, where an update was asked for.
        problem: why it could not be updated.
    """

    breaches: tuple[Breach, ...]
    allowed: tuple[Breach, ...] = ()
    compared: int | None = None
    notices: tuple[str, ...] = ()
    update: Update | None = None
    problem: str | None = None

    @property
    def failed(self) -> bool:
        """Whether the session has to fail for it."""
        return bool(self.breaches or self.problem)


def session_gate(config: Config) -> Gate:
    """Return the workspace's gate, with a bound for single pages where it names none."""
    bounds = config.gate.max_page_drop
    return replace(config.gate, max_page_drop={"f1": PAGE_DROP} if bounds is None else bounds)


def check_baseline(state: State) -> None:
    """Raise a usage error for a baseline that is missing, damaged or cannot be written, before anything runs."""
    path, wanted = state.config.baseline_path, state.wanted
    if wanted.lower and not wanted.update:
        raise pytest.UsageError("--harness-allow-regression lowers nothing without --harness-update-baseline; add it")
    if not path.exists():
        if wanted.require:
            hint = "leave --harness-require-baseline out for once" if wanted.update else f"make it with: {_UPDATE}"
            raise pytest.UsageError(f"--harness-require-baseline: there is no baseline at {path}; {hint}")
        if state.config.require_baseline and not wanted.update:
            raise pytest.UsageError(f"require_baseline: there is no baseline at {path}; make it with: {_UPDATE}")
        return
    try:
        baseline = read_baseline(path)
        if not wanted.lower:
            counted = {metric.name: metric.signature for metric in state.metrics if metric.name in baseline.metrics}
            refuse_other_counting(baseline.metrics, counted, str(path))
    except HarnessError as error:
        raise pytest.UsageError(harmless(str(error))) from error
    if wanted.update and not path.stat().st_mode & 0o222:
        raise pytest.UsageError(f"--harness-update-baseline: {path} is read-only; make it writable")


def load(state: State, run: RunResult) -> None:
    """Put into the state what the items are held against, and what they reached."""
    if state.config.baseline_path.exists():
        state.baseline, state.reached = read_baseline(state.config.baseline_path), baseline_of(run)


def failed_before(state: State, pair: tuple[str, str]) -> bool:
    """Whether the baseline has it that this extractor fails on this page, which has not changed since."""
    base, reached = state.baseline, state.reached
    if base is None or reached is None or not _comparable(base, reached, pair):
        return False
    return base.records[pair].outcome in FAILURES


def page_breach(state: State, pair: tuple[str, str]) -> Breach | None:
    """Return by how much a page fell below the baseline, where that is more than is allowed."""
    base, reached = state.baseline, state.reached
    if base is None or reached is None or state.wanted.lower or not _comparable(base, reached, pair):
        return None
    before, after = base.records[pair], reached.records[pair]
    for name, bound in (session_gate(state.config).max_page_drop or {}).items():
        old, new = before.figure(name), after.figure(name)
        if old is not None and new is not None and broken(page_drop(name, old, new), bound):
            return Breach("page", pair[0], name, pair[1], old, new, bound, None, None, 1)
    return None


def judge(state: State, run: RunResult) -> Verdict:
    """Hold the run against its floors and its baseline, bring that up to date if asked to, write ``gate.json``."""
    try:
        verdict = _judged(state, run)
        rows = [{**asdict(breach), "message": str(breach)} for breach in verdict.breaches]
        write_text(state.config.report_path / "gate.json", as_json(rows))
    except (HarnessError, OSError) as error:
        return Verdict((), problem=str(error))
    return verdict


def lines(state: State, verdict: Verdict) -> Iterator[str]:
    """Yield what the terminal says: notices, what was updated, and the reason of a failure in three lines."""
    path = _shown(state.config.baseline_path)
    for notice in verdict.notices:
        yield f"gate: {notice}"
    if verdict.update is not None:
        yield from _update_lines(verdict.update, path)
    if verdict.problem:
        yield f"gate: FAILED: {verdict.problem}"
    if verdict.breaches:
        yield f"gate: FAILED: {_counted(verdict.breaches)} beyond the bounds{_against(verdict, path)}"
        yield f"  first of all: {verdict.breaches[0]}"
        yield f"  {_next_step(state, verdict)}"
    elif not verdict.problem and verdict.compared is not None:
        allowed = f", {_counted(verdict.allowed)} beyond the bounds allowed" if verdict.allowed else ""
        yield f"gate: passed{_against(verdict, path)}{allowed}"
    elif not verdict.problem and state.whole and state.config.gate.fail_under:
        yield "gate: passed"


def _judged(state: State, run: RunResult) -> Verdict:
    gate, wanted, path = session_gate(state.config), state.wanted, state.config.baseline_path
    reached = baseline_of(run)
    new = side_of_run(run, label="run")
    notices = list(_floor_notices(state, gate, new))
    floors = floor_breaches(new, gate.fail_under) if state.whole else ()
    base = read_baseline(path) if path.exists() else None
    fallen: tuple[Breach, ...] = ()
    compared = None
    if base is None:
        if not wanted.update:
            notices.append(f"no baseline at {_shown(path)}, nothing to compare with; make it with: {_UPDATE}")
    elif base.metrics == reached.metrics:
        shared = [pair for pair in reached.records if _comparable(base, reached, pair)]
        compared = len(shared)
        notices += _base_notices(base, reached, new)
        if shared:
            fallen = drops(side_of_baseline(base, new.cases), new, gate)
    update, problem = _updated(state, reached) if wanted.update else (None, None)
    if wanted.lower:
        return Verdict(floors, fallen, compared, tuple(notices), update, problem)
    return Verdict((*fallen, *floors), (), compared, tuple(notices), update, problem)


def _updated(state: State, reached: Baseline) -> tuple[Update | None, str | None]:
    """Bring the baseline up to date; return what became of it, or why that could not be."""
    root = golden_root(state.config.golden_path.resolve())
    try:
        update = update_file(
            state.config.baseline_path,
            reached,
            lower=state.wanted.lower,
            case_exists=lambda case: (root / case / "golden.json").exists(),
            extractor_exists=lambda name: name in state.known,
        )
    except HarnessError as error:
        return None, str(error)
    return update, None


def _comparable(base: Baseline, reached: Baseline, pair: tuple[str, str]) -> bool:
    case = pair[1]
    return pair in base.records and pair in reached.records and same_digest(base.cases[case], reached.cases[case])


def _floor_notices(state: State, gate: Gate, side: Side) -> Iterator[str]:
    if gate.fail_under and not state.whole:
        yield "fail_under bounds means over all cases, and is not judged in a run of some"
    elif gate.fail_under:
        for stratum in empty_strata(side, gate.fail_under):
            yield f"fail_under: no case is of {stratum}"


def _base_notices(base: Baseline, reached: Baseline, side: Side) -> Iterator[str]:
    for name, version in reached.extractors.items():
        if name in base.extractors and base.extractors[name] != version:
            yield f"{name}: version {base.extractors[name] or '-'} -> {version or '-'} since the baseline"
    changed = [case for case, digest in reached.cases.items() if base.cases.get(case, digest) != digest]
    if changed:
        yield f"{_names(changed)} changed since the baseline, and not compared until an update"
    fresh = [case for case in reached.cases if case not in base.cases]
    if fresh:
        yield f"{_names(fresh)} not in the baseline"
    for name in reached.extractors:
        if name not in base.extractors:
            yield f"{name} is not in the baseline; an update adds it"
    for name, row in side.rows.items():
        if name in base.extractors and not row.outcomes.there.any():
            yield f"{name} is in the baseline, but {row.status} here: not compared"


def _update_lines(update: Update, path: str) -> Iterator[str]:
    said = f"{update.added} added, {update.raised} raised, {len(update.lowered)} lowered"
    for size, what in ((len(update.rebased), "changed cases re-based"), (len(update.dropped), "cases dropped")):
        said += f", {size} {what}" if size else ""
    said += f", {update.lost} results of another counting lost" if update.lost else ""
    yield f"baseline: {path}: {said}"
    for row in update.lowered:
        yield f"  lowered: {row}"
    for cases, what in ((update.rebased, "re-based, for it has changed"), (update.dropped, "dropped, for it is gone")):
        yield from (f"  {what}: {case}" for case in cases)
    yield from _refused_lines(update.refused)


def _refused_lines(refused: Sequence[Lowered]) -> Iterator[str]:
    if not refused:
        return
    results = len({(row.extractor, row.case) for row in refused})
    yield f"  {results} results are worse in something and stand as they were; --harness-allow-regression lowers them:"
    yield from (f"  not lowered: {row}" for row in refused[:_MOST_REFUSED])
    if len(refused) > _MOST_REFUSED:
        yield f"  and {len(refused) - _MOST_REFUSED} more figures"


def _next_step(state: State, verdict: Verdict) -> str:
    every = f"every breach: {_shown(state.config.report_path / 'gate.json')}"
    if all(breach.kind == "floor" for breach in verdict.breaches):
        return f"{every}; the floors are [tool.harness.gate] fail_under"
    return f"{every}; to accept them: {_UPDATE} --harness-allow-regression"


def _against(verdict: Verdict, path: str) -> str:
    return "" if verdict.compared is None else f" against {path} ({verdict.compared} results)"


def _counted(breaches: Sequence[Breach]) -> str:
    sizes = {kind: sum(breach.kind == kind for breach in breaches) for kind in _TITLES}
    return ", ".join(f"{size} {_plural(_TITLES[kind], size)}" for kind, size in sizes.items() if size)


def _plural(title: str, size: int) -> str:
    first, space, rest = title.partition(" ")
    return title if size == 1 else f"{first}s{space}{rest}"


def _names(cases: Sequence[str]) -> str:
    shown = ", ".join(cases[:3]) + (f" and {len(cases) - 3} more" if len(cases) > 3 else "")
    return f"{shown} {'is' if len(cases) == 1 else 'are'}"


def _shown(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
