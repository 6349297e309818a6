"""Documents: one enters, another confirms."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from document_cast import GOOD, SCAN, Cast, gathered

from guanxi.customers.actions import (
    CannotDecide,
    CannotSave,
    DocumentExists,
    DoesNotMatch,
    ImplausibleDates,
    NoScan,
    ProposalExists,
    SamePerson,
    WrongNumber,
    confirm_document,
    reject_document,
    revoke_document,
    withdraw_document,
)
from guanxi.customers.models import Document
from guanxi.customers.queries import (
    documents,
    documents_of,
    to_confirm,
    validity_of,
)
from guanxi.customers.rules.documents import Reason
from guanxi.customers.tables import DOCUMENTS, TO_CONFIRM
from guanxi.platform.access.types import Actor
from guanxi.platform.journal.actions import CannotUndo, UndoConflicts, undo_change_set
from guanxi.platform.journal.models import ChangeSet
from guanxi.platform.verbs import Forbidden, NotFound, change_set
from guanxi.web.lists import Table

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


@pytest.fixture
def cast() -> Cast:
    return gathered()


def counts(cast: Cast) -> list[str]:
    return [one.number for one, found in documents_of(cast.lin, cast.customer) if found.counts]


def test_nothing_counts_before_another_person_confirmed_it(cast):
    made = cast.propose()
    assert made.state == "proposed"
    assert counts(cast) == []
    cast.confirm(made)
    assert counts(cast) == [GOOD]
    kept = Document.objects.get(pk=made.pk)
    assert (kept.made_by_id, kept.decided_by_id) == (cast.lin.user_id, cast.chen.user_id)


def test_the_maker_cannot_confirm_nor_reject(cast):
    made = cast.propose()
    for refused in (
        lambda: cast.confirm(made, cast.lin),
        lambda: reject_document(actor=cast.lin, document=made.pk, reason="x"),
    ):
        with pytest.raises(SamePerson):
            refused()
    assert Document.objects.get(pk=made.pk).state == "proposed"


def test_the_system_is_no_person(cast):
    made = cast.propose()
    with pytest.raises(CannotDecide):
        cast.confirm(made, cast.system)


def test_confirming_needs_its_own_right(cast):
    made = cast.propose()
    clerk = replace(cast.chen, rights={k: v for k, v in cast.chen.rights.items() if "confirm" not in k})
    with pytest.raises(Forbidden):
        cast.confirm(made, clerk)


def test_a_stranger_reaches_nothing(cast):
    made = cast.propose()
    with pytest.raises(NotFound):
        cast.confirm(made, cast.gao)
    assert list(documents(cast.gao)) == []
    assert list(to_confirm(cast.gao)) == []


@pytest.mark.parametrize(
    "typed",
    [
        {"number": "91110000600037341X"},
        {"expires_on": date(2026, 12, 30)},
        {"expires_on": None, "is_long_term": True},
    ],
)
def test_the_checker_types_it_again(cast, typed):
    made = cast.propose()
    with pytest.raises(DoesNotMatch):
        cast.confirm(made, **typed)
    assert counts(cast) == []


def test_without_a_scan_nothing_is_confirmed(cast):
    made = cast.propose(scan=None)
    with pytest.raises(NoScan):
        cast.confirm(made)
    with_scan = cast.propose(replaces=made.pk)
    assert Document.objects.get(pk=made.pk).state == "withdrawn"
    cast.confirm(with_scan)
    assert counts(cast) == [GOOD]


def test_the_case_of_9999(cast):
    """R12.01: the licence ends on 2018-12-31 and is entered as 9999-12-31."""
    with pytest.raises(ImplausibleDates) as refused:
        cast.propose(issued_on=date(2009, 1, 5), expires_on=date(9999, 12, 31))
    assert "long-term" in str(refused.value.fields["expires_on"])
    with pytest.raises(ImplausibleDates) as refused:
        cast.propose(expires_on=None, is_long_term=True)
    assert set(refused.value.fields) == {"long_term_reason"}
    assert Document.objects.count() == 0
    flagged = cast.propose(expires_on=None, is_long_term=True, long_term_reason="执照载明长期")
    assert counts(cast) == []
    cast.confirm(flagged)
    assert counts(cast) == [GOOD]


def test_numbers_are_checked_by_type(cast):
    with pytest.raises(WrongNumber):
        cast.propose(number="91110000600037341A")
    with pytest.raises(WrongNumber):
        cast.propose(code="identity_card", number="110105194912310021")
    with pytest.raises(CannotSave):
        cast.propose(code="tax_certificate", number=" - ")


def test_until_the_renewal_is_confirmed_the_old_version_counts(cast):
    old = cast.confirm(cast.propose())
    new = cast.propose(
        replaces=old.pk, change="renewal", issued_on=date(2026, 2, 1), expires_on=date(2036, 1, 31)
    )
    assert [d.expires_on for d, v in documents_of(cast.lin, cast.customer) if v.counts] == [
        date(2026, 12, 31)
    ]
    with pytest.raises(ProposalExists):
        cast.propose(replaces=old.pk, change="renewal", expires_on=date(2030, 1, 1))
    cast.confirm(new)
    assert [d.expires_on for d, v in documents_of(cast.lin, cast.customer) if v.counts] == [date(2036, 1, 31)]
    assert Document.objects.get(pk=old.pk).state == "renewed"


def test_a_correction_leaves_the_wrong_entry_behind(cast):
    wrong = cast.confirm(cast.propose(expires_on=None, is_long_term=True, long_term_reason="x"))
    right = cast.propose(replaces=wrong.pk, change="correction", expires_on=date(2025, 12, 31))
    cast.confirm(right)
    assert Document.objects.get(pk=wrong.pk).state == "corrected"
    assert counts(cast) == []


def test_rejected_withdrawn_and_revoked_count_as_nothing(cast):
    rejected = cast.propose()
    with pytest.raises(CannotSave):
        reject_document(actor=cast.chen, document=rejected.pk, reason=" ")
    reject_document(actor=cast.chen, document=rejected.pk, reason="扫描件日期不同")
    assert Document.objects.get(pk=rejected.pk).decision_reason == "扫描件日期不同"
    with pytest.raises(CannotDecide):
        cast.confirm(rejected)
    again = cast.propose()
    withdraw_document(actor=cast.lin, document=again.pk)
    third = cast.confirm(cast.propose())
    assert counts(cast) == [GOOD]
    revoke_document(actor=cast.chen, document=third.pk, reason="伪造")
    assert counts(cast) == []


def test_the_same_document_is_entered_once(cast):
    cast.confirm(cast.propose())
    with pytest.raises(DocumentExists):
        cast.propose(number=f" {GOOD.lower()} ")


def test_undo_never_makes_a_document_count(cast):
    made = cast.propose()
    proposing = ChangeSet.objects.get(verb="customers.propose_document")
    cast.confirm(made)
    confirming = ChangeSet.objects.get(verb="customers.confirm_document")
    with pytest.raises(CannotUndo):
        undo_change_set(actor=cast.chen, change_set=confirming.pk)
    with pytest.raises(UndoConflicts):
        undo_change_set(actor=cast.lin, change_set=proposing.pk)
    revoke_document(actor=cast.chen, document=made.pk, reason="x")
    with pytest.raises(CannotUndo):
        undo_change_set(
            actor=cast.chen, change_set=ChangeSet.objects.get(verb="customers.revoke_document").pk
        )
    assert counts(cast) == []


def test_a_change_behind_the_verbs_is_seen(cast):
    made = cast.confirm(cast.propose())
    with change_set(cast.system, "tests.tamper"):
        Document.objects.filter(pk=made.pk).update(expires_on=date(2030, 1, 1))
    assert validity_of(Document.objects.get(pk=made.pk), TODAY).reason is Reason.CHANGED_SINCE


def test_the_database_itself_asks_for_two_people(cast):
    made = cast.propose()
    with pytest.raises(IntegrityError), transaction.atomic(), change_set(cast.system, "tests.tamper"):
        Document.objects.filter(pk=made.pk).update(
            state="confirmed", decided_by_id=cast.lin.user_id, attested="x"
        )


def test_confirming_keeps_the_print_of_the_scan(cast):
    made = cast.confirm(cast.propose())
    assert (made.scan_digest, len(made.attested)) == (SCAN.digest, 64)
    with pytest.raises(CannotDecide):
        confirm_document(
            actor=cast.chen, document=made.pk, number=GOOD, expires_on=made.expires_on, is_long_term=False
        )


def test_a_list_is_searched_by_customer_and_number_but_by_no_number_that_is_to_be_read_from_the_scan(cast):
    made = cast.propose()
    cast.propose(
        customer=cast.other, code="organisation_permit", number="XK-77", scan=replace(SCAN, digest="cd" * 32)
    )

    def found(table: Table, text: str, who: Actor) -> list[str]:
        assert table.search is not None
        return sorted(one.number for one in table.search(table.rows(who), text))

    for text in ("恒力化工有限", "hlhg", GOOD, GOOD[4:12]):
        assert GOOD in found(DOCUMENTS, text, cast.chen)
    assert found(DOCUMENTS, "XK-7", cast.chen) == ["XK-77"]
    assert found(DOCUMENTS, "西安", cast.chen) == []
    assert found(DOCUMENTS, GOOD, cast.gao) == []
    assert GOOD in found(TO_CONFIRM, "恒力", cast.chen)
    assert found(TO_CONFIRM, made.number, cast.chen) == []
