"""A new record that surely is on file already: its save stops once, and with a reason people are told."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from guanxi.customers.actions.refusals import CannotSave, check_no_card, one_line
from guanxi.customers.models import Customer
from guanxi.customers.queries.clashes import certain_doubles, is_told_enough
from guanxi.customers.rules.identity import identity_keys
from guanxi.platform.access.models import User
from guanxi.platform.access.types import Actor
from guanxi.platform.verbs import Clashes, current_change_set
from guanxi.work.actions import set_follow_up

LONGEST_REASON = 300
SHORTEST_REASON = 2


class OnFileAlready(Clashes):
    """The same credit code, phone or mail address, or the same name at the same place."""

    sentence = gettext_lazy(
        "A customer with the same code, phone, e-mail, or name and place is on file already. Open it or claim"
        " it, or say why you save another one: its owner and their manager are told."
    )


class CannotBeCompared(Clashes):
    """Who was told of many customers of others within the hour is told nothing more, on file or not."""

    sentence = gettext_lazy(
        "You were told of many colleagues' customers within the hour: whether this one is on file is not"
        " said. Save it later, or say why you save it now."
    )


def ask_whether_on_file(
    actor: Actor, values: Mapping[str, object], even_so: str | None
) -> Sequence[Customer]:
    """The customers on file a new record surely is, which `even_so` says a reason for.

    None where nobody can be asked (a file, another verb): then nothing is looked for. "": not asked yet.
    Raises OnFileAlready, CannotBeCompared, CannotSave for a reason that says nothing.
    """
    if even_so is None:
        return ()
    facts = {name: value for name, value in values.items() if isinstance(value, str)}
    found = certain_doubles(facts)
    if even_so.strip():
        _keep(even_so)
        return found
    is_exhausted = bool(identity_keys(facts["kind"], facts).strong) and is_told_enough(actor)
    if is_exhausted:
        raise CannotBeCompared(fields={"even_so": CannotBeCompared.sentence})
    if found:
        raise OnFileAlready(fields={"even_so": OnFileAlready.sentence})
    return ()


def _keep(even_so: str) -> None:
    """The reason stands in the journal beside the change."""
    words = one_line(even_so, LONGEST_REASON, "even_so")
    check_no_card({"even_so": words})
    if len(words) < SHORTEST_REASON:
        raise CannotSave(fields={"even_so": _("Say why, so that others can follow.")})
    entry = current_change_set()
    if not entry.why:
        entry.why = words
        entry.save(update_fields=["why"])


def tell_of_double(actor: Actor, made: Customer, found: Sequence[Customer], reason: str) -> None:
    """Owner and manager of each record on file hear that another one was saved, by whom and why."""
    for one in found:
        owner: User | None = one.owner
        people = {p.pk: p for p in (owner, owner.manager if owner else None) if p is not None}
        for person in people.values():
            if person.pk == actor.user_id:
                continue
            with override(person.language):
                words = _("%(name)s saved %(made)s though %(customer)s is on file") % {
                    "name": actor.name,
                    "made": made,
                    "customer": one,
                }
                tell_person(actor, person.pk, words, subject=one.pk, note=_("Reason: %s") % reason.strip())


def tell_person(actor: Actor, person: int, words: str, *, subject: int | None, note: str = "") -> None:
    set_follow_up(
        actor=actor,
        title=words[:200],
        note=note,
        due_on=actor.today(),
        owner=person,
        subject=("customer", subject) if subject else None,
    )
