"""Ensembles: their settings, their rows, and who must be in the run with them."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from harness.config import Configured
from harness.errors import ConfigError, UsageError
from harness.extraction.discovery import choose, discover
from harness.extraction.ensemble import Ensemble, ensemble_settings
from harness.extraction.ensemble_rows import EnsembleRow, check_members, ensemble_rows, with_members
from harness.extraction.http_rows import NOT_RUN
from harness.extraction.http_settings import HttpSettings
from harness.model import Extractor
from workshop import write_extractor

WHERE = "extractors.vote"


def row(name: str, version: str | None = "1", problem: str | None = None) -> Extractor:
    return Extractor(name, None, version, ("true",), "workspace", f"digest of {name}", install="x", problem=problem)


ROWS = [row("one"), row("two"), replace(row("two"), mode="fast"), row("away", None), row("broken", problem="no")]


def made(*members: str, **others: object) -> EnsembleRow:
    settings = ensemble_settings({"ensemble": list(members), **others}, WHERE)
    (found,) = ensemble_rows({"vote": settings}, ROWS)
    assert isinstance(found, EnsembleRow)
    return found


def test_settings_are_read() -> None:
    text = 'ensemble = ["a", "b[fast]", "c"]'
    assert ensemble_settings(tomllib.loads(text), WHERE) == Ensemble(("a", "b[fast]", "c"), (1.0, 1.0, 1.0))
    text += '\nweights = [2, 1, 0.5]\nngram = 3\nthreshold = 3.5\nversion = "1"\nlicence = "MIT"'
    assert ensemble_settings(tomllib.loads(text), WHERE) == Ensemble(
        ("a", "b[fast]", "c"), (2.0, 1.0, 0.5), 3, 3.5, "1", "MIT"
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('ensemble = "a"', "ensemble must name two extractors or more"),
        ('ensemble = ["a"]', "ensemble must name two extractors or more"),
        ('ensemble = ["a", 1]', "ensemble must name two extractors or more"),
        ('ensemble = ["a", "b", "a"]', "ensemble names a twice; give it a weight instead"),
        ('ensemble = ["a", "b"]\nweigths = [1, 2]', "unknown key 'weigths'; did you mean weights?"),
        ('ensemble = ["a", "b"]\nweights = [1]', "weights must be one number above 0 for each of the 2 members"),
        ('ensemble = ["a", "b"]\nweights = [1, 0]', "weights must be"),
        ('ensemble = ["a", "b"]\nweights = [1, nan]', "weights must be"),
        ('ensemble = ["a", "b"]\nweights = [1, true]', "weights must be"),
        ('ensemble = ["a", "b"]\nngram = 0', "ngram must be a whole number from 1 to 50, not 0"),
        ('ensemble = ["a", "b"]\nngram = 2.0', "ngram must be a whole number"),
        ('ensemble = ["a", "b"]\nthreshold = 0', "threshold must be above 0 and at most the sum of the weights, 2"),
        ('ensemble = ["a", "b"]\nthreshold = 2.5', "threshold must be above 0 and at most the sum of the weights, 2"),
        ('ensemble = ["a", "b"]\nversion = 1', "version must be a string, not 1"),
    ],
)
def test_mistake_is_named(text: str, message: str) -> None:
    with pytest.raises(ConfigError) as error:
        ensemble_settings(tomllib.loads(text), WHERE)
    assert message in str(error.value)
    assert str(error.value).startswith(WHERE)


def test_row_has_no_child_and_is_ready_with_its_members() -> None:
    found = made("one", "two[fast]", version="7")
    assert (found.origin, found.command, found.version, found.ready) == ("ensemble", (), "7", True)
    assert found.description == "majority vote of one, two[fast]"
    assert made("one", "two").version == made("one", "two").ensemble.digest[:8]


@pytest.mark.parametrize(
    ("member", "problem"),
    [
        ("tow", "unknown member 'tow'; did you mean two"),
        ("away", "its member away cannot run: not installed: x"),
        ("broken", "its member broken cannot run: no"),
        ("vote", "its member vote is an ensemble itself; name extractors"),
    ],
)
def test_member_that_cannot_vote_is_named(member: str, problem: str) -> None:
    assert (made("one", member).problem or "").startswith(problem)


def test_digest_changes_with_the_settings_and_with_every_member() -> None:
    settings = ensemble_settings({"ensemble": ["one", "two"]}, WHERE)
    plain = made("one", "two").digest
    newer = [replace(ROWS[0], version="2"), *ROWS[1:]]
    other_code = [replace(ROWS[0], digest="other"), *ROWS[1:]]
    digests = {ensemble_rows({"vote": settings}, rows)[0].digest for rows in (newer, other_code)}
    digests |= {made("one", "two", ngram=4).digest, made("two", "one").digest, made("one", "two", threshold=1).digest}
    assert len(digests | {plain}) == 6
    assert made("one", "two").digest == plain


def test_ensemble_without_its_members_is_a_usage_error_that_names_them() -> None:
    rows = [*ROWS, made("one", "two[fast]")]
    with pytest.raises(UsageError) as error:
        choose(rows, ["vote", "one"])
    assert str(error.value) == 'the ensemble vote needs two[fast] in the same run; add -E "two[fast]"'
    assert [one.id for one in choose(rows, ["vote", "one", "two[fast]"])] == ["one", "two[fast]", "vote"]
    check_members(choose(rows, []))


def test_pairs_of_an_ensemble_take_those_of_its_members_with_them() -> None:
    rows = [*ROWS, made("one", "two")]
    assert with_members([("vote", "a"), ("two", "b")], rows) == {
        *(("vote", "a"), ("one", "a"), ("two", "a"), ("two", "b")),
    }


def test_workspace_finds_its_ensembles(tmp_path: Path) -> None:
    write_extractor(tmp_path, "mine", "return ''")
    service = HttpSettings("https://service.example/", fields=(("text", "t"),))
    configured: dict[str, Configured | Sequence[str]] = {
        "vote": Ensemble(("mine", "nothing"), (1.0, 1.0)),
        "paid": service,
        "both": Ensemble(("mine", "paid"), (1.0, 1.0)),
    }
    found = discover(tmp_path, configured)
    rows = {one.id: one for one in found}
    assert (rows["vote"].ready, rows["both"].problem) == (True, f"its member paid cannot run: {NOT_RUN}")
    # Whoever names the service, and so pays for it, gets the ensemble too.
    assert all(one.ready for one in choose(found, ["mine", "paid", "both"]))
    assert [one.ready for one in choose(found, ["both"])] == [False]
