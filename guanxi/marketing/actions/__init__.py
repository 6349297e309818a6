"""Verbs of marketing, by topic."""

from guanxi.marketing.actions.campaigns import (
    add_program,
    edit_letter,
    launch,
    plan_campaign,
)
from guanxi.marketing.actions.cells import plan_cells
from guanxi.marketing.actions.letters import write_cell_file
from guanxi.marketing.actions.lists import count_list, create_list, edit_list, freeze_list
from guanxi.marketing.actions.responses import import_responses, record_response

__all__ = [
    "add_program",
    "count_list",
    "create_list",
    "edit_letter",
    "edit_list",
    "freeze_list",
    "import_responses",
    "launch",
    "plan_campaign",
    "plan_cells",
    "record_response",
    "write_cell_file",
]
