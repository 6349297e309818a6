"""Verbs of grading."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from guanxi.customers.models import Customer
from guanxi.grading.events import CustomerGraded
from guanxi.grading.models import CustomerGrade
from guanxi.grading.rules import place
from guanxi.grading.types import CannotGrade, Judgement
from guanxi.kit.text import TextTooLong, clean_lines
from guanxi.platform.access.types import Actor
from guanxi.platform.bus import tell
from guanxi.platform.verbs import Refused, right, verb

right("grading.see", _("See customers' grades"))


class NotJudged(Refused):
    sentence = _("The matrix needs all eight judgements.")


@verb("grading.grade", label=_("Grade a customer"))
def grade_customer(
    *, actor: Actor, customer: Customer, words: Mapping[str, str], evidence: str = ""
) -> CustomerGrade:
    """Place the customer by the rule; the cell is never set by hand. Raises NotJudged."""
    try:
        placement = place(Judgement.from_words(words))
        proof = clean_lines(evidence, 10_000)
    except (CannotGrade, TextTooLong) as problem:
        raise NotJudged from problem
    values: dict[str, object] = {
        **words,
        "evidence": proof,
        "cell": placement.cell.name,
        "customer_class": str(placement.cell.customer_class),
        "is_off_matrix": not placement.on_matrix,
        "rule_version": placement.rule_version,
        "judged_by_id": actor.user_id,
        "judged_at": actor.now(),
    }
    grade: CustomerGrade | None = CustomerGrade.objects.filter(customer=customer).first()
    before = grade.cell if grade else ""
    if grade is None:
        grade = CustomerGrade.objects.create(customer=customer, **values)
    else:
        grade.change(values, actor=actor)
    tell(CustomerGraded(customer_id=customer.pk, cell=placement.cell.name, before=before))
    return grade


@verb("grading.withdraw", label=_("Withdraw a customer's grade"))
def withdraw_grade(*, actor: Actor, grade: CustomerGrade) -> None:
    grade.delete()
