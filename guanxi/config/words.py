"""What the command line says: to people on standard output, its refusals on standard error."""

import os
import sys


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def complain(line: str) -> None:
    sys.stderr.write(f"guanxi: {line}\n")
    sys.stderr.flush()


def terminal_language() -> str:
    """What the terminal is set to speak, as far as we speak it."""
    told = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    return "zh-hans" if told.lower().startswith("zh") else "en"
