"""Documents, their dated versions, and the clauses in them."""

from dataclasses import field
from datetime import date
from enum import IntEnum, StrEnum

from policy.conditions import ALWAYS, Condition
from policy.diagnostics import Span
from policy.frozen import dataclass
from policy.recurring import Recurrence


class DocumentKind(StrEnum):
    """What a document is; decides whom it binds and how its version is found."""

    __hash__ = str.__hash__

    PROVIDER_TERMS = "provider-terms"
    USAGE_POLICY = "usage-policy"
    PROGRAM_TERMS = "program-terms"
    MODEL_LICENSE = "model-license"
    DATASET_LICENSE = "dataset-license"
    STATEMENT = "statement"
    LAW = "law"
    AGREEMENT = "agreement"
    HOUSE = "house"
    BUILT_IN = "built-in"


LICENSES = frozenset(
    {DocumentKind.MODEL_LICENSE, DocumentKind.DATASET_LICENSE, DocumentKind.STATEMENT}
)
TERMS = frozenset(
    {DocumentKind.PROVIDER_TERMS, DocumentKind.USAGE_POLICY, DocumentKind.PROGRAM_TERMS}
)


class Effect(StrEnum):
    """What a clause does to a plan that it applies to."""

    __hash__ = str.__hash__

    PERMITS = "permits"
    FORBIDS = "forbids"
    REQUIRES = "requires"
    CAUTIONS = "cautions"
    NOTES = "notes"


class Act(StrEnum):
    """When a clause bites: which permit it concerns, on which day a law is asked."""

    __hash__ = str.__hash__

    COLLECT = "collect"
    TRAIN = "train"
    RELEASE = "release"
    OPERATE = "operate"


class Reach(StrEnum):
    """Which paths from the student a clause covers."""

    __hash__ = str.__hash__

    DIRECT = "direct"
    WEIGHTS = "weights"
    USE = "use"
    OUTPUTS = "outputs"
    ALL = "all"


class Confidence(IntEnum):
    """How well we know a text: read here, reported by others, remembered."""

    __hash__ = int.__hash__

    LOW = 0
    MEDIUM = 1
    HIGH = 2

    @property
    def word(self) -> str:
        """The grade as it is written."""
        return self.name.lower()


class Thing(StrEnum):
    """What is taken from an ingredient, for which a basis is needed."""

    __hash__ = str.__hash__

    OUTPUTS = "outputs"
    WHITE_BOX = "white-box"
    DERIVATIVES = "derivatives"
    USE = "use"


class BasisKind(StrEnum):
    """Why an ingredient may be used."""

    __hash__ = str.__hash__

    EXPRESS = "express"
    AGREEMENT = "agreement"
    DETERMINATION = "determination"
    OWN = "own"
    GRANT = "grant"
    RESIDUAL = "residual"
    ASSUMPTION = "assumption"


TOPICS = frozenset(
    """
    access-control amendment attribution-notice automated-extraction benchmarking
    commercial-use competing-product contract copyright copyright-policy data-retention
    derivative-definition distillation-channel downstream-documentation entity-restriction
    exclusion export-control governing-law gpai-classification hidden-reasoning house
    incident-reporting indemnity license-inheritance listed-persons marking naming
    output-ownership patent personal-data procurement redistribution registration
    research-only revenue-threshold reverse-engineering safety sanctions scope
    systemic-risk technical-documentation termination territory trade-secrets
    train-on-outputs training-summary transparency use use-restrictions user-threshold
    white-box
    """.split()
)

BANS = {
    Thing.OUTPUTS: frozenset(
        {"train-on-outputs", "competing-product", "derivative-definition"}
    ),
    Thing.WHITE_BOX: frozenset(
        {"train-on-outputs", "white-box", "competing-product", "derivative-definition"}
    ),
    Thing.DERIVATIVES: frozenset({"competing-product", "white-box"}),
    Thing.USE: frozenset({"competing-product"}),
}
"""The topics whose bans stand against a basis for each thing."""

PURPOSE_TOPICS = frozenset({"research-only", "commercial-use", "use"})
"""Bans on a purpose: they stand against every basis of their document."""


