"""The portrait of a customer, the nine key questions, and its file by block and by category."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.functional import Promise

from guanxi.customers import queries
from guanxi.customers.rules.portrait import QUESTIONS, SECTIONS, answers, portrait
from guanxi.customers.types import Finding, ShownCustomer
from guanxi.customers.views.page import head
from guanxi.customers.views.places import BLOCKS, CATEGORIES, QUESTION_WORDS, SECTION_WORDS, Shelf
from guanxi.customers.views.shelves import filled
from guanxi.web.pages import SignedInRequest, needs, page

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Part:
    """One heading with what is known under it; nothing at all is said as unknown."""

    key: str
    label: Text
    findings: list[Finding]
    filled: list[str]


@dataclass(frozen=True, slots=True)
class Drawer:
    """One shelf of the file with what the areas put into it."""

    key: str
    label: Text
    filled: list[str]


@needs("customers.see")
def portrait_page(request: SignedInRequest, key: int) -> HttpResponse:
    """Who, worth, rhythm, needs, risks, next step; and the nine questions of every contact."""
    customer = queries.customer(request.actor, key)
    known = queries.known_customer(request.actor, customer)
    lines, replies = portrait(known, request.actor.today()), answers(known)
    top = head(request, customer, tab="portrait")
    return page(
        request,
        "customers/portrait.html",
        {
            **top,
            "customer": customer,
            "sections": [_part(request, customer, "portrait", k, SECTION_WORDS[k], lines) for k in SECTIONS],
            "questions": [
                _part(request, customer, "question", k, QUESTION_WORDS[k], replies) for k in QUESTIONS
            ],
        },
    )


@needs("customers.see")
def file_page(request: SignedInRequest, key: int) -> HttpResponse:
    """The customer's file: five archive categories, or with `?by=block` the three blocks.

    What is empty for this customer is named in one line: the numbers of the categories have no gap.
    """
    customer = queries.customer(request.actor, key)
    by_block = request.GET.get("by") == "block"
    drawers = [_drawer(request, customer, shelf) for shelf in (BLOCKS if by_block else CATEGORIES)]
    return page(
        request,
        "customers/file.html",
        {
            **head(request, customer, tab="file"),
            "customer": customer,
            "by_block": by_block,
            "drawers": [one for one in drawers if one.filled],
            "empty": [one.label for one in drawers if not one.filled],
        },
    )


def _part(
    request: SignedInRequest,
    customer: ShownCustomer,
    group: str,
    key: str,
    label: Text,
    findings: list[Finding],
) -> Part:
    own = [f for f in findings if f.section == key]
    return Part(key, label, own, filled(request, f"customers.{group}.{key}", customer=customer))


def _drawer(request: SignedInRequest, customer: ShownCustomer, shelf: Shelf) -> Drawer:
    return Drawer(shelf.key, shelf.label, filled(request, shelf.place, customer=customer))
