"""The same work on many tasks, in their order: here, or on several processes as soon as it shows that this pays."""

from __future__ import annotations

import gc
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context, parent_process
from typing import Any, TypeVar

# Processes take most of a second to start; with less than this many seconds of work left they gain nothing.
_WORTH_PROCESSES = 3.0

Task = TypeVar("Task")
Result = TypeVar("Result")


def in_order(
    work: Callable[[Task], Result], tasks: Iterable[tuple[int, Task]], total: int, slots: int
) -> Iterator[Result]:
    """Yield what the work makes of every task, in their order.

    How long a task takes may differ a thousandfold from one run to the next: the first ones, done here, tell.

    Args:
        work: a function or an object that can be called; other processes get a copy of it once, by pickle.
        tasks: each with its size, in whatever unit. Some more are asked for than results were yielded.
        total: the sum of all sizes, at the most.
        slots: how many processes there may be.
    """
    left = iter(tasks)
    spent, done = 0.0, 0
    for size, task in left:
        begin = time.process_time()
        result = work(task)
        spent += time.process_time() - begin  # what others do on this machine shall not count
        done += size
        yield result
        if slots > 1 and done and spent / done * (total - done) > _WORTH_PROCESSES:
            yield from _spread(work, (task for _, task in left), slots)


def _spread(work: Callable[[Task], Result], tasks: Iterator[Task], slots: int) -> Iterator[Result]:
    # Fresh processes: a fork of this one would copy the locks of its threads.
    pool = ProcessPoolExecutor(slots, get_context("spawn"), _begin, (work,))
    try:
        # Some tasks wait, so that no process does; not all of a run's, which would be held in memory.
        waiting = deque(pool.submit(_do, task) for task in islice(tasks, 4 * slots))
        while waiting:
            result = waiting.popleft().result()
            waiting.extend(pool.submit(_do, task) for task in islice(tasks, 1))
            yield result
    finally:
        pool.shutdown(cancel_futures=True)


_of_this_process: Callable[[Any], Any]


def _begin(work: Callable[[Any], Any]) -> None:
    """Prepare a process: it leaves Ctrl-C to its parent, and does not outlive it."""
    global _of_this_process
    _of_this_process = work
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What is there by now stays, and little of what comes goes in circles: to look for it takes a tenth of the time.
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _do(task: Any) -> Any:
    return _of_this_process(task)
