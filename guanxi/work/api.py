"""What programs read of what is to be done."""

from django.utils.translation import gettext_lazy as _

from guanxi.api.resources import Resource
from guanxi.work import queries

FOLLOW_UPS = Resource(
    name="follow_ups",
    label=_("Follow-ups"),
    area="work",
    subject="follow_up",
    rows=queries.follow_ups,
    one=queries.follow_up,
    sorts={"due_on": "due_on"},
    sort="due_on",
)
