"""What duties ask of a finished model: its name, notices, license texts, and its license.

Read from the checks of the clauses, and from nothing else: what a check does
not say in a form that can be read is left to a person.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from distillgate.usecases.judged import JudgedPlan
from policy.conditions import AllOf, Condition, Defined, NotThat, Operator, Test
from policy.documents import Act, Clause, Document, Version
from policy.testing import tester_for
from policy.truth import TRUE
from policy.verdict import DutyState, Obligation

NOTICES = "release.notices"
NAME = "student.name"
LICENSE = "student.license"
HANDED_ON = frozenset(
    {"attribution-notice", "license-inheritance", "marking", "naming", "redistribution"}
)
"""Topics of duties about what goes with a model, whether or not a check says what."""
_AT_RELEASE = frozenset({Act.RELEASE, Act.OPERATE})
_tester = tester_for({})


@dataclass(frozen=True, slots=True)
class Shown:
    """One of these goes with the model: words as they stand, or the text of a license."""

    words: tuple[str, ...]
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """The name of the model is of this form, or is not."""

    test: Test
    wanted: bool

    @property
    def says(self) -> str:
        """Return the rule in words."""
        verb = "begins" if self.test.operator is Operator.STARTS_WITH else "agrees"
        words = " or ".join(f'"{each}"' for each in self.test.operands)
        if self.test.operator is Operator.CONTAINS:
            return f"{'contains' if self.wanted else 'does not contain'} {words}"
        return f"{verb} with {words}" if self.wanted else f"never {verb} with {words}"

    def holds(self, name: str) -> bool:
        """Return whether a model may be called `name` by this rule."""
        return (_tester(self.test)({NAME: name}) is TRUE) is self.wanted


@dataclass(frozen=True, slots=True)
class Licensed:
    """The model is released under one of these licenses."""

    names: tuple[str, ...]
    part: bool
    """Any license that has one of them in its name."""

    def holds(self, name: str) -> bool:
        """Return whether a license called `name` is one of them."""
        known = [each.casefold() for each in self.names]
        folded = name.casefold()
        return any(each in folded for each in known) if self.part else folded in known


Need = Shown | Named | Licensed


@dataclass(frozen=True, slots=True)
class Demand:
    """One duty that is due when the model is handed on, with what its check asks for."""

    obligation: Obligation
    topic: str
    title: str
    """Of the document that asks."""
    url: str | None
    needs: tuple[Need, ...]
    whole: bool
    """Nothing else is asked than `needs`, so that a machine can hold it against files."""

    @property
    def unsure(self) -> bool:
        """Return whether it is not known that this is owed, or met."""
        return self.obligation.state is DutyState.UNSURE

    @property
    def goes_along(self) -> bool:
        """Return whether the duty is about what goes with the model."""
        return bool(self.needs) or self.topic in HANDED_ON


def demands_of(plan: JudgedPlan) -> tuple[Demand, ...]:
    """Return the duties that are due at release or later, in the order of the verdict."""
    clauses = dict(_clauses(plan))
    return tuple(
        _demand(each, clauses.get(each.clause), plan)
        for each in plan.verdict.obligations
        if each.due in _AT_RELEASE
    )


def _clauses(plan: JudgedPlan) -> Iterator[tuple[str, tuple[Document, Version, Clause]]]:
    wanted = {each.clause for each in plan.verdict.obligations}
    names = {each.partition("@")[0] for each in wanted}
    agreed = [each for each in plan.case.agreements if each.id in names]
    packed = [plan.pack.documents[each] for each in sorted(names & plan.pack.documents.keys())]
    for document in (*agreed, *packed):
        for version in document.versions:
            for clause in version.clauses:
                ref = document.clause_ref(version, clause)
                if ref in wanted:
                    yield ref, (document, version, clause)


def _demand(
    owed: Obligation, found: tuple[Document, Version, Clause] | None, plan: JudgedPlan
) -> Demand:
    if found is None:
        return Demand(owed, "", owed.clause.partition("@")[0], None, (), whole=False)
    document, version, clause = found
    parts = tuple(_needs(clause.check, plan)) if clause.check is not None else (None,)
    needs = tuple(each for each in parts if each is not None)
    title = document.title or document.id
    return Demand(owed, clause.topic, title, version.url, needs, whole=len(needs) == len(parts))


def _needs(check: Condition, plan: JudgedPlan, *, wanted: bool = True) -> Iterator[Need | None]:
    """Yield what a check asks for; nothing for each part that is left to a person."""
    match check:
        case Test():
            yield from _of_test(check, plan, wanted=wanted)
        case AllOf(parts=parts) if wanted:
            for part in parts:
                yield from _needs(part, plan)
        case Defined(condition=inner):
            yield from _needs(inner, plan, wanted=wanted)
        case NotThat(part=part):
            yield from _needs(part, plan, wanted=not wanted)
        case _:
            yield None


def _of_test(test: Test, plan: JudgedPlan, *, wanted: bool) -> Iterator[Need | None]:
    words = tuple(str(each) for each in test.operands)
    match test.fact, test.operator, wanted:
        case "release.notices", Operator.HAS_ALL, True:
            for word in words:
                yield _shown((word,), plan)
        case "release.notices", Operator.HAS | Operator.HAS_ANY, True:
            yield _shown(words, plan)
        case "student.name", Operator.STARTS_WITH | Operator.CONTAINS | Operator.MATCHES, _:
            yield Named(test, wanted)
        case "student.license", Operator.IS | Operator.IN, True:
            yield Licensed(words, part=False)
        case "student.license", Operator.CONTAINS, True:
            yield Licensed(words, part=True)
        case _:
            yield None


def _shown(words: tuple[str, ...], plan: JudgedPlan) -> Shown:
    known = plan.pack.documents
    return Shown(
        tuple(each for each in words if each not in known),
        tuple(each for each in words if each in known),
    )
