"""Plans that show something: a plan in a region of facts, judged on both sides of a change."""

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from distillgate.usecases.check import includes_nothing
from distillgate.usecases.drafting import DraftPatch
from distillgate.usecases.groundplans import ground_plan, grounds_for
from distillgate.usecases.library import Library
from distillgate.usecases.probing import follows, sources_of, values_of
from distillgate.usecases.scaffold import subject_of
from policy.case import Case
from policy.diagnostics import Code, Level
from policy.documents import Clause, Document, Version
from policy.holding import facts_of
from policy.judging import hold, judge
from policy.packtests.moving import moved
from policy.packtests.patching import Patched, Patcher, told_to
from policy.planparsing import parse_plan
from policy.proving.cells import Cutter
from policy.proving.cubes import Cube, Space
from policy.reading import Notebook
from policy.values import UNKNOWN, Value
from policy.verdict import Finding, Verdict
from registry.casework import framed

MOST_TRIED = 24
_MOST_SOURCES = 40
_MOST_VALUES = 3
Facts = Mapping[str, Value]
Wanted = Callable[[Verdict], bool]


@dataclass(frozen=True, slots=True)
class Shown:
    """A plan with what it says, as far as it differs from the plan that it was made from."""

    ground: str
    patch: DraftPatch
    plan: Patched
    as_of: date
    document: str


@dataclass(frozen=True, slots=True)
class Witness:
    """A plan in the region, with the verdicts of one or two packs."""

    shown: Shown
    verdicts: tuple[Verdict, ...]
    states: tuple[str, ...]
    """How the clause stands in each: its state as a finding, or `absent`."""

    @property
    def moves(self) -> bool:
        """Whether the verdicts differ."""
        return len({each.ruling for each in self.verdicts}) > 1

    @property
    def tells(self) -> bool:
        """Whether the clause stands otherwise in one of the verdicts."""
        return len(set(self.states)) > 1


@dataclass(frozen=True, slots=True)
class About:
    """The clause that a witness is about, as one side has it."""

    document: Document
    version: Version
    clause: Clause
    per_ingredient: bool
    reads_output_terms: bool = False
    """What contracts and licenses come to must be worked out before it is held."""


