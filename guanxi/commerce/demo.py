"""Three years of trade of the demo company: each customer buys at its own rhythm, grows, declines or leaves.

Seasons: the weeks around Spring Festival are quiet, autumn is the peak. Sums are exact: a line is quantity
times price, an order the sum of its lines.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

from django.db import connection

from guanxi.commerce.actions import import_orders
from guanxi.commerce.models import Product
from guanxi.commerce.types import ImportedLine, ImportedOrder, ImportedProduct, OrderBatch
from guanxi.customers.actions import classify_customer, move_on_ladder
from guanxi.customers.models import Customer
from guanxi.customers.queries import competitors, ladder, ladder_moves
from guanxi.customers.queries import customers as customers_of
from guanxi.customers.types import ImportedCustomer, Lost
from guanxi.kit.money import round_half_up
from guanxi.platform.access.demo import AS_OF, Span, demo_actor
from guanxi.platform.access.types import Actor
from guanxi.platform.verbs import change_set

CURRENCY = "CNY"
# Family, unit price of the smallest size, and the sizes.
_FAMILIES = (
    ("IS", "单级离心泵", 1_280, ("50-32-125", "65-50-160", "80-65-160", "100-80-160", "125-100-200")),
    ("IH", "不锈钢化工泵", 2_960, ("50-32-160", "65-50-160", "80-65-160", "100-80-200")),
    ("DL", "立式多级泵", 3_450, ("40-15X4", "50-15X6", "65-30X5", "80-20X6")),
    ("JM", "隔膜计量泵", 4_180, ("120/0.5", "240/0.4", "500/0.3")),
    ("WQ", "潜水排污泵", 1_650, ("50-15-2.2", "80-40-7.5", "100-80-11", "150-145-15")),
    ("Q41F", "法兰球阀", 145, ("DN25", "DN50", "DN80", "DN100", "DN150")),
    ("D71X", "对夹蝶阀", 88, ("DN50", "DN80", "DN100", "DN150", "DN200")),
    ("Z41H", "铸钢闸阀", 320, ("DN50", "DN80", "DN100", "DN150")),
    ("ZDLP", "电动调节阀", 2_380, ("DN25", "DN40", "DN50", "DN80")),
    ("6", "深沟球轴承", 12, ("6204", "6206", "6208", "6310", "6312")),
    ("22", "调心滚子轴承", 286, ("22212", "22216", "22220", "22226")),
    ("MS", "机械密封", 165, ("M7N-35", "M7N-45", "M7N-60", "108-55")),
    ("KL", "弹性联轴器", 96, ("LM3", "LM5", "LM7")),
    ("FW", "服务", 600, ("现场检修（人天）", "年度保养", "振动检测")),
)
_CHARGES = (
    ImportedProduct("YF", "运费", "charge"),
    ImportedProduct("ZK", "折扣", "charge"),
    ImportedProduct("AZ", "安装费", "charge"),
)
_SEASON = (0.9, 0.4, 1.0, 1.05, 1.0, 0.95, 0.85, 0.95, 1.25, 1.3, 1.2, 1.05)
# How a customer's trade goes: pace in days, size of an order, growth over the three years, when it ends.
_HABITS = (
    ("steady", 26),
    ("growing", 18),
    ("declining", 12),
    ("lost", 14),
    ("project", 10),
    ("seldom", 10),
    ("none", 10),
)
_RETURNED = 0.035
_SIGNED = 4  # the step of those who buy
_SILENT = timedelta(days=300)
LOST_REASONS = ("价格谈不拢", "交货两次延期", "对方换了采购经理", "工厂停产搬迁", "售后响应慢")


@dataclass(frozen=True, slots=True)
class _Good:
    place: int  # in the batch
    name: str
    price: Decimal


@dataclass(frozen=True, slots=True)
class _Habit:
    kind: str
    pace: float
    size: float
    books: Span
    begins: datetime
    ends: datetime
    goods: tuple[_Good, ...]

    def wait(self, lot: Random, at: datetime) -> float:
        """Days to the next order."""
        elapsed = (at - self.books.began) / (self.books.as_of - self.books.began)
        trend = {"growing": 0.5 + 1.3 * elapsed, "declining": 1.6 - 1.25 * elapsed}.get(self.kind, 1.0)
        local = at + timedelta(hours=8)
        return max(1.0, self.pace * lot.lognormvariate(0, 0.45) / (trend * _SEASON[local.month - 1]))


class _Book:
    """Orders and lines as they are written, in the shape of an import."""

    def __init__(self, products: int) -> None:
        self.orders: list[ImportedOrder] = []
        self.lines: list[ImportedLine] = []
        self.freight, self.discount, self.fitting = products, products + 1, products + 2
        self._numbers: dict[str, int] = {}

    def open(self, customer: str, kind: str, at: datetime) -> int:
        day = f"{'XS' if kind == 'sale' else 'XT'}{at + timedelta(hours=8):%Y%m%d}"
        self._numbers[day] = self._numbers.get(day, 0) + 1
        number = f"{day}{self._numbers[day]:03d}"
        self.orders.append(ImportedOrder(customer, number, kind, at, CURRENCY))
        return len(self.orders) - 1

    def line(self, order: int, product: int, words: str, quantity: int, price: Decimal) -> Decimal:
        amount = round_half_up(quantity * price)
        self.lines.append(ImportedLine(order, product, words, Decimal(quantity), price, amount))
        return amount


def build(seed: int, span: Span) -> None:
    lot = Random(f"{seed}/commerce")  # noqa: S311 - a repeatable drawing, no secret
    actor = demo_actor("commerce", span.as_of)
    with change_set(actor, "demo.commerce"):
        goods = _products(actor, span.began)
        products = [*(ImportedProduct(p.code, p.name) for p in goods), *_CHARGES]
        stock = [_Good(at, p.name, p.price or Decimal(0)) for at, p in enumerate(goods)]
        book = _Book(len(goods))
        buyers = list(customers_of(actor).filter(is_customer=True).order_by("code", "pk"))
        for buyer in buyers:
            _trade(lot, span, book, buyer, stock)
        people = [ImportedCustomer(b.code, b.name) for b in buyers if b.code]
        import_orders(actor=actor, batch=OrderBatch(people, products, book.orders, book.lines))
        _sign(actor, span, buyers, book.orders)
        _file_lost(Random(f"{seed}/lost"), actor, span, buyers, book.orders)  # noqa: S311 - as above


def _sign(actor: Actor, span: Span, buyers: Sequence[Customer], orders: Sequence[ImportedOrder]) -> None:
    """Nobody who has bought still stands below the signed on the ladder."""
    first: dict[str, datetime] = {}
    for order in orders:
        first[order.customer] = min(order.ordered_at, first.get(order.customer, span.as_of))
    *below, signed = ladder(actor)[:_SIGNED]
    low = {step.pk for step in below}
    for buyer in buyers:
        bought = first.get(buyer.code or "")
        if bought is None or buyer.ladder_step_id not in low:
            continue
        stood = ladder_moves(actor, buyer.pk)[0].on + timedelta(days=18)
        on = min(max(bought.date(), stood), span.as_of.date())
        move_on_ladder(actor=actor, customer=buyer.pk, step=signed.pk, on=on)


def _file_lost(
    lot: Random, actor: Actor, span: Span, buyers: Sequence[Customer], orders: Sequence[ImportedOrder]
) -> None:
    """Who bought and has been silent for long is filed as lost: since when, why, and to whom."""
    latest: dict[str, datetime] = {}
    for order in orders:
        latest[order.customer] = max(order.ordered_at, latest.get(order.customer, span.began))
    rivals = list(competitors(actor).values_list("pk", flat=True))
    for buyer in buyers:
        last = latest.get(buyer.code or "")
        if last is None or last > span.as_of - _SILENT or buyer.archive_class == "channel":
            continue
        lost = Lost((last + timedelta(days=60)).date(), lot.choice(LOST_REASONS))
        rival = lot.choice([*rivals, None])
        classify_customer(actor=actor, customer=buyer.pk, archive_class="lost", lost=lost, competitor=rival)


def _products(actor: Actor, since: datetime) -> list[Product]:
    rows = [
        Product(
            code=size if family == "服务" else f"{prefix}-{size}" if not size.isdigit() else size,
            name=f"{size}" if family == "服务" else f"{family} {size}",
            price=Decimal(base) * Decimal(10 + at * 7) / 10,
            currency=CURRENCY,
            created_at=since,
            updated_at=actor.now(),
        )
        for prefix, family, base, sizes in _FAMILIES
        for at, size in enumerate(sizes)
    ]
    return Product.objects.bulk_create(rows)


def _trade(lot: Random, span: Span, book: _Book, buyer: Customer, stock: Sequence[_Good]) -> None:
    habit = _habit(lot, span, buyer, stock)
    at = habit.begins + timedelta(days=lot.random() * habit.pace)
    while habit.kind != "none" and at < habit.ends:
        moment = _opening_hour(lot, at)
        if moment < habit.ends:
            _sell(lot, book, buyer.code or "", habit, moment)
        at += timedelta(days=habit.wait(lot, at))


def _habit(lot: Random, span: Span, buyer: Customer, stock: Sequence[_Good]) -> _Habit:
    kinds, weights = zip(*_HABITS, strict=True)
    is_person = buyer.kind == Customer.Kind.PERSON
    kind = lot.choices(kinds, weights)[0]
    ends = span.as_of
    if kind == "lost":
        ends = span.part(0.25 + 0.55 * lot.random())
    pace = {"project": 150, "seldom": 200}.get(kind, lot.choice((12, 18, 25, 32, 45, 60)))
    size = lot.lognormvariate(-1.8 if is_person else -0.2, 0.55 if is_person else 1.05) * (
        4 if kind == "project" else 1
    )
    wanted = tuple(lot.sample(list(stock), lot.randrange(2, 5) if is_person else lot.randrange(4, 12)))
    return _Habit(kind, float(pace), size, span, max(buyer.created_at, span.began), ends, wanted)


def _sell(lot: Random, book: _Book, code: str, habit: _Habit, at: datetime) -> None:
    order = book.open(code, "sale", at)
    total = Decimal(0)
    sold: list[tuple[_Good, int, Decimal]] = []
    for good in lot.sample(habit.goods, min(len(habit.goods), lot.choice((1, 1, 2, 2, 3, 4, 5)))):
        yearly = Decimal(1) + Decimal("0.03") * (at.year - habit.books.began.year)
        price = (good.price * yearly).quantize(Decimal("0.01"))
        usual = 8_000 * habit.size / float(price)
        quantity = max(1, min(900, round(usual * lot.lognormvariate(0, 0.5))))
        total += book.line(order, good.place, good.name, quantity, price)
        sold.append((good, quantity, price))
    if total < 3_000:  # noqa: PLR2004 - small orders pay their freight
        book.line(order, book.freight, "运费", 1, Decimal(lot.choice((35, 60, 80, 120))))
    elif total > 60_000 and lot.random() < 0.5:  # noqa: PLR2004 - large ones are bargained about
        book.line(order, book.discount, "折扣", -1, (total * Decimal("0.03")).quantize(Decimal("0.01")))
    elif lot.random() < 0.06:  # noqa: PLR2004 - now and then we fit what we sell
        book.line(order, book.fitting, "安装费", 1, Decimal(lot.choice((800, 1200, 2600))))
    back = at + timedelta(days=lot.randrange(4, 26))
    if lot.random() < _RETURNED and back < habit.books.as_of:
        _take_back(lot, book, code, sold, back)


def _take_back(
    lot: Random, book: _Book, code: str, sold: Sequence[tuple[_Good, int, Decimal]], at: datetime
) -> None:
    good, quantity, price = lot.choice(sold)
    order = book.open(code, "return", at)
    book.line(order, good.place, good.name, -max(1, quantity // lot.choice((1, 2, 4))), price)


def _opening_hour(lot: Random, at: datetime) -> datetime:
    """Between half past eight and half past five in Shanghai, never on a Sunday."""
    local = (at + timedelta(hours=8)).replace(hour=0, minute=0, second=0, microsecond=0)
    day = local + timedelta(days=1) if local.weekday() == 6 else local  # noqa: PLR2004 - Sunday
    return day.astimezone(UTC) + timedelta(minutes=lot.randrange(510, 1050)) - timedelta(hours=8)


# Each order has one line; product, quantity and day follow from the order's number.
_DRAWN_ORDERS = """
with drawn as (
  select c.id as customer_id, format('ML%%s-%%s', c.code, n) as number,
    abs(hashtextextended(c.code || '/' || n, %(seed)s)) as h
  from gx_customers_customer c,
    generate_series(1, 1 + abs(hashtextextended(c.code, %(seed)s)) %% %(most)s) n
  where c.code between %(first)s and %(last)s),
