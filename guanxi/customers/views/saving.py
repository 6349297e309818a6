"""A form of its own page: shown, saved, and back to where it belongs."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext as _

from guanxi.kit.countries import country_of
from guanxi.kit.phones import looks_complete
from guanxi.platform.verbs import Done
from guanxi.web.forms import form_page, submit
from guanxi.web.pages import SignedInRequest, toast

R = TypeVar("R")


def save_page(
    request: SignedInRequest,
    form: BaseForm,
    do: Callable[[dict[str, Any]], Done[R]],  # Any: cleaned data, as Django types it
    *,
    title: str,
    back: str,
) -> HttpResponse:
    """The page with its form, or once `do` has run a word with undo and the way back."""
    done = submit(request, form, do)
    if done is None:
        return form_page(request, "customers/form.html", form, {"title": title, "cancel": back})
    toast(request, _("Saved."), undo=done.change_set_id)
    return redirect(back)


def doubt_phones(request: SignedInRequest, form: BaseForm) -> None:
    """Say which phones just saved look wrong; they stay as typed, for a phone may be odd."""
    data = form.cleaned_data
    region = country_of(str(data.get("country") or "")) or "CN"
    for name in ("phone", "contact_phone"):
        typed = str(data.get(name) or "")
        if typed and not looks_complete(typed, region):
            words = _("“%(found)s” does not look like a complete phone number.")
            toast(request, words % {"found": typed}, tone="warning")


def about_of(key: int) -> str:
    """The left part of a customer's page."""
    return f"{resolve_url('customers:page', key)}#about"


def related_of(key: int) -> str:
    """The right part of a customer's page."""
    return f"{resolve_url('customers:page', key)}#related"
