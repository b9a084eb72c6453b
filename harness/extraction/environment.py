"""The environment that extractors run in: enough to work, and nothing that is none of their business."""

from __future__ import annotations

import os
from pathlib import Path

# What a child may see of this process's environment: no proxies, no tokens, no HOME.
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "LD_LIBRARY_PATH", "PYTHONPATH", "VIRTUAL_ENV")


def child_environment(folder: str) -> dict[str, str]:
    """Return the environment of a child whose only folder is the given one."""
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    if "PYTHONPATH" in environment:  # relative to the folder of this process, and the child's is another
        folders = environment["PYTHONPATH"].split(os.pathsep)
        environment["PYTHONPATH"] = os.pathsep.join(str(Path(one).absolute()) for one in folders)
    return {
        **environment,
        "HOME": folder,
        "TMPDIR": folder,
        # Sets of strings iterate in an order that depends on this, and so does what some libraries extract.
        "PYTHONHASHSEED": "0",
        # One core a child: a library that starts a thread a core would take them from its neighbours.
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
