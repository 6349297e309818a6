"""Proofs: what was found, when, and on what machine, written to docs/proof/<name>.json."""

import json
import os
import platform
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import psutil
import psycopg
import pytest

from guanxi.config.tests.conftest import open_folder

__all__ = ["open_folder"]

ROOT = Path(__file__).resolve().parents[2]
RETAIL = ROOT.parent / "shared" / "data" / "online_retail.parquet"
Write = Callable[[str, Mapping[str, object]], None]


def machine(url: str) -> dict[str, object]:
    """What the figures depend on; no names of hosts or folders."""
    with psycopg.connect(url) as connection:
        number = connection.info.server_version
    return {
        "cores": os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 2**30),
        "python": platform.python_version(),
        "postgres": f"{number // 10_000}.{number % 10_000}",
    }


@pytest.fixture
def clock() -> Callable[[], datetime]:
    return lambda: datetime.now(UTC)


@pytest.fixture
def proof(clock, database_url) -> Write:
    """`proof(name, figures)`: keep the figures of a test that has passed."""

    def write(name: str, figures: Mapping[str, object]) -> None:
        told = {
            "command": f"make prove  # tests/proof/test_{name}.py",
            "date": clock().date().isoformat(),
            "machine": machine(database_url),
            "figures": figures,
        }
        path = ROOT / "docs" / "proof" / f"{name}.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n", "utf-8")

    return write


@pytest.fixture
def retail() -> Path:
    if not RETAIL.exists():
        pytest.skip("the Online Retail file is not at ../shared/data/online_retail.parquet")
    return RETAIL
