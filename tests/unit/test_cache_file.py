"""The file is made and replaced by one at a time, and never under the feet of those who have it open."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.errors import UsageError
from harness.execution.cache_file import NAME, SCHEMA_VERSION, Database, open_database, remove_database


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / NAME


def wrong_version(path: Path) -> Database:
    """Return the file, open, as another version of the harness has it."""
    database = open_database(path, 1)
    database.connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    return database


def version(database: Database) -> int:
    (number,) = database.connection.execute("PRAGMA user_version").fetchone()
    return int(number)


def test_any_number_may_have_it_open(path: Path) -> None:
    databases = [open_database(path, 0) for _ in range(3)]
    databases[0].connection.execute("INSERT INTO entry VALUES (1, 1, X'00', 0, 0, X'00')")
    for database in databases:
        assert database.connection.execute("SELECT COUNT(*) FROM entry").fetchall() == [(1,)]
        database.close()


def test_file_of_another_version_is_replaced_when_nobody_has_it_open(path: Path) -> None:
    other = wrong_version(path)
    reasons: list[str] = []
    reason = f"is of version {SCHEMA_VERSION + 1}, not {SCHEMA_VERSION}"
    with pytest.raises(UsageError, match=f"{reason}, and another run has it open"):
        open_database(path, 0, reasons.append)
    other.connection.execute("SELECT * FROM entry")
    other.close()
    database = open_database(path, 0, reasons.append)
    assert (version(database), reasons) == (SCHEMA_VERSION, [reason])
    database.close()


def test_file_is_only_replaced_where_that_is_wanted(path: Path) -> None:
    wrong_version(path).close()
    with pytest.raises(UsageError, match=r"is of version \d+, not \d+; `harness cache clear` removes it"):
        open_database(path, 0)


def test_damage_that_was_met_is_believed_but_not_waited_for(path: Path) -> None:
    reasons: list[str] = []
    other = open_database(path, 0)
    other.connection.execute("INSERT INTO entry VALUES (1, 1, X'00', 0, 0, X'00')")
    with pytest.raises(UsageError, match="is damaged, and another run has it open"):
        open_database(path, 1e9, reasons.append, "is damaged")
    other.close()
    database = open_database(path, 1e9, reasons.append, "is damaged")
    assert database.connection.execute("SELECT * FROM entry").fetchall() == []
    assert reasons == ["is damaged"]
    database.close()


def test_file_whose_making_was_broken_off_is_made_again_without_a_word(path: Path) -> None:
    other = open_database(path, 0)
    other.connection.execute("DROP TABLE entry")
    other.connection.execute("PRAGMA user_version = 0")
    other.close()
    reasons: list[str] = []
    database = open_database(path, 0, reasons.append)
    assert database.connection.execute("SELECT * FROM entry").fetchall() == []
    assert reasons == []
    database.close()


def test_log_of_a_file_that_is_gone_is_not_replayed_into_the_next(path: Path) -> None:
    other = open_database(path, 0)
    other.connection.execute("INSERT INTO entry VALUES (1, 1, X'00', 0, 0, X'00')")
    log = path.with_name(path.name + "-wal")
    left = log.read_bytes()
    assert left
    other.close()
    path.write_bytes(b"no database")
    log.write_bytes(left)
    reasons: list[str] = []
    database = open_database(path, 0, reasons.append)
    assert database.connection.execute("SELECT * FROM entry").fetchall() == []
    database.close()


def test_file_is_removed_when_nobody_has_it_open(path: Path) -> None:
    other = open_database(path, 0)
    assert not remove_database(path)
    assert path.exists()
    other.close()
    assert remove_database(path)
    assert [file.suffix for file in path.parent.iterdir()] == [".lock"]
