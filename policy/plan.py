"""The plan as people write it, typed: the document that asks.

What the plan says about a fact of the vocabulary is a `Given`; what decides
which ingredients there are has a shape of its own. What is left out is
unknown: `None`, or no entry under the path of a fact.
"""

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from enum import StrEnum

from policy.diagnostics import Span
from policy.facts.fact import Attestation
from policy.frozen import dataclass
from policy.references import LOCAL, Reference
from policy.values import Given


class Part(StrEnum):
    """What an entry is to the thing that is made from it."""

    __hash__ = str.__hash__

    TEACHER = "teacher"
    """Its outputs are learned from, or are in the data."""
    BASE = "base"
    """Its weights are what the thing starts from."""
    DATASET = "dataset"
    """It is data that the thing is trained on, or contains."""
    PEOPLE = "people"
    """It is what people wrote."""


class People(StrEnum):
    """Who wrote what no model made."""

    __hash__ = str.__hash__

    EMPLOYEES = "employees"
    CONTRACTORS = "contractors"
    VENDORS = "vendors"
    CUSTOMERS = "customers"
    VOLUNTEERS = "volunteers"
    PUBLIC = "public"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Entry:
    """One ingredient as the plan names it, with all that the plan says about it."""

    part: Part
    ref: Reference | None
    """Nothing where the plan says `unknown`, and for people."""
    facts: Mapping[str, Given] = field(default_factory=dict)
    """The `ingredient.*` facts that the plan states, by path."""
    people: People | None = None
    through: tuple[str, ...] | None = None
    """The hops in their order, nearest first; the fact of that name has no order."""
    made_from: tuple["Entry", ...] | None = None
    """Empty: from nothing else."""
    obtained: date | None = None
    """The day on which weights or data were obtained, and with them their license."""
    span: Span = field(default=Span("plan", 1, 1), compare=False)

    @property
    def local(self) -> bool:
        """Return whether it lies in no hub, so that only the plan can say what it is."""
        return self.ref is not None and self.ref.scheme == LOCAL

    @property
    def unknown(self) -> bool:
        """Return whether the plan says that nobody knows which model or data set it is."""
        return self.ref is None and self.people is None


@dataclass(frozen=True, slots=True)
class NoBase:
    """The plan says that training starts from no weights."""

    span: Span = field(default=Span("plan", 1, 1), compare=False)


@dataclass(frozen=True, slots=True)
class Attested:
    """A bundle of facts that the requester signs, with the place of the signature."""

    name: Attestation
    span: Span = field(default=Span("plan", 1, 1), compare=False)


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool that wrote code for us; what it wrote for training would be a teacher's."""

    name: str
    provider: str | None = None
    span: Span = field(default=Span("plan", 1, 1), compare=False)


@dataclass(frozen=True, slots=True)
class Plan:
    """What somebody asks to do."""

    id: str
    title: str
    """The id where the plan has no title."""
    facts: Mapping[str, Given]
    """All facts but those of ingredients and terms, by path."""
    teachers: tuple[Entry, ...] | None = None
    """Nothing where the plan is silent; empty where it says that there are none."""
    datasets: tuple[Entry, ...] | None = None
    base: Entry | NoBase | None = None
    attests: tuple[Attested, ...] = ()
    terms: Mapping[str, Mapping[str, Given]] = field(default_factory=dict)
    """The `terms.*` facts by issuer."""
    competes_with: Mapping[str, Given] = field(default_factory=dict)
    """By issuer; it counts only from those whom house policy names."""
    tools: tuple[Tool, ...] = ()
    span: Span = field(default=Span("plan", 1, 1), compare=False)
    digest: str = ""
    """`sha256:…` of the canonical plan after includes."""

    @property
    def is_adoption(self) -> bool:
        """Return whether it asks for a model as it is, and trains and changes nothing."""
        changed = "student.derivation" in self.facts
        nothing = self.teachers == () and self.datasets == ()
        return nothing and isinstance(self.base, Entry) and not changed

    @property
    def is_done(self) -> bool:
        """Return whether it says that its student is trained, or released, already."""
        given = self.facts.get("student.status")
        return given is not None and given.value in {"trained", "released"}
