"""The journal's triggers: every table of ours has them, or stands in EXEMPT with its reason."""

from django.apps import apps
from django.db import connections
from django.db.backends.utils import CursorWrapper

EXEMPT = {
    "gx_journal_changeset": "the journal itself",
    "gx_journal_change": "the journal itself",
    "gx_platform_news": "the outbox: written once, delivered, pruned",
    "gx_platform_reading": "how far each listener has read",
    "gx_platform_parked": "news waiting for another attempt",
    "gx_platform_server": "where this database is, written when it starts",
    "gx_platform_sent": "names of requests, so that one sent twice is done once; dropped after two days",
    "gx_platform_job": "progress of work, counted many times a second",
    "gx_customers_comparing": "weights of a scan, and a count of what was compared since",
    "gx_access_apiuse": "how often a program called, counted with every call",
    "gx_web_attempt": "failed sign-ins, counted before anybody is known",
}

TRIGGERS_PER_TABLE = 4

FUNCTION = """
create or replace function gx_journal_note() returns trigger language plpgsql
-- A plan kept from a small statement would join a large one row by row with every row.
set enable_nestloop = off as $$
declare
  change_set bigint := nullif(current_setting('guanxi.change_set', true), '')::bigint;
  pairs bigint;
  olds bigint;
begin
  if tg_op = 'TRUNCATE' then
    raise exception 'guanxi: % may not be truncated', tg_table_name using errcode = 'GX002';
  end if;
  if change_set is null then
    -- A statement that touched no row needs no reason.
    if tg_op = 'INSERT' then select count(*) into olds from (select 1 from new_rows limit 1) x;
    else select count(*) into olds from (select 1 from old_rows limit 1) x; end if;
    if olds = 0 then return null; end if;
    raise exception 'guanxi: write to % outside a change set', tg_table_name using errcode = 'GX001';
  end if;
  if tg_op = 'INSERT' then
    insert into gx_journal_change (change_set_id, table_name, row_id, kind, before)
      select change_set, tg_table_name, n.id, 'I', null from new_rows n;
  elsif tg_op = 'DELETE' then
    insert into gx_journal_change (change_set_id, table_name, row_id, kind, before)
      select change_set, tg_table_name, o.id, 'D', to_jsonb(o) - 'password' from old_rows o;
  else
    select count(*) into olds from old_rows;
    select count(*) into pairs from old_rows o join new_rows n on n.id = o.id;
    if olds <> pairs then
      raise exception 'guanxi: the key of % may not change', tg_table_name using errcode = 'GX003';
    end if;
    insert into gx_journal_change (change_set_id, table_name, row_id, kind, before)
      select change_set, tg_table_name, o.id, 'U', to_jsonb(o) - 'password'
      from old_rows o join new_rows n on n.id = o.id
      where o is distinct from n;
  end if;
  return null;
end $$
"""


def journaled_tables() -> list[str]:
    """Tables of Guanxi's own models that the journal guards, in the order of their names."""
    ours = {
        model._meta.db_table  # noqa: SLF001 - the documented model API
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label.startswith("gx_") and model._meta.managed  # noqa: SLF001 - the documented model API
    }
    return sorted(ours - EXEMPT.keys())


def guard_all_tables(using: str) -> None:
    """Install the triggers on every journaled table. May run any number of times."""
    connection = connections[using]
    present = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        cursor.execute(FUNCTION)
        for table in journaled_tables():
            if table in present:
                _guard(cursor, table)


def _guard(cursor: CursorWrapper, table: str) -> None:
    transitions = {
        "insert": "referencing new table as new_rows",
        "update": "referencing old table as old_rows new table as new_rows",
        "delete": "referencing old table as old_rows",
        "truncate": "",
    }
    for event, referencing in transitions.items():
        cursor.execute(
            f'create or replace trigger gx_journal_{event} after {event} on "{table}" {referencing} '
            "for each statement execute function gx_journal_note()"
        )
