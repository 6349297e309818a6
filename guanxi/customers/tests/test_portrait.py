"""The portrait says what the file holds, names its evidence, and leaves out what nobody knows."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from guanxi.customers.rules.portrait import (
    QUESTIONS,
    SECTIONS,
    answers,
    portrait,
    preferred_channel,
    usual_gap,
)
from guanxi.customers.rules.stream import by_field, folded, merged
from guanxi.customers.types import BoughtElsewhere, KnownCustomer, Said, SeenTouch
from guanxi.platform.journal.types import FieldChange

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
TODAY = date(2026, 3, 2)
BARE = KnownCustomer(name="苏州泵业", kind="organisation", since=NOON)
CALL = SeenTouch(
    7, "call", "in", NOON - timedelta(days=100), "询价离心泵", "已报价", 540, "林悦", is_talk=True
)
COMPLAINT = SeenTouch(8, "complaint", "in", NOON - timedelta(days=3), "漏水")


def codes(known: KnownCustomer) -> list[tuple[str, str, str]]:
    return [(f.section, f.code, f.evidence) for f in portrait(known, TODAY)]


def test_of_a_bare_record_only_the_name_is_known_and_that_nobody_speaks_for_it():
    assert codes(BARE) == [("who", "identity", "about"), ("risks", "nobody", "contacts")]
    assert [f.section for f in answers(BARE)] == ["who"]


def test_each_finding_names_its_evidence():
    known = replace(
        BARE,
        contact_name="王芳",
        touches=(COMPLAINT, CALL),
        next_title="回访",
        next_due_on=TODAY - timedelta(days=2),
        next_by="林悦",
    )
    assert codes(known) == [
        ("who", "identity", "about"),
        ("who", "contact", "contacts"),
        ("rhythm", "last_talk", "touch:7"),
        ("needs", "asked", "touch:7"),
        ("risks", "complaint", "touch:8"),
        ("risks", "quiet", "touch:7"),
        ("risks", "overdue", "follow_ups"),
        ("next", "follow_up", "follow_ups"),
    ]
    told = {f.section: f for f in answers(known)}
    assert told["last"].values["seconds"] == 540
    assert told["problems"].evidence == "touch:8"
    assert told["preferences"].values == {"channel": "call"}


def test_an_old_complaint_is_no_risk_any_more():
    old = replace(COMPLAINT, at=NOON - timedelta(days=181))
    assert "complaint" not in [code for _, code, _ in codes(replace(BARE, touches=(old,)))]


def test_a_campaigns_letter_and_a_tag_are_neither_talk_nor_need():
    letter = replace(CALL, key=9, channel="letter", direction="out", at=NOON, is_talk=False)
    known = replace(BARE, contact_name="王芳", touches=(letter, CALL), tags=("有竞争对手",))
    assert codes(known) == [
        ("who", "identity", "about"),
        ("who", "contact", "contacts"),
        ("who", "tags", "about"),
        ("rhythm", "last_talk", "touch:7"),
        ("needs", "asked", "touch:7"),
        ("risks", "quiet", "touch:7"),
    ]
    told = {f.section: f.evidence for f in answers(known)}
    assert told["last"] == "touch:7"
    assert "interests" not in told


def test_the_gap_is_the_median_and_needs_three_days():
    days = [TODAY, TODAY - timedelta(days=10), TODAY - timedelta(days=40)]
    assert usual_gap(days) == 20
    assert usual_gap(days[:2]) is None
    assert usual_gap([TODAY, TODAY, TODAY]) is None


def test_only_the_customers_own_choice_counts_as_its_preference():
    out = replace(CALL, direction="out")
    mail = replace(CALL, channel="mail")
    assert preferred_channel([out, out, mail]) == "mail"
    assert preferred_channel([out]) is None


TOUCHES = st.builds(
    SeenTouch,
    key=st.integers(1, 99),
    channel=st.sampled_from(["call", "mail", "visit", "note", "order", "return", "complaint"]),
    direction=st.sampled_from(["in", "out", "none"]),
    at=st.datetimes(datetime(2020, 1, 1), datetime(2026, 3, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis adds the zone
    subject=st.text(max_size=5),
    is_talk=st.booleans(),
)


@given(st.lists(TOUCHES, max_size=8))
def test_every_finding_stands_in_a_section_and_points_at_something_on_file(touches):
    newest_first = tuple(sorted(touches, key=lambda t: t.at, reverse=True))
    known = replace(BARE, touches=newest_first)
    keys = {f"touch:{t.key}" for t in touches}
    for found, places in ((portrait(known, TODAY), SECTIONS), (answers(known), QUESTIONS)):
        for one in found:
            assert one.section in places
            assert one.evidence in keys | {"about", "contacts", "timeline", "follow_ups"}


@dataclass(frozen=True)
class Talk:
    at: datetime


def changed(change_set: int, at: datetime, field: str, before: str, after: str) -> FieldChange:
    return FieldChange(change_set, at, "林悦", "customers.edit", field, before, after)


def test_changes_fold_by_change_set_without_what_the_product_writes_itself():
    later, earlier = NOON, NOON - timedelta(days=1)
    changes = [
        changed(2, later, "phone", "1", "2"),
        changed(2, later, "search_text", "a", "b"),
        changed(1, earlier, "phone", "0", "1"),
    ]
    assert [[c.field for c in entry.fields] for entry in folded(changes)] == [["phone"], ["phone"]]
    assert [was.before for was in by_field(changes)["phone"]] == ["1", "0"]
    assert "search_text" not in by_field(changes)


def test_older_changes_wait_for_the_older_touches():
    talk = Talk(NOON)
    entries = folded([changed(1, NOON - timedelta(days=1), "phone", "0", "1")])
    assert merged([talk], entries, is_whole=False) == [talk]
    assert merged([talk], entries, is_whole=True) == [talk, *entries]


def test_what_was_noted_stands_in_needs_risks_and_preferences():
    known = KnownCustomer(
        "甲厂",
        "organisation",
        NOON,
        contact_name="王",
        contact_taste="喝茶",
        said=(
            Said("problem", "problem", "密封圈漏水", date(2026, 3, 1)),
            Said("need", "need", "三", date(2026, 2, 3)),
            Said("expectation", "expectation", "二", date(2026, 2, 2)),
            Said("need", "need", "一", date(2026, 2, 1)),
        ),
        bought_elsewhere=(BoughtElsewhere(7, "蓝岭", "球阀", "三天到货"),),
        preferences=("一体化撬装",),
    )
    found = [(one.section, one.values["text"]) for one in portrait(known, TODAY) if one.code == "said"]
    assert found == [("needs", "三"), ("needs", "二"), ("risks", "密封圈漏水")]
    (rival,) = [one for one in portrait(known, TODAY) if one.code == "rival"]
    assert (rival.values["reason"], rival.evidence) == ("三天到货", "competitor:7")
    assert [(one.section, one.code) for one in answers(known)] == [
        ("who", "identity"),
        ("interests", "said"),
        ("interests", "said"),
        ("problems", "said"),
        ("preferences", "prefers"),
        ("preferences", "taste"),
        ("response", "reach"),
    ]
