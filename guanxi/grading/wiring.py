"""Plugs grading in."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from guanxi.grading.queries import cell_marks
from guanxi.grading.rules import CELLS
from guanxi.grading.views import grade_panel, strategy_line, worth_line
from guanxi.platform import slots
from guanxi.platform.conditions import Fact, Kind, declare


def wire() -> None:
    slots.mark("customer", "cell", cell_marks)
    slots.fill(
        "customers.page.panel",
        "grading.grade",
        grade_panel,
        label=_("Place in the value matrix"),
        order=10,
        right="grading.see",
    )
    for place, render, label in (
        ("customers.portrait.worth", worth_line, _("Place in the value matrix")),
        ("customers.portrait.next", strategy_line, _("Strategy of its cell")),
        ("customers.question.response", strategy_line, _("Strategy of its cell")),
    ):
        slots.fill(place, "grading", render, label=label, order=10, right="grading.see")
    slots.navigation(
        "matrix",
        label=_("Value matrix"),
        url_name="grading:matrix",
        icon="layout-grid",
        order=45,
        right="grading.see",
    )
    _declare_facts()


def _declare_facts() -> None:
    """What conditions may ask of a customer's grade."""
    trait = partial(
        Fact,
        group=_("Grade"),
        subject="customer",
        table="gx_grading_customergrade",
        key="customer_id",
        trait=True,
        date_column="judged_at",
        right="grading.see",
    )
    declare(
        trait(
            name="grading.cell",
            label=_("Cell of the value matrix"),
            kind=Kind.CHOICE,
            column="cell",
            choices=tuple((name, f"{name} {cell.rating}") for name, cell in CELLS.items()),
        )
    )
    declare(
        trait(
            name="grading.class",
            label=_("Class"),
            kind=Kind.CHOICE,
            column="customer_class",
            choices=(
                ("key", _("key customer")),
                ("ordinary", _("ordinary customer")),
                ("potential", _("potential customer")),
                ("unattractive", _("unattractive customer")),
            ),
        )
    )
    declare(
        trait(
            name="grading.off_matrix",
            label=_("Off the matrix"),
            kind=Kind.FLAG,
            column="is_off_matrix",
        )
    )
