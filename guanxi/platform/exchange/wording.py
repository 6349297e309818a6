"""What is wrong with a cell, in words."""

from django.utils.translation import gettext_lazy as _

from guanxi.platform.exchange.rules import BadCell, Fault
from guanxi.platform.exchange.targets import Target

_SENTENCES = {
    Fault.NUMBER: _("“{found}” in “{column}” is no number."),
    Fault.TOO_LARGE: _("“{found}” in “{column}” is larger than can be kept."),
    Fault.DATE: _("“{found}” in “{column}” is no date."),
    Fault.AMBIGUOUS_DATE: _(
        "“{found}” in “{column}” may be two dates: choose whether day or month comes first."
    ),
    Fault.IMPLAUSIBLE_DATE: _("“{found}” in “{column}” is no day that can be meant."),
    Fault.TOO_LONG: _("“{column}” is too long: “{found}…”."),
    Fault.MISSING: _("“{column}” is missing."),
    Fault.CURRENCY: _("“{found}” in “{column}” is no currency; write its three letters, such as CNY."),
    Fault.MIXED_CURRENCY: _("“{found}” is another currency than in the first line of this order."),
    Fault.UNKNOWN_WORD: _("“{found}” in “{column}” is none of the words that can stand there."),
    Fault.UNKNOWN_PERSON: _("“{found}” in “{column}” is no colleague; write the e-mail address or the name."),
    Fault.EMAIL: _("“{found}” in “{column}” is no e-mail address."),
    Fault.CHECK_CHARACTER: _("“{found}” in “{column}” is mistyped: its check character does not fit."),
    Fault.UNKNOWN_CODE: _("“{found}” in “{column}”: the classification knows no such code or name."),
    Fault.CARD_NUMBER: _("“{column}” holds a whole card number, or no token: it is never kept."),
}


def sentence(target: Target, column: str, bad: BadCell) -> str:
    """In the language active now."""
    return str(_SENTENCES[bad.fault]).format(found=bad.found, column=target.column(column).label)
