"""Where a clause comes to something else than before: regions of facts, by what it came to."""

from collections.abc import Callable
from dataclasses import dataclass

from policy.compiling import Pack
from policy.conditions import Condition
from policy.proving.cells import Cutter, Ground, TooManyCellsError
from policy.proving.cubes import Algebra, Cube, GaveUpError, Space, space_of
from policy.proving.meaning import NEVER, Pair, Rule
from policy.truth import FALSE, TRUE, Truth
from policy.truth import UNKNOWN as MAYBE

_TURNS = tuple(
    (was, now) for now in (TRUE, MAYBE, FALSE) for was in (FALSE, MAYBE, TRUE) if was is not now
)
"""From what to what a condition may turn, the gravest first."""
_MAY_HOLD = frozenset({TRUE, MAYBE})


@dataclass(frozen=True, slots=True)
class Move:
    """The facts with which a condition came to one thing, and comes to another."""

    was: Truth
    now: Truth
    region: tuple[Cube, ...]
    """In few and large cubes, which may overlap."""


@dataclass(frozen=True, slots=True)
class Change:
    """How one clause changed in meaning."""

    pair: Pair
    space: Space | None
    moves: tuple[Move, ...] = ()
    checks: tuple[Move, ...] = ()
    """Where what is required is met otherwise."""
    check_space: Space | None = None
    otherwise: bool = False
    """More than conditions changed: effect, reach, days, or what it lifts."""
    settled: bool = True
    """Whether all regions are there; else the time was over, or there are too many."""

    @property
    def means_the_same(self) -> bool:
        """Whether it was proven that nothing changed but words."""
        return self.settled and not (self.moves or self.checks or self.otherwise)


def cutter_for(*packs: Pack) -> Cutter:
    """Return what cuts facts by the tests of `packs`."""
    return Cutter(tuple(Ground(each.territories, each.compiler.tester) for each in packs))


def change_of(pair: Pair, cutter: Cutter, keep_going: Callable[[], bool]) -> Change:
    """Return where the clause of `pair` comes to something else on the second ground."""
    was = pair.before.rule if pair.before else None
    now = pair.after.rule if pair.after else None
    otherwise = was is None or now is None or _apart(was) != _apart(now)
    try:
        one, other = (each.applies if each else NEVER for each in (was, now))
        space = space_of([(0, one), (1, other)], cutter)
        algebra = Algebra(space, keep_going)
        moves = _moves(algebra, one, other)
        if otherwise and not moves:
            region = tuple(algebra.merged(algebra.where(1, other, _MAY_HOLD)))
            moves = (Move(TRUE, TRUE, region),) if region else ()
        check_space, checks = _checks(was, now, cutter, keep_going)
    except TooManyCellsError:
        return _roughly(pair, cutter, keep_going, otherwise=otherwise)
    except GaveUpError:
        return Change(pair, None, otherwise=otherwise, settled=False)
    return Change(pair, space, moves, checks, check_space, otherwise)


def _roughly(
    pair: Pair, cutter: Cutter, keep_going: Callable[[], bool], *, otherwise: bool
) -> Change:
    """Return that nothing changed, where that holds for more facts than there are."""
    was, now = pair.before, pair.after
    unsettled = Change(pair, None, otherwise=otherwise, settled=False)
    if was is None or now is None or otherwise:
        return unsettled
    try:
        for one, other in (
            (was.rule.applies, now.rule.applies),
            (was.rule.check or NEVER, now.rule.check or NEVER),
        ):
            space = space_of([(0, one), (1, other)], cutter, apart=True)
            if _moves(Algebra(space, keep_going), one, other):
                return unsettled
    except GaveUpError:
        return unsettled
    return Change(pair, None)


def _apart(rule: Rule) -> tuple[object, ...]:
    """Return what a rule is apart from its conditions."""
    skipped = {"applies", "check"}
    fields = [name for name in Rule.__dataclass_fields__ if name not in skipped]
    return tuple(getattr(rule, name) for name in fields)


def _moves(algebra: Algebra, one: Condition, other: Condition) -> tuple[Move, ...]:
    found = []
    for was, now in _TURNS:
        before = algebra.where(0, one, frozenset({was}))
        region = algebra.both(before, algebra.where(1, other, frozenset({now})))
        if region:
            found.append(Move(was, now, tuple(algebra.merged(region))))
    return tuple(found)


def _checks(
    was: Rule | None, now: Rule | None, cutter: Cutter, keep_going: Callable[[], bool]
) -> tuple[Space | None, tuple[Move, ...]]:
    if was is None or now is None or (was.check is None and now.check is None):
        return None, ()
    one, other = was.check or NEVER, now.check or NEVER
    space = space_of([(0, one), (1, other)], cutter)
    return space, _moves(Algebra(space, keep_going), one, other)
