"""Programs without a network, that end with whoever started them, and strays that are found."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from harness.extraction.isolation import MARK, end_strays, isolated, network_is_closed
from workshop import Lifeline

ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has namespaces")
CLOSED = pytest.mark.skipif(not network_is_closed(), reason="this kernel gives programs no network of their own")


def output_of(*command: str) -> str:
    return subprocess.run(isolated(command), capture_output=True, text=True, check=True).stdout


@CLOSED
def test_program_has_no_way_out() -> None:
    code = "import socket; print([name for _, name in socket.if_nameindex()], end='')"
    assert output_of(sys.executable, "-c", code) == "['lo']"
    dial = "import socket; s = socket.socket(); print(s.connect_ex(('192.0.2.1', 80)), end='')"
    assert os.strerror(int(output_of(sys.executable, "-c", dial))) == "Network is unreachable"


def test_program_is_who_it_was_and_gets_its_arguments() -> None:
    assert output_of("id", "-u") == f"{os.getuid()}\n"
    assert output_of("printf", "%s|", "a b", "-c", "") == "a b|-c||"


def test_program_keeps_its_process_and_its_exit_code() -> None:
    code = "import os, sys; print(os.getpid()); sys.exit(7)"
    with subprocess.Popen(isolated([sys.executable, "-c", code]), stdout=subprocess.PIPE, text=True) as process:
        out, _ = process.communicate(timeout=60)
    assert (process.returncode, out) == (7, f"{process.pid}\n")


def test_program_that_does_not_exist_is_left_to_the_caller() -> None:
    assert isolated(["/no/such/program", "x"]) == ["/no/such/program", "x"]


@ON_LINUX
def test_file_that_is_no_program_is_named(tmp_path: Path) -> None:
    file = tmp_path / "broken"
    file.write_bytes(b"\x7fELF and nothing more")
    file.chmod(0o700)
    done = subprocess.run(isolated([str(file)]), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr[: len(f"cannot start {file}: ")]) == (127, f"cannot start {file}: ")


@ON_LINUX
def test_program_ends_with_its_parent(tmp_path: Path) -> None:
    lifeline = Lifeline(tmp_path / "lifeline")
    child = [sys.executable, "-c", lifeline.hold + "import time\nwhile True: time.sleep(60)"]
    code = f"import subprocess, time; subprocess.Popen({isolated(child)!r}); time.sleep(600)"
    with subprocess.Popen([sys.executable, "-c", code]) as parent:
        assert lifeline.wait() == "alive"
        parent.kill()
    assert lifeline.wait() == ""


@ON_LINUX
def test_only_what_bears_the_mark_is_ended(tmp_path: Path) -> None:
    folders = [str(tmp_path / name) for name in ("a", "ab")]
    processes = [
        subprocess.Popen(["sleep", "600"], env={"PATH": os.environ["PATH"], MARK: folder}, start_new_session=True)
        for folder in folders
    ]
    try:
        end_strays(folders[0])
        assert processes[0].wait(30) == -9
        assert processes[1].poll() is None
    finally:
        for process in processes:
            process.kill()
            process.wait()
