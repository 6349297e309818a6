"""Two people at one form: what the other saved is shown to whoever saves second."""

from django.forms import Form

from guanxi.office.queries.journal import meanwhile
from guanxi.office.types import MeanwhileWords
from guanxi.platform.records import Record
from guanxi.web.pages import SignedInRequest


def stale(request: SignedInRequest, form: Form, record: Record) -> list[MeanwhileWords]:
    """What others saved since the form was opened; it now carries today's version: one may save again."""
    seen = form.cleaned_data.get("version") if form.is_bound else None
    if seen is None or seen == record.version:
        return []
    form.data = request.POST.copy()
    form.data["version"] = str(record.version)
    return meanwhile(request.actor, record, seen)
