"""What a fact of the vocabulary is, apart from any value it may have."""

from dataclasses import KW_ONLY
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from policy.frozen import dataclass

Scalar: TypeAlias = str | bool | Decimal | date
"""One known value of a fact; unknown is never one of them."""

When: TypeAlias = tuple[tuple[str, tuple[Scalar, ...]], ...]
"""Paths of facts, each with the values it may have; no values: the list is empty."""

NO_RELEASE: When = (("release.forms", ()),)
"""The plan says that nothing is released."""


class Kind(StrEnum):
    """The type of a fact's value, or of each element where it has many."""

    __hash__ = str.__hash__

    STRING = "string"
    BOOLEAN = "boolean"
    NUMBER = "number"
    DATE = "date"
    PLACE = "place"
    ENUM = "enum"


class Who(StrEnum):
    """Who can answer the question of a fact."""

    __hash__ = str.__hash__

    ENGINEER = "engineer"
    LEGAL = "legal"
    SECURITY = "security"


class Attestation(StrEnum):
    """A bundle of facts that the requester signs in one word."""

    __hash__ = str.__hash__

    ORDINARY_ACCESS = "ordinary-access"
    NO_LISTED_PARTIES = "no-listed-parties"
    NO_LISTED_USES = "no-listed-uses"
    LAWFUL_DATA = "lawful-data"
    INGREDIENTS_COMPLETE = "ingredients-complete"


@dataclass(frozen=True, slots=True)
class Moot:
    """A state of other facts in which this one cannot matter.

    Rules of several facts may build on each other, so they are applied until
    nothing changes. Like every later origin a rule fills an unknown only.
    """

    when: When
    """All must hold: each fact is known to have one of its values; a list fact stands here
    with no values, and must be known to be empty."""
    value: Scalar | tuple[()]
    """The value that the fact then has; the empty tuple for a list."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One typed name that a condition may read, with the question that asks for it."""

    path: str
    """The group and the name, joined by a dot."""
    kind: Kind
    _: KW_ONLY
    meaning: str
    """One sentence that says what is counted, in which unit, and where the border lies."""
    question: str
    """The question in plain words. Facts of an ingredient hold the format field `ingredient`;
    facts of its terms also `issuer`."""
    who: Who
    many: bool = False
    """The value is a list, and may be known to be empty."""
    values: tuple[str, ...] = ()
    """The closed list of values of an enum."""
    extent: bool = False
    """The place is an area, which any overlap meets; other places are points."""
    inputs: tuple[str, ...] = ()
    """For a derived fact: the facts to ask for instead, as long as one is unknown."""
    derived: bool = False
    """We work the value out, from other facts or from the registry."""
    structural: bool = False
    """It decides which ingredients and versions there are, so it is asked first."""
    moot: tuple[Moot, ...] = ()
    attestation: Attestation | None = None
    attested: Scalar | tuple[()] | None = None
    """The value that signing the attestation gives; none without an attestation."""
    settable: bool = True
    """A plan or organization file may state it."""

    @property
    def group(self) -> str:
        """Return the part of the path before the dot."""
        return self.path.partition(".")[0]

    @property
    def per_ingredient(self) -> bool:
        """Return whether each ingredient has a value of its own."""
        return self.group in {"ingredient", "terms"}
