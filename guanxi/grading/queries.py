"""Questions about grades."""

from collections.abc import Sequence

from django.db.models import Count
from django.utils.translation import get_language, gettext

from guanxi.grading.models import CustomerGrade
from guanxi.grading.rules import CELLS, place
from guanxi.grading.types import Cell, Judgement, Placement, Sentence
from guanxi.platform.access.types import Actor
from guanxi.platform.slots import Mark

CLASS_WORDS = {
    "key": "key customer",
    "ordinary": "ordinary customer",
    "potential": "potential customer",
    "unattractive": "unattractive customer",
}


def grade_of(actor: Actor, customer_id: int) -> CustomerGrade | None:
    found: CustomerGrade | None = (
        CustomerGrade.objects.visible_to(actor)
        .filter(customer_id=customer_id)
        .select_related("judged_by")
        .order_by("pk")
        .first()
    )
    return found


def placement_of(grade: CustomerGrade) -> Placement:
    """The rule's whole answer for the stored words."""
    return place(Judgement.from_words(grade.words()))


def cell_marks(actor: Actor, keys: Sequence[int]) -> dict[int, Mark]:
    """The badge of these customers: the cell, and class and rating in words."""
    rows = (
        CustomerGrade.objects.visible_to(actor)
        .filter(customer_id__in=keys)
        .order_by("customer_id")
        .values_list("customer_id", "cell", "customer_class")
    )
    return {
        key: Mark(cell, f"{cell} {CELLS[cell].rating} {class_label(customer_class)}")
        for key, cell, customer_class in rows
    }


def class_label(code: str) -> str:
    return gettext(CLASS_WORDS[code])


def in_words(sentence: Sentence) -> str:
    """The reader's language of a sentence held in both."""
    return sentence.zh if (get_language() or "").startswith("zh") else sentence.en


def matrix_rows(actor: Actor) -> list[tuple[str, list[tuple[Cell, int]]]]:
    """Rows A to C, each with its six cells and how many of the actor's customers stand there."""
    counts = dict(
        CustomerGrade.objects.visible_to(actor)
        .values_list("cell")
        .annotate(count=Count("pk"))
        .order_by("cell")
    )
    return [
        (row, [(CELLS[f"{row}{column}"], counts.get(f"{row}{column}", 0)) for column in range(1, 7)])
        for row in "ABC"
    ]
