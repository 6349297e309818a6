"""The whole demo company: the same each time, exact in its sums, once round the loop."""

import hashlib
from datetime import date
from decimal import Decimal
from importlib import import_module

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.models import F, Sum

from guanxi.analytics.models import CustomerScore
from guanxi.commerce.models import Order, OrderLine
from guanxi.config.demo import build_demo, enlarge_demo
from guanxi.customers.models import Customer, RiskEvent
from guanxi.grading.models import CustomerGrade
from guanxi.marketing.models import Cell, Response
from guanxi.platform.access.queries import system_actor
from guanxi.platform.verbs import change_set


def digest(table, *leave_out):
    """Of all rows but for what is random or the moment of building."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select to_jsonb(t) {''.join(f'- {n!r}' for n in leave_out)} from {table} t order by id"
        )
        return hashlib.sha256(repr(cursor.fetchall()).encode()).hexdigest()


def begin_as_migrated():
    """What migrations put into an empty installation, which a flush takes away."""
    for name, write in (("0004_first_classes", "write_ladder"), ("0013_first_documents", "write_types")):
        migration = import_module(f"guanxi.customers.migrations.{name}")
        with change_set(system_actor("tests"), "tests.begin"), connection.schema_editor() as editor:
            getattr(migration, write)(apps, editor)


@pytest.mark.django_db(transaction=True)
def test_the_same_seed_gives_the_same_rows(settings, tmp_path):
    settings.GUANXI_DATA = tmp_path
    tables = {
        "gx_access_team": ("created_at", "updated_at"),
        "gx_customers_customer": ("updated_at",),
        "gx_customers_contact": ("created_at", "updated_at"),
        "gx_customers_touch": ("created_at", "updated_at"),
        "gx_commerce_product": (),
        "gx_commerce_order": (),
        "gx_commerce_orderline": ("created_at", "updated_at"),
        "gx_grading_customergrade": ("created_at", "updated_at"),
        "gx_marketing_cell": ("created_at", "updated_at"),
        "gx_marketing_cellmember": ("created_at", "updated_at"),
        "gx_marketing_response": ("created_at", "updated_at"),
        "gx_decisions_responsecode": ("created_at", "updated_at"),
        "gx_analytics_customerscore": ("created_at", "updated_at"),
    }
    found = []
    for _time in range(2):
        call_command("flush", interactive=False, verbosity=0, reset_sequences=True)
        begin_as_migrated()
        build_demo(date(2026, 7, 1), 5)
        found.append({table: digest(table, *leave_out) for table, leave_out in tables.items()})
    assert found[0] == found[1]
    check_the_loop()


def check_the_loop():
    """The whole demo company: sums are exact, every cell of the matrix is there, the campaign was answered."""
    wrong = Order.objects.annotate(sum=Sum("lines__amount")).exclude(sum=F("total"))
    assert not wrong.exists()
    assert not OrderLine.objects.exclude(amount=F("quantity") * F("price")).exists()
    assert Order.objects.filter(kind="return", total__gte=0).count() == 0
    assert Order.objects.filter(kind="sale", total__lte=0).count() == 0
    assert CustomerGrade.objects.values("cell").distinct().count() == 18
    assert CustomerGrade.objects.count() == 80
    assert sorted(Cell.objects.values_list("name", flat=True)) == ["免费巡检", "备件九折", "对照"]
    assert not Response.objects.filter(cell__kind="control").exists()
    assert Response.objects.count() >= 10
    stages = set(CustomerScore.objects.exclude(stage=None).values_list("stage", flat=True))
    assert stages == {"new", "active", "growing", "declining", "dormant", "lost"}
    february, october = (
        Order.objects.filter(ordered_at__month=month).aggregate(s=Sum("total"))["s"] or Decimal(0)
        for month in (2, 10)
    )
    assert october > Decimal("1.3") * february
    bought = Customer.objects.filter(pk__in=Order.objects.values("customer"))
    assert not bought.filter(ladder_step__name__in=("Potential", "Interested", "Quasi customer")).exists(), (
        "who bought has signed"
    )
    assert bought.filter(ladder_step__name="Signed").exists()
    used = RiskEvent.objects.filter(title="用过期许可证签了维保协议")
    assert used.exists()
    assert not used.filter(happened_on__lte=F("document__expires_on")).exists(), "signed once it was over"


@pytest.mark.django_db(transaction=True)
def test_drawn_customers_have_traits_or_orders(settings, tmp_path):
    settings.GUANXI_DATA = tmp_path
    enlarge_demo(60, 0, lambda _name: None)
    assert CustomerScore.objects.count() == 60
    assert CustomerScore.objects.values("rfm_r").distinct().count() == 5
    enlarge_demo(20, 3, lambda _name: None)
    assert Order.objects.values("customer").distinct().count() == 20
    assert Order.objects.count() == OrderLine.objects.count() >= 20
    assert not Order.objects.annotate(sum=Sum("lines__amount")).exclude(sum=F("total")).exists()
