"""Progress bars for whatever takes longer than two seconds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TextIO

# Work that ends sooner shows no bar.
_PATIENCE = 2.0


Phases = Callable[[str], Callable[[int, int], None]]


@contextmanager
def phases(file: TextIO) -> Iterator[Phases]:
    """Give a function that starts a named phase and returns its callback ``(done, in all)``.

    Bars go to ``file``, appear after two seconds, and are wiped when their phase is complete.
    """
    from tqdm import tqdm

    with ExitStack() as stack:

        def start(name: str) -> Callable[[int, int], None]:
            bar = stack.enter_context(
                tqdm(
                    desc=name,
                    file=file,
                    delay=_PATIENCE,
                    leave=False,
                    ncols=80,
                    disable=None,  # on a terminal alone
                )
            )

            def update(done: int, total: int) -> None:
                if bar.total != total:
                    bar.total = total
                bar.update(done - bar.n)
                if done >= total:
                    bar.close()

            return update

        yield start
