"""Acceptance cases: a plan of a real team, and the answer that a careful lawyer would give."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import zip_longest
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field

from distillgate.packfiles import read_layer
from distillgate.settings import Settings
from distillgate.usecases.check import check_plans
from distillgate.usecases.checked import CheckedPlan
from distillgate.usecases.library import Library
from distillgate.usecases.planfiles import plan_at
from distillgate.wiring import Layers, load_library
from policy.compiling import Pack
from policy.documents import Effect
from policy.values import Origin
from policy.verdict import Finding, Severity, State, Verdict
from registry.onfile import OnFile, load_on_file

CASES = Path(__file__).with_name("cases")


class _Expected(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class ExpectedFinding(_Expected):
    """One finding; what is left out is not compared."""

    clause: str
    """`document#clause`, without the version."""
    ingredient: str | None = None
    """Nothing where it is about the plan."""
    state: State
    section: str | None = None
    versions: tuple[str, ...] | None = None


class ExpectedBasis(_Expected):
    """One basis, with the clauses that it cites where they matter."""

    ingredient: str
    thing: str = Field(validation_alias="for")
    kind: str
    clauses: tuple[str, ...] | None = None


Told = TypeVar("Told", ExpectedFinding, ExpectedBasis)


class ExpectedDuty(_Expected):
    """One obligation."""

    clause: str
    ingredient: str | None = None
    state: str


class ExpectedVerdict(_Expected):
    """What `case.yaml` holds.

    Every list is the whole list, but for `notes`, `presumed`, `documents` and `absent`.
    """

    about: str
    """What the case is about, in one sentence."""
    as_of: date
    verdict: str
    best: str
    worst: str
    findings: tuple[ExpectedFinding, ...] = ()
    """Everything that denies or asks for a person, and every ban or caution set aside."""
    notes: tuple[str, ...] = ()
    """Clauses that must be told without moving the verdict."""
    presumed: tuple[str, ...] = ()
    """Facts that must be shown as presumed by house policy."""
    documents: Mapping[str, tuple[str, ...]] = {}
    """The texts that govern an ingredient, each `document@version`."""
    absent: tuple[str, ...] = ()
    """Clauses of which no finding may be made."""
    bases: tuple[ExpectedBasis, ...] = ()
    questions: tuple[str, ...] = ()
    obligations: tuple[ExpectedDuty, ...] = ()
    warnings: tuple[str, ...] = ()
    """Codes of what is wrong with the plan."""


def shipped() -> Library:
    """Return the packs and the catalog as they are shipped, with nothing on file."""
    return load_library(Layers(), Settings())


def expected_of(folder: Path) -> ExpectedVerdict:
    """Return what `folder` says the answer is."""
    text = (folder / "case.yaml").read_text(encoding="utf-8")
    return ExpectedVerdict.model_validate(yaml.safe_load(text))


def answer(library: Library, as_of: date) -> tuple[CheckedPlan, Verdict]:
    """Return what the plan in the folder where we are comes to.

    Packs of the case itself lie in `packs`, agreements and the like in `onfile`.
    """
    if Path("packs").is_dir():
        library = load_library(Layers(packs=(Path("packs"),)), Settings())
    on_file = _on_file(library.pack) if Path("onfile").is_dir() else OnFile()
    library = replace(library, records=replace(library.records, on_file=on_file))
    (checked,) = check_plans((plan_at("plan.yaml"),), library, as_of=as_of)
    assert checked.verdict is not None, checked.diagnostics
    return checked, checked.verdict


def _on_file(pack: Pack) -> OnFile:
    on_file, found = load_on_file(read_layer(Path("onfile")).files, pack)
    assert not found, found
    return on_file


def decisive(finding: Finding) -> bool:
    """Return whether a finding moves the verdict, or would have but for what sets it aside."""
    if finding.state in {State.LIFTED, State.WAIVED}:
        return finding.effect in {Effect.FORBIDS, Effect.CAUTIONS}
    return finding.duty is None and finding.severity in {Severity.DENY, Severity.REVIEW}


def answered(
    checked: CheckedPlan, verdict: Verdict, expected: ExpectedVerdict
) -> ExpectedVerdict:
    """Return `verdict` in the words of `case.yaml`, as fully as `expected` states it."""
    names = {finding.name for finding in verdict.findings}
    return ExpectedVerdict(
        about=expected.about,
        as_of=verdict.as_of,
        verdict=verdict.ruling.word,
        best=verdict.best.word,
        worst=verdict.worst.word,
        findings=_findings(verdict, expected.findings),
        notes=tuple(name for name in expected.notes if name in names),
        presumed=tuple(fact for fact in expected.presumed if fact in _presumed(verdict)),
        documents={
            each.id: each.documents
            for each in verdict.ingredients
            if each.id in expected.documents
        },
        absent=tuple(name for name in expected.absent if name not in names),
        bases=_bases(verdict, expected.bases),
        questions=tuple(question.fact for question in verdict.questions),
        obligations=tuple(
            ExpectedDuty(
                clause=_unversioned(duty.clause),
                ingredient=duty.ingredient,
                state=duty.state.value,
            )
            for duty in verdict.obligations
        ),
        warnings=tuple(warning.code.value for warning in checked.diagnostics),
    )


def _findings(
    verdict: Verdict, expected: tuple[ExpectedFinding, ...]
) -> tuple[ExpectedFinding, ...]:
    found = [
        ExpectedFinding(
            clause=finding.name,
            ingredient=finding.ingredient,
            state=finding.state,
            section=finding.section,
            versions=finding.versions,
        )
        for finding in verdict.findings
        if decisive(finding)
    ]
    said = expected[: len(found)]
    return tuple(_as_fully(each, like) for each, like in zip_longest(found, said))


def _bases(verdict: Verdict, expected: tuple[ExpectedBasis, ...]) -> tuple[ExpectedBasis, ...]:
    found = [
        ExpectedBasis(
            ingredient=basis.ingredient,
            thing=basis.thing.value,
            kind=basis.kind.value,
            clauses=tuple(_unversioned(clause) for clause in basis.clauses),
        )
        for basis in verdict.bases
    ]
    said = expected[: len(found)]
    return tuple(_as_fully(each, like) for each, like in zip_longest(found, said))


def _as_fully(each: Told, like: Told | None) -> Told:
    """Return `each` without what `like` does not state."""
    unsaid = [] if like is None else [name for name, value in like if value is None]
    return each.model_copy(update=dict.fromkeys(unsaid))


def _presumed(verdict: Verdict) -> set[str]:
    return {
        each.fact for each in verdict.assumptions if each.given.origin is Origin.PRESUMPTION
    }


def _unversioned(clause: str) -> str:
    """Return `document#clause` for `document@version#clause`; other words stay."""
    document, mark, rule = clause.partition("#")
    return f"{document.partition('@')[0]}{mark}{rule}" if mark else clause
