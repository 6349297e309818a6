"""The archive's form, place and filing list; following a customer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext as _

from guanxi.customers import queries
from guanxi.customers.actions import (
    file_item,
    follow_customer,
    place_archive,
    read_changes,
    unfollow_customer,
)
from guanxi.customers.forms import ITEM_WORDS, FiledForm, FollowForm, PlaceForm
from guanxi.customers.rules.filing import CONTACT_LEFT, GROUPS
from guanxi.customers.views.shelves import shown
from guanxi.web.forms import form_page, submit
from guanxi.web.pages import SignedInRequest, needs, signed_in, toast, viewer
from guanxi.web.templating import render_safe

SHOWN = 12


@needs("customers.place_archive")
def keep_archive(request: SignedInRequest, key: int) -> HttpResponse:
    customer = queries.customer(request.actor, key)
    stored = queries.archive_place(request.actor, key)
    initial = {"form": stored.form, "place": stored.place} if stored else {"form": "software"}
    form = PlaceForm(request.POST or None, initial=initial)
    done = submit(
        request, form, lambda data: place_archive.tracked(actor=request.actor, customer=key, **data)
    )
    if done is None:
        context = {
            "title": _("Archive of %(name)s") % {"name": customer},
            "cancel": resolve_url("customers:file", key),
        }
        return form_page(request, "customers/form.html", form, context)
    toast(request, _("Saved."), undo=done.change_set_id)
    return redirect("customers:file", key)


@needs("customers.file_item", method="POST")
def tick(request: SignedInRequest, key: int) -> HttpResponse:
    """An item is on file now, or found missing."""
    queries.customer(request.actor, key)
    form = FiledForm(request.POST)
    done = submit(request, form, lambda data: file_item.tracked(actor=request.actor, customer=key, **data))
    if done is None:
        words = [str(word) for problems in form.errors.values() for word in problems]
        toast(request, " ".join(words), tone="warning")
    else:
        toast(request, _("Saved."), undo=done.change_set_id)
    return redirect(f"{resolve_url('customers:file', key)}#filing")


@needs("customers.follow")
def follow(request: SignedInRequest, key: int) -> HttpResponse:
    customer = queries.customer(request.actor, key)
    stored = queries.own_follow(request.actor, key)
    form = FollowForm(request.POST or None, initial={"groups": stored.groups if stored else [*GROUPS][:5]})
    done = submit(
        request, form, lambda data: follow_customer.tracked(actor=request.actor, customer=key, **data)
    )
    if done is None:
        context = {
            "title": _("Follow %(name)s") % {"name": customer},
            "cancel": resolve_url("customers:page", key),
            "customer": customer,
            "is_followed": stored is not None,
        }
        return form_page(request, "customers/follow.html", form, context)
    toast(request, _("Changes you chose will stand on Home."), undo=done.change_set_id)
    return redirect("customers:page", key)


@needs("customers.unfollow", method="POST")
def unfollow(request: SignedInRequest, key: int) -> HttpResponse:
    done = unfollow_customer.tracked(actor=request.actor, customer=key)
    toast(request, _("No longer followed."), undo=done.change_set_id)
    return redirect("customers:page", key)


@signed_in
def changes_read(request: SignedInRequest) -> HttpResponse:
    if request.method == "POST" and request.actor.may("customers.read_changes"):
        done = read_changes.tracked(actor=request.actor)
        toast(request, _("Marked as read."), undo=done.change_set_id)
    return redirect("home")


def filing_shelf(request: HttpRequest, **context: object) -> str:
    """Form and place of the archive, and what of its list is on file."""
    actor, customer = shown(request, context)
    items = queries.filing_list(actor, customer)
    words = {
        "customer": customer,
        "place": queries.archive_place(actor, customer.pk),
        "items": items,
        "missing": sum(1 for one in items if one.filed_at is None),
        "words": ITEM_WORDS,
    }
    return render_safe("customers/filing.html", words)


def changes_card(request: HttpRequest, **_context: object) -> str | None:
    """Home: what changed at customers one follows."""
    actor = viewer(request)
    rows = list(queries.unread_changes(actor)[: SHOWN + 1])
    if not rows:
        return None
    words = {
        "rows": rows[:SHOWN],
        "more": len(rows) > SHOWN,
        "labels": queries.fact_labels()
        | {
            "owner": _("Owner"),
            "parent": _("Company group"),
            CONTACT_LEFT: _("a contact person left"),
        },
        "channels": dict(queries.channel_choices()),
    }
    return render_safe("customers/changes_card.html", words)
