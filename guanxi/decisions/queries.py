"""Questions about offers and response codes."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from guanxi.decisions.models import Offer, ResponseCode
from guanxi.decisions.rules import read_code
from guanxi.platform.access.types import Actor
from guanxi.platform.records import RecordQuerySet
from guanxi.platform.verbs import NotFound, Refused


class MistypedCode(Refused):
    """The check sign does not fit: no such code can ever have been given out."""

    sentence = _(
        "This is no response code: at least one letter is wrong. Compare it with the letter again;"
        " a code has six signs, and none of them is 0, O, 1, I, L, B or S."
    )


class UnknownCode(Refused):
    sentence = _("The code is written correctly, but it belongs to no campaign here.")


def offers(actor: Actor) -> RecordQuerySet:
    """All offers, the newest first."""
    return Offer.objects.visible_to(actor).order_by("-id")


def offers_in_force(actor: Actor) -> RecordQuerySet:
    """Offers that may be made today."""
    today = actor.today()
    return offers(actor).filter(
        Q(valid_from=None) | Q(valid_from__lte=today), Q(valid_until=None) | Q(valid_until__gte=today)
    )


def offer(actor: Actor, key: int) -> Offer:
    """Raises NotFound."""
    found: Offer | None = Offer.objects.visible_to(actor).filter(pk=key).order_by("pk").first()
    if found is None:
        raise NotFound
    return found


def code_typed(actor: Actor, typed: str, *, right: str | None = None) -> ResponseCode:
    """The code a customer named or a clerk typed; case, spaces and dashes are forgiven.

    Raises MistypedCode when the check sign does not fit, UnknownCode when nobody gave it out.
    """
    code = read_code(typed)
    if code is None:
        raise MistypedCode(fields={"code": MistypedCode.sentence})
    found: ResponseCode | None = (
        ResponseCode.objects.visible_to(actor, right)
        .filter(code=code)
        .select_related("offer")
        .order_by("pk")
        .first()
    )
    if found is None:
        raise UnknownCode(fields={"code": UnknownCode.sentence})
    return found
