"""Plugs decisions in."""

from django.utils.translation import gettext_lazy as _

from guanxi.platform import slots


def wire() -> None:
    slots.navigation(
        "offers",
        label=_("Offers"),
        url_name="decisions:offers",
        icon="gift",
        order=64,
        right="decisions.see_offers",
    )
    slots.palette_action(
        "decisions.new_offer",
        label=_("New offer"),
        url_name="decisions:new_offer",
        icon="plus",
        right="decisions.create_offer",
        words="新建 优惠 offer xjyh",
    )
