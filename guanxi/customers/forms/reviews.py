"""How often cards are reviewed, as it is typed."""

from collections.abc import Mapping

from django import forms

from guanxi.customers.rules.reviews import DEFAULT_MONTHS, LONGEST_CYCLE


class ReviewCycleForm(forms.Form):
    """Months for each archive class."""

    def __init__(
        self, data: Mapping[str, object] | None, *, months: Mapping[str, int], labels: Mapping[str, str]
    ) -> None:
        super().__init__(data, initial=dict(months))
        for archive_class in DEFAULT_MONTHS:
            self.fields[archive_class] = forms.IntegerField(
                label=labels[archive_class], min_value=0, max_value=LONGEST_CYCLE
            )
