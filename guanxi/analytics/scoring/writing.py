"""From the warehouse back into the table of traits: COPY into a temporary table, then only what differs."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.csv
from django.db import connection

from guanxi.analytics.models import CustomerScore
from guanxi.analytics.scoring.computing import Scores
from guanxi.analytics.warehouse.reader import Warehouse

if TYPE_CHECKING:
    from datetime import datetime

TABLE = CustomerScore._meta.db_table  # noqa: SLF001 - the documented model API
RENAMED = {"first_on": "first_order_on", "last_on": "last_order_on"}
COLUMNS = (
    "first_on",
    "last_on",
    "lost_on",
    "recency_days",
    "gap_span",
    "gap_steps",
    "purchase_days",
    "orders",
    "returns",
    "sales",
    "refunds",
    "net_revenue",
    "recent",
    "earlier",
    "average_order",
    "rfm_r",
    "rfm_f",
    "rfm_m",
    "rfm",
    "rfm_group",
    "stage",
    "stage_reason",
    "pareto",
)
STORED = tuple(RENAMED.get(name, name) for name in COLUMNS)
# The last counts as a change too: a trait says of when it is.
COMPARED = (*STORED, "as_of")


def write_scores(warehouse: Warehouse, scores: Scores, now: datetime) -> tuple[int, int]:
    """Make the table say what `scores` says. Returns how many rows were written and how many went.

    Runs inside the caller's change set. Rows already equal are not touched.
    """
    moment = scores.as_of.moment
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('guanxi.analytics.scores'))")
        cursor.execute("drop table if exists gx_new_scores")
        columns = ", ".join(STORED)
        cursor.execute(
            "create temp table gx_new_scores on commit drop as"  # noqa: S608 - names from this file
            f" select customer_id, {columns} from {TABLE} with no data"
        )
        _copy(warehouse, scores, cursor)
        cursor.execute("create index on gx_new_scores (customer_id)")
        cursor.execute("analyze gx_new_scores")
        # A customer who left the file since the copy was made gets no row.
        source = "gx_new_scores n join gx_customers_customer c on c.id = n.customer_id"
        fresh = "(select n.*, %(as_of)s::timestamptz as as_of from gx_new_scores n) n"
        sets = ", ".join(f"{name} = n.{name}" for name in COMPARED)
        differs = _row("t") + " is distinct from " + _row("n")
        cursor.execute(
            f"update {TABLE} t set {sets}, version = t.version + 1, updated_at = %(now)s"  # noqa: S608 - as above
            f" from {fresh} where n.customer_id = t.customer_id and {differs}",
            {"as_of": moment, "now": now},
        )
        changed = cursor.rowcount
        cursor.execute(
            f"insert into {TABLE} (customer_id, {columns}, as_of, created_at, updated_at)"  # noqa: S608 - as above
            f" select n.customer_id, {', '.join(f'n.{name}' for name in STORED)}, %(as_of)s, %(now)s, %(now)s"
            f" from {source} where not exists (select 1 from {TABLE} t where t.customer_id = n.customer_id)"
            " order by n.customer_id",
            {"as_of": moment, "now": now},
        )
        changed += cursor.rowcount
        cursor.execute(
            f"delete from {TABLE} t where not exists"  # noqa: S608 - as above
            f" (select 1 from {source} where n.customer_id = t.customer_id)"
        )
        return changed, cursor.rowcount


def _copy(warehouse: Warehouse, scores: Scores, cursor: object) -> None:
    found = warehouse.ask(scores.rows.select("customer_id", *COLUMNS))
    options = pyarrow.csv.WriteOptions(include_header=False)
    names = ", ".join(("customer_id", *STORED))
    with cursor.copy(f"copy gx_new_scores ({names}) from stdin (format csv)") as copy:  # type: ignore[attr-defined]  # psycopg's own
        for batch in found.to_batches(max_chunksize=50_000):
            written = io.BytesIO()
            pyarrow.csv.write_csv(pa.table(batch), written, options)
            copy.write(written.getvalue())


def _row(alias: str) -> str:
    return "(" + ", ".join(f"{alias}.{name}" for name in COMPARED) + ")"
