"""Plugs the work area in: Home, its first card, navigation."""

from django.utils.translation import gettext_lazy as _

from guanxi.api.resources import offer_resource
from guanxi.platform import slots
from guanxi.platform.conditions import Fact, Kind, declare
from guanxi.work.api import FOLLOW_UPS


def wire() -> None:
    _pages()
    _declare_facts()
    offer_resource(FOLLOW_UPS)


def _declare_facts() -> None:
    """What may be asked of a follow-up, and read of it by other programs."""
    for name, label, kind in (
        ("title", _("what to do"), Kind.TEXT),
        ("note", _("note"), Kind.TEXT),
        ("due_on", _("due on"), Kind.DATE),
        ("owner_id", _("who does it"), Kind.NUMBER),
        ("done_at", _("done"), Kind.MOMENT),
        ("subject_type", _("kind of the record"), Kind.TEXT),
        ("subject_id", _("key of the record"), Kind.NUMBER),
    ):
        declare(
            Fact(
                name=f"work.{name}",
                label=label,
                group=_("Follow-ups"),
                kind=kind,
                subject="follow_up",
                table="gx_work_followup",
                column=name,
            )
        )


def _pages() -> None:
    slots.place("home.card", _("A card of Home"))
    slots.place("home.tour", _("A step of the first hour, on Home until it is done"))
    slots.navigation("home", label=_("Home"), url_name="home", icon="home", order=10)
    slots.navigation(
        "follow_ups",
        label=_("Follow-ups"),
        url_name="work:follow_ups",
        icon="checklist",
        order=30,
        right="work.see",
    )
    slots.palette_action(
        "work.new_follow_up",
        label=_("New follow-up"),
        url_name="work:new_follow_up",
        icon="checklist",
        right="work.set_follow_up",
        words="跟进 待办 提醒 follow-up task reminder xgj gj",
    )
    from guanxi.work.views import follow_ups_card

    slots.fill(
        "home.card",
        "work.follow_ups",
        follow_ups_card,
        label=_("Today's follow-ups"),
        order=10,
        right="work.see",
    )
