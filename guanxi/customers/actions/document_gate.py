"""What happens when a document does not count: business refused, superiors told, owners warned in time."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.db.models import Exists, Max, OuterRef, Q
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.customers.models import Customer, Document, DocumentAlert, DocumentType
from guanxi.customers.queries.documents import BATCH, Lack, document_book, is_needed, validity_of
from guanxi.platform.access.models import User
from guanxi.platform.access.queries import system_actor
from guanxi.platform.access.types import Actor
from guanxi.platform.verbs import Refused, verb
from guanxi.work.actions import set_follow_up
from guanxi.work.queries import follow_ups_about

PARTS = ("work.set_follow_up",)


class DocumentNotValid(Refused):
    """`lacks` names each document that bars the business."""

    sentence = gettext_lazy("A document this business needs is not valid.")

    def __init__(self, lacks: Sequence[Lack]) -> None:
        self.lacks = tuple(lacks)
        names = ", ".join(str(lack.type) for lack in lacks)
        super().__init__(
            _("Not valid for this business: {documents}. Have it renewed and confirmed first.").format(
                documents=names
            )
        )


@verb(
    "customers.require_valid_documents",
    label=gettext_lazy("Ask for valid documents before business"),
    parts=PARTS,
    open_to_all=True,
)
def require_valid_documents(*, actor: Actor, customer: Customer, purpose: str) -> list[Lack]:
    """For whoever does business with a customer now. Returns what is lacking though the business may go on.

    Raises DocumentNotValid when a document bars it; otherwise the superior of the customer's owner gets a
    follow-up for each one that escalates.
    """
    lacks = document_book(actor, purpose, [customer.pk]).lacking(customer.pk, actor.today())
    barring = [lack for lack in lacks if lack.blocks]
    if barring:
        raise DocumentNotValid(barring)
    _escalate(actor, customer, lacks)
    return lacks


@verb(
    "customers.require_documents_of_many",
    label=gettext_lazy("Ask for valid documents before business with many customers"),
    parts=PARTS,
    open_to_all=True,
)
def require_documents_of_many(*, actor: Actor, purpose: str, dealings: Iterable[tuple[int, date]]) -> int:
    """The same for many: `dealings` are (customer, day), of today or of days gone by, which are judged by
    what was valid then. Returns how many follow-ups were set. Raises DocumentNotValid when one is barred.
    """
    if not is_needed(purpose):
        return 0
    days: dict[int, set[date]] = {}
    for customer_id, on_day in dealings:
        days.setdefault(customer_id, set()).add(on_day)
    book = document_book(actor, purpose, days)
    lacking = {
        key: {lack.type.pk: lack for day in sorted(found) for lack in book.lacking(key, day, then=True)}
        for key, found in days.items()
    }
    barring = {lack.type.pk: lack for found in lacking.values() for lack in found.values() if lack.blocks}
    if barring:
        raise DocumentNotValid(list(barring.values()))
    wanted = {key: list(found.values()) for key, found in lacking.items() if found}
    rows = Customer.objects.filter(pk__in=list(wanted)).select_related("owner__manager").order_by("pk")
    return sum(_escalate(actor, customer, wanted[customer.pk]) for customer in rows)


def _escalate(actor: Actor, customer: Customer, lacks: Iterable[Lack]) -> int:
    owner: User | None = customer.owner
    superior = (owner.manager or owner) if owner else None
    wanted = [lack for lack in lacks if lack.escalates]
    if superior is None or not wanted:
        return 0
    with translation.override(superior.language):
        return sum(
            _once(
                actor,
                customer,
                superior,
                _("Business without a valid document: {document}").format(document=lack.type),
                actor.today(),
            )
            for lack in wanted
        )


def _once(actor: Actor, customer: Customer, doer: User, title: str, due_on: date) -> int:
    """1 when the follow-up was set, 0 when the same one is open already."""
    house = system_actor("documents", clock=actor.clock)  # the superior's tasks are out of a seller's reach
    standing = follow_ups_about(house, "customer", customer.pk)
    if standing.filter(done_at=None, owner=doer, title=title).exists():
        return 0
    set_follow_up(actor=house, title=title, due_on=due_on, owner=doer.pk, subject=("customer", customer.pk))
    return 1


@verb("customers.warn_of_expiry", label=gettext_lazy("Warn of documents that expire"), parts=PARTS)
def warn_of_expiry(*, actor: Actor) -> int:
    """A follow-up for the owner when a document comes into its days of warning, on its last day and after;
    after that for the superior too. Each once, however often this runs. Returns how many documents.
    """
    today = actor.today()
    most: int = DocumentType.objects.aggregate(most=Max("warn_days"))["most"] or 0
    rows = (
        Document.objects.visible_to(actor)
        .filter(state=Document.State.CONFIRMED, expires_on__lte=today + timedelta(days=most))
        .filter(~_warned(DocumentAlert.Stage.AFTER) | Q(expires_on__gte=today))
        .filter(~_warned(DocumentAlert.Stage.BEFORE) | Q(expires_on__lte=today))
        .select_related("type", "customer__owner__manager", "made_by")
        .order_by("pk")
    )
    warned = 0
    for document in rows.iterator(chunk_size=BATCH):
        stage = _stage(document, today)
        if stage is None:
            continue
        _alert, is_new = DocumentAlert.objects.get_or_create(document=document, stage=stage)
        if is_new:
            _warn(actor, document, stage)
            warned += 1
    return warned


def warn_if_expired(actor: Actor, document: Document) -> None:
    """For the verb that confirms one: nobody waits for the night to learn that it is over already."""
    if _stage(document, actor.today()) == DocumentAlert.Stage.AFTER:
        _alert, is_new = DocumentAlert.objects.get_or_create(
            document=document, stage=DocumentAlert.Stage.AFTER
        )
        if is_new:
            _warn(actor, document, DocumentAlert.Stage.AFTER)


def _warned(stage: str) -> Exists:
    """Whom everybody was warned of is not looked at again: expired documents only become more."""
    return Exists(DocumentAlert.objects.filter(document=OuterRef("pk"), stage=stage))


def _stage(document: Document, today: date) -> str | None:
    left = validity_of(document, today).days_left
    if left is None or left > document.type.warn_days:
        return None
    if left < 0:
        return DocumentAlert.Stage.AFTER
    return DocumentAlert.Stage.BEFORE if left else DocumentAlert.Stage.LAST_DAY


def _warn(actor: Actor, document: Document, stage: str) -> None:
    owner: User | None = document.customer.owner or document.made_by
    people = [owner] if owner else []
    if stage == DocumentAlert.Stage.AFTER and owner and owner.manager:
        people.append(owner.manager)
    for person in people:
        with translation.override(person.language):
            words = {
                DocumentAlert.Stage.BEFORE: _("{document} expires on {day}: ask for the new one"),
                DocumentAlert.Stage.LAST_DAY: _("{document} expires today, {day}"),
                DocumentAlert.Stage.AFTER: _("{document} expired on {day}: no business on it"),
            }[DocumentAlert.Stage(stage)]
            title = words.format(document=document.type, day=f"{document.expires_on:%Y-%m-%d}")
            _once(actor, document.customer, person, title, actor.today())
