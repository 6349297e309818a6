"""A claim to a colleague's customer: a superior gives it, refuses it, or lets both share it."""

import pytest
from clash_cast import NOON, Cast, claimed, gathered, theirs
from django.test import Client

from guanxi.customers.actions import (
    DecidedAlready,
    NoCase,
    answer_clash,
    claim_customer,
    create_customer,
    decide_dispute,
    delete_customer,
    edit_customer,
    log_touch,
    merge_customers,
    stop_sharing,
    withdraw_dispute,
)
from guanxi.customers.models import Customer, Dispute
from guanxi.customers.queries import buyers, search_customers, to_decide
from guanxi.customers.types import CustomerDraft, TouchDraft
from guanxi.platform.access.actions import edit_role
from guanxi.platform.access.models import Role, Share, User
from guanxi.platform.access.queries import actor_of
from guanxi.platform.access.types import Actor, Scope
from guanxi.platform.journal.models import Change
from guanxi.platform.verbs import Forbidden, NotFound
from guanxi.work.models import FollowUp

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db) -> Cast:
    return gathered()


@pytest.fixture
def lin(cast) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=cast.lin.user_id))
    return client


def test_a_superior_gives_and_everybody_is_told(cast):
    dispute = claimed(cast)
    assert list(to_decide(cast.boss)) == [dispute]
    assert [list(to_decide(one)) for one in (cast.lin, cast.gao)] == [[], []]
    decide_dispute(actor=cast.boss, dispute=dispute.pk, decision="given", reason="先到")
    assert Customer.objects.get().owner_id == cast.lin.user_id
    told = FollowUp.objects.order_by("pk").values_list("owner_id", "subject_id")
    customer = Customer.objects.get().pk
    assert list(told) == [
        (cast.gao.user_id, customer),
        (cast.lin.user_id, customer),
        (cast.gao.user_id, None),
    ]
    with pytest.raises(DecidedAlready):
        decide_dispute(actor=cast.system, dispute=dispute.pk, decision="refused")


def test_who_is_refused_learns_no_name(cast, lin):
    dispute = claimed(cast)
    decide_dispute(actor=cast.boss, dispute=dispute.pk, decision="refused", reason="有合同")
    assert Customer.objects.get().owner_id == cast.gao.user_id
    note = FollowUp.objects.get(owner_id=cast.lin.user_id)
    assert (note.subject_id, "深圳" in note.title, "华强电子" in note.title) == (None, False, True)
    for path in ("/customers/disputes/", f"/customers/disputes/{dispute.pk}/", "/"):
        page = lin.get(path).content.decode()
        assert "深圳" not in page, path
        assert "高远" not in page, path
        assert "gao@x.cn" not in page, path


def test_the_journal_tells_the_claimant_no_more_than_the_page(cast, lin):
    """Even to one who may see the names of all colleagues, and the journal of all."""
    dispute = claimed(cast)
    seller = Role.objects.get(code="seller")
    reach = {"access.see_people": Scope.ALL, "journal.see": Scope.ALL}
    edit_role(actor=cast.system, role=seller.pk, name="seller", scopes=reach)
    made = Change.objects.filter(table_name="gx_customers_dispute").get().change_set_id
    page = lin.get(f"/office/journal/{made}/").content.decode()
    assert "展会上谈过" in page
    for secret in ("高远", "gao@x.cn", "深圳", f"#{dispute.customer_id}<"):
        assert secret not in page, secret


def test_no_party_decides_and_no_seller(cast):
    dispute = claimed(cast)
    for actor in (cast.lin, cast.gao):
        with pytest.raises(NotFound):
            decide_dispute(actor=actor, dispute=dispute.pk, decision="given")
    assert Customer.objects.get().owner_id == cast.gao.user_id
    assert Dispute.objects.get().state == "open"


