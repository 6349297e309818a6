"""Shapes of input of the import pages."""

from collections.abc import Iterator, Mapping, Sequence

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from guanxi.platform.access.types import Actor
from guanxi.platform.exchange.targets import Option, Target, targets_for
from guanxi.platform.exchange.types import Example, ImportReport
from guanxi.platform.verbs import Refused
from guanxi.web.fields import Segmented

COLUMN = "column."
OPTION = "option."
CELL = "cell."
SKIP = "skip."
MOST_SIDE_BY_SIDE = 5
ACCEPTED = ".csv,.tsv,.txt,.xlsx,.xls,.xlsb,.ods,.parquet,.vcf,.vcard,.json,.jsonl"


class UploadForm(forms.Form):
    target = forms.ChoiceField(label=gettext_lazy("What does the file hold?"), widget=Segmented)
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV, Excel, OpenDocument, Parquet, JSON or vCard, in any usual encoding."),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
    )

    def __init__(self, *args: object, actor: Actor, **named: object) -> None:
        super().__init__(*args, **named)  # type: ignore[arg-type]  # as Django's own
        choices = [(t.name, str(t.label)) for t in targets_for(actor)]
        field = self.fields["target"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
        if not self.initial.get("target") and choices:
            self.initial["target"] = choices[0][0]


class MappingForm(forms.Form):
    """One select for each column of the target, then its options."""

    def __init__(
        self,
        data: Mapping[str, object] | None,
        *,
        target: Target,
        chosen: Mapping[str, str],
        options: Mapping[str, str],
        header: Sequence[str],
    ) -> None:
        super().__init__(data)
        self.target = target
        names = [("", _("– not in the file –")), *((name, name) for name in header)]
        for column in target.columns:
            self.fields[COLUMN + column.key] = forms.ChoiceField(
                label=str(column.label),
                choices=names,
                required=column.required and target.needed is None,  # else the verb says
                initial=chosen.get(column.key, ""),
                help_text=str(column.help),
            )
        for option in target.options:
            self.fields[OPTION + option.key] = _option_field(option, options.get(option.key, option.default))

    def column_fields(self) -> list[forms.BoundField]:
        return [self[COLUMN + c.key] for c in self.target.columns]

    def option_fields(self) -> list[forms.BoundField]:
        return [self[OPTION + o.key] for o in self.target.options]

    def mapping(self) -> dict[str, str]:
        return self._part(COLUMN)

    def options(self) -> dict[str, str]:
        return self._part(OPTION)

    def _part(self, prefix: str) -> dict[str, str]:
        return {
            name.removeprefix(prefix): str(value)
            for name, value in self.cleaned_data.items()
            if name.startswith(prefix)
        }


def corrections(
    given: Mapping[str, str], report: ImportReport, header: Sequence[str]
) -> dict[int, dict[str, str]]:
    """The cells of the shown rows that somebody changed. Their inputs are named `cell.ROW.COLUMN`."""
    found: dict[int, dict[str, str]] = {}
    for example in _shown(report):
        for column, (name, shown) in enumerate(zip(header, example.cells, strict=True)):
            text = given.get(f"{CELL}{example.at}.{column}", shown).strip()
            if text != shown.strip():
                found.setdefault(example.at, {})[name] = text
    return found


def left_out(given: Mapping[str, str], report: ImportReport, now: Sequence[int]) -> dict[int, bool]:
    """Which of the shown rows somebody took out or back. Their boxes are named `skip.ROW`."""
    wanted = {one.at: f"{SKIP}{one.at}" in given for one in _shown(report)}
    return {at: is_out for at, is_out in wanted.items() if is_out != (at in now)}


def _shown(report: ImportReport) -> Iterator[Example]:
    return (one for rule in (*report.rules, *report.warnings) for one in rule.examples)


def at_its_columns(refused: Refused) -> Refused:
    """The verb names columns; the form calls them by another name."""
    return type(refused)(
        refused.sentence, fields={COLUMN + key: words for key, words in refused.fields.items()}
    )


def _option_field(option: Option, value: str) -> forms.Field:
    label, help_text = str(option.label), str(option.help)
    if option.shape == "choice":
        choices = [(key, str(words)) for key, words in option.offered()]
        return forms.ChoiceField(
            choices=choices,
            widget=Segmented if len(choices) <= MOST_SIDE_BY_SIDE else forms.Select,
            label=label,
            help_text=help_text,
            required=False,
            initial=value,
        )
    widget = forms.Textarea(attrs={"rows": 3}) if option.shape == "words" else forms.TextInput()
    return forms.CharField(widget=widget, label=label, help_text=help_text, required=False, initial=value)
