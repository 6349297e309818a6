"""Django forms submitted to verbs. Widgets stand in `guanxi.web.fields` (Money, Day, Tags, Segmented ...).

    form = PersonForm(request.POST or None)
    done = submit(request, form, lambda data: create_person.tracked(actor=request.actor, **data))
    if done is None:
        return form_page(request, "customers/person_form.html", form)
    toast(request, _("Created."), undo=done.change_set_id)
    return redirect("customers:page", done.result.pk)

`submit` runs the verb only for a valid POST; a refusal's `fields` stand at the form's fields, its sentence
above the form. In the template: {{ field(form["name"]) }} or {{ fields(form) }}.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse

from guanxi.platform.verbs import Forbidden, NotFound, Refused
from guanxi.web.pages import page

R = TypeVar("R")


def submit(request: HttpRequest, form: BaseForm, do: Callable[[dict[str, Any]], R]) -> R | None:
    """Carry out a valid POST; None when there is nothing to do or the form now says what is wrong.

    Forbidden and NotFound pass through: they are no matter of input.
    """
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return do(form.cleaned_data)
    except (Forbidden, NotFound):
        raise
    except Refused as refused:
        explain(form, refused)
        return None


def explain(form: BaseForm, refused: Refused) -> None:
    """Put a refusal's words at the fields it names, and its sentence above the form otherwise."""
    for name, words in refused.fields.items():
        form.add_error(name if name in form.fields else None, str(words))
    if not refused.fields:
        form.add_error(None, str(refused.sentence))


def form_page(
    request: HttpRequest, template: str, form: BaseForm, context: Mapping[str, object] | None = None
) -> HttpResponse:
    """The page with its form: new, or (422) with what is wrong."""
    status = 422 if form.is_bound and form.errors else 200
    return page(request, template, {"form": form, **(context or {})}, status=status)
