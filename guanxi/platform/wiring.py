"""The platform's own rights."""

from guanxi.platform import jobs
from guanxi.platform.access.actions.guarding import GUARDED, guard_access
from guanxi.platform.journal.actions import guard_undo


def wire() -> None:
    jobs.declare_rights()
    guard_undo(GUARDED, guard_access)
