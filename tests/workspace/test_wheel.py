"""Somebody else's repository: the built wheel, a golden folder, an extractor of their own, and ``pytest golden``."""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from workshop import PAGE, REPOSITORY, write_case, write_extractor


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = ["wheel", str(REPOSITORY), "--no-deps", "--no-build-isolation", "--quiet", "--wheel-dir", str(folder)]
    subprocess.run([sys.executable, "-m", "pip", "--disable-pip-version-check", *build], check=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the interpreter of a fresh environment that has the wheel, and this one's other packages behind it."""
    folder = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    interpreter = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(interpreter)]
    subprocess.run([*pip, "install", "--quiet", "--no-deps", "--no-index", str(wheel)], check=True)
    (site_packages,) = folder.glob("lib/python*/site-packages")
    (site_packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return interpreter


def test_wheel_holds_the_package_the_schemas_and_the_adapters_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names} == {"harness", "scraper_harness-0.1.0.dist-info"}
    folder = "harness/bundled/extractors/"
    bundled = {name.removeprefix(folder) for name in names if name.startswith(folder)}
    javascript = {
        f"node/{name}" for name in (".npmrc", "package.json", "package-lock.json", "protocol.mjs", "serve.mjs")
    }
    assert bundled == {path.name for path in (REPOSITORY / "extractors").glob("*.py")} | javascript
    data = [*(REPOSITORY / "harness").rglob("*.json"), *(REPOSITORY / "harness").rglob("*.j2")]
    data += [*(REPOSITORY / "harness").rglob("*.js"), *(REPOSITORY / "harness").rglob("*.css")]
    data += [*(REPOSITORY / "harness").rglob("*.toml"), *(REPOSITORY / "harness").rglob("*.html")]
    assert len(data) > 10
    assert {"harness/py.typed", *(file.relative_to(REPOSITORY).as_posix() for file in data)} <= set(names)


def test_foreign_workspace_scores_its_own_extractor(python: Path, tmp_path: Path) -> None:
    write_case(tmp_path / "golden" / "news" / "bakery")
    write_case(tmp_path / "golden" / "news" / "tannery", page=PAGE + "<p></p>")
    write_extractor(tmp_path / "extractors", "mine", "return page.html.split('<p>')[1].split('</p>')[0]")
    command = [str(python), "-m", "pytest", "golden", "-v", "-E", "mine", "-E", "everything", "-E", "nothing"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "golden/news/bakery/golden.json::mine PASSED" in done.stdout
    table = [line.split() for line in done.stdout.splitlines()]
    # 15 of 46 words, all of them right: F1 = 2 * 15 / (15 + 46).
    assert next(row for row in table if row[:1] == ["mine"])[1:6] == ["-", "1", "0.492", "1.000", "0.326"]
    rows = json.loads((tmp_path / "reports" / "latest" / "leaderboard.json").read_text())
    assert [row["extractor"] for row in rows] == ["everything", "mine", "nothing"]


def test_bundled_adapters_are_rows_of_a_foreign_workspace(python: Path, tmp_path: Path) -> None:
    command = [str(python), "-m", "harness", "extractors", "--format", "json"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    rows = {row["extractor"]: row for row in json.loads(done.stdout)}
    adapters = {path.stem for path in (REPOSITORY / "extractors").glob("*.py") if not path.stem.startswith("_")}
    assert adapters <= rows.keys()
    assert {row["origin"] for row in rows.values()} == {"bundled"}
