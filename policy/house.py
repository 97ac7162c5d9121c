"""House policy: a closed list of settings, and clauses that only tighten."""

from collections.abc import Mapping
from dataclasses import field
from datetime import date, timedelta

from policy.diagnostics import Span
from policy.documents import BasisKind, Confidence
from policy.frozen import dataclass
from policy.values import Bounds, Scalar

ALL_BASES = frozenset(
    {
        BasisKind.EXPRESS,
        BasisKind.AGREEMENT,
        BasisKind.DETERMINATION,
        BasisKind.OWN,
        BasisKind.GRANT,
        BasisKind.RESIDUAL,
    }
)


@dataclass(frozen=True, slots=True)
class Presumption:
    """A fact that the house assumes until told otherwise; printed wherever it is used."""

    fact: str
    value: Scalar | Bounds
    """A number may be presumed to lie within bounds."""
    reason: str
    owner: str
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Return whether the presumption has not ended on `day`."""
        return self.until is None or day < self.until


@dataclass(frozen=True, slots=True)
class WaiverRule:
    """Who may waive findings of one clause, and for how long at most."""

    clause: str
    by: tuple[str, ...] = ()
    at_most: timedelta | None = None
    span: Span | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Staleness:
    """After how many days a text that nobody looked at is worth a note, and a review."""

    note: int = 90
    review: int = 365


@dataclass(frozen=True, slots=True)
class House:
    """The settings of the house."""

    bases: frozenset[BasisKind] = ALL_BASES
    deny_from: Confidence = Confidence.MEDIUM
    presumptions: tuple[Presumption, ...] = ()
    disjoint_markets: Presumption | None = None
    """Presume that a student whose markets are none of the issuer's does not compete."""
    waivers: tuple[WaiverRule, ...] = ()
    never_waived: tuple[str, ...] = ()
    """What nobody may waive: ids of clauses, `document#clause`, documents or their kinds."""
    staleness: Staleness = field(default_factory=Staleness)
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Which roles may answer a fact by a bare word in a plan."""
    costs: Mapping[str, int] = field(default_factory=dict)
    adopted_by: str | None = None
    adopted_on: date | None = None
    span: Span | None = field(default=None, compare=False)
    """Where `never_waived` stands."""

    def never(self, name: str, kind: str | None = None) -> bool:
        """Return whether nobody may waive the clause `document#clause`.

        `kind` is that of its document. A version in the name does not matter.
        """
        title, _, clause = name.partition("#")
        document = title.partition("@")[0]
        called = {clause, f"{document}#{clause}", document, kind or ""}
        return bool(called.intersection(self.never_waived))
