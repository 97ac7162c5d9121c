"""What is done already, done again in another way: training anew, taking back a release.

What was done stays done; an option says what is done instead from now on, with
the lines of the plan that say so.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from policy.plan import Plan
from policy.suggesting.changes import Act, Change, ChangeKind, Option, Prices, Put
from policy.suggesting.choosing import Stage, entries_of, stage_of
from policy.values import Given

_STATUS = ("student", "status")
_RELEASE = ("release",)
_ANEW = frozenset(
    {
        ChangeKind.SIGNALS,
        ChangeKind.COMPUTE,
        ChangeKind.CHANNEL,
        ChangeKind.PROGRAM,
        ChangeKind.TEACHER,
        ChangeKind.LEAVE_OUT,
        ChangeKind.BASE,
        ChangeKind.DATASET,
    }
)
"""What the student is made from: it changes only by training anew."""
_OUTSIDE = frozenset(
    {
        ChangeKind.NAME,
        ChangeKind.LICENSE,
        ChangeKind.RELEASE,
        ChangeKind.USE,
        ChangeKind.DATES,
    }
)
"""What a student that is released already has only once it was taken back."""
_BY_TRAINING = ("student.trained", "student.guardrails_weakened")
_A_DAY = timedelta(days=1)


class Redoing:
    """Says what else an option takes where the student of a plan is trained already."""

    def __init__(self, plan: Plan, prices: Prices, as_of: date) -> None:
        self._prices = prices
        self._released = stage_of(plan, as_of) is Stage.RELEASED
        self._plan = plan
        self._begins = as_of + _A_DAY * 2 + _longest(plan)

    def option(self, option: Option) -> Option:
        """Return `option` with what must be done again for it."""
        return tuple(self._change(each) for each in option)

    def _change(self, change: Change) -> Change:
        if trains_anew(change):
            words = f"train anew, and {change.words}"
            if change.kind is ChangeKind.LEAVE_OUT:
                words = change.words.replace("leave out", "train anew without", 1)
            return replace(
                change,
                words=words,
                acts=(*change.acts, *self._trained()),
                cost=change.cost + self._prices.training_again,
            )
        internal = keeps_internal(change)
        words = f"keep it internal: {change.words}" if internal else change.words
        if not self._released or change.kind not in _OUTSIDE:
            return replace(change, words=words)
        acts = (*change.acts, Put(_STATUS, "trained")) if internal else change.acts
        words = f"take back what was released, and {words if internal else f'have {words}'}"
        cost = change.cost + self._prices.releasing_again
        return replace(change, words=words, acts=acts, cost=cost)

    def _trained(self) -> Iterable[Act]:
        """Yield what a plan says that is to be trained anew, once all is collected."""
        yield Put(_STATUS, "planned")
        if any(name.startswith("student.trained_") for name in self._plan.facts):
            yield Put(("student", "trained"), f"{{from: {self._begins}}}")
        first = self._plan.facts.get("release.first_date")
        value = first.value if first else None
        if isinstance(value, date) and value <= self._begins:
            yield Put(("release", "first_date"), (self._begins + _A_DAY).isoformat())


def trains_anew(change: Change) -> bool:
    """Return whether `change` means to train anew."""
    return change.kind in _ANEW or change.slot.startswith(_BY_TRAINING)


def keeps_internal(change: Change) -> bool:
    """Return whether nobody else gets the student any more after `change`."""
    return change.kind is ChangeKind.RELEASE and any(
        isinstance(act, Put) and act.place == _RELEASE for act in change.acts
    )


def _longest(plan: Plan) -> timedelta:
    """Return for how long at most something was collected that may be collected anew."""
    found = timedelta()
    for _, entry in entries_of(plan):
        first = _day(entry.facts.get("ingredient.collected_from"))
        last = _day(entry.facts.get("ingredient.collected_until"))
        if first is not None and last is not None:
            found = max(found, last - first)
    return found


def _day(given: Given | None) -> date | None:
    value = given.value if given else None
    return value if isinstance(value, date) else None
