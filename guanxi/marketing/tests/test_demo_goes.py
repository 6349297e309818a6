import pytest

from guanxi.decisions.models import Offer
from guanxi.marketing.actions import create_list, launch, plan_campaign
from guanxi.marketing.models import Cell, CustomerList
from guanxi.marketing.types import CampaignDraft, ProgramDraft
from guanxi.office.actions import remove_demo
from guanxi.platform.access.actions import install_roles
from guanxi.platform.verbs import change_set

from .conftest import EVERYONE, LETTER, offer, people, three_cells

pytestmark = pytest.mark.django_db


def test_what_ones_own_campaign_uses_outlives_the_demo(cast):
    install_roles(actor=cast.system)
    boss = cast.system
    with change_set(boss, "demo.decisions"):
        used, _unused = offer(boss, "九折"), offer(boss, "送礼")
        chosen = create_list(actor=boss, name="演示清单", condition=EVERYONE)
    people(cast.shen, 12)
    made = plan_campaign(
        actor=boss,
        customer_list=chosen.pk,
        draft=CampaignDraft(name="自己的", response_days=30),
        program=ProgramDraft(name="信函", letter=LETTER, subject="x"),
        cells=three_cells(used, used),
        seed=7,
    )
    launch(actor=boss, campaign=made.campaign_id)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("guanxi.office.actions.expect_administrator", lambda: None)
        remove_demo(actor=boss)
    assert list(Offer.objects.values_list("pk", flat=True)) == [used.pk]
    assert [c.name for c in Cell.objects.order_by("position")] == ["A", "B", "对照"]
    assert CustomerList.objects.get().pk == chosen.pk
