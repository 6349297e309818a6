"""Pages of the customer file."""

from guanxi.customers.views.choices import (
    choices_city,
    choices_country,
    choices_district,
    choices_industry,
    choices_isic,
    choices_province,
)
from guanxi.customers.views.clashes import claim, dispute_list, dispute_page, told_doubles, withdraw
from guanxi.customers.views.doubles import apart, doubles_found, scan
from guanxi.customers.views.exports import card
from guanxi.customers.views.filing import changes_read, follow, keep_archive, tick, unfollow
from guanxi.customers.views.lists import count, count_people, customer_list, people_list
from guanxi.customers.views.merging import merge, unmerge
from guanxi.customers.views.page import customer_page
from guanxi.customers.views.papers import paper_page, paper_pdf, papers, papers_file, papers_run
from guanxi.customers.views.pictures import regions, relations_page
from guanxi.customers.views.portrait import file_page, portrait_page
from guanxi.customers.views.records import (
    archive,
    change_owner,
    delete,
    edit,
    history,
    new_organisation,
    new_person,
    restore,
)
from guanxi.customers.views.sources import (
    ask,
    change_question,
    change_source,
    collection_plan,
    known_card,
    known_panel,
    new_question,
    new_source,
    remove_question,
    remove_source,
    source_list,
)
from guanxi.customers.views.timeline import (
    add_note,
    edit_contact_page,
    log_talk,
    new_contact,
    remove_touch,
)

__all__ = [
    "add_note",
    "apart",
    "archive",
    "ask",
    "card",
    "change_owner",
    "change_question",
    "change_source",
    "changes_read",
    "choices_city",
    "choices_country",
    "choices_district",
    "choices_industry",
    "choices_isic",
    "choices_province",
    "claim",
    "collection_plan",
    "count",
    "count_people",
    "customer_list",
    "customer_page",
    "delete",
    "dispute_list",
    "dispute_page",
    "doubles_found",
    "edit",
    "edit_contact_page",
    "file_page",
    "follow",
    "history",
    "keep_archive",
    "known_card",
    "known_panel",
    "log_talk",
    "merge",
    "new_contact",
    "new_organisation",
    "new_person",
    "new_question",
    "new_source",
    "paper_page",
    "paper_pdf",
    "papers",
    "papers_file",
    "papers_run",
    "people_list",
    "portrait_page",
    "regions",
    "relations_page",
    "remove_question",
    "remove_source",
    "remove_touch",
    "restore",
    "scan",
    "source_list",
    "tick",
    "told_doubles",
    "unfollow",
    "unmerge",
    "withdraw",
]
