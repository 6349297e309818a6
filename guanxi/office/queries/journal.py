"""The journal in words: what a change set did, and what its undo would meet."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import islice

from django.db import models
from django.utils.translation import gettext as _

from guanxi.office.queries.words import in_words, rights_in_words
from guanxi.office.types import (
    ConflictWords,
    FieldWords,
    MeanwhileWords,
    RowWords,
    TableWords,
    UndoPreview,
)
from guanxi.platform import slots
from guanxi.platform.access.types import Actor
from guanxi.platform.journal import queries as journal
from guanxi.platform.journal.models import ChangeSet
from guanxi.platform.journal.types import Conflict, TouchedRow
from guanxi.platform.records import Record
from guanxi.platform.verbs import verb_named, verbs
from guanxi.web.formats import day, moment, number

MOST_ROWS = 50
MOST_CONFLICTS = 100
LONGEST_VALUE = 300
LONGEST_NAME = 80
ABSENT = "–"
UNSHOWN = (
    frozenset({"id", "created_at", "sort_name", "search_text", "token_digest", "subject_type", "cause_type"})
    | journal.HIDDEN
)
LINKS = {"subject_id": "subject_type", "cause_id": "cause_type"}  # upward links: a kind and a key
ROLE_RIGHTS = ("gx_access_role", "rights")
NAMED = 3  # records named beside what was done
LOOKED_AT = 8  # rows looked at for them
CALLED_BY = ("name", "title", "subject", "code", "number", "item", "text")


def verb_label(name: str) -> str:
    """A verb in the reader's language."""
    if name.startswith("demo."):
        return _("Build the demo company")
    try:
        return str(verb_named(name).label)
    except KeyError:  # of an earlier version, or of the house at its own work
        return _("Change by the system")


def verb_choices() -> list[tuple[str, str]]:
    """Every verb with its label, in the order of the labels."""
    return sorted(((v.name, str(v.label)) for v in verbs()), key=lambda choice: choice[1].casefold())


def change_set_names(actor: Actor, keys: Iterable[int]) -> dict[int, str]:
    """What was done by these change sets, of those the actor may know of."""
    found = journal.change_sets(actor).filter(pk__in=list(keys)).values_list("pk", "verb")
    return {key: verb_label(verb) for key, verb in found}


def record_names(actor: Actor, entries: Sequence[ChangeSet]) -> dict[int, list[str]]:
    """What each change set was done to: a few records by name, of those the actor may see."""
    rows = journal.first_rows([entry.pk for entry in entries], limit=LOOKED_AT)
    wanted: dict[str, set[int]] = {}
    for row in (one for found in rows.values() for one in found):
        wanted.setdefault(row.table, set()).add(row.row_id)
    seen = {table: journal.visible_rows(actor, table, keys) for table, keys in wanted.items()}
    named: dict[int, list[str]] = {}
    for entry in entries:
        own = entry.actor_id is not None and entry.actor_id == actor.user_id
        names = [
            seen[row.table].get(row.row_id, "") or (_called(row.before) if own and row.kind == "D" else "")
            for row in rows.get(entry.pk, ())
        ]
        named[entry.pk] = list(dict.fromkeys(n for n in names if n and not n.startswith("#")))[:NAMED]
    return named


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
    found: dict[tuple[str, int], list[Conflict]] = {}
    for conflict in journal.conflicts_of(change_set.pk):
        found.setdefault((conflict.table, conflict.row_id), []).append(conflict)
    rows: dict[str, int] = {}
    for kinds in journal.effects(change_set.pk).values():
        for kind, count in kinds.items():
            rows[kind] = rows.get(kind, 0) + count
    blocked = Counter(_kind_of_conflict(conflicts) for conflicts in found.values())
    return UndoPreview(
        restored=max(0, rows.get("U", 0) - blocked["U"]),
        removed=max(0, rows.get("I", 0) - blocked["I"]),
        brought_back=rows.get("D", 0),
        conflicts=[_conflict_words(actor, each) for each in islice(found.values(), MOST_CONFLICTS)],
        more_conflicts=max(0, len(found) - MOST_CONFLICTS),
    )


def _kind_of_conflict(conflicts: Sequence[Conflict]) -> str:
    """Whether the record in conflict was created ("I") or changed ("U") by what is to be undone."""
    created = any(
        one.reason == "used" or (one.reason == "changed" and all(v[0] is None for v in one.fields.values()))
        for one in conflicts
    )
    return "I" if created else "U"


def table_label(table: str) -> str:
    model = journal.models_by_table().get(table)
    return in_words(str(model._meta.verbose_name)) if model else table  # noqa: SLF001 - the documented model API


def field_words(actor: Actor, table: str, column: str, value: object) -> tuple[str, str]:
    """A column's label and a value of it, in words."""
    field = _field(table, column)
    if field is None:  # of an earlier version
        return _("a former field"), _plain(value)
    return in_words(str(field.verbose_name)), _value(actor, field, value)


def _field(table: str, column: str) -> "models.Field[object, object] | None":
    model = journal.models_by_table()[table]
    fields = model._meta.concrete_fields  # noqa: SLF001 - the documented model API
    return next((f for f in fields if f.column == column), None)


