"""Telephone numbers: E.164 for comparing, the typed form for people."""

from dataclasses import dataclass

from guanxi.kit.text import clean


@dataclass(frozen=True, slots=True)
class Phone:
    """A number as typed; `e164` is None when it cannot be read."""

    typed: str
    e164: str | None
    extension: str
    valid: bool


def read_phone(typed: str, region: str = "CN") -> Phone:
    """Read a number typed in `region` (ISO 3166 code). Never raises: what cannot be read keeps its typed
    form.

    `valid` says that the number lies in a range which is given out.
    """
    import phonenumbers

    kept = clean(typed)
    try:
        number = phonenumbers.parse(kept.replace("转", " ext. "), region)
    except phonenumbers.NumberParseException:
        return Phone(kept, None, "", valid=False)
    return Phone(
        typed=kept,
        e164=phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164),
        extension=number.extension or "",
        valid=phonenumbers.is_valid_number(number),
    )
