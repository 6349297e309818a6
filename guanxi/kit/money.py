"""Money: exact decimals with a currency, rounded half-up, read as people write it (1,234.50 ¥5 3.5万)."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Final

STORED_PLACES: Final = 4
"""Amounts are stored as numeric(19,4)."""

LARGEST: Final = Decimal("999999999999999.9999")
"""The largest amount that numeric(19,4) holds."""


def _codes(lines: str) -> frozenset[str]:
    return frozenset(lines.split())


# ISO 4217, active codes. The minor unit is 2 places but for those named below.
CURRENCIES: Final = _codes(
    """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF
    CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ
    GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP
    LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR
    PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC
    SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER
    ZAR ZMW ZWG
    """
)
_NO_MINOR_UNIT: Final = _codes(
    """
    BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF
    """
)
_THREE_PLACES: Final = _codes(
    """
    BHD IQD JOD KWD LYD OMR TND
    """
)

_SCALES: Final = {
    "": 0,
    "百": 2,
    "千": 3,
    "万": 4,
    "萬": 4,
    "十万": 5,
    "百万": 6,
    "千万": 7,
    "亿": 8,
    "億": 8,
    "万亿": 12,
}
_SYMBOLS: Final = {
    **dict.fromkeys(("¥", "元", "圆", "块", "人民币", "rmb"), "CNY"),
    **dict.fromkeys(("$", "us$", "美元"), "USD"),
    **dict.fromkeys(("€", "欧元"), "EUR"),
    **dict.fromkeys(("£", "英镑"), "GBP"),
    **dict.fromkeys(("hk$", "港元", "港币"), "HKD"),
    "日元": "JPY",
    "nt$": "TWD",
    "₩": "KRW",
}
_NUMBER: Final = (
    r"(?P<number>[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?|[0-9]{1,4}(?:,[0-9]{4})+(?:\.[0-9]*)?"
    r"|[0-9]+\.?[0-9]*|\.[0-9]+)"
)
_WRITTEN: Final = re.compile(
    r"(?P<open>\()?(?P<sign>[-+])?(?P<before>[^\d\s()+\-.,]*)(?P<sign2>[-+])?" + _NUMBER
    + r"(?P<scale>十万|百万|千万|万亿|[百千万萬亿億])?(?P<after>[^\d()+\-.,]*?)整?(?P<close>\))?"
)  # fmt: skip
_LONGEST_TYPED: Final = 60
_LOOSE_DIGITS: Final = re.compile("[0-9] +[0-9]")
_SPACE_GROUPS: Final = re.compile(r"(?<=[0-9])[ '](?=[0-9]{3}(?:\D|$))")


class UnreadableMoney(ValueError):
    """The text is no amount of money."""

    def __init__(self, text: str) -> None:
        super().__init__(f"{text[:60]!r} is no amount of money")
        self.text = text


class UnknownCurrency(ValueError):
    """The code is no active ISO 4217 currency."""

    def __init__(self, code: str) -> None:
        super().__init__(f"{code[:20]!r} is no ISO 4217 currency code")
        self.code = code


class CurrenciesDiffer(ValueError):
    """Amounts in two currencies cannot be added or compared without a dated rate."""

    def __init__(self, one: str, other: str) -> None:
        super().__init__(f"{one} and {other} cannot be combined without a dated rate")
        self.currencies = (one, other)


@dataclass(frozen=True, slots=True)
class Money:
    """A finite amount in one ISO currency. Sums stay in the currency; `rounded` is the payable amount."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        checked_currency(self.currency)
        if not isinstance(self.amount, Decimal):
            raise TypeError(f"Money takes a Decimal, not {type(self.amount).__name__}: use shortest()")
        if not self.amount.is_finite():
            raise UnreadableMoney(str(self.amount))

    def __add__(self, other: "Money") -> "Money":
        return Money(self.amount + self._same(other).amount, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.amount - self._same(other).amount, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.amount, self.currency)

    def __mul__(self, factor: Decimal | int) -> "Money":
        return Money(self.amount * factor, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.amount < self._same(other).amount

    def __le__(self, other: "Money") -> bool:
        return self.amount <= self._same(other).amount

    def rounded(self) -> "Money":
        return Money(round_to_minor_unit(self.amount, self.currency), self.currency)

    def _same(self, other: "Money") -> "Money":
        if other.currency != self.currency:
            raise CurrenciesDiffer(self.currency, other.currency)
        return other


def checked_currency(code: str) -> str:
    """The code itself, if it is an active ISO 4217 code in capitals; else `UnknownCurrency`."""
    if code not in CURRENCIES:
        raise UnknownCurrency(code)
    return code


def minor_unit(currency: str) -> int:
    """Decimal places in which the currency is paid: 2, but 0 for JPY and 3 for KWD and their like."""
    checked_currency(currency)
    if currency in _NO_MINOR_UNIT:
        return 0
    return 3 if currency in _THREE_PLACES else 2


def round_half_up(amount: Decimal, places: int = STORED_PLACES) -> Decimal:
    """Half a unit goes away from zero (2.00005 -> 2.0001, -2.00005 -> -2.0001)."""
    with localcontext(prec=60):
        return amount.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def round_to_minor_unit(amount: Decimal, currency: str) -> Decimal:
    return round_half_up(amount, minor_unit(currency))


def shortest(value: float | str | Decimal) -> Decimal:
    """The decimal that a person sees: a float's shortest repr (0.1 is 0.1), a string's own digits.

    Raises `UnreadableMoney` for what is no finite number.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise UnreadableMoney(str(value))
    text = repr(value) if type(value) is float else str(value).strip()
    if isinstance(value, float) and type(value) is not float:  # numpy.float64 prints its type in repr
        text = repr(float(value))
    if "_" in text or not text.isascii():
        raise UnreadableMoney(text)
    try:
        number = Decimal(text)
    except ArithmeticError as error:
        raise UnreadableMoney(text) from error
    if not number.is_finite():
        raise UnreadableMoney(text)
    return number


def parse_amount(text: str) -> Decimal:
    """The number in what a user typed, whatever currency sign stands beside it. See `parse_money`."""
    return _parsed(text)[0]


def parse_money(text: str, currency: str) -> Money:
    """Read an amount as people write it; a sign or word for another currency wins over `currency`.

    Understood: 1,234.50  １，２３４．５  ¥1234  ￥3.5万  1.2亿元  (500)  -500  CNY 5  5 美元.
    ¥ means yen when `currency` is JPY. A comma separates groups of three (or four), never decimals.
    Raises `UnreadableMoney`, `UnknownCurrency`.
    """
    amount, word = _parsed(text)
    if word == "¥" and currency == "JPY":
        return Money(amount, "JPY")
    return Money(amount, checked_currency(_SYMBOLS.get(word, word.upper()) if word else currency))


def _parsed(text: str) -> tuple[Decimal, str]:
    plain = unicodedata.normalize("NFKC", text).strip().replace("−", "-").replace("、", ",").casefold()
    plain = _SPACE_GROUPS.sub("", plain.replace("\u2009", " "))
    readable = len(plain) <= _LONGEST_TYPED and not _LOOSE_DIGITS.search(plain)
    found = _WRITTEN.fullmatch(plain.replace(" ", "")) if readable else None
    if found is None or bool(found["open"]) != bool(found["close"]) or (found["sign"] and found["sign2"]):
        raise UnreadableMoney(text)
    words = {word for word in (found["before"], found["after"]) if word}
    currencies = {_SYMBOLS.get(word, word.upper()) for word in words}
    if len(currencies) > 1 or not all(known in CURRENCIES for known in currencies):
        raise UnreadableMoney(text)
    with localcontext(prec=80):
        number = Decimal(found["number"].replace(",", "")).scaleb(_SCALES[found["scale"] or ""])
        negative = "-" in {found["sign"], found["sign2"]} or found["open"]
        amount = -number if negative else number
    if abs(amount) > LARGEST:
        raise UnreadableMoney(text)
    return amount, min(words, default="")
