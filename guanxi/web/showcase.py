"""The design system's page: one example of every component, with made-up content."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.web.fields import Day, Money, Segmented, Tags


class ExampleForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name"), help_text=gettext_lazy("As it stands on the business licence.")
    )
    email = forms.EmailField(label=gettext_lazy("E-mail"))
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[("organisation", gettext_lazy("Organisation")), ("person", gettext_lazy("Person"))],
        widget=Segmented,
    )
    industry = forms.ChoiceField(
        label=gettext_lazy("Industry"),
        choices=[
            ("", "–"),
            ("machinery", gettext_lazy("Machinery")),
            ("chemistry", gettext_lazy("Chemistry")),
        ],
        required=False,
    )
    met_on = forms.DateField(label=gettext_lazy("First met on"), widget=Day, required=False)
    worth = forms.DecimalField(label=gettext_lazy("Expected worth"), widget=Money, required=False)
    tags = forms.CharField(label=gettext_lazy("Tags"), widget=Tags, required=False)
    notice = forms.BooleanField(label=gettext_lazy("Tell me about changes"), required=False)
    note = forms.CharField(label=gettext_lazy("Note"), widget=forms.Textarea({"rows": 3}), required=False)


def example_form() -> ExampleForm:
    """A form somebody has sent with one mistake in it."""
    return ExampleForm(
        {
            "name": "华东精密机械有限公司",
            "email": "li.wei@",
            "kind": "organisation",
            "met_on": "2026-03-18",
            "worth": "128000.00",
            "tags": "华东,重点客户",
            "notice": "true",
        }
    )


def showcase() -> dict[str, object]:
    now = datetime.now(UTC)
    return {
        "form": example_form(),
        "now": now,
        "earlier": now - timedelta(hours=3),
        "last_week": now - timedelta(days=6),
        "amount": Decimal("1284500.5"),
        "tones": ("neutral", "accent", "info", "success", "warning", "danger", "violet"),
        "stages": (
            ("new", _("New")),
            ("active", _("Active")),
            ("growing", _("Growing")),
            ("declining", _("Declining")),
            ("dormant", _("Dormant")),
            ("lost", _("Lost")),
        ),
        "cells": ("A1", "A4", "B2", "B6", "C3"),
        "people": ("李伟", "王芳", "Anna Berg", "陈静怡", "Omar Haddad", "赵敏"),
        "colours": (
            *("--surface", "--sunken", "--accent", "--accent-soft", "--info", "--success"),
            *("--warning", "--danger", "--violet", "--ink", "--ink-2", "--ink-3"),
        ),
        "sizes": ("--text-xs", "--text-sm", "--text-md", "--text-lg", "--text-xl", "--text-2xl"),
        "bars": example_bars(),
        "line": example_line(),
    }


def example_bars() -> dict[str, object]:
    months = [1, 2, 3, 4, 5, 6]
    return {
        "xAxis": {"type": "category", "data": months},
        "yAxis": {"type": "value"},
        "series": [
            {"type": "bar", "data": [42, 61, 55, 78, 90, 84], "itemStyle": {"borderRadius": [3, 3, 0, 0]}}
        ],
    }


def example_line() -> dict[str, object]:
    weeks = list(range(1, 13))
    return {
        "xAxis": {"type": "category", "data": weeks, "boundaryGap": False},
        "yAxis": {"type": "value"},
        "series": [
            {"type": "line", "smooth": True, "showSymbol": False, "areaStyle": {"opacity": 0.12}}
            | {"data": [12, 14, 13, 17, 19, 18, 22, 25, 24, 28, 31, 30]},
            {"type": "line", "smooth": True, "showSymbol": False}
            | {"data": [10, 11, 11, 12, 14, 15, 15, 17, 18, 18, 20, 21]},
        ],
    }
