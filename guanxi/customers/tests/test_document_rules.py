"""The one rule of validity: exact answers on exact days, whatever today is."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guanxi.customers.rules.documents import (
    DateFault,
    DocumentFacts,
    Reason,
    TypeRules,
    Validity,
    best,
    content_print,
    date_faults,
    months_after,
    number_fits,
    plain_number,
    scan_kind,
    validity,
    validity_then,
)

LICENCE = TypeRules(longest_months=600, allows_long_term=True, warn_days=30)
PERMIT = TypeRules(longest_months=120, allows_long_term=False, warn_days=60)
LAST = date(2018, 12, 31)


def stored(**changes: object) -> DocumentFacts:
    facts = DocumentFacts(
        type_id=1, number="91310000MA1K35M49R", issuer="上海市市场监督管理局", issued_on=date(2009, 1, 5),
        expires_on=LAST, is_long_term=False, long_term_reason="", scan_digest="ab" * 32, state="confirmed",
        made_by=1, decided_by=2, attested="",
    )  # fmt: skip
    facts = replace(facts, **changes)
    return facts if "attested" in changes else replace(facts, attested=content_print(facts))


@pytest.mark.parametrize(
    ("on_day", "expected"),
    [
        (date(2018, 11, 30), Validity(True, Reason.VALID, 31)),
        (date(2018, 12, 1), Validity(True, Reason.EXPIRES_SOON, 30)),
        (date(2018, 12, 31), Validity(True, Reason.EXPIRES_SOON, 0)),
        (date(2019, 1, 1), Validity(False, Reason.EXPIRED, -1)),
        (date(2009, 1, 4), Validity(False, Reason.NOT_YET, None)),
    ],
)
def test_a_licence_counts_to_its_last_day(on_day, expected):
    assert validity(stored(), LICENCE, on_day) == expected


@pytest.mark.parametrize("state", ["proposed", "rejected", "withdrawn", "renewed", "corrected", "revoked"])
def test_only_what_is_confirmed_counts(state):
    assert validity(stored(state=state), LICENCE, date(2015, 1, 1)) == Validity(False, Reason(state))


def test_a_renewed_paper_was_good_in_its_own_time():
    assert validity_then(stored(state="renewed"), LICENCE, date(2015, 1, 1)).counts
    assert not validity_then(stored(state="corrected"), LICENCE, date(2015, 1, 1)).counts
    assert not validity_then(stored(state="renewed"), LICENCE, date(2019, 1, 1)).counts


def test_the_maker_is_no_second_person():
    assert validity(stored(decided_by=1), LICENCE, date(2015, 1, 1)).reason is Reason.SAME_PERSON
    assert validity(stored(decided_by=None), LICENCE, date(2015, 1, 1)).reason is Reason.SAME_PERSON


@pytest.mark.parametrize(
    "changes",
    [
        {"expires_on": date(2028, 12, 31)},
        {"number": "91310000MA1K35M49X"},
        {"scan_digest": "cd" * 32},
        {"issued_on": date(2010, 1, 1)},
        {"type_id": 2},
        {"issuer": "x"},
    ],
)
def test_what_was_changed_behind_the_checkers_back_counts_no_more(changes):
    touched = replace(stored(), **changes)
    assert validity(touched, LICENCE, date(2015, 1, 1)) == Validity(False, Reason.CHANGED_SINCE)


def test_long_term_is_a_flag_with_a_reason():
    flagged = stored(expires_on=None, is_long_term=True, long_term_reason="执照载明长期")
    assert validity(flagged, LICENCE, date(2030, 1, 1)) == Validity(True, Reason.LONG_TERM)
    assert validity(flagged, PERMIT, date(2030, 1, 1)) == Validity(False, Reason.IMPLAUSIBLE)
    silent = stored(expires_on=None, is_long_term=True)
    assert date_faults(silent, LICENCE, LAST) == (DateFault.LONG_TERM_WITHOUT_REASON,)
    both = stored(is_long_term=True, long_term_reason="x")
    assert date_faults(both, LICENCE, LAST) == (DateFault.EXPIRY_BESIDE_LONG_TERM,)


@pytest.mark.parametrize(
    "day", ["9999-12-31", "2099-12-31", "2999-12-31", "2100-01-01", "2090-01-01", "2079-06-06", "2038-01-19"]
)
def test_days_that_stand_for_no_end_are_refused(day):
    assert date_faults(stored(expires_on=date.fromisoformat(day)), LICENCE, LAST) == (DateFault.SENTINEL,)


@pytest.mark.parametrize(
    ("changes", "rules", "fault"),
    [
        ({"expires_on": None}, LICENCE, DateFault.EXPIRY_MISSING),
        ({"issued_on": None}, LICENCE, DateFault.ISSUE_MISSING),
        ({"issued_on": date(2019, 1, 1), "expires_on": date(2020, 1, 1)}, LICENCE, DateFault.ISSUE_AHEAD),
        ({"issued_on": date(1899, 12, 30), "expires_on": date(1905, 1, 1)}, LICENCE, DateFault.ISSUE_ANCIENT),
        ({"expires_on": date(2009, 1, 5)}, LICENCE, DateFault.BEFORE_ISSUE),
        ({"expires_on": date(2019, 1, 6)}, PERMIT, DateFault.TOO_LONG),
        ({"expires_on": date(2059, 1, 6)}, LICENCE, DateFault.TOO_LONG),
    ],
)
def test_implausible_days_have_a_name(changes, rules, fault):
    assert date_faults(stored(**changes), rules, LAST) == (fault,)


def test_the_longest_term_is_inclusive():
    assert date_faults(stored(expires_on=date(2019, 1, 5)), PERMIT, LAST) == ()


@given(st.dates(date(1950, 1, 1), date(2080, 1, 1)), st.integers(0, 840))
def test_months_after_is_never_before_and_never_a_month_late(day, months):
    later = months_after(day, months)
    passed = (later.year - day.year) * 12 + later.month - day.month
    assert passed == months or (passed == months + 1 and later.day == 1)


@given(
    st.builds(
        DocumentFacts,
        type_id=st.integers(1, 2),
        number=st.text(max_size=3),
        issuer=st.just(""),
        issued_on=st.none() | st.dates(),
        expires_on=st.none() | st.dates(),
        is_long_term=st.booleans(),
        long_term_reason=st.sampled_from(["", "x"]),
        scan_digest=st.sampled_from(["", "a"]),
        state=st.sampled_from(["proposed", "confirmed", "rejected", "renewed", "revoked"]),
        made_by=st.none() | st.integers(1, 2),
        decided_by=st.none() | st.integers(1, 2),
        attested=st.just(""),
    ),
    st.dates(),
    st.booleans(),
)
def test_whatever_counts_is_confirmed_by_another_plausible_and_not_expired(facts, on_day, attest):
    facts = replace(facts, attested=content_print(facts)) if attest else facts
    found = validity(facts, LICENCE, on_day)
    if found.counts:
        assert facts.state == "confirmed"
        assert attest
        assert facts.decided_by not in (None, facts.made_by)
        assert facts.issued_on is not None
        assert facts.issued_on <= on_day
        assert facts.is_long_term or on_day <= facts.expires_on < date(2090, 1, 1)


def test_numbers_are_compared_as_people_mean_them():
    assert plain_number(" ９１31-0000 ma1k35m49r ") == "91310000MA1K35M49R"


@pytest.mark.parametrize(
    ("rule", "number", "fits"),
    [
        ("identity_card", "11010519491231002X", True),
        ("identity_card", "11010519491231002x", True),
        ("identity_card", "110105194912310021", False),
        ("uscc", "91110000600037341L", True),
        ("uscc", "91110000600037341A", False),
        ("", "anything 7", True),
    ],
)
def test_check_characters(rule, number, fits):
    assert number_fits(number, rule) is fits


def test_the_best_version_speaks_for_the_type():
    soon, late = Validity(True, Reason.EXPIRES_SOON, 3), Validity(True, Reason.VALID, 300)
    gone = Validity(False, Reason.EXPIRED, -4)
    waits = Validity(False, Reason.PROPOSED)
    assert best([waits, soon, gone, late]) == late
    assert best([soon, Validity(True, Reason.LONG_TERM)]).reason is Reason.LONG_TERM
    assert best([waits, gone, Validity(False, Reason.EXPIRED, -90)]) == gone
    assert best([waits]) == waits
    assert best([]) == best([Validity(False, Reason.WITHDRAWN)]) == Validity(False, Reason.MISSING)


def test_only_pictures_and_pdf_are_shown():
    assert scan_kind(b"%PDF-1.7\n") == "application/pdf"
    assert scan_kind(b"\x89PNG\r\n\x1a\n....") == "image/png"
    assert scan_kind(b"RIFF\x00\x00\x00\x00WEBPVP8 ") == "image/webp"
    assert scan_kind(b"<svg onload=alert(1)>") == scan_kind(b"<html>") == scan_kind(b"") == ""


def test_the_clock_may_go_either_way():
    """The same version, asked for any order of days, answers each day alike."""
    days = [LAST + timedelta(days=n) for n in (5, -5, 0, 400, -400, 1)]
    assert [validity(stored(), LICENCE, day).counts for day in days] == [
        False,
        True,
        True,
        False,
        True,
        False,
    ]
