"""The first steps on Home."""

from django.http import HttpRequest
from django.templatetags.static import static

from guanxi.office.actions import TOUR
from guanxi.platform.access.queries import joined_by_link
from guanxi.platform.journal.queries import verbs_done
from guanxi.platform.slots import tour_steps
from guanxi.web.pages import viewer
from guanxi.web.templating import render_safe


def tour_card(request: HttpRequest, **_context: object) -> str | None:
    """The steps this person may do; none when put away or all done."""
    actor = viewer(request)
    custom: dict[str, object] = getattr(request.user, "custom", {})
    if custom.get(TOUR) == "closed":
        return None
    steps = tour_steps(actor)
    names = {name for step in steps for name in step.done_by}
    known = {own: verbs_done(actor, names, own=own) for own in (False, True)}
    if joined_by_link(actor):
        known[True].add("access.set_own_password")
    drawn = [(step, set(step.done_by) <= known[step.by_oneself], static(step.picture)) for step in steps]
    if all(done for _step, done, _picture in drawn):
        return None
    finished = sum(done for _step, done, _picture in drawn)
    return render_safe(
        "office/tour.html", {"request": request, "steps": drawn, "finished": finished, "total": len(drawn)}
    )
