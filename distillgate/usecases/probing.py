"""Probe a plan: find the smallest patch by which tests come out as wanted, and judge it."""

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from distillgate.usecases.drafting import DraftPatch
from distillgate.usecases.packtests import Bench
from policy.documents import Clause, Document
from policy.facts.vocabulary import VOCABULARY
from policy.packtests.coverage import Seen
from policy.packtests.demands import ALWAYS_KNOWN, Rule
from policy.packtests.patching import Patched, Patcher
from policy.packtests.picking import Picker, Wanted, candidates
from policy.packtests.suite import Side, Trial
from policy.packtests.trials import Stood
from policy.reading import Notebook
from policy.values import UNKNOWN, Value

_MOST_TRIED = 40
_MOST_PAIRS = 120
_DEEPEST = 2
Facts = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Ground:
    """A plan on which the patches of one entry are laid."""

    name: str
    plan: Patched
    as_of: date


@dataclass(frozen=True, slots=True)
class Desk:
    """What every search for one document needs."""

    document: Document
    documents: Mapping[str, Document]
    bench: Bench
    picker: Picker

    def named(self, target: str) -> Iterator[tuple[Document, Clause]]:
        """Yield the clauses that a lift of the document names, the latest first."""
        name, mark, clause = target.partition("#")
        document = self.documents.get(name) if mark else self.document
        for version in reversed(document.versions if document else ()):
            for each in version.clauses:
                if document and each.id == (clause if mark else target):
                    yield document, each
                    break


@dataclass(slots=True)
class Prober:
    """Probes the plan of one rule on one ground."""

    desk: Desk
    rule: Rule
    clause: Clause
    ground: Ground
    label: str | None
    _known: dict[DraftPatch, Facts | None] = field(default_factory=dict)

    def first(
        self, side: Side, under: DraftPatch, wanted: Iterable[Wanted]
    ) -> DraftPatch | None:
        """Return the patch of the first way that has one."""
        for each in wanted:
            found = self.patch(side, under, each)
            if found is not None:
                return found
        return None

    def every(
        self,
        side: Side,
        under: DraftPatch,
        wanted: Iterable[Wanted],
        exception: int | None = None,
    ) -> list[DraftPatch]:
        """Return the different patches of all ways, as few and as small as they can be."""
        found: dict[DraftPatch, None] = {}
        for each in wanted:
            patch = self.patch(side, under, each, exception)
            if patch is not None:
                found.setdefault(patch)
        return list(found)

    def patch(
        self, side: Side, under: DraftPatch, wanted: Wanted, exception: int | None = None
    ) -> DraftPatch | None:
        """Return the smallest patch that puts the clause on `side` as `wanted` says."""
        now = self.facts(under)
        if now is None:
            return None
        values = self.desk.picker.values(wanted, now)
        if values is None:
            return None
        changed = {
            path: value for path, value in values.items() if now.get(path, UNKNOWN) != value
        }
        for patch in self._spelled(under, changed, wanted):
            if self.passes(self.trial(side, under, patch, exception)):
                return patch
        return None

    def _spelled(
        self, under: DraftPatch, changed: Facts, wanted: Wanted
    ) -> Iterator[DraftPatch]:
        """Yield patches that give facts these values: by what they follow from, if they do."""
        plain = {path: value for path, value in changed.items() if not follows(path)}
        followed = [path for path in changed if follows(path)]
        options = [
            [
                *self._sources(under.plus(plain), {path: changed[path]}, wanted),
                {path: changed[path]},
            ]
            for path in followed
        ]
        for chosen in itertools.islice(itertools.product(*options), _MOST_TRIED):
            facts = dict(plain)
            for each in chosen:
                facts |= each
            yield DraftPatch(tuple(facts.items()))

    def _sources(
        self, under: DraftPatch, followed: Facts, wanted: Wanted
    ) -> list[dict[str, Value]]:
        """Return a change of inputs from which one fact follows as `wanted`, if any.

        Where one of several values is meant, exactly that must follow.
        """
        ((path, value),) = followed.items()
        tests = [(test, truth) for test, truth, _ in wanted if test.fact == path]
        picked = any(place for test, _, place in wanted if test.fact == path)
        for change in self._changes(path):
            facts = self.facts(under.plus(change))
            if facts is None or (picked and facts.get(path) != value):
                continue
            if all(self.desk.picker.tester(test)(facts) is truth for test, truth in tests):
                return [change]
        return []

    def _changes(self, path: str) -> Iterator[dict[str, Value]]:
        singles = [
            {name: value}
            for name in sorted(
                dict.fromkeys(sources_of(path)), key=_RATHER.__contains__, reverse=True
            )
            for value in values_of(name)
        ]
        yield from singles[:_MOST_TRIED]
        pairs = (
            {**one, **other}
            for one, other in itertools.combinations(singles, 2)
            if one.keys() != other.keys()
        )
        yield from itertools.islice(pairs, _MOST_PAIRS)

    def trial(
        self,
        side: Side,
        under: DraftPatch,
        patch: DraftPatch | None = None,
        exception: int | None = None,
    ) -> Trial:
        """Return the trial of `patch` over `under`."""
        notebook = Notebook()
        laid = [each.node() for each in (under, patch) if each is not None]
        plan = Patcher(notebook).patched(self.ground.plan, *laid)
        return Trial(
            document=self.desk.document.id,
            clause=self.clause.id,
            effect=self.clause.effect,
            side=side,
            plan=plan,
            as_of=self.ground.as_of,
            version=self.label,
            exception=exception,
        )

    def passes(self, trial: Trial) -> bool:
        """Return whether a trial comes out, and by this very rule."""
        seen = Seen()
        if self.desk.bench.trial(trial, seen):
            return False
        return any(logic == self.rule.logic for _, logic, _ in seen.keys)

    def facts(self, under: DraftPatch) -> Facts | None:
        """Return the facts that the clause reads in the plan of `under`."""
        if under not in self._known:
            stood = self.desk.bench.stood(self.trial(Side.APPLIES, under))
            facts = stood.facts(self.clause.id) if isinstance(stood, Stood) else None
            self._known[under] = facts
        return self._known[under]


def follows(path: str) -> bool:
    """Return whether the fact at `path` follows from others, and no plan may state it."""
    fact = VOCABULARY.get(path)
    return bool(fact.inputs) and not fact.settable


def sources_of(path: str, depth: int = 0) -> Iterator[str]:
    """Yield what a plan may state of the facts from which the one at `path` follows."""
    for name in VOCABULARY.get(path).inputs:
        if follows(name) and depth < _DEEPEST:
            yield from sources_of(name, depth + 1)
        elif VOCABULARY.get(name).settable and name not in ALWAYS_KNOWN:
            yield name


_RATHER = frozenset({"release.recipients", "use.purpose", "student.type"})
"""Of several inputs, those that say most plainly what is otherwise."""
_SPELLED: Mapping[str, tuple[str, ...]] = {
    "student.license": ("mit", "proprietary"),
    "student.base": ("none", "hf:example/other"),
}


def values_of(path: str) -> list[Value]:
    """Return the values of an input that may make a difference."""
    if path in _SPELLED:
        return [*_SPELLED[path], UNKNOWN]
    return list(itertools.islice(candidates(VOCABULARY.get(path), (), {}), 30))
