"""What became stricter, milder or was reworded, from one version of a document to another.

It is worked out from effects and conditions. What they leave open is not
guessed: a change that goes both ways, or that no test can settle, is called
changed.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

from distillgate.usecases.conditionwords import condition_words, parts_of
from distillgate.usecases.documentviews import Difference, Edition
from policy.case import Edge, Step, covers
from policy.conditions import ALWAYS, AllOf, Condition, NotThat, joined
from policy.documents import Act, Clause, Effect, Reach, default_reach
from policy.explaining_words import listed, section_words
from policy.satisfying import Solver


class Direction(StrEnum):
    """Which way a change goes, seen from who wants to train."""

    STRICTER = "stricter"
    MILDER = "milder"
    CHANGED = "changed"
    """Both ways, or one that cannot be told."""
    REWORDED = "reworded"
    """What the rule comes to is the same."""


class Kind(StrEnum):
    """What happened to a clause."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Turn:
    """One clause that changed: which way, and in which respects."""

    clause: Clause
    """As it stands now; one that was removed, as it stood last."""
    kind: Kind
    direction: Direction
    words: tuple[str, ...]


Said = tuple[Direction, str]
_RANK = (Effect.PERMITS, Effect.NOTES, Effect.REQUIRES, Effect.CAUTIONS, Effect.FORBIDS)
"""The effects, the mildest first."""
_BINDING = frozenset({Effect.FORBIDS, Effect.REQUIRES, Effect.CAUTIONS})
_OPPOSITE = {
    Direction.STRICTER: Direction.MILDER,
    Direction.MILDER: Direction.STRICTER,
    Direction.CHANGED: Direction.CHANGED,
    Direction.REWORDED: Direction.REWORDED,
}
_ORDER = tuple(Act)


def turns_of(found: Difference, solver: Solver) -> tuple[Turn, ...]:
    """Return every clause that changed in `found`, with the way it went."""
    both = _Both(found.before, found.after, solver)
    turns = [
        *(_added(clause) for clause in found.added),
        *(_removed(clause) for clause in found.removed),
    ]
    for change in found.changed:
        old, new = found.before.clause(change.clause), found.after.clause(change.clause)
        if old is not None and new is not None:
            turns.append(both.turn(old, new))
    order = tuple(Direction).index
    return tuple(sorted(turns, key=lambda turn: order(turn.direction)))


def turn_of(
    editions: tuple[Edition, Edition], old: Clause, new: Clause, solver: Solver
) -> Turn:
    """Return how one clause changed from one edition to another."""
    return _Both(*editions, solver).turn(old, new)


def _added(clause: Clause) -> Turn:
    words = f"new: {clause.effect.value}, {clause.topic}"
    return Turn(clause, Kind.ADDED, _more(clause.effect), (words,))


def _removed(clause: Clause) -> Turn:
    words = f"gone: {clause.effect.value}, {clause.topic}"
    return Turn(clause, Kind.REMOVED, _OPPOSITE[_more(clause.effect)], (words,))


def _more(effect: Effect) -> Direction:
    """Return which way it goes where a rule of `effect` reaches further."""
    if effect in _BINDING:
        return Direction.STRICTER
    return Direction.MILDER if effect is Effect.PERMITS else Direction.REWORDED


