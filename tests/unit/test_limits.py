"""What the kernel is told of a child's limits."""

from __future__ import annotations

import math
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict

import pytest

from harness.extraction.limits import Limits, allow_cpu, cpu_used, impose, memory_held

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits another process")


@pytest.mark.parametrize(
    ("limits", "timeout", "seconds"),
    [
        (Limits(), 30.0, 60.0),
        (Limits(cores=0.5), 30.0, 15.0),
        (Limits(cores=0), 30.0, None),
        (Limits(), math.inf, None),
    ],
)
def test_seconds_of_cpu_follow_the_timeout(limits: Limits, timeout: float, seconds: float | None) -> None:
    assert limits.cpu(timeout) == seconds


def test_limits_are_whole_in_the_key_of_a_plan() -> None:
    assert set(asdict(Limits())) >= {"timeout", "memory", "cores", "file_size", "recycle_pages", "recycle_growth"}


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(["sleep", "600"])
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def test_memory_files_and_core_images_are_limited(sleeper: subprocess.Popen[bytes]) -> None:
    impose(sleeper.pid, Limits(memory=2**30, file_size=2**20))
    assert resource.prlimit(sleeper.pid, resource.RLIMIT_AS) == (2**30, 2**30)
    assert resource.prlimit(sleeper.pid, resource.RLIMIT_FSIZE) == (2**20, 2**20)
    assert resource.prlimit(sleeper.pid, resource.RLIMIT_CORE) == (0, 0)


def test_limit_of_the_shell_stands_where_it_is_less(sleeper: subprocess.Popen[bytes]) -> None:
    resource.prlimit(sleeper.pid, resource.RLIMIT_AS, (2**28, 2**28))
    impose(sleeper.pid, Limits(memory=2**30))
    assert resource.prlimit(sleeper.pid, resource.RLIMIT_AS) == (2**28, 2**28)


def test_no_limit_leaves_things_as_they_are(sleeper: subprocess.Popen[bytes]) -> None:
    before = resource.prlimit(sleeper.pid, resource.RLIMIT_AS)
    impose(sleeper.pid, Limits(memory=0, file_size=0))
    allow_cpu(sleeper.pid, None)
    assert resource.prlimit(sleeper.pid, resource.RLIMIT_AS) == before
    assert resource.prlimit(sleeper.pid, resource.RLIMIT_CPU)[0] == resource.RLIM_INFINITY


def test_cpu_is_allowed_from_now_on_and_can_be_allowed_again(sleeper: subprocess.Popen[bytes]) -> None:
    for seconds, limit in ((1.5, 2), (10, 11), (3, 4)):
        allow_cpu(sleeper.pid, seconds)
        assert resource.prlimit(sleeper.pid, resource.RLIMIT_CPU)[0] == limit


def test_process_that_is_gone_is_no_error() -> None:
    process = subprocess.Popen(["true"])
    process.wait()
    impose(process.pid, Limits())
    allow_cpu(process.pid, 1.0)
    assert (cpu_used(process.pid), memory_held(process.pid)) == (None, None)


def test_process_uses_cpu_and_holds_memory() -> None:
    """Of this very process: one that has just started may not have a page of its own yet."""
    used, held = cpu_used(os.getpid()), memory_held(os.getpid())
    assert used == pytest.approx(time.process_time(), abs=1.0)
    assert held is not None
    assert 2**23 < held < 2**34
