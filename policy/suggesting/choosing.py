"""What the organization can choose, and until when: a closed list.

Its country, its owners and its history are no choice: what was collected,
trained or released stays as it was, and only what is still to come, what goes
on file and what nobody has answered yet can be otherwise.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from types import MappingProxyType

from policy.plan import Entry, Plan
from policy.suggesting.changes import ChangeKind, Place, Step
from policy.values import UNKNOWN, Value


class Stage(IntEnum):
    """How far a plan has come."""

    __hash__ = int.__hash__

    PLANNED = 0
    TRAINED = 1
    """Training has begun."""
    RELEASED = 2
    ALWAYS = 3
    """Never over, for what can be done at any time."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A fact of the plan that can be chosen as long as the plan has not come past a stage."""

    kind: ChangeKind
    before: Stage


CHOICES: Mapping[str, Choice] = MappingProxyType(
    {
        "student.name": Choice(ChangeKind.NAME, Stage.RELEASED),
        "student.license": Choice(ChangeKind.LICENSE, Stage.RELEASED),
        "student.markets": Choice(ChangeKind.USE, Stage.RELEASED),
        "student.monetized": Choice(ChangeKind.USE, Stage.RELEASED),
        "student.guardrails_weakened": Choice(ChangeKind.USE, Stage.TRAINED),
        "student.trained_from": Choice(ChangeKind.DATES, Stage.TRAINED),
        "student.trained_until": Choice(ChangeKind.DATES, Stage.TRAINED),
        "use.purpose": Choice(ChangeKind.USE, Stage.RELEASED),
        "use.domains": Choice(ChangeKind.USE, Stage.RELEASED),
        "compute.country": Choice(ChangeKind.COMPUTE, Stage.TRAINED),
        "release.forms": Choice(ChangeKind.RELEASE, Stage.RELEASED),
        "release.places": Choice(ChangeKind.RELEASE, Stage.RELEASED),
        "release.recipients": Choice(ChangeKind.RELEASE, Stage.RELEASED),
        "release.recipient_names": Choice(ChangeKind.RELEASE, Stage.RELEASED),
        "release.recipient_countries": Choice(ChangeKind.RELEASE, Stage.RELEASED),
        "release.first_date": Choice(ChangeKind.DATES, Stage.RELEASED),
        "release.notices": Choice(ChangeKind.NOTICES, Stage.ALWAYS),
        "ingredient.signals": Choice(ChangeKind.SIGNALS, Stage.TRAINED),
        "ingredient.collected_from": Choice(ChangeKind.DATES, Stage.TRAINED),
        "ingredient.collected_until": Choice(ChangeKind.DATES, Stage.TRAINED),
    }
)
"""Facts that can be chosen; how a teacher is reached is changed as a whole."""
_KEY = re.compile(r"([a-z_]+)(?:\[(\d+)\])?")


class Choosing:
    """Says what can be chosen in one plan on one day."""

    def __init__(
        self,
        plan: Plan,
        as_of: date,
        gone: frozenset[Place] = frozenset(),
        *,
        anew: bool = False,
    ) -> None:
        """`anew`: what was trained or released already may be trained and released again."""
        self.plan = plan
        self._gone = gone
        self._anew = anew
        self.as_of = as_of
        self.stage = Stage.PLANNED if anew else stage_of(plan, as_of)

    def choice(self, fact: str, key: str | None = None) -> Choice | None:
        """Return how a known fact can be chosen, or nothing where it is what it is.

        `key` names the entry of the plan that a fact of an ingredient is about.
        """
        choice = CHOICES.get(fact)
        if choice is None or self.stage >= choice.before:
            return None
        if fact.startswith("ingredient."):
            entry = self.entry(key)
            return choice if entry is not None and not self.begun(entry) else None
        return choice

    def entry(self, key: str | None) -> Entry | None:
        """Return the entry of the plan under `key`."""
        return next((entry for name, entry in entries_of(self.plan) if name == key), None)

    def place(self, key: str) -> Place:
        """Return where the entry under `key` stands in the plan as it was first written.

        What was taken out since moved the numbers of those after it.
        """
        found: Place = ()
        for step in place_of(key):
            at = step
            if isinstance(at, int):
                at = _nth(at, {each[-1] for each in self._gone if each[:-1] == found})
            found = (*found, at)
        return found

    def begun(self, entry: Entry) -> bool:
        """Return whether collecting has begun, or may have."""
        first = _day(_fact(entry.facts, "ingredient.collected_from"))
        return first is None or first <= self.as_of

    @property
    def open(self) -> bool:
        """Whether what the student is made from can still be chosen."""
        return self.stage < Stage.TRAINED

    def again(self, entry: Entry) -> tuple[date, date] | None:
        """Return the window in which it can be collected anew before training begins."""
        first = _day(_fact(entry.facts, "ingredient.collected_from"))
        last = _day(_fact(entry.facts, "ingredient.collected_until")) or first
        start = self.as_of + timedelta(days=1)
        if first is None or last is None or last < first:
            return None
        end = start + (last - first)
        trained = _day(_fact(self.plan.facts, "student.trained_from"))
        if trained is not None and trained <= start:
            return (start, end) if self._anew else None
        if trained is not None:
            end = min(end, trained - timedelta(days=1))
        return start, end


def entries_of(plan: Plan) -> Iterator[tuple[str, Entry]]:
    """Yield the entries of `plan` that a case is made of, by their key in it."""
    if isinstance(plan.base, Entry):
        yield "student.base", plan.base
    for at, entry in enumerate(plan.teachers or ()):
        yield f"teachers[{at}]", entry
    for at, entry in enumerate(plan.datasets or ()):
        yield from _unpacked(f"datasets[{at}]", entry)


def _unpacked(key: str, entry: Entry) -> Iterator[tuple[str, Entry]]:
    yield key, entry
    for at, part in enumerate(entry.made_from or ()):
        yield from _unpacked(f"{key}.made_from[{at}]", part)


def place_of(key: str) -> Place:
    """Return where the entry under `key` of a case stands in the plan."""
    found: list[str | int] = []
    for part in key.split("."):
        match = _KEY.fullmatch(part)
        if match is None:
            raise ValueError(f"{key!r} is no key of an entry")
        found.append(match.group(1))
        if match.group(2) is not None:
            found.append(int(match.group(2)))
    return tuple(found)


def name_of(place: Place) -> str:
    """Return `place` as one word, as keys of a case are written."""
    words = (f"[{each}]" if isinstance(each, int) else f".{each}" for each in place)
    return "".join(words).removeprefix(".")


def _nth(number: int, gone: Collection[Step]) -> int:
    """Return the place of the entry that is the `number`th of those not in `gone`."""
    at = -1
    for _ in range(number + 1):
        at += 1
        while at in gone:
            at += 1
    return at


def stage_of(plan: Plan, as_of: date) -> Stage:
    """Return how far the plan has come: by what it says, and by its days."""
    status = _fact(plan.facts, "student.status")
    released = _day(_fact(plan.facts, "release.first_date"))
    if status == "released" or (released is not None and released <= as_of):
        return Stage.RELEASED
    trained = _day(_fact(plan.facts, "student.trained_from"))
    begun = trained is not None and trained <= as_of
    return Stage.TRAINED if status == "trained" or begun else Stage.PLANNED


def _fact(facts: Mapping[str, object], path: str) -> Value:
    given = facts.get(path)
    value: Value = getattr(given, "value", UNKNOWN)
    return value


def _day(value: Value) -> date | None:
    return value if isinstance(value, date) else None
