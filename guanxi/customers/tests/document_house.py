"""A machine that enters, imports, confirms, undoes, merges and travels in time, keeps its own record of who
confirmed what and its own reading of the clock, and after every step compares which documents count.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.db import transaction
from document_cast import GOOD, NOON, SCAN, ZONE, Cast, gathered
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
)

from guanxi.customers.actions import (
    edit_document_type,
    merge_customers,
    plan_documents,
    reject_document,
    revoke_document,
    unmerge_customers,
    withdraw_document,
    write_documents,
)
from guanxi.customers.actions.document_gate import require_valid_documents
from guanxi.customers.actions.document_types import need_document
from guanxi.customers.models import Customer, Document, DocumentType, Merge
from guanxi.customers.queries import barred_customers, documents_of, held_documents, invalid_documents_for
from guanxi.customers.queries import customer as customer_file
from guanxi.customers.rules.documents import Reason, plain_number
from guanxi.customers.types import DocumentDraft, DocumentTypeDraft
from guanxi.platform.access.types import Actor
from guanxi.platform.exchange.actions import map_import, run_import, start_import
from guanxi.platform.exchange.files import store
from guanxi.platform.exchange.types import Table
from guanxi.platform.journal.actions import undo_change_set
from guanxi.platform.journal.models import ChangeSet
from guanxi.platform.verbs import Refused

WHO = st.sampled_from(["lin", "chen", "gao"])
DAYS = st.sampled_from(
    [date(2020, 1, 5), date(2025, 12, 31), date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 3), date(2026, 12, 31),
     date(2031, 5, 4), date(2099, 12, 31), date(9999, 12, 31)]
)  # fmt: skip
NUMBERS = st.sampled_from([GOOD, "91310000MA1K35M49R", "x"])
PICK = st.integers(0, 30)
ZONES = st.sampled_from([ZONE, "America/Los_Angeles", "Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"])
CONTENT = ("number", "issued_on", "expires_on", "is_long_term", "long_term_reason", "scan_digest", "type_id")


@dataclass(frozen=True)
class Confirmed:
    makers: frozenset[int | None]
    checker: int
    content: tuple[object, ...]


def content(document: Document) -> tuple[object, ...]:
    return tuple(getattr(document, name) for name in CONTENT)


class House(RuleBasedStateMachine):
    """One customer, two people who may both enter and confirm, one stranger, and a clock that jumps.

    `begun`: what the customer's one document is at first; None: it has none. `merged`: the other record of
    the customer, with a copy of the document, has been merged into it.
    """

    begun: ClassVar[Reason | None] = None
    merged: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.cast: Cast = gathered()
        self.zone = ZONE
        self.confirmed: dict[int, Confirmed] = {}
        self.revoked: set[int] = set()
        self.makers: dict[int, frozenset[int | None]] = {}
        need_document(actor=self.cast.chen, document_type=self.cast.kind("business_licence"), purpose="order")
        self.first_set = ChangeSet.objects.order_by("-pk").values_list("pk", flat=True)[0]
        if self.begun is not None:
            self.begin(self.begun)

    def begin(self, begun: Reason) -> None:
        self.propose_well("lin")
        if begun is not Reason.PROPOSED:
            self.confirm_well()
        if begun is Reason.EXPIRED:
            self.jump_around_an_expiry(1)
        if self.merged:
            self.propose_well("lin", other=True)
            self.confirm_well()
            self.merge("lin")
        [(_document, found)] = documents_of(self.cast.system, self.cast.customer)
        assert found.reason is begun

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    def attempt(self, act) -> object:
        """Whatever is refused changes nothing; everything else is allowed to try."""
        try:
            with transaction.atomic():
                return act()
        except Refused:
            return None

    def some(self, pick: int) -> Document | None:
        rows = list(Document.objects.order_by("pk"))
        return rows[pick % len(rows)] if rows else None

    @property
    def customers(self) -> tuple[int, int]:
        return self.cast.customer, self.cast.other

    def today(self) -> date:
        """The company's day, read by the machine itself."""
        return self.cast.clock.moment.astimezone(ZoneInfo(self.zone)).date()

    @rule(who=WHO, number=NUMBERS, issued=DAYS, expires=st.none() | DAYS, long=st.booleans(), scanned=st.booleans(),
          pick=st.none() | PICK, change=st.sampled_from(["new", "renewal", "correction"]))  # fmt: skip
    def propose(self, who, number, issued, expires, long, scanned, pick, change) -> None:
        before = self.some(pick) if pick is not None else None
        made = self.attempt(
            lambda: self.cast.propose(
                getattr(self.cast, who), number=number, issued_on=issued, expires_on=expires, is_long_term=long,
                long_term_reason="x" if long else "", scan=SCAN if scanned else None,
                replaces=before.pk if before else None, change=change,
            )
        )  # fmt: skip
        if made is not None and before is not None and before.state in {"proposed", "rejected"}:
            self.makers[made.pk] = self.makers_of(before) | {made.made_by_id}

    def makers_of(self, document: Document) -> frozenset[int | None]:
        """Everybody who had a hand in it, by the machine's own notes."""
        return self.makers.get(document.pk, frozenset()) | {document.made_by_id}

    @rule(who=WHO, other=st.booleans())
    def propose_well(self, who, other=False) -> None:
        customer = self.customers[other]
        self.attempt(lambda: self.cast.propose(getattr(self.cast, who), customer=customer))

    @rule(who=WHO, survivor=st.booleans())
    def merge(self, who, survivor=False) -> None:
        self.attempt(
            lambda: merge_customers(
                actor=getattr(self.cast, who),
                customers=list(self.customers),
                survivor=self.customers[survivor],
            )
        )

    @rule(who=WHO, pick=PICK)
    def unmerge(self, who, pick=0) -> None:
        merges = list(Merge.objects.order_by("-pk"))
        if merges:
            chosen = merges[pick % len(merges)].pk
            self.attempt(lambda: unmerge_customers(actor=getattr(self.cast, who), merge=chosen))

    @rule(zone=ZONES)
    def move(self, zone) -> None:
        self.zone = zone
        self.cast.move_to(zone)

    @rule(numbers=st.lists(NUMBERS, max_size=3), day=DAYS)
    def import_file(self, numbers, day) -> None:
        columns = {
            "customer": ["HC001"] * len(numbers), "type": ["营业执照"] * len(numbers), "number": numbers,
            "issued_on": ["2020-01-05"] * len(numbers), "expires_on": [str(day)] * len(numbers),
        }  # fmt: skip
        table = Table(list(range(len(numbers))), columns)
        plan = plan_documents(self.cast.lin, table, {"long_term_reason": ""}, lambda *_: None)
        self.attempt(lambda: write_documents(actor=self.cast.lin, ready=plan.payload))

    @rule(uploads=WHO, maps=WHO, starts=WHO)
    def import_together(self, uploads="lin", maps="lin", starts="chen") -> None:
        """A whole import from file to records, each step by somebody: all of them made what it brings."""
        hands = {getattr(self.cast, name).user_id for name in (uploads, maps, starts)}
        before = set(Document.objects.values_list("pk", flat=True))
        self.attempt(lambda: self.carried_in(*(getattr(self.cast, name) for name in (uploads, maps, starts))))
        for document in Document.objects.exclude(pk__in=before):
            self.makers[document.pk] = frozenset(hands)

    def carried_in(self, uploads: Actor, maps: Actor, starts: Actor) -> None:
        file = store(
            [
                f"customer,type,number,issued_on,expires_on\nHC001,营业执照,{GOOD},2020-01-05,2026-12-31\n".encode()
            ]
        )
        run = start_import(actor=uploads, file=file, name="a.csv", target="customers.documents")
        map_import(actor=maps, run=run.pk, mapping=run.mapping, options=run.options)
        run_import(actor=starts, run=run.pk)

    @rule()
    def add_the_scan(self, who="gao") -> None:
        """What a file brings has no scan; whoever adds it changes the entry."""
        document = Document.objects.filter(state="proposed", scan_digest="").order_by("pk").first()
        if document is not None:
            self.propose(who, document.number, document.issued_on, document.expires_on, long=False, scanned=True,
                         pick=list(Document.objects.order_by("pk")).index(document), change="new")  # fmt: skip

    @rule(day=DAYS)
    def write_directly(self, day) -> None:
        ready = [
            (
                self.cast.customer,
                self.cast.kind("business_licence"),
                DocumentDraft(GOOD, date(2020, 1, 5), day),
            )
        ]
        self.attempt(lambda: write_documents(actor=self.cast.chen, ready=ready))

    @rule(who=WHO, pick=PICK, number=st.none() | NUMBERS)
    def confirm(self, who, pick, number) -> None:
        document = self.some(pick)
        if document is not None:
            self.confirm_as(getattr(self.cast, who), document, {} if number is None else {"number": number})

    @rule()
    def confirm_well(self) -> None:
        """What waits longest, by the other one of the two."""
        document = Document.objects.filter(state="proposed").order_by("pk").first()
        if document is not None:
            is_lins = document.made_by_id == self.cast.lin.user_id
            self.confirm_as(self.cast.chen if is_lins else self.cast.lin, document, {})

    def confirm_as(self, actor: Actor, document: Document, typed: dict[str, str]) -> None:
        stood = document.replaces if document.change_kind == "correction" else None
        done = self.attempt(lambda: self.cast.confirm(document, actor, **typed))
        if done is not None:
            self.confirmed[document.pk] = Confirmed(
                self.makers_of(document), actor.user_id, content(document)
            )
            if stood is not None:
                self.revoked |= self.papers_like(stood) - {document.pk}

    def papers_like(self, document: Document) -> set[int]:
        """The same paper on all records that are one customer now, by the machine's own look at them."""
        one_customer = {self.cast.customer, self.cast.other}
        if not Customer.objects.filter(pk__in=one_customer).exclude(merged_into=None).exists():
            one_customer = {document.customer_id}
        rows = Document.objects.filter(customer__in=one_customer, type=document.type_id, state="confirmed")
        return {document.pk} | {
            one.pk for one in rows if plain_number(one.number) == plain_number(document.number)
        }

    @rule(who=WHO, pick=PICK, how=st.sampled_from([reject_document, revoke_document, withdraw_document]))
    def decide(self, who, pick, how) -> None:
        document = self.some(pick)
        if document is None:
            return
        more = {} if how is withdraw_document else {"reason": "x"}
        papers = self.papers_like(document)
        done = self.attempt(lambda: how(actor=getattr(self.cast, who), document=document.pk, **more))
        if done is not None and how is revoke_document:
            self.revoked |= papers

    @rule(who=WHO)
    def revoke_well(self, who="chen") -> None:
        """The one that counts."""
        rows = list(Document.objects.order_by("pk"))
        document = next((one for one in rows if one.state == "confirmed"), None)
        if document is not None:
            self.decide(who, rows.index(document), revoke_document)

    @rule(who=WHO, back=st.integers(0, 6), leave=st.booleans())
    def undo(self, who, back, leave) -> None:
        sets = list(ChangeSet.objects.filter(pk__gt=self.first_set).order_by("-pk"))
        if sets:
            chosen = sets[back % len(sets)].pk
            self.attempt(
                lambda: undo_change_set(
                    actor=getattr(self.cast, who), change_set=chosen, leave_conflicts=leave
                )
            )

    @rule(longest=st.sampled_from([12, 120, None]), long=st.booleans())
    def change_the_type(self, longest, long) -> None:
        draft = DocumentTypeDraft("营业执照", "Business licence", longest, long, number_rule="uscc")
        key = self.cast.kind("business_licence")
        self.attempt(lambda: edit_document_type(actor=self.cast.chen, document_type=key, draft=draft))

    @rule(days=st.integers(-30, 30) | st.integers(-4000, 4000))
    def jump(self, days) -> None:
        self.cast.clock.moment = NOON + timedelta(days=days)

    @precondition(lambda self: self.confirmed)
    @rule(minutes=st.integers(-3000, 3000))
    def jump_around_an_expiry(self, minutes) -> None:
        """To a moment near the end of the last day, wherever the company's day ends."""
        last = max((c.content[2] for c in self.confirmed.values() if c.content[2]), default=NOON.date())
        end = datetime.combine(last + timedelta(days=1), time(), UTC)
        self.cast.clock.moment = end + timedelta(minutes=minutes)

    @invariant()
    def what_counts_was_confirmed_by_another_and_is_not_expired(self) -> None:
        today = self.today()
        for document, found in [d for c in self.customers for d in documents_of(self.cast.system, c)]:
            if not found.counts:
                continue
            record = self.confirmed[document.pk]
            assert document.pk not in self.revoked
            assert record.checker not in record.makers
            assert record.content == content(document)
            assert document.issued_on <= today
            if document.is_long_term:
                assert document.expires_on is None
                assert document.long_term_reason
                assert DocumentType.objects.get(pk=document.type_id).allows_long_term
            else:
                assert today <= document.expires_on
                assert document.expires_on.year < 2090

    @invariant()
    def business_goes_on_only_with_a_document_that_counts(self) -> None:
        for key in self.customers:
            counting = any(v.counts for _d, v in documents_of(self.cast.system, key))
            assert bool(invalid_documents_for(self.cast.lin, key, "order")) is not counting
            barred = barred_customers(self.cast.lin, "order", [key], self.today())
            assert barred == (set() if counting else {key})
            allowed = self.attempt(self.asking(key))
            assert (allowed is not None) is counting
            shown = customer_file(self.cast.lin, key)
            marks = held_documents(self.cast.lin, shown).marks
            assert any(mark.bars for mark in marks) is (not counting and shown.archived_at is None)

    def asking(self, key: int):
        return lambda: require_valid_documents(actor=self.cast.lin, customer=key, purpose="order")
