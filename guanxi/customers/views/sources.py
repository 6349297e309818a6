"""Where facts come from, the collection plan, and what to ask next."""

import json

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext as _

from guanxi.customers import queries
from guanxi.customers.actions import (
    create_source,
    delete_source,
    drop_question,
    edit_question,
    edit_source,
    note_answers,
    plan_question,
    state_source,
)
from guanxi.customers.forms import AnswersForm, QuestionForm, SourceForm, StateSourceForm
from guanxi.platform.access.queries import own_role_keys
from guanxi.web.forms import form_page, submit
from guanxi.web.pages import SignedInRequest, needs, page, toast
from guanxi.web.templating import render_safe

FORM = "customers/form.html"


@needs("customers.see_sources")
def source_list(request: SignedInRequest) -> HttpResponse:
    counts = queries.customers_by_source(request.actor)
    rows = list(queries.sources(request.actor))
    undeclared = {name: n for name, n in counts.items() if name not in {row.name for row in rows}}
    context = {
        "tab": "sources",
        "rows": rows,
        "counts": counts,
        "providers": queries.names(request.actor, [r.provider_id for r in rows if r.provider_id]),
        "facts": queries.facts_by_source(request.actor),
        "undeclared": undeclared,
        "kinds": queries.data_kind_labels(),
        "filters": {row.pk: _from_source(row.name) for row in rows},
    }
    return page(request, "customers/sources.html", context)


def _from_source(name: str) -> str:
    """The filter of the customer list that shows those of a source."""
    return json.dumps({"all": [{"fact": "customers.source", "is": "=", "value": name}]}, ensure_ascii=False)


@needs("customers.create_source")
def new_source(request: SignedInRequest) -> HttpResponse:
    initial = {"name": request.GET.get("name", ""), "is_active": True}
    form = SourceForm(request.actor, request.POST or None, initial=initial)
    done = submit(
        request,
        form,
        lambda data: create_source.tracked(
            actor=request.actor, draft=form.draft(), provider=data["provider"]
        ),
    )
    if done is None:
        context = {"title": _("New source"), "cancel": resolve_url("customers:sources")}
        return form_page(request, FORM, form, context)
    toast(request, _("The source was created."), undo=done.change_set_id)
    return redirect("customers:sources")


@needs("customers.edit_source")
def change_source(request: SignedInRequest, key: int) -> HttpResponse:
    source = queries.source(request.actor, key)
    initial = {name: getattr(source, name) for name in SourceForm.base_fields}
    seen = queries.names(request.actor, [source.provider_id] if source.provider_id else [])
    initial["provider"] = queries.named(source.provider) if source.provider and seen else ""
    unseen = None if seen else source.provider_id
    form = SourceForm(request.actor, request.POST or None, initial=initial)
    done = submit(
        request,
        form,
        lambda data: edit_source.tracked(
            actor=request.actor,
            source=key,
            draft=form.draft(),
            provider=data["provider"] or unseen,
            version=data["version"],
        ),
    )
    if done is None:
        return form_page(
            request, FORM, form, {"title": source.name, "cancel": resolve_url("customers:sources")}
        )
    toast(request, _("Saved."), undo=done.change_set_id)
    return redirect("customers:sources")


@needs("customers.delete_source", method="POST")
def remove_source(request: SignedInRequest, key: int) -> HttpResponse:
    done = delete_source.tracked(actor=request.actor, source=key)
    toast(request, _("Deleted."), undo=done.change_set_id)
    return redirect("customers:sources")


@needs("customers.see_sources")
def collection_plan(request: SignedInRequest) -> HttpResponse:
    """Who asks what, where; beside it how many conditions read each fact."""
    context = {
        "rows": list(queries.questions(request.actor)),
        "readers": queries.fact_readers(),
        "labels": queries.fact_labels(),
        "tab": "questions",
    }
    return page(request, "customers/questions.html", context)


