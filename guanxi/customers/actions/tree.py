"""Where an organisation stands in its group."""

from dataclasses import asdict

from django.db import connection
from django.utils.translation import gettext_lazy as _

from guanxi.customers.actions.refusals import CannotSave, check_choice, check_given, check_no_card, fitting
from guanxi.customers.events import CustomerChanged
from guanxi.customers.models import Customer, Department
from guanxi.customers.types import DepartmentDraft
from guanxi.kit.text import clean
from guanxi.platform.access.types import Actor
from guanxi.platform.bus import tell
from guanxi.platform.verbs import Refused, expect_version, verb

_ABOVE = """
with recursive above(id, parent_id) as (
    select id, parent_id from gx_customers_customer where id = %s
    union
    select c.id, c.parent_id from gx_customers_customer c join above a on c.id = a.parent_id
)
select exists (select from above where id = %s)
"""


class InACircle(Refused):
    sentence = _("An organisation cannot belong to itself or to one of its own branches.")


@verb("customers.set_parent", label=_("Say to which organisation one belongs"))
def set_parent(
    *, actor: Actor, customer: Customer, parent: Customer | None = None, version: int | None = None
) -> Customer:
    """None: it belongs to nobody. Two who change the same tree at once cannot close a circle between them.

    Raises InACircle, CannotSave, Stale.
    """
    expect_version(customer, version)
    if customer.kind != "organisation" or (parent is not None and parent.kind != "organisation"):
        raise CannotSave(fields={"parent": _("Only organisations belong to organisations.")})
    if parent is not None:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(hashtext('customers.tree'))")
            cursor.execute(_ABOVE, [parent.pk, customer.pk])
            if cursor.fetchone()[0]:
                raise InACircle(fields={"parent": InACircle.sentence})
    if customer.change({"parent_id": parent.pk if parent else None}, actor=actor):
        tell(CustomerChanged(customer_id=customer.pk, fields=("parent",)))
    return customer


class DepartmentExists(Refused):
    sentence = _("This organisation has a department or office of this name already.")


@verb("customers.create_department", label=_("Add a department or office"))
def create_department(*, actor: Actor, organisation: Customer, draft: DepartmentDraft) -> Department:
    """Raises CannotSave, DepartmentExists."""
    if organisation.kind != "organisation":
        raise CannotSave(_("Only organisations have departments and offices."))
    values = _department(draft)
    _check_name(organisation.pk, values, None)
    made: Department = Department.objects.create(organisation=organisation, **values)
    return made


@verb("customers.edit_department", label=_("Edit a department or office"))
def edit_department(
    *, actor: Actor, department: Department, draft: DepartmentDraft, version: int | None = None
) -> Department:
    """Raises Stale, CannotSave, DepartmentExists."""
    expect_version(department, version)
    values = _department(draft)
    _check_name(department.organisation_id, values, department.pk)
    department.change(values, actor=actor)
    return department


@verb("customers.delete_department", label=_("Delete a department or office"))
def delete_department(*, actor: Actor, department: Department) -> None:
    department.delete()


def _check_name(organisation_id: int, values: dict[str, str], own: int | None) -> None:
    same = Department.objects.filter(
        organisation_id=organisation_id, kind=values["kind"], name=values["name"]
    ).exclude(pk=own)
    if same.exists():
        raise DepartmentExists(fields={"name": DepartmentExists.sentence})


def _department(draft: DepartmentDraft) -> dict[str, str]:
    check_no_card(asdict(draft))
    check_choice("kind", draft.kind, Department.Kind.values)
    with fitting():
        return {
            "kind": draft.kind,
            "name": check_given("name", clean(draft.name, 100)),
            "phone": clean(draft.phone, 40),
            "address": clean(draft.address, 300),
            "remark": clean(draft.remark, 300),
        }
