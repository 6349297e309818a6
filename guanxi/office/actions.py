"""Verbs of administration."""

from collections.abc import Callable

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.office.events import DemoRemoved
from guanxi.office.queries.demo import RIGHT, accounts, gathered
from guanxi.office.types import DemoPlan
from guanxi.platform.access.actions import expect_administrator
from guanxi.platform.access.models import User
from guanxi.platform.access.types import Actor
from guanxi.platform.bus import tell
from guanxi.platform.records import check_constraints
from guanxi.platform.verbs import Refused, verb

TOUR = "office.tour"
Progress = Callable[[int, int, str], None]


class NoDemo(Refused):
    sentence = gettext_lazy("There is no demo company here any more.")


@verb(RIGHT, label=gettext_lazy("Remove the demo company"), undo="never")
def remove_demo(*, actor: Actor, tell_progress: Progress | None = None) -> DemoPlan:
    """Delete everything built under "demo." and whatever hangs on it; close the demo's accounts.

    The actor's own account stays open. Raises NoDemo, LastAdministrator (nobody would be left who can
    sign in and may do everything).
    """
    with connection.cursor() as cursor:
        parts = gathered(cursor)
        closed = accounts(cursor, actor)
        if not parts and not closed:
            raise NoDemo
        done, total = 0, sum(part.rows for part in parts)
        for part in parts:
            if tell_progress:
                tell_progress(done, total, _("Removing: %(kind)s") % {"kind": part.label})
            cursor.execute(
                f'delete from "{part.table}" t using gx_demo_rows d'  # noqa: S608 - a table of ours
                " where d.table_name = %s and d.row_id = t.id",
                [part.table],
            )
            done += part.rows
        check_constraints()
        cursor.execute(
            "update gx_access_user set is_active = false, version = version + 1, updated_at = %s"
            " where id = any(%s)",
            [actor.now(), closed],
        )
        cursor.execute("drop table gx_demo_rows")
    expect_administrator()
    tell(DemoRemoved(rows=total))
    return DemoPlan(parts, len(closed))


@verb("office.close_tour", label=gettext_lazy("Put the first steps away"), open_to_all=True)
def close_tour(*, actor: Actor, is_closed: bool = True) -> User:
    """For oneself only: Home shows the first steps no more (or again)."""
    user: User = User.objects.select_for_update().get(pk=actor.user_id)
    custom = {k: v for k, v in user.custom.items() if k != TOUR} | ({TOUR: "closed"} if is_closed else {})
    user.change({"custom": custom}, actor=actor)
    return user
