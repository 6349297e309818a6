"""News of the exchange."""

from dataclasses import dataclass

from guanxi.platform.types import News


@dataclass(frozen=True, slots=True, kw_only=True)
class FileImported(News):
    run_id: int
    target: str
    rows: int
