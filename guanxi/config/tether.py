"""Children which do not outlive their parent, however it ends."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1


def tether(number: signal.Signals) -> None:
    """Ask the kernel to send this process `number` when its parent dies, even by kill -9 (Linux)."""
    if sys.platform != "linux":
        return
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")


def tethered(number: signal.Signals) -> Callable[[], None]:
    """For `subprocess.Popen(preexec_fn=...)`: the child is tethered before it runs a line of its own."""
    parent = os.getpid()

    def before_exec() -> None:
        tether(number)
        if os.getppid() != parent:  # the parent died in between: nothing would tell us any more
            os._exit(1)

    return before_exec
