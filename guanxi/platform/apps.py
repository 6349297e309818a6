"""How an area becomes part of the house."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AreaConfig(AppConfig):
    """Loads the area's verbs and calls `wire()` of its wiring.py once all models are known."""

    default = False
    default_auto_field = "django.db.models.BigAutoField"

    def __init_subclass__(cls) -> None:
        cls.default = True  # Django picks the area's own class, not this base imported beside it

    def ready(self) -> None:
        for part in ("actions", "tasks"):
            if find_spec(f"{self.name}.{part}"):
                import_module(f"{self.name}.{part}")
        if find_spec(f"{self.name}.wiring"):
            import_module(f"{self.name}.wiring").wire()


class PlatformConfig(AreaConfig):
    name = "guanxi.platform"
    label = "gx_platform"

    def ready(self) -> None:
        super().ready()
        post_migrate.connect(_guard_tables, dispatch_uid="gx_platform.guard_tables")


def _guard_tables(
    *, sender: AppConfig, using: str, **_: Any
) -> None:  # Any: Django's signal passes its own set
    """Every table made by a migration gets its journal triggers in the same run."""
    from guanxi.platform.journal.triggers import guard_all_tables

    if sender.name == "guanxi.platform":
        guard_all_tables(using)
