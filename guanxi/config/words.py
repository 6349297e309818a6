"""What the command line says: to people on standard output, its refusals on standard error."""

import sys


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def complain(line: str) -> None:
    sys.stderr.write(f"guanxi: {line}\n")
    sys.stderr.flush()
