"""Places, countries, industries and customers to choose from while one types."""

from collections.abc import Iterable

from django.http import HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language

from guanxi.customers import queries
from guanxi.kit.countries import countries
from guanxi.kit.industries import GBT, ISIC, matching_industries
from guanxi.kit.regions import cities, districts, provinces
from guanxi.kit.text import fold
from guanxi.web.pages import SignedInRequest, needs

MOST_OFFERED = 40
CUSTOMERS_OFFERED = 12


@needs("customers.see")
def choices_country(request: SignedInRequest) -> HttpResponse:
    return _holding(request, "country", countries(get_language() or "en").values())


@needs("customers.see")
def choices_province(request: SignedInRequest) -> HttpResponse:
    return _options(provinces())


@needs("customers.see")
def choices_city(request: SignedInRequest) -> HttpResponse:
    return _holding(request, "city", cities(request.GET.get("province", "")))


@needs("customers.see")
def choices_district(request: SignedInRequest) -> HttpResponse:
    return _options(districts(request.GET.get("city", "")))


@needs("customers.see")
def choices_industry(request: SignedInRequest) -> HttpResponse:
    return _industries(request, "industry_code", GBT)


@needs("customers.see")
def choices_isic(request: SignedInRequest) -> HttpResponse:
    return _industries(request, "isic_code", ISIC)


@needs("customers.see")
def choices_customer(request: SignedInRequest) -> HttpResponse:
    return _customers(request, "")


@needs("customers.see")
def choices_organisation(request: SignedInRequest) -> HttpResponse:
    return _customers(request, "organisation")


@needs("customers.see")
def choices_person(request: SignedInRequest) -> HttpResponse:
    return _customers(request, "person")


def _customers(request: SignedInRequest, kind: str) -> HttpResponse:
    """The one field that is sent is the one being typed into."""
    typed = str(next(iter(request.GET.values()), ""))[:100].partition(" #")[0]
    found = queries.search_customers(request.actor, typed, limit=CUSTOMERS_OFFERED, kind=kind)
    return _options(queries.named(one) for one in found)


def _industries(request: SignedInRequest, name: str, standard: str) -> HttpResponse:
    language = get_language() or "en"
    found = matching_industries(request.GET.get(name, "")[:100], standard)
    return _options(f"{one.code} {one.name(language)}" for one in found)


def _holding(request: SignedInRequest, name: str, words: Iterable[str]) -> HttpResponse:
    """Those words that hold what is typed; those that begin with it first."""
    typed = fold(request.GET.get(name, ""))
    found = [word for word in words if typed in fold(word)]
    return _options(sorted(found, key=lambda word: not fold(word).startswith(typed)))


def _options(words: Iterable[str]) -> HttpResponse:
    lines = ((word,) for word in list(words)[:MOST_OFFERED])
    return HttpResponse(format_html("{}", format_html_join("", '<option value="{}">', lines)))