priced as (
  select d.*, p.id as product_id, p.name, p.price, 1 + h / 3000 %% 20 as quantity
  from drawn d join (select id, name, price, row_number() over (order by code) - 1 as place,
      count(*) over () as many from gx_commerce_product where kind = 'product' and price > 0) p
    on p.place = d.h %% p.many),
ordered as (
  insert into gx_commerce_order (customer_id, kind, number, ordered_at, currency, total, charges,
    response_code, created_at, updated_at)
  select customer_id, 'sale', number, %(as_of)s - (h / 70000 %% 1576800) * interval '1 minute', 'CNY',
    round(quantity * price, 4), 0, '', %(as_of)s, %(as_of)s
  from priced order by customer_id, number
  returning id, customer_id, number)
insert into gx_commerce_orderline (order_id, position, product_id, description, quantity, price, amount,
  created_at, updated_at)
select o.id, 1, p.product_id, p.name, p.quantity, p.price, round(p.quantity * p.price, 4),
  %(as_of)s, %(as_of)s
from ordered o join priced p using (customer_id, number) order by o.id
"""


def enlarge(seed: int, first: int, count: int, most: int) -> None:
    """One to `most` orders for each of the customers drawn by lot, over three years."""
    actor = demo_actor("many orders")
    with change_set(actor, "demo.enlarge_orders"), connection.cursor() as cursor:
        if not Product.objects.filter(kind=Product.Kind.PRODUCT, price__gt=0).exists():
            _products(actor, AS_OF)
        numbers = {"first": f"M{first:08d}", "last": f"M{first + count - 1:08d}"}
        cursor.execute(_DRAWN_ORDERS, {**numbers, "seed": seed, "most": most, "as_of": AS_OF})
