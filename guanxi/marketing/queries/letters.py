"""The letters of a cell, one customer at a time."""

from collections.abc import Iterator
from typing import Any

from django.db.models import OuterRef, Subquery

from guanxi.customers.queries import barred_customers, contact_rows, customers, is_needed
from guanxi.marketing.models import Cell, Program
from guanxi.marketing.queries.campaigns import campaigns_at_work, members
from guanxi.marketing.queries.lists import list_customers
from guanxi.marketing.rules import letter_for
from guanxi.marketing.types import LETTER, Letter, Recipient
from guanxi.platform.access.queries import system_actor
from guanxi.platform.access.types import Actor
from guanxi.platform.records import RecordQuerySet

BATCH = 2_000
EXAMPLE = Recipient(
    customer_id=0,
    number="C-0001",
    kind="person",
    name="王小明",
    sex="male",
    speaker="",
    speaker_sex="",
    email="wang@example.com",
    country="",
    province="上海市",
    city="上海市",
    address="南京东路 1 号",
)


def cell_letters(actor: Actor, cell: Cell) -> Iterator[Letter]:
    """One letter for each customer of the cell whom the actor may see, in the order of their keys."""
    program, code = cell.program, cell.code.code if cell.code else ""
    for recipient in _recipients(actor, cell.pk):
        yield letter_for(
            recipient,
            template=cell.letter or program.letter,
            subject=program.subject,
            language=program.language,
            code=code,
            offer=offer_text(cell, program.language),
        )


def preview_letter(actor: Actor, cell: Cell) -> Letter:
    """The first letter of the cell, or of an invented customer while nobody is in it."""
    found = next(cell_letters(actor, cell), None)
    return found or letter_for(
        EXAMPLE,
        template=cell.letter or cell.program.letter,
        subject=cell.program.subject,
        language=cell.program.language,
        code=cell.code.code if cell.code else "",
        offer=offer_text(cell, cell.program.language),
    )


def offer_text(cell: Cell, language: str) -> str:
    """The offer in the letter's language; in the other one when it was written in one only."""
    if cell.offer is None:
        return ""
    texts = (cell.offer.text_zh, cell.offer.text_en)
    first, second = texts if language == "zh" else texts[::-1]
    return first or second or cell.offer.name


def letter_facts() -> list[object]:
    """What the letters of each program at work read of a customer, in the form of a condition."""
    house = system_actor("which facts are read")
    at_work = campaigns_at_work(house).order_by().values("pk")
    rows = Program.objects.visible_to(house).filter(campaign__in=at_work).order_by("pk")
    read = {"mail": ("email",), "letter": ("address", "city", "province", "country")}
    return [
        {"all": [{"fact": f"customers.{name}"} for name in read[channel]]}
        for channel in rows.values_list("channel", flat=True)
    ]


def kept_back(actor: Actor, program: Program) -> int:
    """How many of a program's list are not written to today, for a document that letters need."""
    if not is_needed(LETTER):
        return 0
    chosen = list_customers(actor, program.list).order_by("pk").values_list("pk", flat=True)
    return len(barred_customers(actor, LETTER, chosen.iterator(BATCH), actor.today()))


def _recipients(actor: Actor, cell_id: int) -> Iterator[Recipient]:
    """Never one who lacks a document that letters need."""
    reached = members(actor, cell_id).order_by().values_list("customer_id", flat=True)
    barred = barred_customers(actor, LETTER, reached, actor.today()) if is_needed(LETTER) else set()
    found = customers(actor).filter(pk__in=reached).exclude(pk__in=barred)
    rows = _with_speaker(actor, found.order_by("pk"))
    for row in rows.values_list(
        "pk", "code", "kind", "name", "sex", "speaker", "speaker_sex", "email", "country", "province",
        "city", "address",
    ).iterator(chunk_size=BATCH):  # fmt: skip
        yield Recipient(row[0], *(value or "" for value in row[1:]))


def _with_speaker(actor: Actor, rows: RecordQuerySet) -> RecordQuerySet:
    """The main contact of each organisation, whose name opens the letter; as Mr or Ms where one sees more."""
    key: Any = OuterRef("pk")  # Any: stands for the key of each row outside
    main = contact_rows(actor).filter(organisation_id=key, is_main=True, until_on=None).order_by("pk")
    found: RecordQuerySet = rows.annotate(
        speaker=Subquery(main.values("person__name")[:1]),
        speaker_sex=Subquery(main.filter(is_reached=True).values("person__sex")[:1]),
    )
    return found
