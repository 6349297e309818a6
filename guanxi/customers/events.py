"""News of the customer file."""

from dataclasses import dataclass
from datetime import date

from guanxi.platform.types import News


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerCreated(News):
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerChanged(News):
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerClassified(News):
    """Filed under another of the four classes."""

    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LadderClimbed(News):
    """On another step of the ladder, up or down; None: off it."""

    before_id: int | None
    step_id: int | None
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactLeft(News):
    """`customer_id`: the organisation whose contact left."""

    person_id: int
    joined_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomersImported(News):
    """Many customers at once; the rows stand in the journal under this news' change set."""

    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchLogged(News):
    touch_id: int
    channel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchesLogged(News):
    """The same touch with many customers; the rows stand in the journal under this news' change set."""

    channel: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomersMerged(News):
    """`merged` went into the customer this news is of."""

    merged: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomersParted(News):
    """`merged` stand on their own again; what came to the customer since stays with it."""

    merged: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeOpened(News):
    dispute_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeDecided(News):
    """`state`: given, shared or refused."""

    dispute_id: int
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentProposed(News):
    document_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentDecided(News):
    """Confirmed, rejected or revoked: `state` says which."""

    document_id: int
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentsImported(News):
    """Proposals of a file; the rows stand in the journal under this news' change set."""

    count: int
