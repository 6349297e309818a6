"""What crosses the border of grading: judgements going in, a placement with its reasons coming out."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Final, TypeVar


class Difference(StrEnum):
    """How different from others the customer finds us."""

    VERY = "very"
    SOME = "some"
    HARDLY = "hardly"


class Value(StrEnum):
    """What the customer buys: value, both, or the price alone."""

    VALUE = "value"
    BOTH = "both"
    PRICE = "price"


class Preference(StrEnum):
    US = "us"
    NEUTRAL = "neutral"
    OTHERS = "others"


class Access(StrEnum):
    """How near we get to the key people."""

    EASY = "easy"
    LIMITED = "limited"
    NONE = "none"


class BuyingRules(StrEnum):
    FEW = "few"
    FLEXIBLE = "flexible"
    RIGID = "rigid"


class Volume(StrEnum):
    LARGE = "large"
    MEDIUM = "medium"
    SMALL = "small"


class Margin(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Relationship(StrEnum):
    """Best to worst; INTEREST (no dealings yet, but has shown interest) stands outside that order."""

    FIRM = "firm"
    GOOD = "good"
    DEVELOPING = "developing"
    LIMITED = "limited"
    DEFENSIVE = "defensive"
    RETREATING = "retreating"
    INTEREST = "interest"


class CustomerClass(StrEnum):
    KEY = "key"
    ORDINARY = "ordinary"
    POTENTIAL = "potential"
    UNATTRACTIVE = "unattractive"


class Potential(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class CannotGrade(ValueError):
    """A judgement is missing or is no word of its criterion."""


class UnknownWord(CannotGrade):
    def __init__(self, criterion: str, word: object, allowed: tuple[str, ...]) -> None:
        super().__init__(f"{criterion}: {str(word)[:40]!r} is none of {', '.join(allowed)}")
        self.criterion = criterion
        self.word = word
        self.allowed = allowed


class MissingCriterion(CannotGrade):
    def __init__(self, criterion: str, allowed: tuple[str, ...]) -> None:
        super().__init__(f"{criterion} is missing: one of {', '.join(allowed)}")
        self.criterion = criterion
        self.allowed = allowed


class UnknownCriterion(CannotGrade):
    def __init__(self, criterion: str, allowed: tuple[str, ...]) -> None:
        super().__init__(f"{criterion[:40]!r} is no criterion: the criteria are {', '.join(allowed)}")
        self.criterion = criterion
        self.allowed = allowed


@dataclass(frozen=True, slots=True)
class Judgement:
    """One judgement of a customer on all eight criteria."""

    difference: Difference
    value: Value
    preference: Preference
    access: Access
    rules: BuyingRules
    volume: Volume
    margin: Margin
    relationship: Relationship

    @classmethod
    def from_words(cls, words: Mapping[str, object]) -> "Judgement":
        """Read the eight words; `UnknownCriterion`, `MissingCriterion` or `UnknownWord` says what is
        wrong.
        """
        for name in words:
            if name not in CRITERIA:
                raise UnknownCriterion(str(name), tuple(CRITERIA))
        return cls(
            difference=_word(words, "difference", Difference),
            value=_word(words, "value", Value),
            preference=_word(words, "preference", Preference),
            access=_word(words, "access", Access),
            rules=_word(words, "rules", BuyingRules),
            volume=_word(words, "volume", Volume),
            margin=_word(words, "margin", Margin),
            relationship=_word(words, "relationship", Relationship),
        )


CRITERIA: Final = tuple(field.name for field in fields(Judgement))


@dataclass(frozen=True, slots=True)
class Sentence:
    """One text in both languages."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: a stable code for programs, a sentence for people."""

    code: str
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Move:
    """Where a strategy leads: to `target` when `condition` holds (None: always). No target: stay, exit or
    release.
    """

    kind: str  # "move", "stay", "exit" or "release"
    target: str | None
    condition: Sentence | None


@dataclass(frozen=True, slots=True)
class Strategy:
    """`own` marks a text of ours: the method's source stops before cells C5 and C6."""

    sentence: Sentence
    own: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """One of the 18 cells: rating, class, relationship text, strategy and moves are separate data, looked
    up.
    """

    name: str
    rating: str
    customer_class: CustomerClass
    class_inferred: bool
    text: Sentence
    strategy: Strategy
    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class Placement:
    """The answer for one judgement. `alert` is set exactly when the state does not fit its column."""

    cell: Cell
    row: str
    column: int
    potential: Potential
    on_matrix: bool
    alert: Sentence | None
    reasons: tuple[Reason, ...]
    rule_version: str


_Word = TypeVar("_Word", bound=StrEnum)


def _word(words: Mapping[str, object], criterion: str, kind: type[_Word]) -> _Word:
    allowed = tuple(kind)
    if criterion not in words:
        raise MissingCriterion(criterion, allowed)
    word = words[criterion]
    if not isinstance(word, str) or word not in allowed:
        raise UnknownWord(criterion, word, allowed)
    return kind(word)
