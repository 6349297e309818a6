"""Questions of marketing, by topic."""

from guanxi.marketing.queries.campaigns import (
    campaign,
    campaigns,
    campaigns_at_work,
    cell_names,
    cells,
    program,
    programs,
)
from guanxi.marketing.queries.letters import cell_letters, kept_back, letter_facts, preview_letter
from guanxi.marketing.queries.lists import (
    CannotRead,
    customer_list,
    customer_lists,
    facts_for,
    list_conditions,
    list_customers,
    matching_customers,
    sentence,
)
from guanxi.marketing.queries.responses import check_responses, find_response, responses
from guanxi.marketing.queries.results import NotLaunched, results

__all__ = [
    "CannotRead",
    "NotLaunched",
    "campaign",
    "campaigns",
    "campaigns_at_work",
    "cell_letters",
    "cell_names",
    "cells",
    "check_responses",
    "customer_list",
    "customer_lists",
    "facts_for",
    "find_response",
    "kept_back",
    "letter_facts",
    "list_conditions",
    "list_customers",
    "matching_customers",
    "preview_letter",
    "program",
    "programs",
    "responses",
    "results",
    "sentence",
]
