"""Pages of marketing."""

from guanxi.marketing.views.campaigns import (
    campaign_list,
    campaign_page,
    campaigns_card,
    cell_file,
    change_letter,
    launch_campaign,
    new_campaign,
    preview,
)
from guanxi.marketing.views.lists import change_list, count, freeze, list_list, list_page_of, new_list
from guanxi.marketing.views.responses import answers, enter

__all__ = [
    "answers",
    "campaign_list",
    "campaign_page",
    "campaigns_card",
    "cell_file",
    "change_letter",
    "change_list",
    "count",
    "enter",
    "freeze",
    "launch_campaign",
    "list_list",
    "list_page_of",
    "new_campaign",
    "new_list",
    "preview",
]
