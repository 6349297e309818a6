"""Plugs administration in."""


def wire() -> None:
    """Navigation, commands and the first hour's tour."""
