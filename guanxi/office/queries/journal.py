"""The journal in words: what a change set did, and what its undo would meet."""

import json
from collections.abc import Mapping
from datetime import datetime
from itertools import islice

from django.db import models
from django.utils.translation import gettext as _

from guanxi.office.queries.words import in_words
from guanxi.office.types import ConflictWords, FieldWords, RowWords, TableWords, UndoPreview
from guanxi.platform.access.types import Actor
from guanxi.platform.journal import queries as journal
from guanxi.platform.journal.models import ChangeSet
from guanxi.platform.journal.types import Conflict, TouchedRow
from guanxi.platform.verbs import verb_named, verbs
from guanxi.web.formats import moment

MOST_ROWS = 50
MOST_CONFLICTS = 100
LONGEST_VALUE = 300
ABSENT = "–"
UNSHOWN = frozenset({"id", "created_at", "sort_name", "search_text", "token_digest"}) | journal.HIDDEN


def verb_label(name: str) -> str:
    """A verb in the reader's language; a name nobody declares any more stays as it is."""
    if name.startswith("demo."):
        return _("Build the demo company")
    try:
        return str(verb_named(name).label)
    except KeyError:
        return name


def verb_choices() -> list[tuple[str, str]]:
    """Every verb with its label, in the order of the labels."""
    return sorted(((v.name, str(v.label)) for v in verbs()), key=lambda choice: choice[1].casefold())


def what_changed(actor: Actor, change_set: ChangeSet) -> list[TableWords]:
    """Every table of a change set the actor has loaded through its policy, with the rows he may see."""
    found = []
    for table, kinds in journal.effects(change_set.pk).items():
        rows = journal.touched(actor, change_set, table, limit=MOST_ROWS)
        words = [_row_words(actor, row) for row in rows]
        found.append(TableWords(table_label(table), words, sum(kinds.values()) - len(rows)))
    return found


def undo_preview(actor: Actor, change_set: ChangeSet) -> UndoPreview:
    """The conflicts' rows are left out of the counts: they stay as they are."""
    conflicts = journal.conflicts_of(change_set.pk)
    rows: dict[str, int] = {}
    for kinds in journal.effects(change_set.pk).values():
        for kind, count in kinds.items():
            rows[kind] = rows.get(kind, 0) + count
    blocked = _kinds_of_conflicts(conflicts)
    return UndoPreview(
        restored=max(0, rows.get("U", 0) - blocked.get("U", 0)),
        removed=max(0, rows.get("I", 0) - blocked.get("I", 0)),
        brought_back=rows.get("D", 0),
        conflicts=[_conflict_words(actor, c) for c in islice(conflicts, MOST_CONFLICTS)],
        more_conflicts=max(0, len(conflicts) - MOST_CONFLICTS),
    )


def _kinds_of_conflicts(conflicts: list[Conflict]) -> dict[str, int]:
    """How many of the rows in conflict were created, and how many changed."""
    found: dict[str, int] = {}
    for conflict in {(c.table, c.row_id): c for c in conflicts}.values():
        created = conflict.reason == "used" or (
            conflict.reason == "changed" and all(v[0] is None for v in conflict.fields.values())
        )
        kind = "I" if created else "U"
        found[kind] = found.get(kind, 0) + 1
    return found


def table_label(table: str) -> str:
    model = journal.models_by_table().get(table)
    return in_words(str(model._meta.verbose_name)) if model else table  # noqa: SLF001 - the documented model API


def field_words(actor: Actor, table: str, column: str, value: object) -> tuple[str, str]:
    """A column's label and a value of it, in words."""
    field = _field(table, column)
    if field is None:
        return column, _plain(value)
    return in_words(str(field.verbose_name)), _value(actor, field, value)


def _field(table: str, column: str) -> "models.Field[object, object] | None":
    model = journal.models_by_table()[table]
    fields = model._meta.concrete_fields  # noqa: SLF001 - the documented model API
    return next((f for f in fields if f.column == column), None)


def _row_words(actor: Actor, row: TouchedRow) -> RowWords:
    image = row.after or row.before
    columns = [
        name
        for name in (str(f.column) for f in journal.models_by_table()[row.table]._meta.concrete_fields)  # noqa: SLF001 - the documented model API
        if name not in UNSHOWN and (row.before or {}).get(name) != (row.after or {}).get(name)
    ]
    fields = []
    for name in columns:
        label, before = field_words(actor, row.table, name, row.before.get(name))
        after = field_words(actor, row.table, name, row.after.get(name))[1]
        if before != after:
            fields.append(FieldWords(label, before, after))
    seen = journal.visible_rows(actor, row.table, [row.row_id]) if row.exists else {}
    return RowWords(seen.get(row.row_id) or _name(image, row.row_id), row.kind, fields)


def _name(image: Mapping[str, object], key: int) -> str:
    """A row that is gone is called by what it was called."""
    named = next((image[n] for n in ("name", "title", "subject", "code") if image.get(n)), None)
    return str(named) if named else f"#{key}"


def _value(actor: Actor, field: "models.Field[object, object]", value: object) -> str:
    if value is None or value == "":
        return ABSENT
    if isinstance(field, models.ForeignKey):
        table = field.related_model._meta.db_table  # noqa: SLF001 - the documented model API
        return journal.visible_rows(actor, table, [int(str(value))]).get(int(str(value)), f"#{value}")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, models.DateTimeField):
        return moment(datetime.fromisoformat(str(value)))
    return _plain(value)


def _plain(value: object) -> str:
    if value is None or value in ("", [], {}):
        return ABSENT
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list) and all(isinstance(v, str | int) for v in value):
        return ", ".join(map(str, value))
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)
    return text if len(text) <= LONGEST_VALUE else text[:LONGEST_VALUE] + " …"


def _conflict_words(actor: Actor, conflict: Conflict) -> ConflictWords:
    """A row out of the reader's reach is not named and shows no values."""
    kind = table_label(conflict.table)
    seen = journal.visible_rows(actor, conflict.table, [conflict.row_id])
    if conflict.reason == "gone":
        return ConflictWords(kind, f"#{conflict.row_id}", _("It was deleted since."), [])
    if conflict.row_id not in seen:
        return ConflictWords(kind, _("A record you may not see"), _("It was changed since."), [])
    if conflict.reason == "used":
        words = _("It is in use by now: %(kind)s.") % {"kind": table_label(conflict.used_by)}
        return ConflictWords(kind, seen[conflict.row_id], words, [])
    fields = []
    for column, (original, mine, theirs) in conflict.fields.items():
        label, first = field_words(actor, conflict.table, column, original)
        others = [field_words(actor, conflict.table, column, v)[1] for v in (mine, theirs)]
        fields.append((label, first, others[0], others[1]))
    return ConflictWords(kind, seen[conflict.row_id], _("Somebody changed it since."), fields)