@dataclass(slots=True)
class Finder:
    """Finds plans that lie in regions of facts, and judges them by every library."""

    libraries: tuple[Library, ...]
    cutter: Cutter
    as_of: date
    keep_going: Callable[[], bool] = lambda: True
    judged: int = 0
    _framed: dict[object, Case | None] = field(default_factory=dict)
    _known: dict[object, dict[str, Value] | None] = field(default_factory=dict)

    def find(self, about: About, space: Space, region: Sequence[Cube]) -> Witness | None:
        """Return a plan in `region`, best one of which verdict changes."""
        best: Witness | None = None
        for shown, case in itertools.islice(self._plans(about, space, region), MOST_TRIED):
            found = self._judged(about, shown, case)
            if best is not None and best.shown.ground != shown.ground and best.tells:
                break
            if best is None or _worth(found) > _worth(best):
                best = found
            if best.moves or not self.keep_going():
                break
        return best

    def first(
        self, about: About, space: Space, region: Sequence[Cube], wanted: Wanted
    ) -> Witness | None:
        """Return a plan in `region` of which the last library's verdict is as `wanted`."""
        for shown, case in itertools.islice(self._plans(about, space, region), MOST_TRIED):
            found = self._judged(about, shown, case)
            if wanted(found.verdicts[-1]):
                return found
            if not self.keep_going():
                return None
        return None

    def _judged(self, about: About, shown: Shown, case: Case) -> Witness:
        verdicts, states = [], []
        for library in self.libraries:
            own = self._case(shown, library) or case
            verdict = judge(library.pack, own)
            self.judged += 1
            verdicts.append(verdict)
            states.append(state_in(verdict, about))
        return Witness(shown, tuple(verdicts), tuple(states))

    def _plans(
        self, about: About, space: Space, region: Sequence[Cube]
    ) -> Iterator[tuple[Shown, Case]]:
        """Yield plans that lie in the region, by the last library."""
        subject = subject_of(about.document, self.libraries[-1])
        named = subject.subject[0] if subject.subject else None
        for ground in grounds_for(about.document, named):
            start = ground_plan(ground)
            if subject.subject and fits(ground, subject.subject[0]):
                start = Patcher(Notebook()).patched(start, subject.node())
            plan, day = moved(start, self.as_of, about.document, about.version, about.clause)
            base = Shown(ground, DraftPatch(), plan, max(day, self.as_of), about.document.id)
            for cube in region:
                yield from self._in(about, space, cube, base)

    def _in(
        self, about: About, space: Space, cube: Cube, base: Shown
    ) -> Iterator[tuple[Shown, Case]]:
        now = self._facts(about, base)
        if now is None:
            return
        wanted = {
            path: mask
            for path, mask, whole in zip(space.facts, cube, space.whole, strict=True)
            if mask != whole and not self._lies(space, path, mask, now.get(path, UNKNOWN))
        }
        choices = [
            [(path, value) for value in self._choices(space, path, mask)]
            for path, mask in wanted.items()
        ]
        for chosen in itertools.islice(itertools.product(*choices), MOST_TRIED):
            patch = self._patch(about, space, base, (dict(chosen), wanted))
            shown = laid(base, patch)
            facts = self._facts(about, shown)
            if facts is not None and self._inside(space, cube, facts):
                case = self._case(shown, self.libraries[-1])
                if case is not None:
                    yield shown, case

    def _choices(self, space: Space, path: str, mask: int) -> list[Value]:
        cells = space.cells[space.facts.index(path)]
        values = [
            cell.value
            for at, cell in enumerate(cells)
            if mask >> at & 1 and cell.value is not None
        ]
        return sorted(values, key=lambda each: each is UNKNOWN)[:_MOST_VALUES]

    def _patch(
        self,
        about: About,
        space: Space,
        base: Shown,
        wanted: tuple[dict[str, Value], Mapping[str, int]],
    ) -> DraftPatch:
        """Return a patch that gives facts these values, by what they follow from if they do."""
        values, masks = wanted
        patch = DraftPatch(tuple((p, v) for p, v in values.items() if not follows(p)))
        for path in (each for each in values if follows(each)):
            sources = self._sources(about, space, laid(base, patch), (path, masks[path]))
            patch = patch.plus(sources or {path: values[path]})
        return patch

    def _sources(
        self, about: About, space: Space, base: Shown, wanted: tuple[str, int]
    ) -> dict[str, Value] | None:
        path, mask = wanted
        key = (base.ground, base.document, base.as_of, path, mask)
        if key not in self._known:
            self._known[key] = self._looked_for(about, space, base, wanted)
        return self._known[key]

    def _looked_for(
        self, about: About, space: Space, base: Shown, wanted: tuple[str, int]
    ) -> dict[str, Value] | None:
        path, mask = wanted
        singles = [
            {name: value}
            for name in dict.fromkeys(sources_of(path))
            for value in values_of(name)
        ]
        for change in singles[:_MOST_SOURCES]:
            facts = self._facts(about, laid(base, DraftPatch().plus(change)))
            if facts is not None and self._lies(space, path, mask, facts.get(path, UNKNOWN)):
                return change
        return None

    def _inside(self, space: Space, cube: Cube, facts: Facts) -> bool:
        return all(
            mask == whole or self._lies(space, path, mask, facts.get(path, UNKNOWN))
            for path, mask, whole in zip(space.facts, cube, space.whole, strict=True)
        )

    def _lies(self, space: Space, path: str, mask: int, value: Value) -> bool:
        """Return whether `value` lies in one of the cells of `mask`."""
        place = space.facts.index(path)
        truths = tuple(
            self.cutter.grounds[each.side].tester(each.test)({path: value})
            for each in space.readings[place]
        )
        return any(
            mask >> at & 1 and cell.truths == truths
            for at, cell in enumerate(space.cells[place])
        )

    def _facts(self, about: About, shown: Shown) -> Facts | None:
        """Return the facts of the plan, as its one ingredient has them."""
        library = self.libraries[-1]
        case = self._case(shown, library)
        if case is None:
            return None
        if not about.per_ingredient or not case.ingredients:
            return {path: given.value for path, given in case.facts.items()}
        if about.reads_output_terms:
            case = hold(library.pack, case).case
        return facts_of(case, case.ingredients[0], about.document.issuer)

    def _case(self, shown: Shown, library: Library) -> Case | None:
        """Return the case of a plan, or nothing where the plan cannot be so."""
        key = (id(library), shown.ground, shown.patch, shown.document, shown.as_of)
        if key not in self._framed:
            self._framed[key] = case_of(shown, library)
        return self._framed[key]


def case_of(shown: Shown, library: Library) -> Case | None:
    """Return the case of a plan; its document governs what the plan names."""
    notebook = Notebook()
    parsed = parse_plan(shown.plan.node, notebook, includes_nothing)
    if parsed is None or any(each.level is Level.ERROR for each in notebook.found):
        return None
    documents = library.pack.documents
    issuers = {each.issuer for each in documents.values() if each.issuer is not None}
    parsed = told_to(shown.plan, parsed, sorted(issuers))
    besides = (shown.document,) if shown.document in documents else ()
    work = framed(parsed, library.records, library.pack, as_of=shown.as_of, besides=besides)
    wrong = [
        each
        for each in work.diagnostics
        if each.level is Level.ERROR and each.code is not Code.ATTESTATION_CONTRADICTED
    ]
    return None if wrong else work.case


def laid(base: Shown, patch: DraftPatch) -> Shown:
    """Return the plan with `patch` laid over it."""
    plan = Patcher(Notebook()).patched(base.plan, patch.node())
    whole = base.patch.plus(dict(patch.facts))
    return Shown(base.ground, whole, plan, base.as_of, base.document)


def state_in(verdict: Verdict, about: About) -> str:
    """Return how the clause of `about` stands in `verdict`."""
    name = f"{about.document.id}#{about.clause.id}"
    found = [each for each in verdict.findings if each.name == name]
    return max(found, key=_gravity).state.value if found else "absent"


def _gravity(found: Finding) -> tuple[int, int, str]:
    return found.weight.now, found.weight.worst, found.state.value


def _worth(found: Witness) -> tuple[bool, bool]:
    return found.moves, found.tells


def fits(ground: str, subject: str) -> bool:
    """Return whether the plan may be about what the catalog knows."""
    return subject == ("teacher" if ground in {"api", "weights"} else ground)
