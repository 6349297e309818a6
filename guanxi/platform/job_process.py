"""The process in which one job runs: `python -m guanxi.platform.job_process ID`.

A module of its own, which imports nothing of ours before Django is set up.
"""

import sys


def main() -> int:
    """Exit code 0 when the job ended, whatever way; any other: it is to be tried again."""
    import django

    _die_with_parent()
    django.setup()
    from guanxi.platform.jobs import run_now

    run_now(int(sys.argv[1]))
    return 0


def _die_with_parent() -> None:
    """On Linux the kernel ends this process when its parent is killed."""
    if sys.platform == "linux":
        import ctypes
        import signal

        ctypes.CDLL(None).prctl(1, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main())
