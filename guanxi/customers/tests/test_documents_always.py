"""Must hold: no sequence of edits, imports, approvals, undos, merges, changes of the type, of the clock or of
the time zone makes an unconfirmed or expired document count. Planted faults show that the machine can tell.
"""

import sys
from datetime import date

import pytest
from django.db import IntegrityError
from document_cast import GOOD, gathered
from document_house import House
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import (
    run_state_machine_as_test,
)

from guanxi.customers.actions import (
    assign_customers,
    revoke_document,
)
from guanxi.customers.models import Document
from guanxi.customers.rules.documents import Reason, TypeRules, Validity, content_print
from guanxi.platform.access.types import Actor
from guanxi.platform.verbs import verb_named


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("begun", "merged"),
    [
        (None, False),
        (Reason.PROPOSED, False),
        (Reason.VALID, False),
        (Reason.EXPIRED, False),
        (Reason.VALID, True),
    ],
)
def test_no_sequence_makes_an_unconfirmed_or_expired_document_count(begun, merged):
    run_state_machine_as_test(
        type("House", (House,), {"begun": begun, "merged": merged}),
        settings=settings(
            max_examples=7,
            stateful_step_count=25,
            phases=(Phase.explicit, Phase.generate),  # a failing sequence is short enough to read
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.django_db
def test_the_database_refuses_what_a_faulty_verb_would_let_through(monkeypatch):
    """With the verb's own check taken away the second line holds."""
    monkeypatch.setattr("guanxi.customers.actions.documents._second_person", lambda *_: None)
    cast = gathered()
    made = cast.propose()
    with pytest.raises(IntegrityError, match="gx_document_second_person"):
        cast.confirm(made, cast.lin)


def expiry_is_forgotten(monkeypatch, house: House) -> None:
    rules = sys.modules["guanxi.customers.rules.documents"]
    monkeypatch.setattr(rules, "_on_its_days", lambda *_: Validity(counts=True, reason=Reason.VALID))
    house.propose_well("lin")
    house.confirm("chen", 0, None)
    house.jump(4000)


def nobody_has_to_confirm(monkeypatch, house: House) -> None:
    questions = sys.modules["guanxi.customers.queries.documents"]
    monkeypatch.setattr(questions, "validity", lambda *_: Validity(counts=True, reason=Reason.VALID))
    house.propose_well("lin")


def a_file_confirms_itself(monkeypatch, house: House) -> None:
    intake = sys.modules["guanxi.customers.actions.document_imports"]
    questions = sys.modules["guanxi.customers.queries.documents"]
    made_well = intake.import_version

    def confirmed(actor, customer, kind, draft):
        made = made_well(actor, customer, kind, draft)
        made.scan_digest, made.state, made.decided_by_id = "ab" * 32, "confirmed", house.cast.chen.user_id
        made.attested = content_print(questions.facts_of(made))
        return made

    monkeypatch.setattr(intake, "import_version", confirmed)
    house.import_file([GOOD], date(2026, 12, 31))


def a_revocation_can_be_undone(monkeypatch, house: House) -> None:
    monkeypatch.setattr(verb_named("customers.revoke_document"), "undo", "rows")
    house.propose_well("lin")
    house.confirm("chen", 0, None)
    house.decide("chen", 0, revoke_document)
    house.undo("chen", 0, leave=False)


def a_change_of_the_type_is_not_heard(monkeypatch, house: House) -> None:
    house.change_the_type(None, long=True)
    house.propose("lin", GOOD, date(2020, 1, 5), None, long=True, scanned=True, pick=None, change="new")
    house.confirm("chen", 0, None)
    questions = sys.modules["guanxi.customers.queries.documents"]
    monkeypatch.setattr(questions, "rules_of", lambda _type: TypeRules(None, allows_long_term=True))
    house.change_the_type(None, long=False)


def a_copy_comes_back(monkeypatch, house: House) -> None:
    """Revoked while it stood on two records that were one; these are taken apart again."""
    for other in (False, True):
        house.propose_well("lin", other=other)
        house.confirm_well()
    house.merge("lin")
    verbs = sys.modules["guanxi.customers.actions.documents"]
    monkeypatch.setattr(verbs, "_put_down_copies", lambda *_: None)
    house.revoke_well()
    house.unmerge("lin")


def a_corrected_copy_comes_back(monkeypatch, house: House) -> None:
    for other in (False, True):
        house.propose_well("lin", other=other)
        house.confirm_well()
    house.merge("lin")
    verbs = sys.modules["guanxi.customers.actions.documents"]
    monkeypatch.setattr(verbs, "_put_down_copies", lambda *_: None)
    house.propose("lin", GOOD, date(2020, 1, 5), date(2026, 3, 3), long=False, scanned=True, pick=0,
                  change="correction")  # fmt: skip
    house.confirm_well()
    house.unmerge("lin")


def only_who_starts_an_import_has_made_it(monkeypatch, house: House) -> None:
    """林 prepares the file, 陈 starts its import, 高 adds the scan; 林 confirms."""
    verbs = sys.modules["guanxi.platform.exchange.actions.runs"]
    monkeypatch.setattr(verbs, "who_changed", lambda *_: set())
    hand_over(house)


def hand_over(house: House) -> None:
    assign_customers(actor=house.cast.chen, customers=[house.cast.customer], owner=house.cast.lin.user_id)
    house.import_together("lin", "lin", "chen")
    house.add_the_scan("chen")
    house.confirm_as(house.cast.lin, Document.objects.get(state="proposed"), {})


def a_change_washes_off_who_entered(monkeypatch, house: House) -> None:
    """林 enters, 陈 changes a word; 林 confirms."""
    verbs = sys.modules["guanxi.customers.actions.documents"]
    monkeypatch.setattr(verbs, "_others", lambda *_: [])
    house.propose_well("lin")
    house.propose(
        "chen", GOOD, date(2020, 1, 5), date(2026, 12, 31), long=False, scanned=True, pick=0, change="new"
    )
    house.confirm_as(house.cast.lin, Document.objects.get(state="proposed"), {})


def the_day_is_read_in_another_zone(monkeypatch, house: House) -> None:
    house.propose_well("lin")
    house.confirm("chen", 0, None)
    monkeypatch.setattr(Actor, "today", lambda actor: actor.clock().date())
    house.jump_around_an_expiry(-60)  # an hour before midnight in Greenwich the day in Shanghai is over


FAULTS = (
    expiry_is_forgotten,
    nobody_has_to_confirm,
    a_file_confirms_itself,
    a_revocation_can_be_undone,
    a_change_of_the_type_is_not_heard,
    a_copy_comes_back,
    a_corrected_copy_comes_back,
    only_who_starts_an_import_has_made_it,
    a_change_washes_off_who_entered,
    the_day_is_read_in_another_zone,
)


@pytest.mark.django_db
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_the_machine_notices_a_planted_fault(monkeypatch, fault):
    house = House()
    try:
        house.what_counts_was_confirmed_by_another_and_is_not_expired()
        fault(monkeypatch, house)
        with pytest.raises((KeyError, AssertionError)):
            house.what_counts_was_confirmed_by_another_and_is_not_expired()
    finally:
        house.teardown()