@needs("customers.plan_question")
def new_question(request: SignedInRequest) -> HttpResponse:
    form = QuestionForm(request.actor, request.POST or None)
    done = submit(request, form, lambda _data: plan_question.tracked(actor=request.actor, draft=form.draft()))
    if done is None:
        context = {"title": _("New question"), "cancel": resolve_url("customers:questions")}
        return form_page(request, FORM, form, context)
    toast(request, _("The question is in the collection plan."), undo=done.change_set_id)
    return redirect("customers:questions")


@needs("customers.edit_question")
def change_question(request: SignedInRequest, key: int) -> HttpResponse:
    question = queries.question(request.actor, key)
    initial = {name: getattr(question, name) for name in QuestionForm.base_fields}
    form = QuestionForm(request.actor, request.POST or None, initial=initial)
    done = submit(
        request,
        form,
        lambda data: edit_question.tracked(
            actor=request.actor, question=key, draft=form.draft(), version=data["version"]
        ),
    )
    if done is None:
        context = {"title": _("Edit the question"), "cancel": resolve_url("customers:questions")}
        return form_page(request, FORM, form, context)
    toast(request, _("Saved."), undo=done.change_set_id)
    return redirect("customers:questions")


@needs("customers.drop_question", method="POST")
def remove_question(request: SignedInRequest, key: int) -> HttpResponse:
    done = drop_question.tracked(actor=request.actor, question=key)
    toast(request, _("Taken out of the collection plan."), undo=done.change_set_id)
    return redirect("customers:questions")


@needs("customers.see")
def known_card(request: SignedInRequest, key: int) -> HttpResponse:
    """What is known of a customer and what to ask next: loaded after its page, as a card of it."""
    customer = queries.customer(request.actor, key)
    asking = queries.asking(request.actor, customer, role_ids=own_role_keys(request.actor))
    return HttpResponse(
        render_safe("customers/known.html", {"request": request, "customer": customer, "asking": asking})
    )


def known_panel(request: HttpRequest, **context: object) -> str:
    """The place where the card appears."""
    return render_safe("customers/known_panel.html", {"request": request, **context})


@needs("customers.state_source")
def state(request: SignedInRequest, key: int) -> HttpResponse:
    """Where values on file come from: "this phone is from the trade fair"; `?field=phone` marks one."""
    actor, customer = request.actor, queries.customer(request.actor, key)
    known = queries.stated_values(actor, customer)
    initial = {"on": actor.today(), "stated": request.GET.getlist("field")}
    form = StateSourceForm(actor, known, request.POST or None, initial=initial)
    done = submit(
        request,
        form,
        lambda data: state_source.tracked(
            actor=actor,
            customer=key,
            source=data["source"],
            stated=tuple(data["stated"]),
            on=data["on"],
            incentive=data["incentive"],
        ),
    )
    if done is None:
        title = _("Where facts of %(name)s come from") % {"name": customer}
        return form_page(request, FORM, form, {"title": title, "cancel": resolve_url("customers:page", key)})
    toast(request, _("Noted."), undo=done.change_set_id)
    return redirect("customers:page", key)


@needs("customers.note_answers")
def ask(request: SignedInRequest, key: int) -> HttpResponse:
    """The questions worth asking now, to be answered in one go; `?at=visit` those of a touchpoint."""
    actor, customer = request.actor, queries.customer(request.actor, key)
    asking = queries.asking(
        actor, customer, touchpoint=request.GET.get("at") or "", role_ids=own_role_keys(actor)
    )
    asked = [ask.field for ask in asking.asks]
    form = AnswersForm(customer.kind, asked, request.POST or None, initial={"version": customer.version})
    done = submit(
        request,
        form,
        lambda data: note_answers.tracked(
            actor=actor,
            customer=key,
            answers=form.answers(),
            source=data["answers_from"],
            incentive=data["incentive"],
            version=data["version"],
        ),
    )
    if done is None:
        context = {"customer": customer, "asking": asking, "cancel": resolve_url("customers:page", key)}
        return form_page(request, "customers/ask.html", form, context)
    toast(request, _("Noted."), undo=done.change_set_id)
    return redirect("customers:page", key)
