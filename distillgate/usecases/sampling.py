"""Cases at random that a statement ranges over: the facts that it reads, and others besides."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from random import Random

from distillgate.usecases.drafting import DraftPatch
from distillgate.usecases.groundplans import ground_plan, grounds_for
from distillgate.usecases.library import Library
from distillgate.usecases.scaffold import subject_of
from distillgate.usecases.witnesses import Shown, case_of, fits
from policy.case import Case, Ingredient, Link
from policy.compiling import STANDING
from policy.facts.vocabulary import VOCABULARY
from policy.packtests.demands import ALWAYS_KNOWN
from policy.packtests.moving import moved
from policy.packtests.patching import Patcher
from policy.packtests.picking import candidates
from policy.proving.cubes import Cube, Space
from policy.proving.proofs import Target
from policy.proving.statements import Subject
from policy.reading import Notebook
from policy.selecting import select
from policy.truth import TRUE
from policy.values import UNKNOWN, Given, Origin, Value

_OTHERS = 4
"""Facts besides those of the statement that are drawn anew."""
_KEPT = ALWAYS_KNOWN | {"ingredient.collected_from", "ingredient.collected_until"}
OTHER_FACTS = tuple(fact.path for fact in VOCABULARY if fact.path not in _KEPT)


@dataclass(frozen=True, slots=True)
class Meant:
    """The cases that are drawn: by what they are governed, and where their facts lie."""

    target: Target
    space: Space
    region: Sequence[Cube]
    subject: Subject | None


@dataclass(slots=True)
class Sampler:
    """Draws cases; the same seed draws the same ones."""

    library: Library
    as_of: date
    random: Random
    _bases: dict[str, tuple[Case, ...]] = field(default_factory=dict)
    _choices: dict[str, tuple[Value, ...]] = field(default_factory=dict)

    def case(self, meant: Meant) -> Case | None:
        """Return a case that is meant, or nothing where what was drawn is none."""
        bases = self._of(meant)
        if not bases or not meant.region:
            return None
        case = self.random.choice(bases)
        cube = self.random.choice(meant.region)
        facts: dict[str, Value] = {}
        for path in self.random.sample(OTHER_FACTS, _OTHERS):
            facts[path] = self.random.choice(self._known(path))
        for path, mask, cells in zip(meant.space.facts, cube, meant.space.cells, strict=True):
            inside = [
                cell.value
                for at, cell in enumerate(cells)
                if mask >> at & 1 and cell.value is not None
            ]
            if not inside:
                return None
            facts[path] = self.random.choice(inside)
        made = with_facts(case, facts, _issuers(meant.target))
        return made if self._governs(meant, made) else None

    def any_case(self) -> Case:
        """Return a case with some facts drawn at random."""
        name = self.random.choice(("api", "weights", "base", "dataset"))
        if name not in self._bases:
            shown = Shown(name, DraftPatch(), ground_plan(name), self.as_of, "")
            case = case_of(shown, self.library)
            self._bases[name] = (case,) if case is not None else ()
        facts = {
            path: self.random.choice(self._known(path))
            for path in self.random.sample(OTHER_FACTS, 2 * _OTHERS)
        }
        return with_facts(self._bases[name][0], facts)

    def _known(self, path: str) -> tuple[Value, ...]:
        if path not in self._choices:
            self._choices[path] = tuple(candidates(VOCABULARY.get(path), (), {}))
        return self._choices[path]

    def _of(self, meant: Meant) -> tuple[Case, ...]:
        """Return the cases that are drawn from: governed by the target, in its time."""
        name = f"{meant.target.name} {meant.subject}"
        if name not in self._bases:
            self._bases[name] = tuple(self._made(meant))
        return self._bases[name]

    def _made(self, meant: Meant) -> list[Case]:
        document, version, clause = meant.target.clauses[0]
        subject = subject_of(document, self.library)
        named = subject.subject[0] if subject.subject else None
        found = []
        for ground in grounds_for(document, named):
            if meant.subject is not None and not fits(ground, meant.subject.value):
                continue
            start = ground_plan(ground)
            if subject.subject and fits(ground, subject.subject[0]):
                start = Patcher(Notebook()).patched(start, subject.node())
            plan, day = moved(start, self.as_of, document, version, clause)
            as_of = self.as_of if document.kind in STANDING else max(day, self.as_of)
            case = case_of(Shown(ground, DraftPatch(), plan, as_of, document.id), self.library)
            if case is not None and case.ingredients:
                standing = document.kind in STANDING
                found.append(case if standing else governed(case, meant.target))
        return found

    def _governs(self, meant: Meant, case: Case) -> bool:
        """Return whether the version that is meant surely governs in `case`."""
        document, version = meant.target.first
        if document.kind in STANDING:
            return True
        compiled = self.library.pack.compiled(document.id)
        if compiled is None:
            return False
        first = case.ingredients[0]
        link = next(each for each in first.links if each.document == document.id)
        chosen = select(compiled, link, first, case).versions
        return any(
            each.version.label == version.label and truth is TRUE for each, truth in chosen
        )


def governed(case: Case, target: Target) -> Case:
    """Return `case` with its first ingredient governed by the target's document alone."""
    document, version = target.first
    first = case.ingredients[0]
    link = next((each for each in first.links if each.document == document.id), None)
    day = version.effective
    alone = Link(document.id, start=day, end=day) if day else link or Link(document.id)
    return replace(case, ingredients=(replace(first, links=(alone,)), *case.ingredients[1:]))


def with_facts(case: Case, facts: Mapping[str, Value], issuers: Iterable[str] = ()) -> Case:
    """Return `case` with these facts, those of an ingredient at its first one.

    Facts of terms are told under `issuers`, too.
    """
    given = {path: Given(value, Origin.PLAN) for path, value in facts.items()}
    plan = {path: each for path, each in given.items() if not _of_one(path)}
    made = replace(case, facts=_laid(case.facts, plan), sha256="")
    if not case.ingredients:
        return made
    first = case.ingredients[0]
    own = {path: each for path, each in given.items() if path.startswith("ingredient.")}
    terms = {path: each for path, each in given.items() if path.startswith("terms.")}
    told = dict.fromkeys([*first.terms, *_slugs(first), *issuers])
    changed = replace(
        first,
        facts=_laid(first.facts, own),
        terms={each: _laid(first.terms.get(each, {}), terms) for each in told},
    )
    return replace(made, ingredients=(changed, *case.ingredients[1:]))


def _issuers(target: Target) -> list[str]:
    """Return whose terms the clauses of a target read."""
    found = [document.issuer for document, _, _ in target.clauses]
    found += [clause.protects or document.protects for document, _, clause in target.clauses]
    return [each for each in dict.fromkeys(found) if each not in {None, "issuer", "maker"}]


def _slugs(ingredient: Ingredient) -> list[str]:
    maker, provider = (ingredient.value(f"ingredient.{each}") for each in ("maker", "provider"))
    return [str(each) for each in (maker, provider) if each is not UNKNOWN]


def _laid(under: Mapping[str, Given], over: Mapping[str, Given]) -> dict[str, Given]:
    """Return facts with others over them; what is unknown is left out."""
    every = {**under, **over}
    return {path: each for path, each in every.items() if each.value is not UNKNOWN}


def _of_one(path: str) -> bool:
    return path.startswith(("ingredient.", "terms."))
