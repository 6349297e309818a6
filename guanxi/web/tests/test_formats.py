"""How long ago, as people say it in either language."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone, translation

from guanxi.web.formats import ago

NOW = datetime(2026, 3, 18, 9, 0, tzinfo=UTC)  # 17:00 in Shanghai


@pytest.mark.parametrize(
    ("apart", "english", "chinese"),
    [
        (timedelta(seconds=20), "just now", "刚刚"),
        (timedelta(minutes=-20), "20 minutes ago", "20分钟前"),
        (timedelta(hours=-5), "5 hours ago", "5小时前"),
        (timedelta(hours=-8), "today", "今天"),
        (timedelta(hours=-18), "yesterday", "昨天"),
        (timedelta(hours=8), "tomorrow", "明天"),
        (timedelta(days=-2), "2 days ago", "前天"),
        (timedelta(days=-3), "3 days ago", "3天前"),
        (timedelta(days=2), "in 2 days", "后天"),
        (timedelta(days=40), "in 1 month", "1个月后"),
    ],
)
def test_a_moment_is_told_by_hours_and_then_by_days(apart, english, chinese):
    for language, expected in (("en", english), ("zh-hans", chinese)):
        with translation.override(language), timezone.override("Asia/Shanghai"):
            assert ago(NOW + apart, NOW) == expected


@pytest.mark.parametrize(
    ("day", "english", "chinese"),
    [
        (date(2026, 3, 18), "today", "今天"),
        (date(2026, 3, 19), "tomorrow", "明天"),
        (date(2026, 3, 17), "yesterday", "昨天"),
        (date(2026, 3, 21), "in 3 days", "3天后"),
    ],
)
def test_a_day_is_told_by_the_calendar(day, english, chinese):
    for language, expected in (("en", english), ("zh-hans", chinese)):
        with translation.override(language), timezone.override("Asia/Shanghai"):
            assert ago(day, NOW) == expected


def test_the_calendar_is_the_readers():
    late = datetime(
        2026, 3, 17, 15, 30, tzinfo=UTC
    )  # the 17th in London, half an hour before midnight in Shanghai
    with translation.override("en"):
        with timezone.override("Asia/Shanghai"):
            assert ago(late, NOW) == "yesterday"
        with timezone.override("Pacific/Auckland"):
            assert ago(late, NOW) == "today"
