"""Search for small patches that put one clause on each side, and judge each of them."""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from distillgate.usecases.drafting import DraftEntry, DraftPatch
from distillgate.usecases.packtests import Bench
from policy.conditions import ALWAYS, Condition, compile_condition
from policy.documents import Clause, Document
from policy.facts.vocabulary import VOCABULARY
from policy.packtests.coverage import Seen
from policy.packtests.demands import ALWAYS_KNOWN, Rule
from policy.packtests.patching import Patched, Patcher
from policy.packtests.picking import Picker, Wanted, candidates, together, ways
from policy.packtests.suite import Side, Trial
from policy.packtests.trials import Stood
from policy.reading import Notebook
from policy.truth import FALSE, TRUE, Truth
from policy.truth import UNKNOWN as MAYBE
from policy.values import UNKNOWN, Value

_MOST_TRIED = 40
_MOST_PAIRS = 120
_MOST_TARGETS = 3
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
class Search:
    """Searches for the patches of one rule on one ground."""

    of: Desk
    rule: Rule
    clause: Clause
    ground: Ground
    label: str | None
    _known: dict[DraftPatch, Facts | None] = field(default_factory=dict)

    def entry(self, *, own: bool) -> DraftEntry | None:
        """Return the entry, or nothing where the clause cannot be made to apply here."""
        holds = self._first(Side.APPLIES, DraftPatch(), self._applying)
        if holds is None:
            return None
        sides: dict[Side, list[DraftPatch]] = {}
        if self.rule.logic.check is None:
            sides[Side.APPLIES] = self._every(Side.APPLIES, holds, self._applying)
        else:
            self._duties(sides, holds)
        sides[Side.NOT] = self._every(Side.NOT, holds, self._ways(FALSE))
        sides[Side.MISSING] = self._every(Side.MISSING, holds, self._ways(MAYBE))
        return DraftEntry(
            effect=self.rule.logic.effect,
            ids=(self.rule.logic.id,),
            version=self.label,
            plan=self.ground.name if own else None,
            under=holds,
            sides={side: tuple(found) for side, found in sides.items() if found},
            lifts=self._lifts(holds),
            exceptions=tuple(self._exceptions(holds)),
        )

    def _duties(self, sides: dict[Side, list[DraftPatch]], holds: DraftPatch) -> None:
        check = self.rule.logic.check or ALWAYS
        for side, truth in ((Side.UNMET, FALSE), (Side.MET, TRUE)):
            sides[side] = self._every(side, holds, ways(check, truth))
        more = self._every(Side.APPLIES, holds, self._applying)
        sides[Side.APPLIES] = [patch for patch in more if patch.facts]

    def _exceptions(self, holds: DraftPatch) -> Iterator[tuple[str | int, DraftEntry]]:
        exceptions = self.clause.exceptions
        for place, each in enumerate(exceptions):
            others = [one.when for at, one in enumerate(exceptions) if at != place]
            off = self._off(others)
            sides = {}
            for side, truth in ((Side.APPLIES, TRUE), (Side.MISSING, MAYBE), (Side.NOT, FALSE)):
                wanted = [together(way, off) for way in ways(each.when, truth)]
                found = self._every(side, holds, wanted, exception=place)
                sides[side] = tuple(one for one in found if one.facts or side is not Side.NOT)
            same = [one.section for one in exceptions]
            known = each.section is not None and same.count(each.section) == 1
            name: str | int = each.section if known and each.section else place + 1
            kept = {side: found for side, found in sides.items() if found}
            yield name, DraftEntry(self.rule.logic.effect, sides=kept)

    def _lifts(self, holds: DraftPatch) -> tuple[str, ...]:
        """Return the targets that stand in the plan of `holds`, but for this clause."""
        trial = self._trial(Side.APPLIES, holds)
        lifts = self.rule.logic.lifts
        return tuple(each for each in lifts if self._passes(replace(trial, lifts=(each,))))

    def lifting(self, shown: Sequence[str]) -> Iterator[DraftEntry]:
        """Yield entries for the targets of its lifts that are not `shown` yet."""
        left = [target for target in self.rule.logic.lifts if target not in shown]
        while left:
            target = left.pop(0)
            holds = self._lifted(target)
            if holds is None:
                continue
            found = self._lifts(holds)
            lifts = tuple(each for each in found if each == target or each in left)
            left = [each for each in left if each not in lifts]
            yield self._lifting(holds, lifts)

    def _lifted(self, target: str) -> DraftPatch | None:
        """Return a patch in which the clause sets `target` aside."""
        for document, clause in self.of.named(target):
            off = self._off([each.when for each in clause.exceptions])
            tie = self._tie(document)
            for way in ways(clause.when, TRUE)[:_MOST_TARGETS]:
                for own in self._applying[:_MOST_TARGETS]:
                    holds = self._first(
                        Side.APPLIES, DraftPatch(), [together(own, way, tie, off)]
                    )
                    if holds is not None and target in self._lifts(holds):
                        return holds
        return None

    def _lifting(self, holds: DraftPatch, lifts: tuple[str, ...]) -> DraftEntry:
        sides: dict[Side, tuple[DraftPatch, ...]] = {Side.APPLIES: (DraftPatch(),)}
        for side, truth in ((Side.NOT, FALSE), (Side.MISSING, MAYBE)):
            for patch in self._every(side, holds, self._ways(truth)):
                trial = replace(self._trial(side, holds, patch), lifts=lifts)
                if self._passes(trial):
                    sides[side] = (patch,)
                    break
        return DraftEntry(
            effect=self.rule.logic.effect,
            ids=(self.rule.logic.id,),
            version=self.label,
            under=holds,
            sides=sides,
            lifts=lifts,
        )

    # Ways.

    @property
    def _condition(self) -> Condition:
        own = self.clause.when
        return own if own != ALWAYS else self.of.document.nexus or ALWAYS

    @property
    def _tied(self) -> Wanted:
        """What ties the plan to the document, where the clause has a condition of its own."""
        if self.clause.when == ALWAYS:
            return ()
        return self._tie(self.of.document)

    def _tie(self, document: Document) -> Wanted:
        """Return what ties the plan to `document`: nothing where it is tied already."""
        facts = self._facts(DraftPatch())
        if document.nexus is None or facts is None:
            return ()
        holds = compile_condition(document.nexus, self.of.picker.tester)(facts)
        return () if holds is TRUE else next(iter(ways(document.nexus, TRUE)), ())

    def _off(self, exceptions: Sequence[Condition]) -> Wanted:
        return together(*(next(iter(ways(each, FALSE)), ()) for each in exceptions))

    def _ways(self, truth: Truth) -> list[Wanted]:
        off = self._off([each.when for each in self.clause.exceptions])
        return [together(way, self._tied, off) for way in ways(self._condition, truth)]

    @property
    def _applying(self) -> list[Wanted]:
        return self._ways(TRUE)

    # Patches.

    def _first(
        self, side: Side, under: DraftPatch, wanted: Iterable[Wanted]
    ) -> DraftPatch | None:
        for each in wanted:
            found = self._patch(side, under, each)
            if found is not None:
                return found
        return None

    def _every(
        self,
        side: Side,
        under: DraftPatch,
        wanted: Iterable[Wanted],
        exception: int | None = None,
    ) -> list[DraftPatch]:
        """Return the different patches of all ways, as few and as small as they can be."""
        found: dict[DraftPatch, None] = {}
        for each in wanted:
            patch = self._patch(side, under, each, exception)
            if patch is not None:
                found.setdefault(patch)
        return list(found)

    def _patch(
        self, side: Side, under: DraftPatch, wanted: Wanted, exception: int | None = None
    ) -> DraftPatch | None:
        """Return the smallest patch that puts the clause on `side` as `wanted` says."""
        now = self._facts(under)
        if now is None:
            return None
        values = self.of.picker.values(wanted, now)
        if values is None:
            return None
        changed = {
            path: value for path, value in values.items() if now.get(path, UNKNOWN) != value
        }
        for patch in self._spelled(under, changed, wanted):
            if self._passes(self._trial(side, under, patch, exception)):
                return patch
        return None

    def _spelled(
        self, under: DraftPatch, changed: Facts, wanted: Wanted
    ) -> Iterator[DraftPatch]:
        """Yield patches that give facts these values: by what they follow from, if they do."""
        plain = {path: value for path, value in changed.items() if not _follows(path)}
        followed = [path for path in changed if _follows(path)]
        options = [
            [*self._sources(under.plus(plain), path, wanted), {path: changed[path]}]
            for path in followed
        ]
        for chosen in itertools.islice(itertools.product(*options), _MOST_TRIED):
            facts = dict(plain)
            for each in chosen:
                facts |= each
            yield DraftPatch(tuple(facts.items()))

    def _sources(self, under: DraftPatch, path: str, wanted: Wanted) -> list[dict[str, Value]]:
        """Return a change of inputs from which the fact `path` follows as `wanted`, if any."""
        tests = [(test, truth) for test, truth, _ in wanted if test.fact == path]
        for change in self._changes(path):
            facts = self._facts(under.plus(change))
            if facts is not None and all(
                self.of.picker.tester(test)(facts) is truth for test, truth in tests
            ):
                return [change]
        return []

    def _changes(self, path: str) -> Iterator[dict[str, Value]]:
        singles = [
            {name: value}
            for name in sorted(
                dict.fromkeys(_inputs(path)), key=_RATHER.__contains__, reverse=True
            )
            for value in _values(name)
        ]
        yield from singles[:_MOST_TRIED]
        pairs = (
            {**one, **other}
            for one, other in itertools.combinations(singles, 2)
            if one.keys() != other.keys()
        )
        yield from itertools.islice(pairs, _MOST_PAIRS)

    # Judging.

    def _trial(
        self,
        side: Side,
        under: DraftPatch,
        patch: DraftPatch | None = None,
        exception: int | None = None,
    ) -> Trial:
        notebook = Notebook()
        laid = [each.node() for each in (under, patch) if each is not None]
        plan = Patcher(notebook).patched(self.ground.plan, *laid)
        return Trial(
            document=self.of.document.id,
            clause=self.clause.id,
            effect=self.clause.effect,
            side=side,
            plan=plan,
            as_of=self.ground.as_of,
            version=self.label,
            exception=exception,
        )

    def _passes(self, trial: Trial) -> bool:
        """Return whether a trial comes out, and by this very rule."""
        seen = Seen()
        if self.of.bench.trial(trial, seen):
            return False
        return any(logic == self.rule.logic for _, logic, _ in seen.keys)

    def _facts(self, under: DraftPatch) -> Facts | None:
        """Return the facts that the clause reads in the plan of `under`."""
        if under not in self._known:
            stood = self.of.bench.stood(self._trial(Side.APPLIES, under))
            facts = stood.facts(self.clause.id) if isinstance(stood, Stood) else None
            self._known[under] = facts
        return self._known[under]


def _follows(path: str) -> bool:
    fact = VOCABULARY.get(path)
    return bool(fact.inputs) and not fact.settable


def _inputs(path: str, depth: int = 0) -> Iterator[str]:
    for name in VOCABULARY.get(path).inputs:
        if _follows(name) and depth < _DEEPEST:
            yield from _inputs(name, depth + 1)
        elif VOCABULARY.get(name).settable and name not in ALWAYS_KNOWN:
            yield name


_RATHER = frozenset({"release.recipients", "use.purpose", "student.type"})
"""Of several inputs, those that say most plainly what is otherwise."""
_SPELLED: Mapping[str, tuple[str, ...]] = {
    "student.license": ("mit", "proprietary"),
    "student.base": ("none", "hf:example/other"),
}


def _values(path: str) -> list[Value]:
    """Return the values of an input that may make a difference."""
    if path in _SPELLED:
        return [*_SPELLED[path], UNKNOWN]
    return list(itertools.islice(candidates(VOCABULARY.get(path), (), {}), 30))
