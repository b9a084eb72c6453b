"""Tell every worker of a cluster what a run is about, those that join later too."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from .cluster import Client, ClusterError
from .crew import Crew

if TYPE_CHECKING:
    from distributed import Worker


def brief(client: Client, session: str, payload: bytes) -> None:
    """Give a payload to all workers, and see that they are fit.

    Args:
        client: the cluster.
        session: a name of this session of the run alone: two clients may go through the same plan.
        payload: a pickled :class:`~harness.execution.crew.Briefing`. The scheduler keeps it for workers to come.

    Raises :class:`ClusterError` with what is wrong with a worker, for instance another version of a library.
    """
    from distributed import WorkerPlugin

    class Briefed(WorkerPlugin):
        """Travels by value: Dask keeps it, and hands it to each worker when that starts."""

        name = session

        def setup(self, worker: Worker) -> None:
            self.crew = Crew(payload, Path(worker.local_directory) / session, worker.address)

        def teardown(self, worker: Worker) -> None:
            self.crew.close()

    def check(dask_worker: Worker) -> str | None:
        crew: Crew = dask_worker.plugins[session].crew  # type: ignore[attr-defined]
        return crew.check()

    client.register_plugin(Briefed())
    said = [problem for problem in client.run(check).values() if problem]
    if said:
        raise ClusterError("; ".join(sorted(said)))


def forget(client: Client, session: str) -> None:
    """Have the workers drop what they were told."""
    with suppress(OSError, TimeoutError, ValueError, RuntimeError):
        client.unregister_worker_plugin(session)
