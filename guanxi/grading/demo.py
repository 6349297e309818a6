"""Eighty graded customers of the demo company: every cell of the matrix, each with what was seen.

The column follows what the customer buys (those who buy most have high potential, those who never ordered
have shown interest only); the words are drawn until the rule itself puts them into the wanted cell.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from random import Random

from django.db.models import Sum

from guanxi.commerce.queries import orders
from guanxi.customers.models import Customer
from guanxi.customers.queries import customers as customers_of
from guanxi.grading.actions import grade_customer
from guanxi.grading.rules import place
from guanxi.grading.types import (
    Access,
    BuyingRules,
    Difference,
    Judgement,
    Margin,
    Preference,
    Relationship,
    Value,
    Volume,
)
from guanxi.platform.access.demo import Span, demo_actor, speaking_for
from guanxi.platform.access.types import Actor
from guanxi.platform.verbs import change_set

# Customers per column 1 to 6; within a column the rows A, B, C come in turn, A first.
_COLUMNS = {1: 13, 2: 12, 3: 21, 4: 12, 5: 13, 6: 9}
_ROWS = "ABCABBACB"
_SEEN = {
    Difference.VERY: "认可我方在材质和寿命上的优势",
    Difference.SOME: "承认交货比别家快，产品看法差不多",
    Difference.HARDLY: "认为几家供应商都一样",
    Value.VALUE: "看重全寿命成本",
    Value.BOTH: "质量过关后比价格",
    Value.PRICE: "每单必三家比价，只选最低",
    Preference.US: "设备部点名用我方泵",
    Preference.NEUTRAL: "对各家一视同仁",
    Preference.OTHERS: "总工与另一家合作多年",
    Access.EASY: "能直接见到生产副总",
    Access.LIMITED: "只能见到采购和设备主管",
    Access.NONE: "电话只到前台",
    BuyingRules.FEW: "十万元以内设备部可定",
    BuyingRules.FLEXIBLE: "采购流程可商量",
    BuyingRules.RIGID: "一律公开招标",
    Volume.LARGE: "年用量在本区前列",
    Volume.MEDIUM: "年用量中等",
    Volume.SMALL: "一年只买几次备件",
    Margin.HIGH: "毛利高",
    Margin.MEDIUM: "毛利一般",
    Margin.LOW: "毛利很薄",
    Relationship.FIRM: "框架合同已签三年",
    Relationship.GOOD: "合作顺畅",
    Relationship.DEVELOPING: "试用后逐步加量",
    Relationship.LIMITED: "偶有往来",
    Relationship.DEFENSIVE: "对手正在抢单，我方守住老产品",
    Relationship.RETREATING: "订单逐季减少",
    Relationship.INTEREST: "询过价，尚未成交",
}


def build(seed: int, span: Span) -> None:
    lot = Random(f"{seed}/grading")  # noqa: S311 - a repeatable drawing, no secret
    actor = demo_actor("grading", span.as_of)
    with change_set(actor, "demo.grading"):
        for customer, cell in _chosen(actor):
            judgement = _judgement(lot, cell)
            words = {name: str(getattr(judgement, name)) for name in Judgement.__dataclass_fields__}
            evidence = "；".join(_SEEN[getattr(judgement, name)] for name in words) + "。"
            assert customer.owner is not None, "the demo gives every customer to somebody"
            by = speaking_for(actor, customer.owner, span.as_of - timedelta(days=lot.randrange(1, 150)))
            grade_customer(actor=by, customer=customer.pk, words=words, evidence=evidence)


def _chosen(actor: Actor) -> Iterator[tuple[Customer, str]]:
    """Organisations with their cell: by revenue from the left, those without an order in column 4."""
    firms = list(customers_of(actor).filter(kind="organisation", is_customer=True).order_by("code", "pk"))
    bought = dict(orders(actor).order_by().values_list("customer").annotate(sum=Sum("total")))
    idle = [firm for firm in firms if firm.pk not in bought]
    buyers = sorted((f for f in firms if f.pk in bought), key=lambda f: (-bought[f.pk], f.pk))
    middle = len(buyers) // 2
    pools: dict[int, Sequence[Customer]] = {
        1: buyers[: _COLUMNS[1]],
        2: buyers[_COLUMNS[1] : _COLUMNS[1] + _COLUMNS[2]],
        3: buyers[middle : middle + _COLUMNS[3]],
        4: idle,
        5: buyers[-_COLUMNS[5] - _COLUMNS[6] : -_COLUMNS[6]],
        6: buyers[-_COLUMNS[6] :],
    }
    for column, wanted in _COLUMNS.items():
        for at, customer in enumerate(pools[column][:wanted]):
            yield customer, f"{_ROWS[at % len(_ROWS)]}{column}"


def _judgement(lot: Random, cell: str) -> Judgement:
    """Words which the rule puts into `cell`, drawn again until it does."""
    while True:
        drawn = Judgement(
            difference=lot.choice(list(Difference)),
            value=lot.choice(list(Value)),
            preference=lot.choice(list(Preference)),
            access=lot.choice(list(Access)),
            rules=lot.choice(list(BuyingRules)),
            volume=lot.choice(list(Volume)),
            margin=lot.choice(list(Margin)),
            relationship=lot.choice(list(Relationship)),
        )
        placed = place(drawn)
        if placed.cell.name == cell and placed.on_matrix:
            return drawn
