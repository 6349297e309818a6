"""Change sets: which there are, and who may take one back."""

from collections.abc import Iterable

from django.db import connection
from django.db.models.expressions import RawSQL

from guanxi.platform.access.types import Actor
from guanxi.platform.journal.models import Change, ChangeSet
from guanxi.platform.records import RecordQuerySet
from guanxi.platform.verbs import NotFound, verbs

MOST_COUNTED = 10_000
MOST_TRIED = 20  # changes looked at for one that can be undone
ROWS_OF = (
    "(select count(*) from (select 1 from gx_journal_change c"
    " where c.change_set_id = gx_journal_changeset.id limit %s) x)"
)
EFFECTS = """
select table_name, kind, count(*) from (
  select distinct on (table_name, row_id) table_name, kind from gx_journal_change
  where change_set_id = %s order by table_name, row_id, id) first
group by 1, 2 order by 1, 2
"""


def change_sets(actor: Actor) -> RecordQuerySet:
    return ChangeSet.objects.visible_to(actor).select_related("actor", "undone_by", "undoes").order_by("-id")


def change_set(actor: Actor, key: int) -> ChangeSet:
    """Raises NotFound."""
    found: ChangeSet | None = change_sets(actor).filter(pk=key).first()
    if found is None:
        raise NotFound
    return found


def just_done(actor: Actor, key: int) -> ChangeSet:
    """What the actor did itself, whether or not it may look into the journal. Raises NotFound."""
    found: ChangeSet | None = ChangeSet.objects.filter(pk=key, actor_id=actor.user_id).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def verbs_done(actor: Actor, verbs: Iterable[str], *, own: bool = False) -> set[str]:
    """Which of these verbs a person (`own`: the actor) has done, of those the actor may know of."""
    rows = ChangeSet.objects.visible_to(actor).filter(verb__in=list(verbs), actor__isnull=False)
    if own:
        rows = rows.filter(actor_id=actor.user_id)
    return set(rows.order_by().values_list("verb", flat=True).distinct())


def last_undoable(actor: Actor) -> ChangeSet | None:
    """The actor's own latest change that can still be taken back; settings of oneself and undoings aside."""
    if actor.user_id is None or not actor.may("journal.undo"):
        return None
    own = ChangeSet.objects.visible_to(actor).filter(
        actor_id=actor.user_id, undo="rows", undoes=None, undone_by=None
    )
    of_oneself = [one.name for one in verbs() if one.open_to_all]
    latest = own.exclude(verb__in=of_oneself).order_by("-id")[:MOST_TRIED]
    return next((one for one in latest if may_repeat(actor, one)), None)


def with_row_counts(rows: RecordQuerySet) -> RecordQuerySet:
    """Each change set with `rows`: how many changes it holds, counted up to MOST_COUNTED + 1."""
    counted: RecordQuerySet = rows.annotate(rows=RawSQL(ROWS_OF, [MOST_COUNTED + 1]))  # noqa: S611 - a constant
    return counted


def may_undo(actor: Actor, change_set: ChangeSet) -> bool:
    """Who may do that verb may take it back. Not twice."""
    allowed = actor.may("journal.undo") and may_repeat(actor, change_set)
    return change_set.undo == "rows" and allowed and not hasattr(change_set, "undone_by")


def may_repeat(actor: Actor, change_set: ChangeSet) -> bool:
    """Whoever lost a right does not regain its effects by taking back what was done with it."""
    verb = first_done(change_set).verb
    own = actor.user_id is not None and change_set.actor_id == actor.user_id
    return actor.may(verb) or (own and verb in {v.name for v in verbs() if v.open_to_all})


def first_done(change_set: ChangeSet) -> ChangeSet:
    """What an undo, or the undo of an undo, is about in the end."""
    while change_set.undoes is not None:
        change_set = change_set.undoes
    return change_set


def effects(change_set_id: int) -> dict[str, dict[str, int]]:
    """Rows per table and kind of what a change set first did to them: {"gx_access_team": {"I": 2}}."""
    with connection.cursor() as cursor:
        cursor.execute(EFFECTS, [change_set_id])
        found: dict[str, dict[str, int]] = {}
        for table, kind, count in cursor.fetchall():
            found.setdefault(table, {})[kind] = count
    return found


def tables_of(change_set_id: int) -> list[str]:
    return list(
        Change.objects.filter(change_set_id=change_set_id)
        .values_list("table_name", flat=True)
        .distinct()
        .order_by("table_name")
    )


def row_count(change_set_id: int) -> int:
    return Change.objects.filter(change_set_id=change_set_id).count()