def test_only_what_one_was_told_oneself_can_be_claimed_and_once(cast):
    theirs(cast)
    (answer,) = answer_clash(actor=cast.lin, kind="organisation", typed={"name": "华强电子"})
    with pytest.raises(NotFound):
        claim_customer(actor=cast.boss, answer=answer.answer, evidence="x")
    with pytest.raises(NoCase):
        claim_customer(actor=cast.lin, answer=answer.answer, evidence="  ")
    made = claim_customer(actor=cast.lin, answer=answer.answer, evidence="x")
    with pytest.raises(NoCase):
        claim_customer(actor=cast.lin, answer=answer.answer, evidence="y")
    withdraw_dispute(actor=cast.lin, dispute=made.pk)
    assert Dispute.objects.get().state == "withdrawn"


def test_the_boss_decides_on_the_page(cast):
    dispute = claimed(cast)
    client = Client()
    client.force_login(User.objects.get(pk=cast.boss.user_id))
    assert "深圳市华强电子有限公司" in client.get("/").content.decode()
    sent = {"decision": "given", "reason": "ok"}
    assert client.post(f"/customers/disputes/{dispute.pk}/", sent).status_code == 302
    assert Customer.objects.get().owner_id == cast.lin.user_id


def shared(cast: Cast) -> tuple[Customer, Actor]:
    dispute = claimed(cast)
    decide_dispute(actor=cast.boss, dispute=dispute.pk, decision="shared", reason="beide")
    return Customer.objects.get(), actor_of(User.objects.get(pk=cast.lin.user_id), clock=lambda: NOON)


def test_both_share_it(cast):
    customer, lin = shared(cast)
    assert customer.owner_id == cast.gao.user_id
    assert Dispute.objects.get().state == "shared"
    for actor in (lin, cast.gao):
        assert [c.pk for c in buyers(actor)] == [customer.pk]
        assert [c.pk for c in search_customers(actor, "华强")] == [customer.pk]
    log_touch(actor=lin, customer=customer.pk, draft=TouchDraft("call", "out", NOON, "hallo"))
    edit_customer(actor=lin, customer=customer.pk, draft=CustomerDraft(name=customer.name, city="深圳"))
    told = FollowUp.objects.order_by("pk").values_list("owner_id", "subject_id")
    assert list(told)[1:] == [(lin.user_id, customer.pk), (cast.gao.user_id, customer.pk)]
    assert answer_clash(actor=lin, kind="organisation", typed={"name": "华强电子"}) == []


def test_who_shares_a_customer_neither_gives_it_away_nor_ends_it(cast):
    customer, lin = shared(cast)
    for refused in (
        lambda: delete_customer(actor=lin, customer=customer.pk),
        lambda: stop_sharing(actor=lin, customer=customer.pk, user=cast.gao.user_id),
        lambda: stop_sharing(actor=cast.gao, customer=customer.pk, user=lin.user_id),
    ):
        with pytest.raises((NotFound, Forbidden)):
            refused()
    assert [c.pk for c in buyers(lin)] == [customer.pk]
    other = create_customer(actor=cast.gao, draft=CustomerDraft(name="别家"))
    assert other.pk not in {c.pk for c in buyers(lin)}, "one customer is shared, not one owner's"


def test_a_superior_ends_the_sharing_on_the_page(cast):
    customer, lin = shared(cast)
    boss, owner = Client(), Client()
    boss.force_login(User.objects.get(pk=cast.boss.user_id))
    owner.force_login(User.objects.get(pk=cast.gao.user_id))
    address = f"/customers/{customer.pk}/shares/end/"
    assert address in boss.get(f"/customers/{customer.pk}/").content.decode()
    assert address not in owner.get(f"/customers/{customer.pk}/").content.decode()
    owner.post(address, {"user": lin.user_id})
    assert Share.objects.count() == 1, "who owns it is a party"
    assert boss.post(address, {"user": lin.user_id}).status_code == 302
    again = actor_of(User.objects.get(pk=cast.lin.user_id), clock=lambda: NOON)
    assert list(buyers(again)) == []


def test_a_merge_takes_the_sharing_along(cast):
    customer, _lin = shared(cast)
    twin = create_customer(actor=cast.gao, draft=CustomerDraft(name="华强"))
    merge_customers(actor=cast.gao, customers=[customer.pk, twin.pk], survivor=twin.pk)
    assert Share.objects.get().subject_id == twin.pk
