"""The platform's own rights."""

from guanxi.platform import jobs


def wire() -> None:
    jobs.declare_rights()
