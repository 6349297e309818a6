"""The demo company's customer file is plausible, and so is one of any size."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.db.models import Count, F

from guanxi.customers.demo import build, company, drawing, enlarge, many
from guanxi.customers.models import (
    Competitor,
    Contact,
    Customer,
    Dispute,
    HouseholdMember,
    LadderMove,
    Link,
    Profile,
    ReceivedReport,
    Statement,
    Touch,
)
from guanxi.customers.queries import double_groups
from guanxi.customers.rules import search_columns
from guanxi.kit.identifiers import checked_uscc
from guanxi.platform.access import demo as people
from guanxi.platform.access.demo import span_before
from guanxi.platform.access.models import User
from guanxi.platform.access.queries import actor_of
from guanxi.platform.journal.models import Change, ChangeSet
from guanxi.work.models import FollowUp

NOON = datetime(2027, 3, 1, 4, tzinfo=UTC)
SPAN = span_before(NOON.date())
OWNERS = [(7, 1), (8, 2)]


@pytest.fixture
def built(db):
    people.build(1, SPAN)
    build(1, SPAN, clock=lambda: NOON)


def test_its_people_and_customers_are_there(built):
    organisations = Customer.objects.filter(kind="organisation")
    assert organisations.filter(code__startswith="HC").count() == 240
    assert Customer.objects.filter(code__startswith="HCP").count() == 36
    assert sorted(
        Contact.objects.values("organisation").annotate(n=Count("pk")).values_list("n", flat=True).distinct()
    ) == [1, 2, 3, 4]
    assert User.objects.get(name="林悦").roles.get().code == "salesperson"
    assert not organisations.exclude(country="中国").exclude(code__startswith="HCX").exists()


def test_every_customer_belongs_to_the_salesperson_of_its_region(built):
    strangers = Customer.objects.exclude(owner__roles__code="salesperson")
    assert not strangers.exists()
    assert set(Customer.objects.filter(city="广州").values_list("owner__team__name", flat=True)) == {"华南"}
    assert not Customer.objects.exclude(team_id=F("owner__team_id")).exists()


def test_credit_codes_are_valid(built):
    codes = list(Customer.objects.exclude(credit_code="").values_list("credit_code", flat=True))
    assert len(codes) == len(set(codes)) == company.ORGANISATIONS
    assert [checked_uscc(code) for code in codes] == codes


def test_what_was_talked_about_lies_before_the_moment_of_the_demo(built):
    assert Touch.objects.count() > 2_000
    assert Touch.objects.latest("at").at <= SPAN.as_of < NOON
    assert not Touch.objects.filter(body__contains="{").exists()
    last = Touch.objects.filter(
        customer__code="HC00001", channel__in=("call", "mail", "visit", "chat")
    ).latest("at")
    assert Customer.objects.get(code="HC00001").touched_at == last.at


def test_follow_ups_count_from_the_day_of_building(built):
    lin = FollowUp.objects.filter(owner__name="林悦")
    today = date(2027, 3, 1)
    assert (
        lin.filter(done_at=None, due_on=today).count() == 3 + 2
    )  # two permits confirmed when they were over
    assert lin.filter(done_at=None, due_on__lt=today).count() == 3
    assert lin.filter(done_at=None, due_on__gt=today).count() == 6 + 2  # two cards to review
    assert lin.exclude(done_at=None).count() == 3
    assert {f.subject_type for f in lin} == {"customer"}


def test_all_of_it_stands_in_the_journal(built):
    made = ChangeSet.objects.get(verb="demo.customers")
    assert made.at == SPAN.as_of
    doubles = ChangeSet.objects.get(verb="demo.doubles")
    customers = Change.objects.filter(
        change_set__in=(made, doubles), table_name="gx_customers_customer", kind="I"
    )
    assert customers.count() == Customer.objects.count()


def test_its_doubles_are_found_and_two_customers_are_claimed(built):
    for email in ("linyue", "gaofeng", "wuxiao"):
        groups = double_groups(actor_of(User.objects.get(email=f"{email}@haichuan.example")), limit=50)
        assert len(groups) >= 3, email
        assert any(group.is_clear for group in groups), email
    assert list(Dispute.objects.order_by("pk").values_list("state", flat=True)) == ["open", "shared"]


def test_drawn_customers_are_found_as_typed_ones_are():
    lines = drawing.drawn(drawing.Part("seed", 1, 400, OWNERS)).decode().splitlines()
    for line in lines:
        row = dict(zip(drawing.COLUMNS, line.split("\t"), strict=True))
        made = search_columns(row)
        assert set(row["search"].split(" ")) == set(made["search"].split(" "))
        assert (row["search_text"], row["sort_name"]) == (made["search_text"], made["sort_name"])
    assert {line.partition("\t")[0] for line in lines} == {"organisation", "person"}


def test_a_part_is_the_same_in_every_process():
    part = drawing.Part("seed", 20_001, 20_100, OWNERS)
    assert drawing.drawn(part) == drawing.drawn(part)
    assert drawing.drawn(part) != drawing.drawn(drawing.Part("other", 20_001, 20_100, OWNERS))


def test_a_file_grows_by_as_many_customers_as_asked_for(db):
    owners = people.enlarge(team_count=2, sellers_per_team=2)
    assert len(owners) == 4
    told = []
    assert enlarge(3, 150, owners, told.append) == 1
    assert enlarge(3, 50, owners, told.append) == 151
    assert Customer.objects.count() == 200
    assert Customer.objects.order_by("-code").first().code == "M00000200"
    assert set(Customer.objects.values_list("owner_id", "team_id")) <= set(owners)
    assert Change.objects.filter(table_name="gx_customers_customer", kind="I").count() == 200
    assert people.enlarge(team_count=2, sellers_per_team=2) == owners, "made once"


def test_a_large_load_gives_the_indexes_back(db, monkeypatch):
    def indexes():
        with connection.cursor() as cursor:
            cursor.execute(
                "select indexdef from pg_indexes where tablename = 'gx_customers_customer' order by 1"
            )
            return cursor.fetchall()

    before = indexes()
    monkeypatch.setattr(many, "_LARGE", 10)
    enlarge(3, 20, people.enlarge(team_count=1, sellers_per_team=1), lambda _name: None)
    assert indexes() == before


def test_what_belongs_to_customers_is_there_and_fits_together(built):
    assert Customer.objects.filter(archive_class="channel").exclude(trade_role="").count() == 12
    heads = Customer.objects.filter(site="head_office")
    assert heads.count() == 6
    assert not Customer.objects.exclude(parent=None).exclude(site="branch").exists()
    assert sorted(Link.objects.values_list("kind", flat=True).distinct()) == ["dealer"]
    assert ReceivedReport.objects.count() > 60
    assert not ReceivedReport.objects.exclude(received_on__gt=F("period_on")).exists()
    assert Competitor.objects.count() == 4
    assert Profile.objects.filter(customer__kind="person").count() == 36
    assert not Profile.objects.exclude(card_token="").exists()
    assert set(Statement.objects.values_list("kind", flat=True)) == set(Statement.Kind.values)
    assert HouseholdMember.objects.filter(until_on=None).count() % 2 == 0
    moved = Contact.objects.exclude(until_on=None)
    assert moved.count() == 2
    assert FollowUp.objects.filter(title__contains="已离职").count() == 2
    steps = set(LadderMove.objects.values_list("step__name", flat=True))
    assert steps == {"Potential", "Interested", "Quasi customer", "Signed"}
