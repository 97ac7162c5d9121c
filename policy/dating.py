"""On which days laws are asked: the day of decision, and the days of training and release.

A law that may have been in force on a day that nobody named is unsure
(design, section 5, Time).
"""

from datetime import date

from policy.case import Case
from policy.compiling import CompiledClause
from policy.frozen import dataclass
from policy.truth import FALSE, TRUE, Truth
from policy.truth import UNKNOWN as MAYBE
from policy.values import Several

_FROM, _UNTIL, _RELEASE = "student.trained_from", "student.trained_until", "release.first_date"
_MADE = frozenset({"trained", "released"})
_UNRELEASED = frozenset({"planned", "trained"})


@dataclass(frozen=True, slots=True)
class _Period:
    """A time in which a law is asked; an end that nobody named lies between two days."""

    first: date | None
    last: date | None
    earliest: date
    latest: date
    missing: tuple[str, ...] = ()

    def meets(self, start: date, end: date) -> Truth:
        """Return whether some of it falls between `start` and the day before `end`."""
        known = [day for day in (self.first, self.last) if day is not None]
        if any(start <= day < end for day in known):
            return TRUE
        if self.first is not None and self.last is not None:
            return TRUE if self.first < start <= self.last else FALSE
        return MAYBE if start <= self.latest and self.earliest < end else FALSE


class Calendar:
    """The days of one case on which laws are asked."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._status = case.given("student.status").value
        self._periods = [] if case.adoption else [self._training()]
        if self._releases():
            self._periods.append(self._release())
        self._known: dict[tuple[date, date], tuple[Truth, frozenset[str]]] = {}

    def in_force(self, clause: CompiledClause) -> tuple[Truth, frozenset[str]]:
        """Return whether `clause` holds on a day that counts, and what would tell."""
        between = (clause.start or date.min, clause.end or date.max)
        known = self._known.get(between)
        if known is None:
            known = self._known[between] = self._in_force(*between)
        return known

    def _in_force(self, start: date, end: date) -> tuple[Truth, frozenset[str]]:
        if start <= self._case.as_of < end:
            return TRUE, frozenset()
        if start >= end:
            return FALSE, frozenset()
        met = [(each.meets(start, end), each) for each in self._periods]
        truth = max((each for each, _ in met), default=FALSE)
        missing = (fact for each, period in met if each is MAYBE for fact in period.missing)
        return truth, frozenset(missing) if truth is MAYBE else frozenset()

    def _training(self) -> _Period:
        first, last, released = self._day(_FROM), self._day(_UNTIL), self._day(_RELEASE)
        today = self._case.as_of
        soonest = today if self._status == "planned" else date.min
        over = today if self._status in _MADE else date.max
        latest = min(over, released) if released and self._releases(surely=True) else over
        missing = ((_FROM, first), (_UNTIL, last))
        return _Period(
            first,
            last,
            first or soonest,
            last or latest,
            tuple(fact for fact, day in missing if day is None),
        )

    def _release(self) -> _Period:
        day, today = self._day(_RELEASE), self._case.as_of
        soonest = today if self._status in _UNRELEASED else date.min
        latest = today if self._status == "released" else date.max
        return _Period(day, day, soonest, latest, (_RELEASE,))

    def _day(self, fact: str) -> date | None:
        value = self._case.given(fact).value
        return value if isinstance(value, date) else None

    def _releases(self, *, surely: bool = False) -> bool:
        """Return whether anything may be released, or is for sure."""
        forms = self._case.given("release.forms").value
        if not isinstance(forms, Several):
            return not surely
        return bool(forms.items) or (forms.open and not surely)
