import pytest

from guanxi.customers.actions import archive_customer, classify_customer, create_customer
from guanxi.customers.queries import asking
from guanxi.customers.types import CustomerDraft, Lost
from guanxi.marketing.actions import count_list, create_list, edit_list, freeze_list
from guanxi.marketing.actions.lists import CannotSave, Frozen
from guanxi.marketing.models import CustomerList, ListMember
from guanxi.marketing.queries import CannotRead, customer_lists, list_customers, sentence
from guanxi.marketing.queries.lists import reachable
from guanxi.platform.journal.actions import undo_change_set
from guanxi.platform.verbs import Forbidden, NotFound, Stale

from .conftest import EVERYONE, NOON, people

pytestmark = pytest.mark.django_db
IN_SHANGHAI = {"fact": "customers.city", "is": "=", "value": "上海"}


def test_a_list_holds_the_owners_customers_only(cast):
    mine = people(cast.shen, 3)
    people(cast.gao, 2, "G")
    made = create_list(actor=cast.shen, name="上海", condition=IN_SHANGHAI)
    assert made.counted == 3
    assert [c.pk for c in list_customers(cast.shen, made).order_by("pk")] == [c.pk for c in mine]


def test_somebody_with_a_wider_view_still_sees_the_owners_list(cast):
    people(cast.shen, 3)
    people(cast.gao, 2, "G")
    made = create_list(actor=cast.shen, name="上海", condition=IN_SHANGHAI)
    assert list_customers(cast.system, made).count() == 3


def test_contacts_and_archived_customers_are_in_no_list(cast):
    one, _two = people(cast.shen, 2)
    create_customer(actor=cast.shen, draft=CustomerDraft(name="联系人", kind="person", is_customer=False))
    archive_customer(actor=cast.shen, customer=one.pk)
    assert create_list(actor=cast.shen, name="x", condition=EVERYONE).counted == 1


def test_a_lost_customer_stays_an_audience_for_letters(cast):
    one, _two = people(cast.shen, 2)
    classify_customer(actor=cast.shen, customer=one.pk, archive_class="lost", lost=Lost(NOON.date(), "价格"))
    lost = {"all": [{"fact": "customers.archive_class", "is": "=", "value": "lost"}]}
    made = create_list(actor=cast.shen, name="流失客户", condition=lost)
    assert made.counted == 1
    assert list(reachable(list_customers(cast.shen, made), "letter")) == [one]
    assert create_list(actor=cast.shen, name="所有人", condition=EVERYONE).counted == 2


def test_a_strangers_list_is_not_there(cast):
    made = create_list(actor=cast.shen, name="x", condition=EVERYONE)
    assert list(customer_lists(cast.gao)) == []
    with pytest.raises(NotFound):
        freeze_list(actor=cast.gao, customer_list=made.pk)
    with pytest.raises(Forbidden):
        create_list(actor=cast.bai, name="x", condition=EVERYONE)


def test_frozen_keeps_its_customers_while_others_come_and_go(cast):
    one, two = people(cast.shen, 2)
    made = create_list(actor=cast.shen, name="x", condition=EVERYONE)
    freeze_list(actor=cast.shen, customer_list=made.pk)
    people(cast.shen, 1, "later")
    frozen = CustomerList.objects.get(pk=made.pk)
    assert [c.pk for c in list_customers(cast.shen, frozen).order_by("pk")] == [one.pk, two.pk]
    with pytest.raises(Frozen):
        edit_list(actor=cast.shen, customer_list=made.pk, name="x", condition=IN_SHANGHAI)
    with pytest.raises(Frozen):
        freeze_list(actor=cast.shen, customer_list=made.pk)
    assert edit_list(actor=cast.shen, customer_list=made.pk, name="新名", condition=EVERYONE).name == "新名"
    edit = edit_list.tracked(actor=cast.shen, customer_list=made.pk, name="旧名", condition=EVERYONE)
    undo_change_set(actor=cast.shen, change_set=edit.change_set_id)
    assert CustomerList.objects.get(pk=made.pk).name == "新名"


def test_freezing_can_be_undone(cast):
    people(cast.shen, 2)
    made = create_list(actor=cast.shen, name="x", condition=EVERYONE)
    done = freeze_list.tracked(actor=cast.shen, customer_list=made.pk)
    assert ListMember.objects.count() == 2
    undo_change_set(actor=cast.shen, change_set=done.change_set_id)
    assert ListMember.objects.count() == 0
    assert CustomerList.objects.get(pk=made.pk).frozen_at is None


def test_an_edit_counts_anew_and_needs_the_version_read(cast):
    people(cast.shen, 2)
    people(cast.shen, 1, "B", city="北京")
    made = create_list(actor=cast.shen, name="x", condition=EVERYONE)
    assert made.counted == 3
    edited = edit_list(actor=cast.shen, customer_list=made.pk, name="x", condition=IN_SHANGHAI, version=1)
    assert edited.counted == 2
    with pytest.raises(Stale):
        edit_list(actor=cast.shen, customer_list=made.pk, name="y", condition=EVERYONE, version=1)


def test_counting_again_sees_new_customers(cast):
    made = create_list(actor=cast.shen, name="x", condition=EVERYONE)
    people(cast.shen, 2)
    assert count_list(actor=cast.shen, customer_list=made.pk).counted == 2


@pytest.mark.parametrize(
    ("name", "condition", "refusal"),
    [
        ("  ", EVERYONE, CannotSave),
        ("x" * 121, EVERYONE, CannotSave),
        ("x", {"fact": "nobody.knows", "is": "="}, CannotRead),
        ("x", "{", CannotRead),
    ],
)
def test_bad_input_makes_no_list(cast, name, condition, refusal):
    with pytest.raises(refusal):
        create_list(actor=cast.shen, name=name, condition=condition)
    assert not CustomerList.objects.exists()


def test_the_condition_as_a_sentence(cast):
    made = create_list(actor=cast.shen, name="x", condition=IN_SHANGHAI)
    assert "上海" in sentence(made)


def test_a_frozen_list_is_a_fact_for_other_conditions(cast):
    people(cast.shen, 2)
    first = create_list(actor=cast.shen, name="x", condition=EVERYONE)
    freeze_list(actor=cast.shen, customer_list=first.pk)
    people(cast.shen, 3, "N")
    inside = {"fact": "marketing.in_list", "is": "any", "value": [str(first.pk)]}
    assert create_list(actor=cast.shen, name="in", condition=inside).counted == 2
    assert create_list(actor=cast.shen, name="out", condition={"not": inside}).counted == 3


def test_what_lists_read_is_asked_first(cast):
    (customer,) = people(cast.shen, 1)
    for city in ("北京", "上海", "广州"):  # more than the models that look for doubles
        condition = {"all": [{"fact": "customers.industry", "is": "=", "value": city}]}
        create_list(actor=cast.shen, name=city, condition=condition)
    first = asking(cast.shen, customer).asks[0]
    assert (first.field, first.readers) == ("industry", 3)
