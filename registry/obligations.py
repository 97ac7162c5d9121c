"""What a plan owes, and how each duty stands: what the engine sees, and what people say."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from registry.statements import Writer


class DutyStanding(StrEnum):
    """How a duty stands."""

    __hash__ = str.__hash__

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    """Somebody has seen it, and will see to it."""
    MET = "met"
    NOT_APPLICABLE = "not-applicable"
    ESCALATED = "escalated"

    @property
    def done(self) -> bool:
        """Return whether nothing is left to do about it."""
        return self in {DutyStanding.MET, DutyStanding.NOT_APPLICABLE}


@dataclass(frozen=True, slots=True)
class DutyAct:
    """What somebody says of a duty; never changed, never erased."""

    clause: str
    ingredients: tuple[str, ...]
    """Every ingredient that brought the duty then: for others it says nothing."""
    standing: DutyStanding
    writer: Writer
    evidence: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty of a plan as it stands."""

    clause: str
    """`document@version#clause`, or `review:N#n` for what an approval asks for."""
    says: str
    due: str
    """The act before which it is due."""
    due_on: date | None
    """The day of that act, where the plan names it."""
    ingredients: tuple[str, ...]
    standing: DutyStanding
    checked: bool = False
    """The engine itself sees that it is met."""
    act: DutyAct | None = None
    """What somebody said of it last."""
    period: str | None = None
    """Of a duty that comes again: for which time it is owed."""
    limit: Decimal | None = None
    """How much may be used in that time."""
    unit: str | None = None
    """Of what."""

    def overdue(self, day: date) -> bool:
        """Return whether its day has come and it is not done."""
        return self.due_on is not None and day >= self.due_on and not self.standing.done


def standing_of(duty: Duty, acts: Sequence[DutyAct]) -> Duty:
    """Return `duty` as the last of `acts` that is about it lets it stand.

    What was said of one version of a clause, or of fewer ingredients, says
    nothing about another.
    """
    about = [
        act
        for act in acts
        if act.clause == duty.clause and set(duty.ingredients) <= set(act.ingredients)
    ]
    if not about or duty.checked:
        return duty
    return replace(duty, standing=about[-1].standing, act=about[-1])