@dataclass(frozen=True, slots=True)
class _Both:
    """Two versions, clause by clause."""

    before: Edition
    after: Edition
    solver: Solver

    def turn(self, old: Clause, new: Clause) -> Turn:
        """Return how one clause changed."""
        said = [*self._said(old, new)]
        return Turn(
            new,
            Kind.CHANGED,
            _direction(direction for direction, _ in said),
            tuple(words for _, words in said),
        )

    def _said(self, old: Clause, new: Clause) -> Iterator[Said]:
        yield from _effect(old, new)
        yield from self._cases(old, new)
        yield from _days(old, new)
        yield from _due(old, new)
        yield from self._check(old, new)
        yield from self._reach(old, new)
        yield from _lifts(old, new)
        yield from _basis(old, new)
        yield from _plain(old, new)

    def _cases(self, old: Clause, new: Clause) -> Iterator[Said]:
        """Yield how the cases in which a clause applies changed, and by which part."""
        first = _applies(self.before, old)
        then = _applies(self.after, new)
        wider = self.solver.implies(first, then)
        narrower = self.solver.implies(then, first)
        if wider and narrower:
            return
        more = _more(new.effect)
        way = Direction.CHANGED
        words = "it applies in other cases"
        if wider:
            way, words = more, "it applies in more cases"
        elif narrower:
            way, words = _OPPOSITE[more], "it applies in fewer cases"
        details = [*_details(old, new)]
        yield way, f"{words}: {'; '.join(details)}" if details else words

    def _check(self, old: Clause, new: Clause) -> Iterator[Said]:
        if old.check == new.check:
            return
        first, then = old.check, new.check
        if first is None or then is None:
            said = "a check was added" if first is None else "its check is gone"
            yield Direction.REWORDED, said
            return
        words = f"met where {condition_words(then)}, before: where {condition_words(first)}"
        yield self._stricter(then, first), words

    def _stricter(self, then: Condition, first: Condition) -> Direction:
        """Return which way it goes where `then` must hold and `first` had to."""
        narrower, wider = self.solver.implies(then, first), self.solver.implies(first, then)
        if narrower == wider:
            return Direction.REWORDED if narrower else Direction.CHANGED
        return Direction.STRICTER if narrower else Direction.MILDER

    def _reach(self, old: Clause, new: Clause) -> Iterator[Said]:
        first, then = _reach_of(self.before, old), _reach_of(self.after, new)
        if first is then:
            return
        was, now = _covered(first), _covered(then)
        more = _more(new.effect)
        way = Direction.CHANGED
        if was < now:
            way = more
        elif now < was:
            way = _OPPOSITE[more]
        yield way, f"it reaches `{then}`, before: `{first}`"


def _direction(found: Iterable[Direction]) -> Direction:
    ways = set(found) - {Direction.REWORDED}
    if len(ways) > 1:
        return Direction.CHANGED
    return next(iter(ways), Direction.REWORDED)


def _applies(edition: Edition, clause: Clause) -> Condition:
    exceptions = (NotThat(each.when) for each in clause.exceptions)
    return AllOf((joined(edition.document.nexus, clause.when), *exceptions))


def _effect(old: Clause, new: Clause) -> Iterator[Said]:
    if old.effect is not new.effect:
        up = _RANK.index(new.effect) > _RANK.index(old.effect)
        way = Direction.STRICTER if up else Direction.MILDER
        yield way, f"it {new.effect.value}, before: it {old.effect.value}"


def _details(old: Clause, new: Clause) -> Iterator[str]:
    """Yield which parts of the condition and which exceptions came and went."""
    was, now = _asked(old.when), _asked(new.when)
    yield from (f"only where {condition_words(each)}" for each in now if each not in was)
    yield from (
        f"no longer only where {condition_words(each)}" for each in was if each not in now
    )
    for clause, other, word in ((new, old, "except now"), (old, new, "no longer excepted")):
        known = [each.when for each in other.exceptions]
        for each in clause.exceptions:
            if each.when not in known:
                section = section_words(each.section)
                place = f"{section}, " if section else ""
                yield f"{word}: {place}where {condition_words(each.when)}"


def _asked(condition: Condition) -> tuple[Condition, ...]:
    return () if condition == ALWAYS else parts_of(condition)


def _days(old: Clause, new: Clause) -> Iterator[Said]:
    more = _more(new.effect)
    if old.start != new.start:
        earlier = new.start is None or (old.start is not None and new.start < old.start)
        way = more if earlier else _OPPOSITE[more]
        yield way, f"it applies from {_day(new.start)}, before: from {_day(old.start)}"
    if old.end != new.end:
        longer = new.end is None or (old.end is not None and new.end > old.end)
        way = more if longer else _OPPOSITE[more]
        yield way, f"it applies until {_day(new.end)}, before: until {_day(old.end)}"


def _day(day: object) -> str:
    return str(day) if day is not None else "no set day"


