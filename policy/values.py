"""The values that facts take, and where each value came from.

`Unknown` is a value of its own, never `None` or `False`. Lists may be open
(more elements may exist) and planned numbers may be bounds.
"""

from dataclasses import field
from datetime import date
from decimal import Decimal
from enum import Enum, StrEnum

from policy.diagnostics import Span
from policy.facts.fact import Scalar as Scalar  # noqa: PLC0414 part of this module's names
from policy.frozen import dataclass


class Unknown(Enum):
    """The one value that says that a fact was not given."""

    __hash__ = object.__hash__

    UNKNOWN = "unknown"

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN = Unknown.UNKNOWN


@dataclass(frozen=True, slots=True)
class Several:
    """The elements of a list fact, in canonical order and without repeats."""

    items: tuple[str, ...]
    open: bool = False
    """More elements may exist that nobody has named."""
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_hash", hash((self.items, self.open)))

    def __hash__(self) -> int:
        return self._hash


@dataclass(frozen=True, slots=True)
class Bounds:
    """A planned number of which only inclusive bounds are known."""

    low: Decimal | None
    high: Decimal | None


Value = Scalar | Several | Bounds | Unknown


class Origin(StrEnum):
    """Where a fact's value came from, the strongest first (design, section 4)."""

    __hash__ = str.__hash__

    PLAN = "plan"
    ORGANIZATION = "organization"
    DETERMINATION = "determination"
    REGISTERED = "registered"
    DERIVED = "derived"
    MOOT = "moot"
    ATTESTATION = "attestation"
    PRESUMPTION = "presumption"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Given:
    """One fact of a case: its value, its origin and the place where it was said."""

    value: Value
    origin: Origin
    span: Span | None = field(default=None, compare=False)
    owner: str | None = None
    """Who answers for a presumption, attestation or determination."""
    reason: str | None = None
    until: date | None = None


NOT_GIVEN = Given(UNKNOWN, Origin.UNKNOWN)


class Told(dict[str, Value]):
    """The values of facts by path; what nobody told is unknown."""

    def __missing__(self, fact: str) -> Value:
        return UNKNOWN


def several(*items: str, more: bool = False) -> Several:
    """Return the list value of `items` in canonical order; `more` leaves it open."""
    return Several(tuple(sorted(set(items))), more)


def plain(value: Value) -> object:
    """Return `value` in the types of JSON: numbers and dates as canonical strings."""
    match value:
        case Unknown():
            return None
        case Several(items=items, open=more):
            return {"at_least": list(items)} if more else list(items)
        case Bounds(low=low, high=high):
            ends = (("at_least", low), ("at_most", high))
            return {name: canonical_number(end) for name, end in ends if end is not None}
        case Decimal():
            return canonical_number(value)
        case date():
            return value.isoformat()
        case _:
            return value


def canonical_number(number: Decimal) -> str:
    """Return the one spelling of `number`: no exponent, no trailing zeros."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text
