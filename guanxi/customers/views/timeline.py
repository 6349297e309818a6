"""What is written into a customer's timeline, and its contacts."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext as _

from guanxi.customers import queries
from guanxi.customers.actions import create_contact, delete_touch, edit_contact, log_touch
from guanxi.customers.actions import log_talk as log_talk_and_answers
from guanxi.customers.forms import (
    ContactEditForm,
    ContactForm,
    KnownContactForm,
    NoteForm,
    OriginFields,
    TalkForm,
)
from guanxi.customers.types import ShownCustomer
from guanxi.customers.views.saving import doubt_phones
from guanxi.platform.access.queries import own_role_keys
from guanxi.platform.access.types import Actor
from guanxi.platform.verbs import Done
from guanxi.web.forms import form_page, submit
from guanxi.web.given import key_of
from guanxi.web.pages import SignedInRequest, needs, toast


@needs("customers.log_touch")
def add_note(request: SignedInRequest, key: int) -> HttpResponse:
    customer = queries.customer(request.actor, key)
    form = NoteForm(request.POST or None)
    done = submit(
        request,
        form,
        lambda _data: log_touch.tracked(actor=request.actor, customer=key, draft=form.draft(request.actor)),
    )
    if done is None:
        context = {
            "title": _("Note on %(name)s") % {"name": customer},
            "cancel": resolve_url("customers:page", key),
        }
        return form_page(request, "customers/form.html", form, context)
    toast(request, _("Noted."), undo=done.change_set_id)
    return redirect("customers:page", key)


@needs("customers.log_touch")
def log_talk(request: SignedInRequest, key: int) -> HttpResponse:
    """A call, visit or other talk; `?channel=visit` chooses beforehand.

    What was begun as a note comes along (`begun`): it is the first word of the talk, not the whole of it.
    """
    customer = queries.customer(request.actor, key)
    is_begun = "begun" in request.POST
    channel = request.GET.get("channel") or "call"
    asking = _asking(request, customer, channel)
    form = TalkForm(
        customer.kind,
        [one.field for one in asking.asks] if asking else (),
        None if is_begun else request.POST or None,
        people=queries.people_of(request.actor, key),
        plans=request.actor.may("work.set_follow_up") and request.actor.may("customers.log_talk"),
        initial={
            "channel": channel,
            "at": request.actor.now(),
            "body": request.POST.get("body", "") if is_begun else "",
        },
    )
    done = None if is_begun else submit(request, form, lambda _data: _talked(request.actor, key, form))
    if done is None:
        context = {
            "title": _("Log a contact with %(name)s") % {"name": customer},
            "cancel": resolve_url("customers:page", key),
            "asking": asking,
        }
        return form_page(request, "customers/talk.html", form, context)
    toast(request, _("Logged."), undo=done.change_set_id)
    return redirect("customers:page", key)


def _asking(request: SignedInRequest, customer: ShownCustomer, channel: str) -> queries.Asking | None:
    """What to ask while one is in touch; nothing of one who may not note it."""
    actor = request.actor
    if customer.archived_at or not (actor.may("customers.log_talk") and actor.may("customers.note_answers")):
        return None
    return queries.asking(actor, customer, touchpoint=channel, role_ids=own_role_keys(actor))


def _talked(actor: Actor, key: int, form: TalkForm) -> Done[Any]:  # Any: the touch
    """Log the talk, and in the same step what was told and what comes next."""
    data, answers, next_step = form.cleaned_data, form.answers(), form.next_step()
    person = data["person"].pk if data["person"] else None
    if not answers and not next_step:
        return log_touch.tracked(actor=actor, customer=key, draft=form.draft(actor), person=person)
    return log_talk_and_answers.tracked(
        actor=actor,
        customer=key,
        draft=form.draft(actor),
        answers=answers,
        next_step=next_step,
        person=person,
        source=data.get("answers_from"),
        incentive=data.get("incentive", ""),
    )


@needs("customers.delete_touch", method="POST")
def remove_touch(request: SignedInRequest, key: int) -> HttpResponse:
    touch = queries.touch(request.actor, key)
    done = delete_touch.tracked(actor=request.actor, touch=key)
    toast(request, _("Deleted from the timeline."), undo=done.change_set_id)
    return redirect("customers:page", touch.customer_id)


@needs("customers.create_contact")
def new_contact(request: SignedInRequest, key: int) -> HttpResponse:
    """`?person=` takes somebody who is on file already."""
    organisation = queries.customer(request.actor, key)
    known = key_of(request.GET.get("person", ""))
    if known is not None:
        return _known_contact(request, organisation, queries.customer(request.actor, known))
    form = ContactForm(request.POST or None)
    done = submit(
        request,
        form,
        lambda data: create_contact.tracked(
            actor=request.actor,
            organisation=key,
            draft=form.draft(),
            person_draft=form.person(),
            source=data["answers_from"],
            incentive=data["incentive"],
        ),
    )
    if done is None:
        context = {
            "title": _("New contact at %(name)s") % {"name": organisation},
            "cancel": resolve_url("customers:page", key),
            "clashes": "person",
            "clash_for": key,
        }
        return form_page(request, "customers/form.html", form, context)
    doubt_phones(request, form)
    toast(request, _("Contact saved."), undo=done.change_set_id)
    return redirect("customers:page", key)


def _known_contact(
    request: SignedInRequest, organisation: ShownCustomer, person: ShownCustomer
) -> HttpResponse:
    form = KnownContactForm(request.POST or None)
    back = resolve_url("customers:page", organisation.pk)
    done = submit(
        request,
        form,
        lambda data: create_contact.tracked(
            actor=request.actor,
            organisation=organisation.pk,
            draft=form.draft(),
            person=person.pk,
            source=data["answers_from"],
            incentive=data["incentive"],
        ),
    )
    if done is None:
        title = _("%(person)s as contact at %(name)s") % {"person": person, "name": organisation}
        return form_page(request, "customers/form.html", form, {"title": title, "cancel": back})
    toast(request, _("Contact saved."), undo=done.change_set_id)
    return redirect(back)


@needs("customers.edit_contact")
def edit_contact_page(request: SignedInRequest, key: int) -> HttpResponse:
    contact = queries.contact(request.actor, key)
    names = ContactEditForm.base_fields.keys() - OriginFields.base_fields.keys()
    initial = {name: getattr(contact, name) for name in names}
    form = ContactEditForm(request.POST or None, initial=initial)
    done = submit(
        request,
        form,
        lambda data: edit_contact.tracked(
            actor=request.actor,
            contact=key,
            draft=form.draft(),
            version=data["version"],
            source=data["answers_from"],
            incentive=data["incentive"],
        ),
    )
    if done is None:
        context = {
            "title": _("Edit the contact %(name)s") % {"name": contact.person},
            "cancel": resolve_url("customers:page", contact.organisation_id),
        }
        return form_page(request, "customers/form.html", form, context)
    toast(request, _("Saved."), undo=done.change_set_id)
    return redirect("customers:page", contact.organisation_id)
