"""One's own API keys."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from guanxi.office.forms.keys import KeyForm
from guanxi.office.views.roles import AREAS
from guanxi.platform.access import queries
from guanxi.platform.access.actions import create_api_key, revoke_api_key
from guanxi.web.forms import form_page, submit
from guanxi.web.pages import SignedInRequest, needs, page, toast


@needs("access.see_api_keys")
def keys(request: SignedInRequest) -> HttpResponse:
    """One's own; whoever sees everybody's sees them too."""
    found = list(queries.api_keys(request.actor))
    return page(request, "office/keys.html", {"keys": found, "today": request.actor.today()})


@needs("access.create_api_key", "access.see_api_keys")
def new_key(request: SignedInRequest) -> HttpResponse:
    """The token is shown once, on the answer to this POST: only its digest is kept."""
    areas = {name: str(label) for name, label in AREAS.items()}
    form = KeyForm(request.POST or None, actor=request.actor, areas=areas)
    done = submit(
        request,
        form,
        lambda data: create_api_key(
            actor=request.actor, name=data["name"], allowed=form.allowed(), expires_on=data["expires_on"]
        ),
    )
    if done is None:
        return form_page(request, "office/new_key.html", form)
    key, token = done
    shown = {"key": key, "token": token, "site": request.build_absolute_uri("/")}
    answer = page(request, "office/key_made.html", shown)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@needs("access.revoke_api_key", method="POST")
def revoke(request: SignedInRequest, key: int) -> HttpResponse:
    revoke_api_key(actor=request.actor, api_key=key)
    toast(request, _("Revoked. The key opens nothing any more."))
    return redirect("office:keys")
