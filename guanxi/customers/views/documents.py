"""Pages of documents: the lists, one document, entering and deciding, the scan."""

from dataclasses import asdict
from typing import Any, cast

from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext as _

from guanxi.customers import queries
from guanxi.customers.actions import (
    confirm_document,
    propose_document,
    reject_document,
    revoke_document,
    withdraw_document,
)
from guanxi.customers.forms import ConfirmForm, DocumentForm, ReasonForm
from guanxi.customers.rules.documents import scan_kind
from guanxi.customers.tables import DOCUMENTS, EXPIRING, TO_CONFIRM
from guanxi.customers.types import Scan, ShownCustomer
from guanxi.platform.exchange.files import path_of, store
from guanxi.platform.verbs import Refused
from guanxi.web.forms import form_page, submit
from guanxi.web.lists import list_page
from guanxi.web.pages import SignedInRequest, needs, page, toast, viewer
from guanxi.web.templating import render_safe

LARGEST_SCAN = 20 << 20  # bytes
MOST_WAITING = 4  # on Home
KEPT = "customers.kept_scan"
# A scan is somebody else's file: alone in its frame, without scripts, forms or an origin.
SCAN_POLICY = "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
# Browsers draw PDF in a viewer of their own, which a sandbox keeps from starting.
PDF_POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"


@needs("customers.see_documents")
def document_list(request: SignedInRequest) -> HttpResponseBase:
    return list_page(request, DOCUMENTS, "customers/documents/list.html", {"tab": "all"})


@needs("customers.confirm_document")
def documents_to_confirm(request: SignedInRequest) -> HttpResponseBase:
    return list_page(request, TO_CONFIRM, "customers/documents/list.html", {"tab": "to_confirm"})


@needs("customers.see_documents")
def documents_expiring(request: SignedInRequest) -> HttpResponseBase:
    return list_page(request, EXPIRING, "customers/documents/list.html", {"tab": "expiring"})


@needs("customers.see_documents")
def document_page(request: SignedInRequest, key: int) -> HttpResponse:
    found = queries.document(request.actor, key)
    today = request.actor.today()
    versions = [(one, queries.validity_of(one, today)) for one in queries.chain(request.actor, found)]
    sees_risks = request.actor.may("customers.see_risk_events")
    context = {
        "document": found,
        "judged": queries.validity_of(found, today),
        "versions": versions,
        "used": queries.business_on(request.actor, found),
        "risks": queries.risk_events(request.actor).filter(document=found.pk) if sees_risks else (),
        "prepared_by": queries.preparers(request.actor, found),
    }
    return page(request, "customers/documents/page.html", context)


@needs("customers.propose_document")
def new_document(request: SignedInRequest, key: int) -> HttpResponse:
    customer = queries.customer(request.actor, key)
    title = _("New document of %(name)s") % {"name": customer}
    return _enter(request, customer.pk, None, title, queries.wanted_type(request.actor, customer))


@needs("customers.propose_document")
def change_document(request: SignedInRequest, key: int) -> HttpResponse:
    found = queries.document(request.actor, key)
    return _enter(request, found.customer_id, found, _("Change %(name)s") % {"name": found})


def _enter(
    request: SignedInRequest, customer_id: int, before: Any, title: str, wanted: int | None = None
) -> HttpResponse:  # Any: a version or none
    form = DocumentForm(
        request.POST or None,
        request.FILES or None,
        actor=request.actor,
        follows=before is not None,
        initial=_initial(before) or {"document_type": wanted},
    )

    def enter(data: dict[str, Any]) -> Any:  # Any: as the form gives it, and the verb's record
        chosen = before.type if before is not None else data["document_type"]
        return propose_document.tracked(
            actor=request.actor,
            customer=customer_id,
            document_type=chosen.pk,
            draft=form.draft(),
            scan=_scan_of(data["scan"]) or _kept_scan(request),
            replaces=before.pk if before is not None else None,
        )

    done = submit(request, form, enter)
    if done is None:
        cancel = resolve_url("customers:page", customer_id)
        context = {"title": title, "cancel": cancel, "before": before, **_scan_kept_on(request, form)}
        return form_page(request, "customers/documents/form.html", form, context)
    over = _said_over(request, done.result)
    words = over or _("Entered. It counts once another person has confirmed it.")
    toast(request, words, undo=done.change_set_id, tone="warning" if over else "done")
    return redirect("customers:document", done.result.pk)


def _said_over(request: SignedInRequest, found: Any) -> str:  # Any: a version
    """That a document is over already, which nobody should learn only from the next refusal."""
    if found.expires_on is None or found.expires_on >= request.actor.today():
        return ""
    words = _("This document expired on %(day)s: no business may be done on it. Ask for the new one.")
    return words % {"day": f"{found.expires_on:%Y-%m-%d}"}


def _initial(before: Any) -> dict[str, object]:  # Any: a version or none
    if before is None:
        return {}
    names = ("number", "issuer", "issued_on", "expires_on", "is_long_term", "long_term_reason", "basis")
    return {**{name: getattr(before, name) for name in names}, "change": "renewal"}