def _row_words(actor: Actor, row: TouchedRow) -> RowWords:
    image = row.after or row.before
    model = journal.models_by_table()[row.table]
    unshown = UNSHOWN | getattr(model, "veiled", frozenset())
    columns = [
        name
        for name in (str(f.column) for f in model._meta.concrete_fields)  # noqa: SLF001 - the documented model API
        if name not in unshown and (row.before or {}).get(name) != (row.after or {}).get(name)
    ]
    fields: list[FieldWords] = []
    for name in columns:
        if (row.table, name) == ROLE_RIGHTS:
            fields += rights_in_words(_rights(row.before.get(name)), _rights(row.after.get(name)))
            continue
        if name in LINKS:
            label, before, after = (
                _("about"),
                _linked(actor, row.before, name),
                _linked(actor, row.after, name),
            )
        else:
            label, before = field_words(actor, row.table, name, row.before.get(name))
            after = field_words(actor, row.table, name, row.after.get(name))[1]
        if before != ABSENT or after != ABSENT:
            fields.append(FieldWords(label, before, after))
    seen = journal.visible_rows(actor, row.table, [row.row_id]) if row.exists else {}
    name = seen.get(row.row_id) or _called(image)
    return RowWords(table_label(row.table) if not name or name.startswith("#") else name, row.kind, fields)


def _linked(actor: Actor, image: Mapping[str, object], column: str) -> str:
    """The record a (kind, key) leads to, by name."""
    kind, key = image.get(LINKS[column]), image.get(column)
    if not kind or not isinstance(key, int):
        return ABSENT
    link = (str(kind), key)
    return slots.subject_names(actor, [link]).get(link) or _("a record that is gone, or that you may not see")


def _rights(value: object) -> Mapping[str, int]:
    return value if isinstance(value, dict) else {}


def meanwhile(actor: Actor, record: Record, version: int) -> list[MeanwhileWords]:
    """What became of a record the actor has in hand since it had this version."""
    table = record._meta.db_table  # noqa: SLF001 - the documented model API
    found: list[MeanwhileWords] = []
    for change in journal.changes_after(table, record.pk, version):
        if change.field in UNSHOWN:
            continue
        if (table, change.field) == ROLE_RIGHTS:
            lines = rights_in_words(_rights(change.before), _rights(change.after))
        else:
            label, before = field_words(actor, table, change.field, change.before)
            lines = [FieldWords(label, before, field_words(actor, table, change.field, change.after)[1])]
        found += [MeanwhileWords(one.label, one.before, one.after, change.who, change.at) for one in lines]
    return found


def _called(image: Mapping[str, object]) -> str:
    """What a row that is gone was called; nothing where it had no name."""
    return str(next((image[n] for n in CALLED_BY if image.get(n)), ""))[:LONGEST_NAME]


def _value(actor: Actor, field: "models.Field[object, object]", value: object) -> str:
    if value is None or value == "":
        return ABSENT
    if isinstance(field, models.ForeignKey):
        table = field.related_model._meta.db_table  # noqa: SLF001 - the documented model API
        seen = journal.visible_rows(actor, table, [int(str(value))])
        return seen.get(int(str(value))) or _("a record that is gone, or that you may not see")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return _written(field, value)


def _written(field: "models.Field[object, object]", value: object) -> str:
    match field:
        case models.DateTimeField():
            return moment(datetime.fromisoformat(str(value)))
        case models.DateField():
            return day(date.fromisoformat(str(value)))
        case models.DecimalField():
            return number(Decimal(str(value)))
        case _:
            return _plain(value)


def _plain(value: object) -> str:
    if value is None or value in ("", [], {}):
        return ABSENT
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list) and all(isinstance(v, str | int) for v in value):
        return ", ".join(map(str, value))
    if isinstance(value, dict | list):
        return _("inner contents")
    text = str(value)
    return text if len(text) <= LONGEST_VALUE else text[:LONGEST_VALUE] + " …"


def _conflict_words(actor: Actor, conflicts: Sequence[Conflict]) -> ConflictWords:
    """One record and all that stands in its way. Out of the reader's reach it has no name and no values."""
    first = conflicts[0]
    kind = table_label(first.table)
    seen = journal.visible_rows(actor, first.table, [first.row_id])
    if any(one.reason == "gone" for one in conflicts):
        return ConflictWords(kind, _("A record that is gone"), [_("It was deleted since.")], [])
    if first.row_id not in seen:
        return ConflictWords(kind, _("A record you may not see"), [_("It was changed since.")], [])
    reasons, fields = [], []
    users = [table_label(one.used_by) for one in conflicts if one.reason == "used"]
    if users:
        kinds = _(", ").join(dict.fromkeys(users))
        reasons.append(_("It is in use by now: %(kind)s.") % {"kind": kinds})
    for one in conflicts:
        if one.reason == "changed":
            reasons.append(_("Somebody changed it since."))
            fields += _disputed(actor, one)
    return ConflictWords(kind, seen[first.row_id], reasons, fields)


def _disputed(actor: Actor, conflict: Conflict) -> list[tuple[str, str, str, str]]:
    """Label, original, mine, theirs."""
    fields = []
    for column, values in conflict.fields.items():
        label = field_words(actor, conflict.table, column, None)[0]
        first, mine, theirs = (field_words(actor, conflict.table, column, value)[1] for value in values)
        fields.append((label, first, mine, theirs))
    return fields
