"""What a program is to be allowed."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from guanxi.platform.access.types import Actor
from guanxi.platform.verbs import rights, verbs
from guanxi.web.fields import Day, Segmented

NOTHING: Final = ""
READ: Final = "read"
WRITE: Final = "write"


class KeyForm(forms.Form):
    """For every area of which its maker holds a right: nothing, reading, or all that person may do there."""

    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("Such as the program that uses it. The journal shows it.")
    )
    expires_on = forms.DateField(
        label=_("Last day"), required=False, widget=Day(), help_text=_("Empty: until you revoke it.")
    )

    def __init__(self, *args: Any, actor: Actor, areas: dict[str, str], **named: Any) -> None:
        # Any: Django's own signature
        super().__init__(*args, **named)
        self.held = {one.name: one for one in rights() if actor.may(one.name)}
        writing = {one.name for one in verbs()}
        self.reading = frozenset(self.held) - writing
        for area in sorted({one.area for one in self.held.values()}, key=lambda one: areas.get(one, one)):
            reads = any(one.startswith(f"{area}.") for one in self.reading)
            writes = any(one.startswith(f"{area}.") for one in self.held if one not in self.reading)
            choices = [
                (NOTHING, _("nothing")),
                *([(READ, _("read"))] if reads else []),
                *([(WRITE, _("read and write") if reads else _("write"))] if writes else []),
            ]
            self.fields[f"area_{area}"] = forms.ChoiceField(
                label=areas.get(area, area),
                required=False,
                choices=choices,
                widget=Segmented(),
                initial=NOTHING,
            )

    def allowed(self) -> list[str]:
        """The rights chosen, by name."""
        chosen = {
            name.removeprefix("area_"): value
            for name, value in self.cleaned_data.items()
            if name.startswith("area_") and value
        }
        return [
            name
            for name, one in self.held.items()
            if chosen.get(one.area) == WRITE or (chosen.get(one.area) == READ and name in self.reading)
        ]
