"""Widgets of our own, and what the macros need to draw any bound field of a Django form."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _


class Money(forms.TextInput):
    """An amount with its currency before it."""

    kind = "money"

    def __init__(self, unit: str = "¥", attrs: dict[str, Any] | None = None) -> None:  # Any: as Django's
        super().__init__(attrs)
        self.unit = unit


class Day(forms.DateInput):
    kind = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:  # Any: as Django's
        super().__init__(attrs, format="%Y-%m-%d")


class Moment(forms.DateTimeInput):
    kind = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:  # Any: as Django's
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class Tags(forms.TextInput):
    kind = "tags"


class Suggesting(forms.TextInput):
    """A text with choices that come from the server as one types; any other text may stand there too.

    `address` is the name of the URL that answers with options for what stands in the fields `sent`.
    """

    kind = "suggesting"

    def __init__(self, address: str, *sent: str) -> None:
        super().__init__({"hx-params": ",".join(sent)})
        self.unit = address


class VersionField(forms.IntegerField):
    """On which version of its record a form was opened: without it nobody would notice two people saving."""

    def __init__(self, *, required: bool = True) -> None:
        incomplete = _("This form came back incomplete. Open it anew, and save again.")
        super().__init__(
            required=required,
            widget=forms.HiddenInput(),
            error_messages={"required": incomplete, "invalid": incomplete},
        )


def offer_rows(form: forms.BaseForm, name: str, rows: Any) -> "forms.ModelChoiceField[Any]":
    """Let a field of the form be chosen among these rows, which are known only when the form is drawn."""
    # Any: rows of any record
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows
    return field


class Segmented(forms.RadioSelect):
    """A choice of two to five, all in sight."""

    kind = "segmented"


KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.HiddenInput, "hidden"),
    (forms.Textarea, "textarea"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.Select, "select"),
    (forms.CheckboxInput, "toggle"),
    (forms.FileInput, "file"),
    (forms.DateInput, "date"),
    (forms.DateTimeInput, "datetime-local"),
    (forms.TimeInput, "time"),
)


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class OptionGroup:
    label: str | None
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class DrawnField:
    """A bound field as the macros see it."""

    kind: str
    name: str
    id: str
    label: str
    help: str
    value: object
    required: bool
    errors: tuple[str, ...]
    groups: tuple[OptionGroup, ...]
    attrs: Mapping[str, object]
    unit: str


def drawn(bound: BoundField) -> DrawnField:
    """Everything needed to draw a field of any form, without Django's own widget templates."""
    widget = bound.field.widget
    kind = kind_of(widget)
    value = bound.value()
    own = {"id", "name", "required"}
    attrs = {k: v for k, v in bound.build_widget_attrs(dict(widget.attrs)).items() if k not in own}
    attrs.pop("aria-describedby", None)
    attrs.pop("aria-invalid", None)
    return DrawnField(
        kind=kind,
        name=bound.html_name,
        id=bound.id_for_label or str(bound.auto_id),
        label=str(bound.label),
        help=str(bound.help_text),
        value=bool(value) if kind == "toggle" else _shown(widget, value),
        required=bound.field.required and kind != "toggle",
        errors=tuple(str(e) for e in bound.errors),
        groups=_groups(widget, bound.html_name, value)
        if isinstance(widget, forms.widgets.ChoiceWidget)
        else (),
        attrs=attrs,
        unit=getattr(widget, "unit", ""),
    )


def kind_of(widget: forms.Widget) -> str:
    named = getattr(widget, "kind", None)
    if named:
        return str(named)
    for family, kind in KINDS:
        if isinstance(widget, family):
            return kind
    return str(getattr(widget, "input_type", "text"))


def _shown(widget: forms.Widget, value: object) -> str:
    shown = widget.format_value(value)
    return "" if shown is None or isinstance(shown, list | tuple) else str(shown)


def _groups(widget: forms.widgets.ChoiceWidget, name: str, value: object) -> tuple[OptionGroup, ...]:
    chosen = [str(v) for v in widget.format_value(value)]
    return tuple(
        OptionGroup(
            None if label is None else str(label),
            tuple(
                Option("" if o["value"] is None else str(o["value"]), str(o["label"]), bool(o["selected"]))
                for o in options
            ),
        )
        for label, options, _index in widget.optgroups(name, chosen, None)
    )
