"""Verbs on a customer's archive and on following its changes."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from guanxi.customers.actions.refusals import CannotSave, one_line
from guanxi.customers.models import ArchivePlace, ChangeNotice, Customer, FiledItem, Follow
from guanxi.customers.rules.filing import GROUPS, cared_for, checklist
from guanxi.platform.access.types import Actor
from guanxi.platform.verbs import Refused, verb


class NobodyToTell(Refused):
    sentence = _("Only a person can follow a customer.")


@verb("customers.place_archive", label=_("Say where a customer's archive is kept"))
def place_archive(*, actor: Actor, customer: Customer, form: str, place: str = "") -> ArchivePlace:
    """Raises CannotSave."""
    if form not in ArchivePlace.Form.values:
        raise CannotSave(fields={"form": _("Choose the form of the archive.")})
    words = one_line(place, 200, "place")
    found: ArchivePlace | None = ArchivePlace.objects.filter(customer=customer).first()
    if found is None:
        made: ArchivePlace = ArchivePlace.objects.create(customer=customer, form=form, place=words)
        return made
    found.change({"form": form, "place": words}, actor=actor)
    return found


@verb("customers.file_item", label=_("Tick an item of a customer's archive"))
def file_item(*, actor: Actor, customer: Customer, item: str, is_filed: bool) -> None:
    """On file from now, by the actor; or found missing. Raises CannotSave for an item not on its list."""
    if item not in checklist(customer.sector, customer.kind):
        raise CannotSave(_("This is not on the filing list of this customer."))
    rows = FiledItem.objects.filter(customer=customer, item=item)
    if not is_filed:
        rows.delete()
    elif not rows.exists():
        FiledItem.objects.create(
            customer=customer, item=item, filed_at=actor.now(), filed_by_id=actor.user_id
        )


@verb("customers.follow", label=_("Follow a customer"))
def follow_customer(*, actor: Actor, customer: Customer, groups: Sequence[str]) -> Follow:
    """Tell the actor of these groups of changes from now on; again: choose anew. Raises CannotSave."""
    if actor.user_id is None:
        raise NobodyToTell
    chosen = [group for group in GROUPS if group in groups]
    if not chosen:
        raise CannotSave(fields={"groups": _("Choose what you want to be told of.")})
    found: Follow | None = Follow.objects.filter(customer=customer, user_id=actor.user_id).first()
    if found is None:
        made: Follow = Follow.objects.create(customer=customer, user_id=actor.user_id, groups=chosen)
        return made
    found.change({"groups": chosen}, actor=actor)
    return found


@verb("customers.unfollow", label=_("Follow a customer no more"))
def unfollow_customer(*, actor: Actor, customer: Customer) -> None:
    if actor.user_id is None:
        raise NobodyToTell
    Follow.objects.filter(customer=customer, user_id=actor.user_id).delete()


@verb("customers.read_changes", label=_("Mark changes as read"))
def read_changes(*, actor: Actor) -> int:
    """All of the actor's own. Returns how many."""
    if actor.user_id is None:
        raise NobodyToTell
    unread = ChangeNotice.objects.filter(user_id=actor.user_id, read_at=None)
    return unread.update(read_at=actor.now(), updated_at=actor.now())


@verb("customers.tell_followers", label=_("Tell those who follow a customer"))
def tell_followers(*, actor: Actor, customer_id: int, fields: Sequence[str] = (), channel: str = "") -> int:
    """A notice for each follower who asked for one of these changes. Returns how many."""
    made = [
        ChangeNotice(
            customer_id=customer_id,
            user_id=follow.user_id,
            at=actor.now(),
            fields=list(told),
            channel=channel,
        )
        for follow in Follow.objects.filter(customer_id=customer_id).order_by("pk")
        if (told := cared_for(follow.groups, [channel] if channel else fields))
    ]
    return len(ChangeNotice.objects.bulk_create(made))
