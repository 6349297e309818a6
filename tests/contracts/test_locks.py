"""Lock files name packages, versions and hashes, never where somebody once fetched them."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock", "package-lock.json")
ADDRESS = re.compile(
    r"https?://|--(?:extra-)?index-url|--find-links|\"resolved\"|\bgit\+|\bfile:", re.IGNORECASE
)


def addresses_in(text):
    """Lines that name a place; a package's own funding and home page are no places to fetch from."""
    lines = [line.strip() for line in text.splitlines()]
    return [line for line in lines if ADDRESS.search(line) and not line.startswith('"url": ')]


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_registry(name):
    assert addresses_in((ROOT / name).read_text(encoding="utf-8")) == []


def test_every_locked_requirement_has_a_hash():
    entries = re.split(r"\n(?=\S)", (ROOT / "requirements.lock").read_text(encoding="utf-8"))
    requirements = [entry for entry in entries if not entry.startswith("#")]
    assert len(requirements) > 50
    assert [entry.split()[0] for entry in requirements if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize(
    "planted",
    [
        "--index-url somewhere",
        '      "resolved": "x/htmx.org-2.0.10.tgz",',
        "django @ https://mirror.example/django.whl",
        "thing @ git+ssh://example/thing",
    ],
)
def test_a_planted_address_is_found(planted):
    assert addresses_in(f"django==5.2\n{planted}\n") == [planted.strip()]
