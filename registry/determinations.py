"""Determinations: what legal has answered or settled, for which plans, and until when."""

from collections.abc import Sequence
from dataclasses import field
from datetime import date

from policy.case import Settlement
from policy.diagnostics import Span
from policy.documents import Thing
from policy.frozen import dataclass
from policy.testing import glob
from policy.values import Given, Origin, Several, Value


@dataclass(frozen=True, slots=True)
class Scope:
    """For which plans a determination holds; what is left out does not narrow it."""

    issuer: str | None = None
    markets: tuple[str, ...] = ()
    students: tuple[str, ...] = ()
    ingredients: tuple[str, ...] = ()

    def holds_for(self, student: str, markets: Value, ingredient: str | None) -> bool:
        """Return whether a plan with this student, and this ingredient, lies in scope."""
        if self.markets:
            if not isinstance(markets, Several) or markets.open:
                return False
            if not set(markets.items) <= set(self.markets):
                return False
        if self.students and not _matches(self.students, student):
            return False
        return not self.ingredients or (
            ingredient is not None and _matches(self.ingredients, ingredient)
        )


def _matches(patterns: Sequence[str], name: str) -> bool:
    return any(glob(pattern.casefold())(name.casefold()) for pattern in patterns)


@dataclass(frozen=True, slots=True)
class Determination:
    """A scoped, dated, signed answer or reading by legal, reused in later plans."""

    id: str
    by: str
    role: str
    on: date
    until: date
    reason: str
    scope: Scope
    fact: str | None = None
    value: Value | None = None
    settles: str | None = None
    basis: tuple[Thing, ...] = ()
    span: Span | None = field(default=None, compare=False)

    def holds_on(self, day: date) -> bool:
        """Return whether it was made and has not ended on `day`."""
        return self.on <= day < self.until

    @property
    def given(self) -> Given | None:
        """Return the fact as a case holds it, or nothing where it settles something else."""
        if self.value is None:
            return None
        owner = f"{self.by} ({self.id})"
        return Given(
            self.value, Origin.DETERMINATION, self.span, owner, self.reason, self.until
        )

    def settlement(self) -> Settlement | None:
        """Return what it settles or gives a basis for, or nothing where it answers a fact."""
        if self.settles is None and not self.basis:
            return None
        things = tuple(thing.value for thing in self.basis)
        ingredients = self.scope.ingredients or ("*",)
        return Settlement(
            self.id, self.settles, ingredients, self.by, self.reason, self.until, things
        )