@dataclass(frozen=True, slots=True)
class Carveout:
    """One exception of a clause, with the section that grants it."""

    when: Condition
    section: str | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """One rule of one version, tied to its section."""

    id: str
    effect: Effect
    statement: str
    topic: str
    section: str | None = None
    act: Act | None = None
    reach: Reach | None = None
    per_plan: bool = False
    start: date | None = None
    """First day on which the clause applies (`from`)."""
    end: date | None = None
    """First day on which it no longer applies (`until`)."""
    basis: BasisKind | None = None
    things: tuple[Thing, ...] = ()
    """What a `permits` covers (`for`); empty: what its topic says."""
    when: Condition = ALWAYS
    exceptions: tuple[Carveout, ...] = ()
    lifts: tuple[str, ...] = ()
    due: Act | None = None
    check: Condition | None = None
    protects: str | None = None
    fix: tuple[str, ...] = ()
    consequences: tuple[str, ...] = ()
    confidence: Confidence = Confidence.HIGH
    source: str | None = field(default=None, compare=False)
    note: str | None = field(default=None, compare=False)
    carried: bool = False
    """The text of its version was not read; this is the last text that was."""
    span: Span | None = field(default=None, compare=False)
    places: tuple[tuple[str, Span], ...] = field(default=(), compare=False)
    """Where each name of another document, version or clause stands, for the linter."""
    recurs: Recurrence | None = None
    """Of a `requires`: it is owed again in each period."""


@dataclass(frozen=True, slots=True)
class Silence:
    """A topic on which a text that was read says nothing."""

    topic: str
    section: str | None = None
    confidence: Confidence = Confidence.HIGH
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Governs:
    """Which models a version is for, where versions live side by side."""

    model: str
    revisions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Version:
    """One dated state of a document, with all its clauses (`like` already resolved)."""

    label: str
    clauses: tuple[Clause, ...]
    effective: date | None = None
    until: date | None = None
    """Exclusive: the first day on which it is no longer in force."""
    last_seen: date | None = None
    url: str | None = None
    silent: tuple[Silence, ...] = ()
    unread: tuple[str, ...] = ()
    governs: tuple[Governs, ...] = ()
    carried_from: str | None = None
    """The version whose text stands in, where this one is known only by date."""
    retroactive: bool = False
    closed: bool = False
    """A later version or an end exists, so nobody needs to look at it again."""
    claims_outputs: bool = False
    """By this text the issuer claims the outputs, so that its bans follow them to anybody."""
    span: Span | None = field(default=None, compare=False)

    @property
    def is_read(self) -> bool:
        """Whether its text was read, or that of an earlier version stands in for it."""
        return bool(self.clauses or self.silent)

    def covers(self, day: date) -> bool:
        """Return whether the version was in force on `day`, as far as its dates are known."""
        begun = self.effective is None or self.effective <= day
        return begun and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Document:
    """A text with rules, in all its versions, the oldest first."""

    id: str
    kind: DocumentKind
    title: str
    versions: tuple[Version, ...]
    issuer: str | None = None
    jurisdiction: str | None = None
    nexus: Condition | None = None
    license_tags: tuple[str, ...] = ()
    spdx: str | None = None
    protects: str | None = None
    passes_on: tuple[str, ...] = ()
    authority: str | None = None
    """On an agreement: the law whose authority gave it."""
    parties: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    pins: tuple[tuple[str, str], ...] = ()
    lifts: tuple[str, ...] = ()
    span: Span | None = field(default=None, compare=False)
    places: tuple[tuple[str, Span], ...] = field(default=(), compare=False)
    """Where each name of another document, version or clause stands, for the linter."""

    @property
    def is_read(self) -> bool:
        """Whether any version has a text that was read."""
        return any(version.is_read for version in self.versions)

    def clause_ref(self, version: Version, clause: Clause) -> str:
        """Return the full name of a clause: `document@version#clause`."""
        return f"{self.id}@{version.label}#{clause.id}"


def default_reach(kind: DocumentKind, effect: Effect, topic: str) -> Reach:
    """Return the reach of a clause that names none (design, section 5).

    A ban on outputs in terms reaches what others collected, so that their
    data sets do not wash it off; whether it binds us is then asked apart.
    """
    if kind in TERMS or kind is DocumentKind.AGREEMENT:
        follows = effect is Effect.FORBIDS and topic in BANS[Thing.OUTPUTS]
        return Reach.OUTPUTS if follows else Reach.DIRECT
    if kind in LICENSES:
        return Reach.WEIGHTS if effect is Effect.REQUIRES else Reach.USE
    return Reach.ALL
