"""Where single values of a record come from."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _

from guanxi.customers.actions.refusals import check_day, one_line
from guanxi.customers.models import Customer, FactSource, Source
from guanxi.customers.rules.sources import statable
from guanxi.platform.access.types import Actor
from guanxi.platform.verbs import Refused, verb


class NotAField(Refused):
    sentence = _("This customer has no such field to state a source of.")


@verb("customers.state_source", label=_("State where facts of a customer come from"))
def state_source(
    *,
    actor: Actor,
    customer: Customer,
    source: Source,
    stated: tuple[str, ...],
    on: date,
    incentive: str = "",
) -> int:
    """The `stated` fields of the record are known from `source` and were true on that day. Returns how many.

    Raises NotAField, CannotSave.
    """
    if not stated or not set(stated) <= set(statable(customer.kind)):
        raise NotAField
    check_day("on", on, latest=actor.today())
    _note(actor, customer, set(stated), source, on, incentive)
    return len(set(stated))


def note_origin(
    actor: Actor, customer: Customer, changed: Iterable[str], source: Source | None, incentive: str = ""
) -> None:
    """Of values that just changed: they come from `source`, or with None nobody says from where.

    What is on file of an earlier value's source would be false of the new one, and goes.
    """
    fields = set(changed) & set(statable(customer.kind))
    if source is not None:
        _note(actor, customer, fields, source, actor.today(), incentive)
    elif fields:
        FactSource.objects.filter(customer=customer, field__in=sorted(fields)).delete()


def _note(
    actor: Actor, customer: Customer, fields: set[str], source: Source, on: date, incentive: str
) -> None:
    given = one_line(incentive, 200, "incentive")
    FactSource.objects.bulk_create(
        [
            FactSource(
                customer=customer,
                field=field,
                source=source,
                on=on,
                by_id=actor.user_id,
                incentive=given,
                updated_at=actor.now(),
            )
            for field in sorted(fields)
        ],
        update_conflicts=True,
        unique_fields=("customer", "field"),
        update_fields=("source", "on", "by", "incentive", "updated_at"),
    )
