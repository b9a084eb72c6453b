"""Pages into files: the same bytes in another process, under another hash seed, in any number of processes."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from pathlib import Path

import pytest

from harness.forge.catalogue import templates
from harness.forge.choosing import many
from harness.forge.forging import forge, gzipped, write_case
from harness.forge.library import library
from harness.forge.making import make_cases, make_warcs

COUNT, SEED = 12, "same"
MAKE = f"""
import sys
from pathlib import Path
from harness.forge.catalogue import templates
from harness.forge.choosing import many
from harness.forge.library import library
from harness.forge.making import make_cases
choices = list(many(library(), tuple(templates().values()), {COUNT}, {SEED!r}))
make_cases(choices, Path(sys.argv[1]), 1, lambda done, total: None)
"""


def quiet(done: int, total: int) -> None:
    pass


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("here")
    choices = list(many(library(), tuple(templates().values()), COUNT, SEED))
    size = make_cases(choices, folder, 1, quiet)
    assert size == sum(map(len, files(folder).values()))
    return folder


@pytest.mark.parametrize("seed", ["0", "77"])
def test_whole_cases_are_the_same_in_another_process_under_another_hash_seed(
    seed: str, here: Path, tmp_path: Path
) -> None:
    subprocess.run([sys.executable, "-c", MAKE, str(tmp_path)], check=True, env={**os.environ, "PYTHONHASHSEED": seed})
    assert len(files(tmp_path)) == 3 * COUNT
    assert files(tmp_path) == files(here)


def test_cases_are_the_same_in_any_order_of_work(here: Path, tmp_path: Path) -> None:
    choices = list(many(library(), tuple(templates().values()), COUNT, SEED))
    make_cases(choices[::-1], tmp_path, 1, quiet)
    assert files(tmp_path) == files(here)


def test_a_warc_file_holds_the_pages_of_the_cases(here: Path, tmp_path: Path) -> None:
    choices = list(many(library(), tuple(templates().values()), COUNT, SEED))
    make_warcs(choices, tmp_path, 1, 1, quiet)
    records = gzip.decompress((tmp_path / "forged-00000.warc.gz").read_bytes())
    assert records.count(b"WARC/1.1\r\n") == COUNT
    for name, content in files(here).items():
        if name.endswith("page.html.gz"):
            assert gzip.decompress(content) in records


def test_warc_files_are_the_same_on_several_processes(tmp_path: Path) -> None:
    choices = list(many(library(), tuple(templates().values()), 60, SEED))  # two batches for each of two files
    sizes, told = [], []
    for jobs in (1, 2):
        sizes.append(make_warcs(choices, tmp_path / str(jobs), 2, jobs, lambda done, total: told.append((done, total))))
    assert files(tmp_path / "1") == files(tmp_path / "2")
    assert sorted(files(tmp_path / "1")) == ["forged-00000.warc.gz", "forged-00001.warc.gz"]
    assert sizes == [sum(map(len, files(tmp_path / "1").values()))] * 2
    assert told == [(25, 60), (50, 60), (55, 60), (60, 60)] * 2


def test_a_page_is_whole_at_any_level(here: Path, tmp_path: Path) -> None:
    choice = next(many(library(), tuple(templates().values()), 1, SEED))
    forged = forge(choice.template, choice.piece, choice.seed, library())
    for level in (1, 3, 9):
        write_case(forged, tmp_path / str(level), level)
        assert gzip.decompress((tmp_path / str(level) / "page.html.gz").read_bytes()) == forged.page
    assert gzipped(forged.page, 9) == (tmp_path / "9" / "page.html.gz").read_bytes()
