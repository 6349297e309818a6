"""Undo: a verb like any other, with its own change set."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, connection
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from guanxi.platform.access.types import Actor
from guanxi.platform.bus import tell
from guanxi.platform.journal.events import ChangeSetUndone
from guanxi.platform.journal.models import Change, ChangeSet
from guanxi.platform.journal.queries import (
    COUNTERS,
    changed_since,
    conflicts_of,
    first_done,
    may_repeat,
    models_by_table,
    references_to,
    row_count,
    tables_of,
)
from guanxi.platform.journal.types import Conflict, UndoReport
from guanxi.platform.records import RecordQuerySet, check_constraints
from guanxi.platform.verbs import Forbidden, NotFound, Refused, current_change_set, right, verb

LARGE = 5_000
SLIP = timedelta(hours=1)
Guard = Callable[[Actor], Callable[[], None]]
_GUARDS: list[tuple[frozenset[str], Guard]] = []

right("journal.see", _("See who changed what"))


def guard_undo(tables: frozenset[str], guard: Guard) -> None:
    """`guard` is called before an undo touches one of `tables`; what it returns, after. Both may refuse."""
    _GUARDS.append((tables, guard))


class CannotUndo(Refused):
    sentence = _("This cannot be undone.")


class UndoneAlready(CannotUndo):
    sentence = _("This was undone already.")


class UndoConflicts(CannotUndo):
    """`conflicts` lists the rows that stand in the way; nothing was changed."""

    sentence = _("Some records were changed or used since. Nothing was undone.")

    def __init__(self, conflicts: list[Conflict]) -> None:
        super().__init__()
        self.conflicts = conflicts


@verb("journal.undo", label=_("Undo"))
def undo_change_set(*, actor: Actor, change_set: ChangeSet, leave_conflicts: bool = False) -> UndoReport:
    """Bring every row of a change set back to what it was before it.

    Fields others changed since are conflicts: without `leave_conflicts` nothing is undone and
    UndoConflicts lists them; with it those rows stay as they are and the report names them.
    Raises Forbidden when the actor may not do the original verb, NotFound when a row is out of reach.
    """
    _check_undoable(change_set)
    if not may_repeat(actor, change_set):
        raise Forbidden
    tables = tables_of(change_set.id)
    is_slip = _is_slip(actor, change_set)
    if not is_slip:  # before any is undone: parents of rows may go
        _check_reach(actor, change_set, tables)
    after = [make(actor) for guarded, make in _GUARDS if not guarded.isdisjoint(tables)]
    report = take_back(change_set, leave_conflicts=leave_conflicts)
    for check in after:
        check()
    # A row that was gone had no owner to ask for, one given away another owner.
    _check_reach(actor, change_set, tables, only_deleted=not is_slip)
    return report


def take_back(change_set: ChangeSet, *, leave_conflicts: bool = False) -> UndoReport:
    """As `undo_change_set`, for a verb that has authorised by itself what it takes back.

    Raises CannotUndo, UndoneAlready, UndoConflicts.
    """
    ChangeSet.objects.select_for_update(of=("self",)).filter(pk=change_set.pk).order_by("pk").first()
    _check_undoable(change_set)
    _refresh_estimates(change_set)
    conflicts = conflicts_of(change_set.id)
    if conflicts and not leave_conflicts:
        raise UndoConflicts(conflicts)
    kept = {(c.table, c.row_id) for c in conflicts}
    restored = removed = brought_back = 0
    try:
        for table in tables_of(change_set.id):
            done = _undo_table(change_set.id, table, sorted(row for t, row in kept if t == table))
            restored, removed, brought_back = restored + done[0], removed + done[1], brought_back + done[2]
        check_constraints()
    except IntegrityError as problem:
        raise CannotUndo(_("Other records depend on this by now. Nothing was undone.")) from problem
    ChangeSet.objects.filter(pk=current_change_set().pk).update(undoes=change_set)
    tell(ChangeSetUndone(undone_id=change_set.id, verb=change_set.verb))
    return UndoReport(change_set.id, restored, removed, brought_back, tuple(conflicts))


def _check_undoable(change_set: ChangeSet) -> None:
    if change_set.undo != "rows":
        raise CannotUndo
    if ChangeSet.objects.filter(undoes=change_set).exists():
        raise UndoneAlready


def _is_slip(actor: Actor, change_set: ChangeSet) -> bool:
    """One's own change of the last hour may be taken back although its rows left one's sight by it: who gives
    a customer to the wrong colleague gets it back. Later it would be taking, not correcting.
    """
    own = actor.user_id is not None and change_set.actor_id == actor.user_id
    return own and actor.now() - change_set.at <= SLIP


def _refresh_estimates(change_set: ChangeSet) -> None:
    """A large change set may be younger than the planner's last look at its tables."""
    if row_count(change_set.id) < LARGE:
        return
    with connection.cursor() as cursor:
        for table in ("gx_journal_change", *tables_of(change_set.id)):
            cursor.execute(f'analyze "{table}"')


