"""The demo company: every area builds its part, bottom to top, each on what those below it built."""

from importlib import import_module
from importlib.util import find_spec
from typing import Protocol, cast

from django.conf import settings

SEED = 20_260_101


class _AreaDemo(Protocol):
    def build(self, seed: int) -> None: ...


def build_demo(seed: int = SEED) -> None:
    """Let each area which has a demo.py build its part."""
    for area in settings.AREAS:
        if find_spec(f"{area}.demo"):
            cast("_AreaDemo", import_module(f"{area}.demo")).build(seed)
