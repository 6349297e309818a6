"""Random rows, random conditions about them, and the profile that says the same as the rows."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from guanxi.platform.conditions import All, AnyOf, Comparison, Kind, Not
from guanxi.platform.conditions.operators import OPERATORS, Shape
from guanxi.platform.conditions.tests.cast import FACTS, STAGES, ZONES, fold
from guanxi.platform.conditions.values import shortest

# Few values, so that comparisons meet; each is one that has broken such code somewhere.
TEXTS = (
    "a", "A", "ab", "上海", "上海市", "e\u0301", "\u00e9", "\u200fa", "😀", "%", "_", "a%b", "\\", "'; --", " a", "ａ", "ß", "%s", '"', "{a,b}", "NULL",
)  # fmt: skip
NUMBERS = tuple(map(Decimal, ("0", "1", "-1", "2.5", "0.0001", "99999.9999", "2")))
DAYS = tuple(
    map(
        date.fromisoformat,
        (
            "2024-02-29",
            "2027-02-28",
            "2027-03-01",
            "2000-02-29",
            "1999-12-31",
            "2011-12-30",
            "2026-11-01",
            "2026-10-04",
            "2026-11-02",
        ),
    )
)
NOWS = tuple(
    datetime.fromisoformat(text).replace(tzinfo=UTC)
    for text in (
        "2026-11-01T03:59:59.999999", "2026-11-01T04:00:00", "2026-11-01T05:30:00", "2026-10-03T15:30:00",
        "2027-02-27T16:00:00", "2028-02-29T12:00:00", "2011-12-30T10:00:00", "2026-12-31T16:00:00",
        "2026-04-23T22:00:00", "2026-03-08T05:00:00",
    )
)  # fmt: skip
STEPS = tuple(
    timedelta(**step)
    for step in (
        {},
        {"microseconds": 1},
        {"hours": 1},
        {"hours": 12},
        {"days": 1},
        {"days": 2},
        {"days": 7},
        {"days": 365},
    )
)


@dataclass(frozen=True)
class Case:
    condition: object
    now: datetime
    zone: object
    rows: list


texts = st.sampled_from(TEXTS) | st.text(
    st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=4
)
numbers = st.sampled_from(NUMBERS) | st.decimals(-1000, 1000, places=4, allow_nan=False)
whole = st.integers(-3, 3)
day_counts = st.sampled_from((1, 2, 7, 28, 364, 365, 366, 30))
stages = st.sampled_from([value for value, _label in STAGES])


def days_near(now):
    near = st.builds(
        lambda step, sign: (now + sign * step).date(), st.sampled_from(STEPS), st.sampled_from((1, -1))
    )
    return near | st.sampled_from(DAYS)


def moments_near(now, zone):
    """Around now, and around the midnights of nearby days."""
    signs, steps = st.sampled_from((1, -1)), st.sampled_from(STEPS)
    near = st.builds(lambda step, sign: now + sign * step, steps, signs)
    midnights = st.builds(
        lambda day, step, sign: datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC) + sign * step,
        days_near(now), steps, signs,
    )  # fmt: skip
    return near | midnights


def values_of(fact, shape, now):
    text = (stages if fact.kind is Kind.CHOICE else texts).filter(lambda value: bool(fact.folded(value)))
    if fact.whole_choices:
        text = st.sampled_from((7, 8, 9))
    number = whole.map(Decimal) if fact.name == "customers.rating" else numbers.map(shortest)
    many = {"min_size": 1, "max_size": 3}
    days = days_near(now)
    return {
        Shape.NOTHING: st.just(()),
        Shape.TEXT: st.tuples(text),
        Shape.CHOICE: st.tuples(text),
        Shape.TEXTS: st.lists(text, unique=True, **many).map(tuple),
        Shape.CHOICES: st.lists(text, unique=True, **many).map(tuple),
        Shape.NUMBER: st.tuples(number),
        Shape.NUMBERS: st.lists(number, unique=True, **many).map(tuple),
        Shape.NUMBER_RANGE: st.tuples(number, number),
        Shape.DATE: st.tuples(days),
        Shape.DATE_RANGE: st.tuples(days, days),
        Shape.DAYS: st.tuples(day_counts),
        Shape.COUNT: st.tuples(st.integers(0, 3)) | st.tuples(st.integers(0, 3), day_counts),
    }[shape]


@st.composite
def comparisons(draw, now):
    fact = draw(st.sampled_from(FACTS))
    operator = draw(st.sampled_from(OPERATORS[fact.kind]))
    return Comparison(fact, operator, draw(values_of(fact, operator.shape, now)))


def conditions(now):
    def group(parts):
        several = st.lists(parts, max_size=4).map(tuple)
        return st.builds(All, several) | st.builds(AnyOf, several) | st.builds(Not, parts)

    return st.recursive(comparisons(now), group, max_leaves=8)


def maybe(strategy):
    return st.none() | strategy


def rows(now, zone):
    moments = moments_near(now, zone)
    words = st.lists(texts, max_size=3)
    own = {
        "name": maybe(texts | st.just("")), "city": maybe(texts | st.just("")), "rating": maybe(whole),
        "worth": maybe(numbers), "born": maybe(days_near(now)), "joined": maybe(moments), "active": maybe(st.booleans()),
        "stage": maybe(stages | st.just("")), "owner_id": maybe(st.sampled_from((7, 8))), "tags": maybe(words),
        "nickname": maybe(texts), "height": maybe(numbers),
    }  # fmt: skip
    traits = {
        "segment": maybe(texts | st.just("")), "score": maybe(numbers), "spent": maybe(numbers),
        "first_on": maybe(days_near(now)), "seen": maybe(moments), "loyal": maybe(st.booleans()), "words": maybe(words),
        "labels": maybe(words),
    }  # fmt: skip
    visit = st.tuples(moments, st.sampled_from(("visit", "call")), st.booleans())
    return st.tuples(
        st.fixed_dictionaries(own), maybe(st.fixed_dictionaries(traits)), st.lists(visit, max_size=4)
    )


@st.composite
def cases(draw):
    zone, now = draw(st.sampled_from(ZONES)), draw(st.sampled_from(NOWS))
    return Case(draw(conditions(now)), now, zone, draw(st.lists(rows(now, zone), min_size=1, max_size=4)))


def profile(row):
    """What a real-time profile of this customer holds."""
    own, traits, visits = row
    values = {f"customers.{name.removesuffix('_id')}": value for name, value in own.items()}
    values |= {f"traits.{name}": value for name, value in (traits or {}).items()}
    for name in ("customers.tags", "traits.words", "traits.labels"):
        if values.get(name) is not None:
            values[name] = frozenset(values[name])
    values["visits.any"] = tuple(sorted(at for at, _kind, _ok in visits))
    values["visits.good"] = tuple(sorted(at for at, kind, ok in visits if kind == "visit" and ok))
    return {name: value for name, value in values.items() if value is not None}


def stored_name(own):
    return None if own["name"] is None else fold(own["name"])
