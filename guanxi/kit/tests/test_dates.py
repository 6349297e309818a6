import contextlib
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.kit.dates import (
    AmbiguousDate,
    ImplausibleDate,
    NaiveMoment,
    UnreadableDate,
    add_months,
    company_day,
    day_order,
    day_start,
    from_excel_serial,
    in_zone,
    is_ambiguous,
    month_end,
    month_start,
    parse_day,
    parse_moment,
    whole_months,
)

SHANGHAI = "Asia/Shanghai"
DAYS = st.dates(date(1901, 1, 1), date(2099, 12, 31))


def test_the_company_day():
    moment = datetime(2024, 3, 5, 16, 30, tzinfo=UTC)
    assert company_day(moment, SHANGHAI) == date(2024, 3, 6)
    assert company_day(moment, "America/New_York") == date(2024, 3, 5)
    assert day_start(date(2024, 3, 6), SHANGHAI) == datetime(2024, 3, 5, 16, tzinfo=UTC)
    with pytest.raises(NaiveMoment):
        company_day(datetime(2024, 3, 5), SHANGHAI)  # noqa: DTZ001 - the refused case


def test_months():
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert add_months(date(2024, 3, 31), -13) == date(2023, 2, 28)
    assert (add_months(date.max, 1), add_months(date.min, -1)) == (date.max, date.min)
    assert (month_start(date(2023, 2, 7)), month_end(date(2023, 2, 7))) == (
        date(2023, 2, 1),
        date(2023, 2, 28),
    )
    assert whole_months(date(2024, 1, 31), date(2024, 2, 29)) == 1
    assert whole_months(date(2024, 1, 15), date(2024, 3, 14)) == 1
    assert whole_months(date(2024, 3, 15), date(2024, 1, 15)) == -2


@pytest.mark.parametrize(
    "text",
    ["2024-03-05", "2024/3/5", "2024.3.5", "20240305", "2024年3月5日", "２０２４年３月５日", "2024年3月5号", "5 Mar 2024", "05-Mar-2024",
     "March 5, 2024", "Mar 5th 2024", "45356", "2024-03-05 14:30", "2024-03-05T23:59:59Z", " 2024/03/05  8:01:02 "],
)  # fmt: skip
def test_the_fifth_of_march(text):
    assert parse_day(text) == date(2024, 3, 5)


def test_small_numbers_in_front():
    assert parse_day("25/12/2010") == date(2010, 12, 25)
    assert parse_day("12/25/2010") == date(2010, 12, 25)
    assert parse_day("5/5/2010") == date(2010, 5, 5)
    assert parse_day("3/5/2024", day_first=True) == date(2024, 5, 3)
    assert parse_day("3/5/2024 8:26", day_first=False) == date(2024, 3, 5)
    with pytest.raises(AmbiguousDate):
        parse_day("3/5/2024")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "2024-13-01",
        "2024-02-30",
        "2024-3/5",
        "5 Foo 2024",
        "2024-03-05 25:00",
        "2024-03-05x",
        "99",
        "13/13/2024",
        "60",
    ],
)
def test_no_date(text):
    with pytest.raises(UnreadableDate):
        parse_day(text)


@pytest.mark.parametrize(
    ("text", "year"), [("0204-03-05", 204), ("2204-03-05", 2204), ("1899年1月1日", 1899)]
)
def test_an_implausible_year_has_its_own_name(text, year):
    with pytest.raises(ImplausibleDate) as refusal:
        parse_day(text)
    assert refusal.value.year == year


@pytest.mark.parametrize(
    "text",
    ["2024-03-05 14:30", "2024-03-05T14:30:00+08:00", "2024-03-05T06:30Z", "2024-03-05 2:30 pm", "2024年3月5日14时30分", "2024年3月5日 下午2点30分",
     "2024/3/5 14:30:00.000", "2024-03-05T06:30:00+00", "5 Mar 2024 14:30", "2024-03-04 22:30 -0800"],
)  # fmt: skip
def test_one_moment(text):
    assert parse_moment(text, SHANGHAI) == datetime(2024, 3, 5, 6, 30, tzinfo=UTC)


def test_more_moments():
    assert parse_moment("2024-03-05", SHANGHAI) == datetime(2024, 3, 4, 16, tzinfo=UTC)
    assert parse_moment("2024-03-05 12:01 am", SHANGHAI) == datetime(2024, 3, 4, 16, 1, tzinfo=UTC)
    assert parse_moment("45356.5", SHANGHAI) == datetime(2024, 3, 5, 4, tzinfo=UTC)
    assert parse_moment("2024-03-05 00:00:01.25", "UTC").microsecond == 250_000


def test_excel_serials():
    assert from_excel_serial(1) == datetime(1900, 1, 1)  # noqa: DTZ001 - local by nature
    assert from_excel_serial(61) == datetime(1900, 3, 1)  # noqa: DTZ001
    assert from_excel_serial(45356.604166666664) == datetime(2024, 3, 5, 14, 30)  # noqa: DTZ001
    for refused in (60, 0, -1, float("nan"), Decimal("1e9")):
        with pytest.raises(UnreadableDate):
            from_excel_serial(refused)
    with pytest.raises(ImplausibleDate):
        from_excel_serial(80_000)


@given(DAYS, st.integers(-300, 300))
def test_whole_months_are_the_inverse_of_adding(day, months):
    there = add_months(day, months)
    assert add_months(day, whole_months(day, there)) == there
    assert whole_months(day, there + timedelta(1)) >= whole_months(day, there)


@given(DAYS)
def test_every_written_form_is_read(day):
    for form in ("%Y-%m-%d", "%Y%m%d", "%Y年%m月%d日", "%d %b %Y", "%B %d, %Y"):
        assert parse_day(day.strftime(form)) == day


@given(st.one_of(st.text(max_size=40), st.from_regex(r"[0-9年月日/:. -]{4,24}", fullmatch=True)))
def test_reading_never_fails_otherwise(text):
    with contextlib.suppress(UnreadableDate, ImplausibleDate):
        assert parse_moment(text, SHANGHAI).tzinfo is UTC


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (("01.02.2025", "15.04.2026"), True),
        (("1/2/2025 8:26", "4/15/2026 9:00"), False),
        (("01.02.2025", "03.04.2025"), None),
        (("15.04.2026", "04/15/2026"), None),
        (("2025-01-02", "x", "", "99.99.2025"), None),
    ],
)
def test_one_date_shows_the_order_of_all(texts, order):
    assert day_order(texts) is order


def test_dates_that_may_be_two_are_known():
    found = [text for text in ("3/5/2024", "5/5/2024", "15/5/2024", "2024-03-05", "x") if is_ambiguous(text)]
    assert found == ["3/5/2024"]


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Pacific/Kiritimati", "UTC"])
@pytest.mark.parametrize("moment", [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
def test_the_edge_of_the_calendar_has_a_day_in_every_zone(zone, moment):
    assert company_day(moment, zone) == moment.date()
    inside = datetime(2026, 3, 2, 23, tzinfo=UTC)
    assert in_zone(inside, ZoneInfo(zone)) == inside
    assert in_zone(inside, ZoneInfo(zone)).utcoffset() == inside.astimezone(ZoneInfo(zone)).utcoffset()
