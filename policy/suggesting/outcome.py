"""What a changed plan comes to, and what an option is looked for in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from policy.case import Case
from policy.compiling import Pack
from policy.plan import Plan
from policy.suggesting.changes import Change, ChangeKind, Place, Prices
from policy.suggesting.offers import Offers
from policy.verdict import Finding, Ruling, Verdict


@dataclass(frozen=True, slots=True)
class Outcome:
    """A plan as changes left it, with what it comes to."""

    plan: Plan
    case: Case
    verdict: Verdict
    gone: frozenset[Place] = frozenset()
    """Where the entries stood in the plan as it was written that changes took out."""

    @property
    def passes(self) -> bool:
        """Whether the plan may go ahead."""
        return self.verdict.ruling <= Ruling.WITH_OBLIGATIONS

    @property
    def blockers(self) -> tuple[Finding, ...]:
        """What stands against it, the gravest first."""
        return tuple(
            each for each in self.verdict.findings if each.weight.now >= Ruling.NEEDS_REVIEW
        )


Judge = Callable[[tuple[Change, ...]], Outcome | None]
"""Judges the plan with changes; nothing where they leave no plan that can be read."""


@dataclass(frozen=True, slots=True)
class World:
    """What suggestions are looked for in."""

    pack: Pack
    offers: Offers
    prices: Prices
    as_of: date
    kept: frozenset[ChangeKind] = frozenset()
    """Kinds of change that the asker does not want."""
    anew: bool = False
    """Whether what is done already may be done again, in another way."""
