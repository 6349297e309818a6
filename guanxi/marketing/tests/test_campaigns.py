import random

import pytest

from guanxi.customers.models import Touch
from guanxi.decisions.models import ResponseCode
from guanxi.decisions.rules import CellShare, assign, read_code
from guanxi.marketing.actions import add_program, create_list, edit_letter, launch, plan_campaign, plan_cells
from guanxi.marketing.actions.campaigns import CannotLaunch
from guanxi.marketing.actions.cells import AlreadyLaunched, CannotPlan
from guanxi.marketing.actions.lists import CannotSave
from guanxi.marketing.models import Campaign, Cell, CellMember, Program
from guanxi.marketing.queries import campaigns, campaigns_at_work, cells
from guanxi.marketing.types import CELL, CampaignDraft, CellPlan, ProgramDraft
from guanxi.platform.access.types import Actor
from guanxi.platform.journal.actions import undo_change_set
from guanxi.platform.verbs import NotFound

from .conftest import EVERYONE, at, launched, offer, people, planned, three_cells

pytestmark = pytest.mark.django_db


def placed() -> dict[str, str]:
    return dict(CellMember.objects.values_list("customer__code", "cell__name"))


def test_sizes_are_exact_and_every_cell_has_its_code(cast):
    people(cast.shen, 12)
    made = planned(cast.shen)
    assert made.size == 12
    assert [(c.name, c.kind, c.size) for c in made.cells] == [
        ("A", "test", 5),
        ("B", "test", 5),
        ("对照", "control", 2),
    ]
    codes = [c.code for c in made.cells]
    assert len(set(codes)) == 3
    assert all(read_code(code) == code for code in codes)
    assert [str(c.share) for c in made.cells] == ["0.400000", "0.400000", "0.200000"]
    assert {(r.cell_type, r.cell_id) for r in ResponseCode.objects.all()} == {
        (CELL, c.cell_id) for c in made.cells
    }


def test_the_same_seed_gives_the_same_cells_and_codes_another_seed_others(cast):
    people(cast.shen, 40)
    first, one = planned(cast.shen), placed()
    program = Program.objects.get()
    plan = three_cells(*(c.offer for c in Cell.objects.exclude(offer=None).order_by("position")))
    again = plan_cells(actor=cast.shen, program=program.pk, cells=plan, seed=7)
    assert placed() == one
    assert [c.code for c in again] == [c.code for c in first.cells]
    plan_cells(actor=cast.shen, program=program.pk, cells=plan, seed=8)
    assert placed() != one
    assert CellMember.objects.count() == 40
    assert ResponseCode.objects.count() == 3


def test_the_assignment_does_not_depend_on_the_order_of_rows():
    keys = list(range(1, 501))
    shuffled = keys[:]
    random.Random(1).shuffle(shuffled)
    shares = [CellShare("A", 2), CellShare("B", 2), CellShare("K", 1)]
    assert assign("7", keys, shares) == assign("7", shuffled, shares)


def test_a_strangers_customers_are_in_no_cell(cast):
    people(cast.shen, 6)
    people(cast.gao, 6, "G")
    assert planned(cast.shen).size == 6
    assert {code[0] for code in placed()} == {"C"}
    assert list(campaigns(cast.gao)) == []
    assert list(cells(cast.gao, campaign_id=Campaign.objects.get().pk)) == []


def test_the_launch_writes_to_test_cells_and_never_to_control(cast):
    people(cast.shen, 12)
    made = planned(cast.shen)
    assert launch(actor=cast.shen, campaign=made.campaign_id) == 10
    where = placed()
    for touch in Touch.objects.select_related("customer"):
        cell = Cell.objects.get(pk=touch.cause_id)
        assert (touch.channel, touch.direction, touch.cause_type) == ("letter", "out", CELL)
        assert touch.outcome == cell.code.code
        assert where[touch.customer.code] == cell.name != "对照"
    assert Touch.objects.count() == 10


def test_undo_of_the_launch_takes_every_touch_back(cast):
    people(cast.shen, 12)
    made = planned(cast.shen)
    done = launch.tracked(actor=cast.shen, campaign=made.campaign_id)
    undo_change_set(actor=cast.shen, change_set=done.change_set_id)
    assert Touch.objects.count() == 0
    assert Campaign.objects.get().launched_at is None
    assert launch(actor=cast.shen, campaign=made.campaign_id) == 10


def test_undo_of_the_plan_leaves_nothing(cast):
    people(cast.shen, 6)
    chosen = create_list(actor=cast.shen, name="x", condition=EVERYONE)
    done = plan_campaign.tracked(
        actor=cast.shen,
        customer_list=chosen.pk,
        draft=CampaignDraft(name="春季"),
        program=ProgramDraft(name="信函"),
        cells=[CellPlan("A", 1, offer(cast.shen).pk), CellPlan("K", 1)],
        seed=1,
    )
    assert CellMember.objects.count() == 6
    undo_change_set(actor=cast.shen, change_set=done.change_set_id)
    for model in (Campaign, Program, Cell, CellMember, ResponseCode):
        assert not model.objects.exists(), model