def _check_reach(
    actor: Actor, change_set: ChangeSet, tables: list[str], *, only_deleted: bool = False
) -> None:
    """Every row of the set that exists must be one the actor sees; of another person's set also one on
    which the actor may do the verb that is taken back.
    """
    changes = Change.objects.filter(change_set=change_set)
    if only_deleted:
        changes = changes.filter(kind=Change.Kind.DELETE)
    for table in tables:
        model = models_by_table()[table]
        manager = getattr(model, "objects", None)
        if actor.is_system or manager is None or not hasattr(model, "policy"):
            continue
        existing: RecordQuerySet = manager.filter(pk__in=changes.filter(table_name=table).values("row_id"))
        reached = existing.visible_to(actor)
        if change_set.actor_id != actor.user_id:
            reached = reached.visible_to(actor, first_done(change_set).verb)
        if existing.count() != reached.count():
            raise NotFound


def _undo_table(change_set_id: int, table: str, kept: list[int]) -> tuple[int, int, int]:
    """Restored, removed, brought back. Rows with later changes of other fields get a patch of ours only."""
    later = {patch[0]: patch[1] for conflict, patch in changed_since(change_set_id, table) if not conflict}
    skip = sorted({*kept, *(row for row, patch in later.items() if patch != {})})
    # Any: what a cursor takes
    parameters: dict[str, Any] = {"set": change_set_id, "table": table, "skip": skip}
    first = (
        "(select distinct on (row_id) row_id, kind, before from gx_journal_change"
        " where change_set_id = %(set)s and table_name = %(table)s and not (row_id = any(%(skip)s))"
        " order by row_id, id) c"
    )
    model = models_by_table()[table]
    with connection.cursor() as cursor:
        cursor.execute(_update_statement(model, first), parameters)
        restored = cursor.rowcount
        for child, column in references_to(table, go_along=True):
            cursor.execute(
                f'delete from "{child}" k using {first} where c.kind = \'I\' and k."{column}" = c.row_id',  # noqa: S608 - names from the catalogue
                parameters,
            )
        cursor.execute(
            f"delete from \"{table}\" t using {first} where c.kind = 'I' and c.row_id = t.id",  # noqa: S608 - a table of ours
            parameters,
        )
        removed = cursor.rowcount
        cursor.execute(
            f'insert into "{table}" overriding system value select r.* from {first},'  # noqa: S608 - a table of ours
            f' lateral jsonb_populate_record(null::"{table}", c.before) r'
            f" where c.kind = 'D' and not exists (select 1 from \"{table}\" t where t.id = c.row_id)",
            parameters,
        )
        brought_back = cursor.rowcount
        for row_id, patch in sorted(later.items()):
            if patch:
                cursor.execute(
                    _update_statement(
                        model, "(select %(row)s::bigint row_id, 'U' kind, %(patch)s::jsonb before) c"
                    ),
                    {"row": row_id, "patch": json.dumps(patch)},
                )
                restored += cursor.rowcount
    return restored, removed, brought_back


def _update_statement(model: type[Model], source: str) -> str:
    table = model._meta.db_table  # noqa: SLF001 - the documented model API
    columns = [f.column for f in model._meta.concrete_fields if not f.primary_key]  # noqa: SLF001 - the documented model API
    counted = COUNTERS & set(columns)
    sets = [f'"{c}" = r."{c}"' for c in columns if c not in counted]
    if counted:
        sets += ["version = t.version + 1", "updated_at = clock_timestamp()"]
    return (
        f'update "{table}" t set {", ".join(sets)} from "{table}" old, {source},'  # noqa: S608 - names from our models
        f" lateral jsonb_populate_record(old, c.before) r"
        f" where c.kind = 'U' and c.row_id = old.id and t.id = old.id"
    )
