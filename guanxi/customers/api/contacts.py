"""Contacts: who speaks for an organisation."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from guanxi.api.operations import Operation, Task, one
from guanxi.api.resources import Resource
from guanxi.customers import queries
from guanxi.customers.actions import create_contact, edit_contact
from guanxi.customers.forms import ContactEditForm, SpeakerForm
from guanxi.platform.verbs import Done


def _create(task: Task, form: SpeakerForm) -> Done[Any]:
    known = form.known_key()
    source, incentive = form.origin()
    return create_contact.tracked(
        actor=task.actor,
        organisation=task.record.pk,
        draft=form.draft(),
        person=known,
        person_draft=form.person() if known is None else None,
        source=source,
        incentive=incentive,
    )


def _edit(task: Task, form: ContactEditForm) -> Done[Any]:
    source, incentive = form.origin()
    return edit_contact.tracked(
        actor=task.actor,
        contact=task.record.pk,
        draft=form.draft(),
        source=source,
        incentive=incentive,
    )


def _edited(task: Task, data: Any) -> ContactEditForm:  # Any: as a browser would send it, or none
    stands = {name: getattr(task.record, name, None) for name in ContactEditForm.base_fields}
    return ContactEditForm(data, initial=stands)


OF_CUSTOMER = Operation(
    verb=create_contact,
    word="contacts",
    makes="contacts",
    names={"person": "known"},
    asks=one(lambda task, data: SpeakerForm(data, actor=task.actor)),
    does=_create,
)

CONTACTS = Resource(
    name="contacts",
    label=_("Contacts"),
    area="customers.contact",
    subject="contact",
    rows=queries.speakers_in_reach,
    one=queries.contact,
    sorts={"id": "id", "since_on": "since_on"},
    sort="id",
    operations=(Operation(verb=edit_contact, method="PATCH", asks=one(_edited), does=_edit),),
)
