"""The supervised processes: started, watched, restarted with growing waits, ended together."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from guanxi.config.tether import tethered
from guanxi.config.words import complain

FIRST_WAIT = 0.5
LONGEST_WAIT = 60.0
_STEADY_SECONDS = 60.0  # a child which lived this long has no history of dying
_END_SECONDS = 12.0


@dataclass(slots=True)
class Child:
    """One supervised process, leader of its own session so that whatever it starts can be ended with it."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    next_start: float = 0.0
    wait: float = field(default=FIRST_WAIT)

    def start(self) -> None:
        self.process = subprocess.Popen(  # noqa: S603  # our own commands, no shell
            self.command,
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is the supervisor's, which ends its children in order
            preexec_fn=tethered(signal.SIGKILL),  # noqa: PLW1509  # one thread; set before exec or never
        )
        self.started_at = time.monotonic()

    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def look_after(self) -> None:
        """Start it again when it died; the more often in a row, the longer the wait."""
        if self.alive():
            return
        now = time.monotonic()
        if self.process is not None:
            lived = now - self.started_at
            self.wait = FIRST_WAIT if lived > _STEADY_SECONDS else min(LONGEST_WAIT, self.wait * 2)
            self.next_start = now + self.wait
            complain(
                f"the {self.name} process ended ({_how(self.process.returncode)}); "
                f"starting it again in {self.wait:.0f} s"
            )
            self.end_group()
            self.process = None
        if now >= self.next_start:
            self.start()

    def ask_to_end(self) -> None:
        if self.process is not None and self.alive():
            self.process.terminate()

    def end_group(self) -> None:
        """Nothing of its session survives, also what the child itself had started."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)


def end_all(children: Sequence[Child]) -> None:
    """Ask all, wait, then insist."""
    for child in children:
        child.ask_to_end()
    until = time.monotonic() + _END_SECONDS
    for child in children:
        if child.process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.process.wait(max(0.0, until - time.monotonic()))
            child.end_group()
            child.process.wait()


def _how(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    return f"signal {signal.Signals(-code).name}"
