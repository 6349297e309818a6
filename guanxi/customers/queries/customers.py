"""Records of the customer file."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import Exists, Field, OuterRef
from django.utils import translation

from guanxi.customers.models import Contact, Customer, Merge
from guanxi.kit.text import fold
from guanxi.platform.access.models import Share
from guanxi.platform.access.types import Actor
from guanxi.platform.conditions.sql import Where
from guanxi.platform.records import RecordQuerySet
from guanxi.platform.verbs import NotFound

LONGEST_CHAIN = 20  # a record merged into one that was merged into another ...
LEAN = ("search", "search_text", "custom", "remark")


def customers(actor: Actor, *, right: str | None = None, archived: bool = False) -> RecordQuerySet:
    """Customers the actor may see; contacts who buy nothing themselves are among the persons."""
    found = Customer.objects.visible_to(actor, right).filter(archived_at__isnull=not archived)
    return found.select_related("owner").defer(*LEAN).order_by("sort_name", "pk")


def buyers(actor: Actor) -> RecordQuerySet:
    """Those who buy in their own name: the list of customers."""
    return customers(actor).filter(is_customer=True)


def buyer_keys(actor: Actor, met: Where) -> list[int]:
    """Those of the list of customers that meet a condition."""
    return list(buyers(actor).filter(met).order_by("pk").values_list("pk", flat=True))


def people(actor: Actor) -> RecordQuerySet:
    """Every person in the file, contacts and customers."""
    return customers(actor).filter(kind=Customer.Kind.PERSON)


def customer(actor: Actor, key: int) -> Customer:
    """One record for its page, archived or not; `has_merges` tells whether others went into it, `has_shares`
    whether it is shared.

    Raises NotFound, whether it is missing or out of reach.
    """
    found: Customer | None = (
        Customer.objects.visible_to(actor)
        .filter(pk=key)
        .select_related("owner", "team")
        .defer("search", "search_text")
        .annotate(
            has_merges=Exists(Merge.objects.filter(survivor=OuterRef("pk"))),
            has_shares=Exists(Share.objects.filter(subject_type="customer", subject_id=OuterRef("pk"))),
        )
        .order_by("pk")
        .first()
    )
    if found is None:
        raise NotFound
    return found


def names(actor: Actor, keys: Iterable[int]) -> dict[int, str]:
    """Names of those among `keys` the actor may see."""
    found = Customer.objects.visible_to(actor).filter(pk__in=list(keys)).order_by("pk")
    return {c.pk: str(c) for c in found.only("id", "name", "short_name")}


def field_labels() -> dict[str, str]:
    """The customer's columns in the reader's language."""
    return {
        str(f.column): str(f.verbose_name)
        for f in Customer._meta.concrete_fields  # noqa: SLF001 - the documented model API
    }


def keys_by_code(actor: Actor, codes: Iterable[str]) -> dict[str, int]:
    """Customer number -> key, of those among `codes` the actor may see.

    The number of a merged record leads to the record that stands.
    """
    found = Customer.objects.visible_to(actor).filter(code__in=list(codes)).order_by("pk")
    keys: dict[str, int] = {}
    for code, key, into in found.values_list("code", "pk", "merged_into_id"):
        keys[code] = key if into is None else end_of_chain(actor, key, into)
    return keys


def end_of_chain(actor: Actor, key: int, into: int | None) -> int:
    """The record that stands, as far as the actor sees the way there."""
    for _step in range(LONGEST_CHAIN):
        reach = Customer.objects.visible_to(actor).filter(pk=into).order_by("pk")
        found = reach.values_list("pk", "merged_into_id").first() if into is not None else None
        if found is None:
            break
        key, into = found
    return key


def keys_by_name(actor: Actor, names: Iterable[str]) -> dict[str, int]:
    """Exact name -> key of the customer longest on file, of those among `names` the actor may see."""
    found = Customer.objects.visible_to(actor).filter(
        name__in=list(names), is_customer=True, merged_into=None
    )
    return dict(found.order_by("-pk").values_list("name", "pk"))


def codes_out_of_reach(actor: Actor, codes: Iterable[str]) -> set[str]:
    """Which of these numbers belong to customers the actor may not see: the clash is told, no more."""
    wanted = list(codes)
    taken = Customer.objects.filter(code__in=wanted).order_by("pk").values_list("code", flat=True)
    return set(taken) - set(
        Customer.objects.visible_to(actor)
        .filter(code__in=wanted)
        .order_by("pk")
        .values_list("code", flat=True)
    )


def choice_words() -> dict[str, dict[str, str]]:
    """Column -> folded word in any language -> stored value, where only a few values can stand."""
    fields = Customer._meta.concrete_fields  # noqa: SLF001 - the documented model API
    roles = Contact._meta.get_field("roles").base_field  # noqa: SLF001 - as above; an array
    found = {field.name: words_of(field) for field in fields if field.choices and field.name != "kind"}
    return found | {"decision_role": words_of(roles)}


def words_of(field: Field[Any, Any]) -> dict[str, str]:  # Any: a field of any type
    """Folded word in any language -> stored value, of a field with choices."""
    words: dict[str, str] = {}
    for value, label in field.flatchoices:
        words[fold(str(value))] = str(value)
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                words.setdefault(fold(str(label)), str(value))
    return words