def _due(old: Clause, new: Clause) -> Iterator[Said]:
    if old.due is new.due:
        return
    way = Direction.CHANGED
    if old.due is not None and new.due is not None:
        sooner = _ORDER.index(new.due) < _ORDER.index(old.due)
        way = Direction.STRICTER if sooner else Direction.MILDER
    yield way, f"due by `{new.due or 'no act'}`, before: `{old.due or 'no act'}`"


def _reach_of(edition: Edition, clause: Clause) -> Reach:
    kind = edition.document.kind
    return clause.reach or default_reach(kind, clause.effect, clause.topic)


_LONGEST_PATH = 3
_PATHS = tuple(
    tuple(Step(edge, "") for edge in edges)
    for length in range(1, _LONGEST_PATH + 1)
    for edges in product(Edge, repeat=length)
)
"""Every kind of way to an ingredient of up to three steps: enough to tell reaches apart."""


def _covered(reach: Reach) -> frozenset[int]:
    return frozenset(place for place, path in enumerate(_PATHS) if covers(reach, path))


def _lifts(old: Clause, new: Clause) -> Iterator[Said]:
    more = [each for each in new.lifts if each not in old.lifts]
    less = [each for each in old.lifts if each not in new.lifts]
    if more:
        yield Direction.MILDER, f"it now sets aside {listed(more)}"
    if less:
        yield Direction.STRICTER, f"it no longer sets aside {listed(less)}"


def _basis(old: Clause, new: Clause) -> Iterator[Said]:
    if old.basis is not new.basis:
        words = f"its basis is {new.basis or 'as its topic says'}"
        yield Direction.CHANGED, f"{words}, before: {old.basis or 'as its topic says'}"
    if old.things != new.things:
        was, now = frozenset(old.things), frozenset(new.things)
        way = Direction.CHANGED
        if was and now and (was < now or now < was):
            way = Direction.MILDER if was < now else Direction.STRICTER
        words = f"it covers {listed(new.things) or 'what its topic says'}"
        yield way, f"{words}, before: {listed(old.things) or 'what its topic says'}"


def _per(clause: Clause) -> str:
    return "one for all ingredients" if clause.per_plan else "one for each ingredient"


_PLAIN: tuple[tuple[str, Direction, Callable[[Clause], object]], ...] = (
    ("topic", Direction.CHANGED, lambda each: each.topic),
    ("act", Direction.CHANGED, lambda each: each.act),
    ("whose markets it protects", Direction.CHANGED, lambda each: each.protects),
    ("findings", Direction.REWORDED, _per),
    ("section", Direction.REWORDED, lambda each: each.section),
    ("confidence", Direction.REWORDED, lambda each: each.confidence.word),
)


def _plain(old: Clause, new: Clause) -> Iterator[Said]:
    for what, way, value in _PLAIN:
        was, now = value(old), value(new)
        if was != now:
            yield way, f"{what}: {now or 'none'}, before: {was or 'none'}"
    if old.carried != new.carried:
        words = "the text of the version before stands in, as this one was not read"
        yield Direction.REWORDED, words if new.carried else "the text itself was read"
    if old.statement != new.statement:
        yield Direction.REWORDED, "other words"
    for what, was, now in (
        ("ways to pass", old.fix, new.fix),
        ("consequences", old.consequences, new.consequences),
    ):
        if was != now:
            yield Direction.REWORDED, f"other {what}"


def version_words(found: Difference) -> tuple[str, ...]:
    """Return what changed for a version as a whole: what it is silent on, what was not read."""
    old, new = found.before.version, found.after.version
    was, now = {each.topic for each in old.silent}, {each.topic for each in new.silent}
    lists = (
        ("now silent on", now - was),
        ("no longer silent on", was - now),
        ("not read on", set(new.unread) - set(old.unread)),
        ("read now on", set(old.unread) - set(new.unread)),
    )
    words = [f"{head} {listed(sorted(topics))}" for head, topics in lists if topics]
    if new.claims_outputs and not old.claims_outputs:
        words.append("the issuer now claims the outputs")
    if new.retroactive and not old.retroactive:
        words.append("it reaches outputs that were collected before it")
    return tuple(words)
