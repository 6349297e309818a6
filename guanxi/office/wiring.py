"""Plugs administration in."""

from django.utils.translation import gettext_lazy as _

from guanxi.platform import slots


def wire() -> None:
    """Navigation, commands and the first hour's tour."""
    slots.navigation(
        "imports",
        label=_("Imports"),
        url_name="office:imports",
        icon="upload",
        order=40,
        right="exchange.see_imports",
        group="office",
    )
    slots.palette_action(
        "office.new_import",
        label=_("Import a file"),
        url_name="office:new_import",
        icon="upload",
        right="exchange.upload",
        words="导入 import excel csv dr daoru",
    )
