"""A Dask cluster: processes of this machine, or whatever a scheduler somewhere has. Needs the extra ``scale``."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from .. import __version__
from ..config import ENGINE
from ..errors import HarnessError, UsageError
from .likeness import python_version

# Seconds to find a scheduler, and then a worker: people start all of them with one script.
_PATIENCE = 30
# Two workers that die over one batch make it a suspect, to be tried alone: no harm is done to one that is innocent.
_ALLOWED_FAILURES = 1


class Future(Protocol):
    """What is used of Dask's: an answer that is still to come."""

    status: str

    def result(self) -> Any:
        """Return the answer."""

    def exception(self) -> BaseException | None:
        """Return what was raised in its place."""

    def release(self) -> None:
        """Let go of the answer."""

    def add_done_callback(self, function: Callable[[Any], None]) -> None:
        """Call a function, in another thread, as soon as it is known what became of it."""


class Client(Protocol):
    """What is used of Dask's: this side of a cluster."""

    cluster: Any
    status: str
    dashboard_link: str | None

    def submit(
        self,
        function: Callable[..., object],
        *arguments: object,
        key: str,
        pure: bool,
        workers: Sequence[str] | None = None,
        allow_other_workers: bool = False,
    ) -> Future:
        """Have a function called on one of these workers, or on any."""

    def cancel(self, futures: Sequence[Future], *, force: bool) -> None:
        """Give up on answers."""

    def nthreads(self) -> Mapping[str, int]:
        """Return how many calls each worker takes at once."""

    def run(self, function: Callable[..., Any]) -> Mapping[str, Any]:
        """Call a function on every worker, at once."""

    def register_plugin(self, plugin: object) -> object:
        """Give every worker a plug-in, those of the future too."""

    def unregister_worker_plugin(self, name: str) -> object:
        """Take it back."""


class ClusterError(HarnessError):
    """A cluster that is not there, is no more, or is not fit for this run."""


@contextmanager
def open_cluster(setting: str, workers: int) -> Iterator[Client]:
    """Start a cluster here (``dask``) or join one (``dask://host:port``); leaving lets go of it.

    Args:
        setting: which.
        workers: how many processes to start.

    Raises :class:`ClusterError` when there is none, or when its machines have another Python or harness.
    """
    engine = ENGINE.fullmatch(setting)
    if engine is None or setting == "local":
        raise UsageError(f"{setting!r} is no cluster; write dask or dask://HOST:PORT")
    try:
        import dask
        import distributed as untyped
    except ImportError as error:
        raise HarnessError(f'the engine {setting} needs Dask; run: pip install "scraper-harness[scale]"') from error
    distributed: Any = untyped
    # What is to be said of workers that die is said here, and once.
    loggers = [logging.getLogger(name) for name in ("distributed", "tornado", "asyncio")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        with dask.config.set(
            {
                "distributed.scheduler.allowed-failures": _ALLOWED_FAILURES,
                "distributed.scheduler.worker-saturation": 1.0,
                **_QUIETER,
                # Dask gives up a process that is not there 15 seconds after it has died, also one that died again.
                "distributed.deploy.lost-worker-timeout": "365 days",
            }
        ):
            client: Client
            if engine["address"] is None:
                with _processes(distributed, workers) as cluster, distributed.Client(cluster, **_QUIET) as client:
                    yield client
            else:
                with _joined(distributed, f"tcp://{engine['address']}") as client:
                    yield client
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


# What the processes of this machine would do beside the work: stacks of all threads a hundred times a second, a look
# at the event loop fifty times and at the memory ten times. And the C library would give back to the kernel what a page
# took as soon as it is done, only to ask for it again.
_QUIETER: dict[str, Any] = {
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "1s",
    "distributed.worker.memory.monitor-interval": "1s",
    "distributed.admin.system-monitor.interval": "5s",
    "distributed.scheduler.active-memory-manager.start": False,
    "distributed.nanny.pre-spawn-environ.MALLOC_TRIM_THRESHOLD_": 16 * 2**20,
}
_QUIET: dict[str, Any] = {"set_as_default": False, "timeout": _PATIENCE}


def _processes(distributed: Any, workers: int) -> Any:
    return distributed.LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",  # any port: others may have their own
        silence_logs=logging.CRITICAL,
    )


@contextmanager
def _joined(distributed: Any, address: str) -> Iterator[Client]:
    try:
        joined = distributed.Client(address, **_QUIET)
    except (OSError, TimeoutError) as error:
        raise ClusterError(
            f"no scheduler answers at {address}: {error}; start one there with `dask scheduler`"
        ) from error
    with joined:
        try:
            joined.wait_for_workers(1, timeout=_PATIENCE)
        except TimeoutError as error:
            raise ClusterError(
                f"the scheduler at {address} has no workers; start some: dask worker {address} --nthreads 1"
            ) from error
        check_machines(joined)
        yield joined


def check_machines(client: Client) -> None:
    """Compare Python and harness of every worker with ours. Raises :class:`ClusterError` naming the worker."""

    def greet() -> tuple[str, str | None]:
        # Travels by value: there may be no harness where it runs.
        import importlib
        import platform

        version = ".".join(platform.python_version_tuple()[:2])
        try:
            return version, importlib.import_module("harness").__version__
        except ImportError:
            return version, None

    said = []
    for worker, (python, harness) in sorted(client.run(greet).items()):
        if python != python_version():
            said.append(f"Python is {python_version()} here and {python} on the worker {worker}")
        if harness != __version__:
            said.append(f"scraper-harness is {__version__} here and {harness or 'missing'} on the worker {worker}")
    if said:
        raise ClusterError("; ".join([*said, 'install the same on both sides: pip install "scraper-harness[scale]"']))
