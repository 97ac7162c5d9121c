"""The verdict: a pure value, with every finding, basis, obligation and question in it."""

from dataclasses import field
from datetime import date
from enum import IntEnum, StrEnum

from policy.case import Path
from policy.diagnostics import Span
from policy.documents import Act, BasisKind, Confidence, Effect, Thing
from policy.frozen import dataclass
from policy.values import Given


class Ruling(IntEnum):
    """What all findings come to, the mildest first."""

    __hash__ = int.__hash__

    APPROVED = 0
    WITH_OBLIGATIONS = 1
    NEEDS_REVIEW = 2
    DENIED = 3

    @property
    def word(self) -> str:
        """The word that people and programs read."""
        return _WORDS[self]


_WORDS = ("approved", "approved-with-obligations", "needs-review", "denied")


class State(StrEnum):
    """How one clause stands to one ingredient."""

    __hash__ = str.__hash__

    APPLIES = "applies"
    UNSURE = "unsure"
    LIFTED = "lifted"
    WAIVED = "waived"


class Severity(StrEnum):
    """What a finding does to the verdict."""

    __hash__ = str.__hash__

    DENY = "deny"
    REVIEW = "review"
    DUTY = "duty"
    NOTE = "note"


class DutyState(StrEnum):
    """How an obligation stands."""

    __hash__ = str.__hash__

    OPEN = "open"
    MET = "met"
    UNMET = "unmet"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Weight:
    """What a finding comes to as it stands, read for us, and read against us."""

    now: Ruling = Ruling.APPROVED
    best: Ruling = Ruling.APPROVED
    worst: Ruling = Ruling.APPROVED


NOTHING = Weight()


@dataclass(frozen=True, slots=True)
class Because:
    """One fact that a finding rests on, or waits for."""

    fact: str
    given: Given


@dataclass(frozen=True, slots=True)
class Aside:
    """How long a finding is set aside, and what it would come to otherwise."""

    until: date
    otherwise: Ruling


@dataclass(frozen=True)
class Finding:
    """One clause held against one ingredient, or the plan.

    It has many fields, and without slots these are set all at once.
    """

    clause: str
    """`document@version#clause`, of the latest version where several say the same."""
    versions: tuple[str, ...]
    title: str
    kind: str
    issuer: str | None
    section: str | None
    url: str | None
    topic: str
    effect: Effect
    state: State
    severity: Severity
    ingredient: str | None
    paths: tuple[Path, ...]
    statement: str
    because: tuple[Because, ...]
    missing: tuple[str, ...]
    confidence: Confidence
    weight: Weight
    consequences: tuple[str, ...] = ()
    lifted_by: str | None = None
    waived_by: str | None = None
    fix: tuple[str, ...] = ()
    waivable: bool = True
    due: Act | None = None
    duty: DutyState | None = None
    notes: tuple[str, ...] = ()
    """What else must be said: carried text, weak text, clauses listed."""
    span: Span | None = field(default=None, compare=False)
    keys: tuple[str, ...] = ()
    """The keys of the ingredients in the case that it is about."""
    protects: str | None = None
    """Whose markets and products its `terms.*` facts are about, where not the issuer's."""
    aside: Aside | None = None

    @property
    def waived(self) -> str | None:
        """Who sets it aside, until when, and what it would come to otherwise, in words."""
        if self.waived_by is None or self.aside is None:
            return self.waived_by
        until, otherwise = self.aside.until, self.aside.otherwise
        told = f"; {otherwise.word} without it" if otherwise > Ruling.WITH_OBLIGATIONS else ""
        return f"{self.waived_by} until {until}{told}"

    @property
    def name(self) -> str:
        """The clause without its version: `document#clause`."""
        document, _, clause = self.clause.partition("#")
        return f"{document.partition('@')[0]}#{clause}"


@dataclass(frozen=True, slots=True)
class Spared:
    """Why a ban that was read does not reach what is taken."""

    clause: str
    because: tuple[Because, ...]
    """The facts that keep it off."""
    exception: str | None = None
    """The section of the exception that holds; nothing where its condition does not."""


@dataclass(frozen=True, slots=True)
class Basis:
    """Why one thing may be taken from one ingredient."""

    ingredient: str
    thing: Thing
    kind: BasisKind
    clauses: tuple[str, ...]
    spared: tuple[Spared, ...] = ()
    """For each ban that is cited, why it does not reach this."""


@dataclass(frozen=True, slots=True)
class Obligation:
    """A duty that comes with a permission."""

    clause: str
    duty: str
    due: Act
    state: DutyState
    ingredient: str | None
    """The first of `ingredients`."""
    issuer: str | None = None
    section: str | None = None
    ingredients: tuple[str, ...] = ()
    """Every ingredient that brings the duty, in order; none: the plan itself."""


@dataclass(frozen=True, slots=True)
class Question:
    """An unknown fact in plain words, with what hangs on it."""

    fact: str
    question: str
    answers: tuple[str, ...]
    who: str
    decides: tuple[str, ...]
    ingredient: str | None = None
    issuer: str | None = None


@dataclass(frozen=True, slots=True)
class Assumption:
    """A fact that somebody vouches for or that house policy presumes."""

    fact: str
    given: Given
    ingredient: str | None = None
    issuer: str | None = None


@dataclass(frozen=True, slots=True)
class IngredientVerdict:
    """What the findings about one ingredient come to."""

    id: str
    role: str
    depth: int
    paths: tuple[Path, ...]
    documents: tuple[str, ...]
    ruling: Ruling


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to one plan."""

    plan: str
    title: str
    digest: str
    as_of: date
    ruling: Ruling
    best: Ruling
    worst: Ruling
    findings: tuple[Finding, ...]
    bases: tuple[Basis, ...]
    obligations: tuple[Obligation, ...]
    questions: tuple[Question, ...]
    assumptions: tuple[Assumption, ...]
    ingredients: tuple[IngredientVerdict, ...]
    case_digest: str
    documents_digest: str
    span: Span = field(default=Span("plan", 1, 1), compare=False)


def ruling_of(findings: tuple[Finding, ...]) -> Ruling:
    """Return what `findings` come to: the gravest of them."""
    return max((finding.weight.now for finding in findings), default=Ruling.APPROVED)


def range_of(findings: tuple[Finding, ...]) -> tuple[Ruling, Ruling]:
    """Return the verdicts with all unsure findings read for us and against us."""
    best = max((finding.weight.best for finding in findings), default=Ruling.APPROVED)
    worst = max((finding.weight.worst for finding in findings), default=Ruling.APPROVED)
    return best, worst
