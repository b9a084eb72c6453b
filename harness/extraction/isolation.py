"""``python isolation.py PROGRAM [ARGUMENT...]``: start a program without a network, to end with whoever started it.

The kernel gives it a user namespace and in that a network of its own, which has no way out. Where it does not
(another system than Linux, a container or a distribution that forbids user namespaces), the program starts all the
same: :func:`network_is_closed` says which it is.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

# The variable that every child and what it starts has: its folder.
MARK = "HARNESS_CHILD"

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_PR_SET_PDEATHSIG = 1
_NOT_STARTED = 127  # as shells say it
# What a dying process has just started may be missed once; one that starts others faster than they are found, for good.
_ROUNDS = 20


def isolated(command: Sequence[str]) -> list[str]:
    """Return the command that starts a command without a network, where this system knows how.

    Costs some 20 milliseconds at each start. A program that does not exist is left for the caller to stumble on.
    """
    if sys.platform != "linux" or not command or shutil.which(command[0]) is None:
        return list(command)
    return [sys.executable, "-I", "-S", __file__, *command]


def network_is_closed() -> bool:
    """Try out whether this system lets a program start without a network."""
    if sys.platform != "linux":
        return False
    own = "/proc/self/ns/net"
    found = subprocess.run(isolated(["readlink", own]), capture_output=True, text=True, check=False)
    return found.returncode == 0 and found.stdout.strip() != os.readlink(own)  # noqa: PTH115 - it names no file


def end_strays(folder: str) -> None:
    """Kill every process that has the mark of a child's folder: what it started, and set free of its process group.

    Only Linux shows the environment of other processes.
    """
    mark = f"\0{MARK}={folder}\0".encode()
    for _ in range(_ROUNDS if sys.platform == "linux" else 0):
        found = False
        for entry in os.listdir("/proc"):  # noqa: PTH208 - three times as fast, and it is done after every child
            with suppress(OSError):  # not ours, or gone meanwhile
                if entry.isdecimal() and mark in b"\0" + Path(f"/proc/{entry}/environ").read_bytes():
                    os.kill(int(entry), signal.SIGKILL)
                    found = True
        if not found:
            return


def main() -> None:
    """Cut this process off, and become the program."""
    import ctypes

    library = ctypes.CDLL(None, use_errno=True)
    user, group = os.getuid(), os.getgid()
    if library.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0:
        # Without a map it would be nobody, and some libraries ask who they are.
        for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
            with suppress(OSError):
                Path("/proc/self", name).write_text(text, encoding="ascii")
    # After the namespace: entering it makes the kernel forget this.
    library.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    command = sys.argv[1:]
    try:
        os.execvp(command[0], command)  # noqa: S606 - a program and its arguments, and no shell is wanted
    except OSError as error:
        print(f"cannot start {command[0]}: {error}", file=sys.stderr)
        sys.exit(_NOT_STARTED)


if __name__ == "__main__":
    main()