def _scan_kept_on(request: SignedInRequest, form: DocumentForm) -> dict[str, str]:
    """A form that comes back keeps the scan that was chosen: no browser fills it in again."""
    if form.has_error("scan"):
        return {}
    scan = _scan_of(request.FILES.get("scan")) or _kept_scan(request)
    if scan is None:
        return {}
    token = signing.dumps({"user": request.actor.user_id, **asdict(scan)}, salt=KEPT)
    return {"kept_scan": token, "kept_name": scan.name}


def _kept_scan(request: SignedInRequest) -> Scan | None:
    """The scan of the same person's last try. None where there is none, or it is no word of ours."""
    try:
        said = signing.loads(request.POST.get("kept_scan", ""), salt=KEPT, max_age=86_400)
    except signing.BadSignature:
        return None
    return Scan(**said) if said.pop("user") == request.actor.user_id else None


def _scan_of(file: UploadedFile[Any] | None) -> Scan | None:
    """Keep the upload. Raises Refused when it is too large."""
    if not file:
        return None
    if file.size is None or file.size > LARGEST_SCAN:
        raise Refused(fields={"scan": _("A scan has at most 20 MB. Save it smaller and try again.")})
    file.seek(0)  # a form that came back read it once already
    kind = scan_kind(file.read(16))
    file.seek(0)
    kept = store(file.chunks())
    return Scan(kept.digest, (file.name or "")[-200:], kind, kept.size)


@needs("customers.confirm_document")
def confirm(request: SignedInRequest, key: int) -> HttpResponse:
    """Scan and form side by side; what was entered is not shown, it is typed again."""
    found = queries.document(request.actor, key)
    form = ConfirmForm(request.POST or None, initial={"version": found.version})
    done = submit(
        request, form, lambda data: confirm_document.tracked(actor=request.actor, document=key, **data)
    )
    if done is None:
        context = {"document": found, "reason_form": ReasonForm()}
        return form_page(request, "customers/documents/confirm.html", form, context)
    over = _said_over(request, done.result)
    toast(request, over or _("Confirmed: it counts from now on."), tone="warning" if over else "done")
    return redirect("customers:document", key)


@needs("customers.reject_document")
def reject(request: SignedInRequest, key: int) -> HttpResponse:
    found = queries.document(request.actor, key)
    form = ReasonForm(request.POST or None)
    done = submit(
        request, form, lambda data: reject_document.tracked(actor=request.actor, document=key, **data)
    )
    if done is None:
        return _ask_why(request, form, key, _("Reject %(name)s") % {"name": found})
    toast(request, _("Rejected; the person who entered it sees why."))
    return redirect("customers:document", key)


@needs("customers.revoke_document")
def revoke(request: SignedInRequest, key: int) -> HttpResponse:
    found = queries.document(request.actor, key)
    form = ReasonForm(request.POST or None)
    done = submit(
        request, form, lambda data: revoke_document.tracked(actor=request.actor, document=key, **data)
    )
    if done is None:
        return _ask_why(request, form, key, _("Revoke %(name)s") % {"name": found})
    toast(request, _("Revoked: it counts no more."))
    return redirect("customers:document", key)


def _ask_why(request: SignedInRequest, form: ReasonForm, key: int, title: str) -> HttpResponse:
    context = {"title": title, "cancel": resolve_url("customers:document", key)}
    return form_page(request, "customers/form.html", form, context)


@needs("customers.withdraw_document", method="POST")
def withdraw_entry(request: SignedInRequest, key: int) -> HttpResponse:
    done = withdraw_document.tracked(actor=request.actor, document=key)
    toast(request, _("Withdrawn."), undo=done.change_set_id)
    return redirect("customers:document", key)


@needs("customers.see_documents")
def document_scan(request: SignedInRequest, key: int) -> FileResponse:
    """The scan: pictures and PDF within the page, everything else only as a download."""
    found = queries.document(request.actor, key)
    path = path_of(found.scan_digest) if found.scan_digest else None
    if path is None or not path.is_file():
        raise Http404
    shown = found.scan_kind if "download" not in request.GET else ""
    answer = FileResponse(
        path.open("rb"),
        as_attachment=not shown,
        filename=found.scan_name or "scan",
        content_type=shown or "application/octet-stream",
    )
    answer.headers["Content-Security-Policy"] = PDF_POLICY if shown == "application/pdf" else SCAN_POLICY
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def documents_panel(request: HttpRequest, **context: object) -> str:
    """The card beside a customer's timeline."""
    actor = viewer(request)
    customer = cast("ShownCustomer", context["customer"])
    held = context.get("held") or queries.held_documents(actor, customer)
    return render_safe(
        "customers/documents/panel.html", {"request": request, "customer": customer, "held": held}
    )


def documents_card(request: HttpRequest, **_context: object) -> str:
    """Home: what waits for this person, and what expires."""
    actor = viewer(request)
    waits = queries.to_confirm(actor) if actor.may("customers.confirm_document") else None
    waiting = list(waits[:MOST_WAITING]) if waits is not None else []
    count = waits.count() if waits is not None and len(waiting) == MOST_WAITING else len(waiting)
    ends = [(one, queries.validity_of(one, actor.today())) for one in queries.expiring(actor)[:5]]
    if not waiting and not ends:
        return ""
    context = {"request": request, "waiting": waiting, "count": count, "ends": ends}
    return render_safe("customers/documents/card.html", context)
