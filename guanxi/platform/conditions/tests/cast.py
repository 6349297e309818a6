"""Facts of an imaginary subject, over three tables: its own, a one-row table of traits, and events."""

from zoneinfo import ZoneInfo

from django.db import models

from guanxi.platform.conditions import Fact, Kind, Registry, Store

BASE, TRAITS, VISITS = "try_customer", "try_trait", "try_visit"

TABLES = f"""
CREATE TABLE {BASE} (
    id bigint PRIMARY KEY, name text, name_folded text, city varchar(80), rating integer, worth numeric(19,4),
    born date, joined timestamptz, active boolean, stage text, owner_id bigint, tags varchar(40)[], custom jsonb
);
CREATE TABLE {TRAITS} (
    customer_id bigint PRIMARY KEY, segment text, score numeric, spent numeric(19,4), first_on date,
    seen timestamptz, loyal boolean, words jsonb, labels text[]
);
CREATE TABLE {VISITS} (customer_id bigint, at timestamptz NOT NULL, kind text, ok boolean);
"""


def fold(text: str) -> str:
    """A stand-in for kit's folding."""
    return text.strip().casefold()


def _fact(name, kind, **more):
    return Fact(
        name=name,
        label=name.split(".")[1].capitalize(),
        group="Customer",
        kind=kind,
        subject="customer",
        **more,
    )


def _own(name, kind, column, **more):
    return _fact(f"customers.{name}", kind, table=BASE, column=column, **more)


def _trait(name, kind, column, **more):
    return _fact(f"traits.{name}", kind, table=TRAITS, column=column, key="customer_id", trait=True, **more)


STAGES = (("new", "New"), ("lost", "Lost"), ("活跃", "Active"))

FACTS = (
    _own("name", Kind.TEXT, "name", folded_column="name_folded", fold=fold),
    _own("city", Kind.TEXT, "city"),
    _own("rating", Kind.NUMBER, "rating"),
    _own("worth", Kind.MONEY, "worth"),
    _own("born", Kind.DATE, "born"),
    _own("joined", Kind.MOMENT, "joined"),
    _own("active", Kind.FLAG, "active"),
    _own("stage", Kind.CHOICE, "stage", choices=STAGES),
    _own("owner", Kind.CHOICE, "owner_id", choices=lambda: [(7, "Li"), (8, "Wang")], whole_choices=True),
    _own("tags", Kind.WORDS, "tags"),
    _own("nickname", Kind.TEXT, "custom", json_key="nickname"),
    _own("height", Kind.NUMBER, "custom", json_key="height"),
    _trait("segment", Kind.TEXT, "segment"),
    _trait("score", Kind.NUMBER, "score"),
    _trait("spent", Kind.MONEY, "spent"),
    _trait("first_on", Kind.DATE, "first_on"),
    _trait("seen", Kind.MOMENT, "seen"),
    _trait("loyal", Kind.FLAG, "loyal"),
    _trait("labels", Kind.WORDS, "labels"),
    _trait("words", Kind.WORDS, "words", store=Store.JSONB),
    _fact("visits.any", Kind.EVENTS, table=VISITS, column="at", key="customer_id"),
    _fact(
        "visits.good",
        Kind.EVENTS,
        table=VISITS,
        column="at",
        key="customer_id",
        where={"kind": "visit", "ok": True},
    ),
)
REGISTRY = Registry(FACTS)
SHANGHAI = ZoneInfo("Asia/Shanghai")
ZONES = tuple(
    map(
        ZoneInfo,
        # Plain; half an hour and DST of half an hour; DST at midnight; a skipped day; far west; none.
        (
            "Asia/Shanghai",
            "Australia/Lord_Howe",
            "America/Havana",
            "Africa/Cairo",
            "Pacific/Apia",
            "America/New_York",
            "UTC",
        ),
    )
)


class Customer(models.Model):  # noqa: DJ008  never shown
    """The imaginary base table; its other columns are reached only through facts."""

    id = models.BigIntegerField(primary_key=True)

    class Meta:
        app_label = "gx_try"
        db_table = BASE
        managed = False
