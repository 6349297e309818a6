"""The demo company's customers, evaluated as of the last order."""

from datetime import datetime

from django.db import connection

from guanxi.analytics.actions import evaluate_customers, refresh
from guanxi.platform.access.demo import AS_OF, Span, demo_actor
from guanxi.platform.verbs import change_set


def build(seed: int, span: Span) -> None:  # noqa: ARG001 - nothing here is drawn by lot
    evaluate(span.as_of)


def evaluate(at: datetime) -> None:
    """What the areas below built is committed by now: the warehouse reads nothing else."""
    actor = demo_actor("analytics", at)
    refresh(actor)
    with change_set(actor, "demo.analytics"):
        evaluate_customers(actor=actor)


# Worth and rhythm drawn by the customer's number: skewed as trade is, the stage following the silence.
_DRAWN = """
with drawn as (
  select id, abs(hashtextextended(code, %(seed)s)) as h, kind from gx_customers_customer
  where code between %(first)s and %(last)s),
figures as (
  select id, 1 + (h %% 17)::int as orders, (h / 17 %% 900)::int as recency,
    round((exp((h / 20000 %% 10000) / 10000.0 * 7.5)
      * case when kind = 'person' then 20 else 110 end)::numeric, 4) as sales
  from drawn),
ranked as (
  select *, 6 - ntile(5) over (order by recency, id) as r, ntile(5) over (order by orders, id) as f,
    ntile(5) over (order by sales, id) as m, round(sales / orders, 4) as average,
    sum(sales) over (order by sales desc, id) / sum(sales) over () as share
  from figures)
insert into gx_analytics_customerscore (customer_id, as_of, first_order_on, last_order_on, recency_days,
  gap_span, gap_steps, purchase_days, orders, returns, sales, refunds, net_revenue, recent, earlier,
  average_order, rfm_r, rfm_f, rfm_m, rfm, rfm_group, stage, stage_reason, pareto, created_at, updated_at)
select id, %(as_of)s, %(day)s::date - 900, %(day)s::date - recency, recency,
  60, 1, orders, orders, 0, sales, 0, sales, case when recency < 90 then average else 0 end,
  case when recency < 180 then average else 0 end,
  average, r, f, m, format('%%s%%s%%s', r, f, m),
  case when r >= 4 and f >= 4 then 'champions' when r >= 4 then 'promising' when r = 3 and f >= 3
    then 'steady' when r = 3 then 'slipping' when f >= 3 then 'at_risk' else 'hibernating' end,
  case when recency < 30 and orders = 1 then 'new' when recency < 90 and f = 5 then 'growing'
    when recency < 180 then 'active' when recency < 300 then 'declining' when recency < 500 then 'dormant'
    else 'lost' end, 'drawn',
  case when share <= 0.80 then 'A' when share <= 0.95 then 'B' else 'C' end, %(as_of)s, %(as_of)s
from ranked order by id
"""


def enlarge(seed: int, first: int, count: int) -> None:
    """Traits for customers without a single order, drawn by lot: only for trying lists under load."""
    actor = demo_actor("many traits")
    numbers = {"first": f"M{first:08d}", "last": f"M{first + count - 1:08d}"}
    with change_set(actor, "demo.enlarge_traits"), connection.cursor() as cursor:
        cursor.execute("set local work_mem = '256MB'")
        cursor.execute(_DRAWN, {**numbers, "seed": seed, "as_of": AS_OF, "day": AS_OF.date()})
