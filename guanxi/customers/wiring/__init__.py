"""Plugs the customer file in."""

from guanxi.api.resources import offer_resource
from guanxi.customers.api import RESOURCES
from guanxi.customers.wiring.documents import declare_documents
from guanxi.customers.wiring.facts import declare_facts
from guanxi.customers.wiring.imports import declare_exports, declare_fact_import, declare_imports
from guanxi.customers.wiring.pages import declare_pages
from guanxi.customers.wiring.part_facts import declare_part_facts
from guanxi.customers.wiring.record_facts import declare_record_facts


def wire() -> None:
    declare_pages()
    declare_facts()
    declare_record_facts()
    declare_part_facts()
    declare_imports()
    declare_fact_import()
    declare_exports()
    declare_documents()
    for resource in RESOURCES:
        offer_resource(resource)
