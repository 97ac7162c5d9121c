"""What a case file says, typed: plans with what is expected of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from policy.diagnostics import Span
from policy.documents import Effect
from policy.packtests.patching import Patched


class Side(StrEnum):
    """How a clause stands in the plan of a trial."""

    APPLIES = "applies"
    """Its condition holds; of an exception: it holds, and so sets the clause aside."""
    NOT = "not"
    OUTSIDE = "outside"
    """The plan has no tie to the law: its nexus is known not to hold."""
    MISSING = "missing"
    """A fact that its condition reads is unknown, and so the clause is unsure."""
    MET = "met"
    """It applies, and what it requires is done."""
    UNMET = "unmet"


class Standing(StrEnum):
    """How a clause stands in a whole verdict."""

    APPLIES = "applies"
    ABSENT = "absent"
    UNSURE = "unsure"
    LIFTED = "lifted"
    WAIVED = "waived"


@dataclass(frozen=True, slots=True)
class Trial:
    """One plan, and on which side it puts one clause."""

    document: str
    clause: str
    effect: Effect
    side: Side
    plan: Patched
    as_of: date
    version: str | None = None
    """Only this version of the clause is looked at."""
    exception: int | None = None
    """The exception that is meant, counted from 0; nothing: the clause itself."""
    lifts: tuple[str, ...] = ()
    """Clauses that it is expected to set aside where it applies."""
    span: Span = field(default=Span("", 1, 1), compare=False)


@dataclass(frozen=True, slots=True)
class Expected:
    """How one clause is expected to stand in a verdict."""

    clause: str
    """`document#clause`."""
    standing: Standing
    missing: tuple[str, ...] = ()
    """Facts that an unsure clause must wait for."""
    span: Span = field(default=Span("", 1, 1), compare=False)


@dataclass(frozen=True, slots=True)
class Check:
    """One whole plan, and what its verdict must say; what is left out is not compared."""

    title: str
    plan: Patched
    as_of: date
    verdict: str | None = None
    clauses: tuple[Expected, ...] = ()
    obligations: Mapping[str, str] = field(default_factory=dict)
    """The state of each duty, by `document#clause`."""
    questions: tuple[str, ...] | None = None
    """The facts that are asked for, in any order."""
    span: Span = field(default=Span("", 1, 1), compare=False)


@dataclass(frozen=True, slots=True)
class CaseFile:
    """One file of trials and checks."""

    path: str
    trials: tuple[Trial, ...] = ()
    checks: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True)
class Gate:
    """The least share of sides that a pack wants covered, by kind, in percent."""

    folder: str
    """The documents below it are meant."""
    least: Mapping[str, int]
    span: Span = field(compare=False)
