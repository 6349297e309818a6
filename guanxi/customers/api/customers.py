"""Customers: organisations and persons."""

from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _

from guanxi.api.operations import Operation, Task, one, to_record
from guanxi.api.resources import Resource
from guanxi.customers import queries
from guanxi.customers.actions import (
    AskedTooOften,
    answer_clash,
    archive_customer,
    assign_customers,
    create_customer,
    delete_customer,
    edit_customer,
    restore_customer,
)
from guanxi.customers.api import contacts, documents, statements, touches
from guanxi.customers.forms import (
    CustomerForm,
    NewOrganisationForm,
    NewPersonForm,
    OrganisationForm,
    OwnerForm,
    PersonForm,
)
from guanxi.customers.forms.clashes import TYPED
from guanxi.customers.tables import CUSTOMERS as TABLE
from guanxi.platform.access.types import Actor
from guanxi.platform.verbs import Clashes, Done

FORMS = {
    "organisation": lambda _task, data: OrganisationForm(data),
    "person": lambda _task, data: PersonForm(data),
}
NEW = {
    "organisation": lambda _task, data: NewOrganisationForm(data),
    "person": lambda _task, data: NewPersonForm(data),
}
NAMES = {"media": "favourite_media"}


def _create(task: Task, form: CustomerForm) -> Done[Any]:
    source, incentive = form.origin()
    try:
        return create_customer.tracked(
            actor=task.actor,
            draft=form.draft(),
            profile=form.profile(),
            source=source,
            incentive=incentive,
            even_so=form.cleaned_data.get("even_so") or "",
        )
    except Clashes as refused:  # what one learns of others is counted, though nothing is saved
        typed = {name: str(form.cleaned_data.get(name) or "") for name in TYPED}
        refused.afterwards = partial(_count, task.actor, form.kind, typed)
        raise


def _count(actor: Actor, kind: str, typed: Mapping[str, str]) -> None:
    """One more of the hour's answers about customers of others."""
    if actor.may("customers.answer_clash"):
        with suppress(AskedTooOften):  # then all were given already
            answer_clash(actor=actor, kind=kind, typed=typed)


def _edit(task: Task, form: CustomerForm) -> Done[Any]:
    source, incentive = form.origin()
    return edit_customer.tracked(
        actor=task.actor,
        customer=task.record.pk,
        draft=form.draft(queries.draft_of(task.record)),
        profile=form.profile(queries.profile_draft(task.actor, task.record.pk)),
        source=source,
        incentive=incentive,
    )


def _assign(task: Task, form: OwnerForm) -> Done[Any]:
    owner = form.cleaned_data["owner"].pk
    return assign_customers.tracked(actor=task.actor, customers=[task.record.pk], owner=owner)


CUSTOMERS = Resource(
    name="customers",
    label=_("Customers"),
    area="customers",
    subject="customer",
    rows=TABLE.rows,
    one=queries.customer,
    # Columns with a right of their own do not sort: the order would tell what the value does not.
    sorts={column.key: column.sort for column in TABLE.columns if column.sort and column.right is None},
    sort=TABLE.sort,
    search=TABLE.search,
    operations=(
        Operation(verb=create_customer, asks=NEW, names=NAMES, does=_create),
        Operation(verb=edit_customer, method="PATCH", asks=FORMS, names=NAMES, is_partial=True, does=_edit),
        Operation(
            verb=delete_customer,
            method="DELETE",
            does=to_record(delete_customer, "customer"),
        ),
        Operation(
            verb=archive_customer,
            word="archive",
            does=to_record(archive_customer, "customer"),
        ),
        Operation(
            verb=restore_customer,
            word="restore",
            does=to_record(restore_customer, "customer"),
        ),
        Operation(
            verb=assign_customers,
            word="assign",
            asks=one(lambda task, data: OwnerForm(data, actor=task.actor)),
            does=_assign,
        ),
        contacts.OF_CUSTOMER,
        touches.OF_CUSTOMER,
        statements.OF_CUSTOMER,
        documents.OF_CUSTOMER,
    ),
)
