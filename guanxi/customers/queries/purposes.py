"""What business asks for valid documents: each area names the kinds it brings, where it is wired."""

from guanxi.customers.models import DocumentNeed

_GATED: set[str] = set()


def gate_purpose(purpose: str) -> None:
    """For an area's wiring: its verbs ask for the documents this purpose needs. Raises ValueError."""
    _GATED.add(DocumentNeed.Purpose(purpose).value)


def gated_purposes() -> frozenset[str]:
    """The purposes that some verb asks documents for. A need for another one would stop nobody."""
    return frozenset(_GATED)


def purpose_choices() -> list[tuple[str, str]]:
    """What a document can be asked for, with its words."""
    return [(value, str(label)) for value, label in DocumentNeed.Purpose.choices if value in _GATED]
