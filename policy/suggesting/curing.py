"""Remedies for what is done already: each names the findings that it cures, and is judged.

A student that was trained, or released, is there; a bare denial helps nobody.
For each clause that speaks against it, this tries what would set it right, one
thing at a time, and keeps what the judgement of the changed plan bears out.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from policy.remedies import RemedyKind
from policy.suggesting.changes import Change, ChangeKind, Option, cost_of
from policy.suggesting.outcome import Judge, Outcome
from policy.suggesting.redoing import keeps_internal, trains_anew
from policy.suggesting.searching import OptionsOf, Search, Signature, Suggestion, signature
from policy.verdict import DutyState, Finding, Ruling, State

MOST_JUDGED = 120
"""How many changed plans are judged for the sake of single findings."""
MOST_TOGETHER = 120
"""How many more for a way that cures all of them."""
_TRIED = 3
"""How many offers of one kind are tried for one finding."""


_KINDS = {
    ChangeKind.RELEASE: RemedyKind.RELEASE_OTHERWISE,
    ChangeKind.DATES: RemedyKind.RELEASE_OTHERWISE,
    ChangeKind.NAME: RemedyKind.RENAME,
    ChangeKind.NOTICES: RemedyKind.ATTRIBUTE,
    ChangeKind.LICENSE: RemedyKind.RELICENSE,
    ChangeKind.USE: RemedyKind.USE_OTHERWISE,
    ChangeKind.ANSWER: RemedyKind.ANSWER,
    ChangeKind.AGREEMENT: RemedyKind.AGREEMENT,
    ChangeKind.DETERMINATION: RemedyKind.DETERMINATION,
    ChangeKind.WAIVER: RemedyKind.WAIVER,
}


@dataclass(frozen=True, slots=True)
class Cure:
    """One remedy, as the judgement of the changed plan bears it out."""

    kind: RemedyKind
    changes: tuple[Change, ...]
    cures: tuple[Finding, ...]
    """The findings that no longer stand after it, the gravest first."""
    outcome: Outcome
    """What the plan comes to with this remedy alone."""

    @property
    def cost(self) -> int:
        """What it costs by house policy."""
        return cost_of(self.changes)


@dataclass(frozen=True, slots=True)
class Cured:
    """What sets right a plan whose student is trained already."""

    ailing: tuple[Finding, ...] = ()
    """What is wrong with it, the gravest first."""
    cures: tuple[Cure, ...] = ()
    """The cheapest first."""
    together: Suggestion | None = None
    """Remedies after which the plan may go ahead; nothing where none were found."""

    def of(self, finding: Finding) -> tuple[Cure, ...]:
        """Return the remedies of one finding, the cheapest first."""
        return tuple(each for each in self.cures if finding in each.cures)


def cured(start: Outcome, judge: Judge, options: OptionsOf) -> Cured:
    """Return what sets right the plan of `start`; `options` may do again what is done."""
    ailing = tuple(each for each in start.verdict.findings if _ails(each))
    if not ailing:
        return Cured()
    bench = _Bench(judge)
    found: dict[frozenset[Change], Cure] = {}
    for finding in ailing:
        for option in _first_that_help(start, finding, options, bench):
            changes, outcome = option
            found.setdefault(frozenset(changes), _cure(changes, outcome, ailing, start))
    ordered = sorted(found.values(), key=lambda each: (each.cost, _words(each.changes)))
    return Cured(ailing, tuple(ordered), _together(start, judge, options))


def _ails(finding: Finding) -> bool:
    """Return whether something is surely wrong: what waits for an answer is not."""
    stands = finding.state is State.APPLIES and finding.weight.now >= Ruling.NEEDS_REVIEW
    return stands or (finding.state is State.APPLIES and finding.duty is DutyState.UNMET)


def _first_that_help(
    start: Outcome, finding: Finding, options: OptionsOf, bench: "_Bench"
) -> Iterator[tuple[Option, Outcome]]:
    """Yield of each kind of change the first that cures `finding` and brings nothing graver."""
    families: dict[Signature, list[Option]] = {}
    for option in options(start, finding):
        families.setdefault(signature(option), []).append(option)
    for family in families.values():
        for option in family[:_TRIED]:
            outcome = bench.judged(option)
            if outcome is not None and _helps(outcome, finding, start):
                yield option, outcome
                break


def _helps(after: Outcome, finding: Finding, start: Outcome) -> bool:
    """Return whether `finding` is gone, and nothing new stands that weighs as much."""
    before = set(map(_mark, start.blockers))
    left = {_mark(each) for each in after.verdict.findings if _ails(each)}
    new = (each for each in after.blockers if _mark(each) not in before)
    weight = max(finding.weight.now, Ruling.NEEDS_REVIEW)
    return _mark(finding) not in left and all(each.weight.now < weight for each in new)


def _cure(
    changes: tuple[Change, ...], after: Outcome, ailing: Iterable[Finding], start: Outcome
) -> Cure:
    gone = tuple(each for each in ailing if _helps(after, each, start))
    return Cure(_kind(changes), changes, gone, after)


def _kind(changes: tuple[Change, ...]) -> RemedyKind:
    """Return what a remedy is: what takes most work names it."""
    anew = [each for each in changes if trains_anew(each)]
    if anew:
        data = all(each.slot.startswith("datasets") for each in anew)
        return RemedyKind.DROP_DATA if data else RemedyKind.TRAIN_ANEW
    if any(map(keeps_internal, changes)):
        return RemedyKind.KEEP_INTERNAL
    return _KINDS[max(changes, key=lambda each: (each.cost, each.slot)).kind]


def _together(start: Outcome, judge: Judge, options: OptionsOf) -> Suggestion | None:
    if start.passes:
        return None

    def keep_going() -> bool:
        return search.judged < MOST_TOGETHER

    search = Search(judge, options, keep_going)
    return next(search.run(start), None)


def _mark(finding: Finding) -> tuple[str, str | None]:
    return finding.name, finding.ingredient


def _words(changes: Iterable[Change]) -> list[str]:
    return [each.words for each in changes]


class _Bench:
    """Judges each set of changes once, and so many at most."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self._known: dict[frozenset[Change], Outcome | None] = {}

    def judged(self, changes: tuple[Change, ...]) -> Outcome | None:
        key = frozenset(changes)
        if key not in self._known:
            if len(self._known) >= MOST_JUDGED:
                return None
            self._known[key] = self._judge(changes)
        return self._known[key]