def test_after_the_launch_nothing_about_the_cells_may_change(cast):
    people(cast.shen, 6)
    made = launched(cast.shen)
    before = placed()
    with pytest.raises(AlreadyLaunched):
        plan_cells(
            actor=cast.shen,
            program=made.program_id,
            cells=three_cells(offer(cast.shen), offer(cast.shen)),
            seed=2,
        )
    with pytest.raises(AlreadyLaunched):
        edit_letter(actor=cast.shen, program=made.program_id, subject="", letter="")
    with pytest.raises(AlreadyLaunched):
        launch(actor=cast.shen, campaign=made.campaign_id)
    assert placed() == before


def test_a_stranger_cannot_launch(cast):
    people(cast.shen, 6)
    made = planned(cast.shen)
    with pytest.raises(NotFound):
        launch(actor=cast.gao, campaign=made.campaign_id)
    assert Touch.objects.count() == 0


def test_a_campaign_without_letter_or_plan_is_not_launched(cast):
    people(cast.shen, 6)
    made = planned(cast.shen, letter="")
    with pytest.raises(CannotLaunch):
        launch(actor=cast.shen, campaign=made.campaign_id)
    edit_letter(actor=cast.shen, program=made.program_id, subject="", letter="{code}")
    add_program(
        actor=cast.shen,
        campaign=made.campaign_id,
        customer_list=create_list(actor=cast.shen, name="y", condition=EVERYONE).pk,
        draft=ProgramDraft(name="邮件", channel="mail"),
    )
    with pytest.raises(CannotLaunch):
        launch(actor=cast.shen, campaign=made.campaign_id)
    assert Touch.objects.count() == 0


@pytest.mark.parametrize(
    "cells",
    [
        [],
        [("K", 1, False)],
        [("A", 1, True), ("K", 1, False), ("L", 1, False)],
        [("A", 1, True), ("A", 1, True)],
        [("A", 0, True), ("K", 1, False)],
        [("", 1, True), ("K", 1, False)],
        [("A", 1, True), ("K", 1, False), ("B", 1, True), ("C", 1, True)],
    ],
)
def test_cells_that_make_no_test_are_refused(cast, cells):
    """The last case: more cells than customers."""
    people(cast.shen, 3)
    chosen = create_list(actor=cast.shen, name="x", condition=EVERYONE)
    one = offer(cast.shen)
    with pytest.raises(CannotPlan):
        plan_campaign(
            actor=cast.shen,
            customer_list=chosen.pk,
            draft=CampaignDraft(name="春季"),
            program=ProgramDraft(name="信函"),
            cells=[CellPlan(name, share, one.pk if has_offer else None) for name, share, has_offer in cells],
            seed=1,
        )
    assert not Campaign.objects.exists()


def test_spaces_around_the_name_of_a_cell_are_left_out(cast):
    people(cast.shen, 4)
    made = plan_campaign(
        actor=cast.shen,
        customer_list=create_list(actor=cast.shen, name="x", condition=EVERYONE).pk,
        draft=CampaignDraft(name="春季"),
        program=ProgramDraft(name="信函"),
        cells=[CellPlan(" A  1 ", 1, offer(cast.shen).pk), CellPlan("K", 1)],
        seed=1,
    )
    assert [(cell.name, cell.size) for cell in made.cells] == [("A 1", 2), ("K", 2)]


def test_a_letter_with_an_unknown_field_is_refused(cast):
    people(cast.shen, 6)
    with pytest.raises(CannotSave) as refusal:
        planned(cast.shen, letter="{salutation} {name.__class__}")
    assert "{name.__class__}" in str(refusal.value.fields["letter"])
    assert not Campaign.objects.exists()


def test_only_reachable_customers_when_asked(cast):
    people(cast.shen, 6)
    people(cast.shen, 4, "X", email="", address="", city="")
    assert planned(cast.shen, channel="mail", is_reachable_only=True).size == 6
    assert planned(cast.shen, is_reachable_only=True, name="b").size == 6
    assert planned(cast.shen, name="c").size == 10


def test_home_shows_what_is_planned_and_what_still_runs(cast):
    people(cast.shen, 12)
    planned(cast.shen)
    launched(cast.shen)

    def is_planned(actor: Actor) -> list[bool]:
        return [c.launched_at is None for c in campaigns_at_work(actor)]

    assert sorted(is_planned(at(cast.shen, 29))) == [False, True]
    assert is_planned(at(cast.shen, 31)) == [True]
    assert is_planned(at(cast.gao, 1)) == []
