"""News of marketing."""

from dataclasses import dataclass

from guanxi.platform.types import News


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFrozen(News):
    list_id: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignPlanned(News):
    campaign_id: int
    program_id: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignLaunched(News):
    """`count` customers of test cells were written to; the rows stand in the journal."""

    campaign_id: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseRecorded(News):
    response_id: int
    cell_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponsesImported(News):
    """Many answers at once; the rows stand in the journal under this news' change set."""

    count: int
