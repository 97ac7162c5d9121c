"""Acceptance cases: a plan of a real team, and the answer that a careful lawyer would give."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field

from policy.compiling import Pack
from policy.diagnostics import Diagnostic
from policy.documents import Effect
from policy.judging import judge
from policy.packs import SourceFile, load_packs
from policy.plan import Plan
from policy.planparsing import parse_plan
from policy.reading import Notebook
from policy.values import Origin
from policy.verdict import Finding, Severity, State, Verdict
from policy.yamltext import Node, read_yaml
from registry.casework import Casework, Records, make_case
from registry.onfile import OnFile, load_on_file
from registry.seed import load_seed
from registry.store import Catalog

ROOT = Path(__file__).parents[2]
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


@dataclass(frozen=True, slots=True)
class Laws:
    """The packs and the catalog, as they are shipped."""

    pack: Pack
    catalog: Catalog


def shipped() -> Laws:
    """Return the packs and the catalog of this source tree."""
    loaded = load_packs([("policies", _files(ROOT / "policies"))])
    assert not loaded.errors, loaded.errors
    seed = [(each.path, each.content) for each in _files(ROOT / "registry" / "catalog")]
    catalog, _ = load_seed(seed, loaded.pack.territories)
    return Laws(loaded.pack, catalog)


def _files(folder: Path) -> list[SourceFile]:
    return [
        SourceFile(str(path.relative_to(ROOT)), path.read_bytes())
        for path in sorted(folder.rglob("*.yaml"))
        if "tests" not in path.relative_to(ROOT).parts
    ]


def expected_of(folder: Path) -> ExpectedVerdict:
    """Return what `folder` says the answer is."""
    text = (folder / "case.yaml").read_text(encoding="utf-8")
    return ExpectedVerdict.model_validate(yaml.safe_load(text))


def answer(folder: Path, laws: Laws, as_of: date) -> tuple[Verdict, tuple[Diagnostic, ...]]:
    """Return the verdict on the plan in `folder`, with what is wrong with the plan."""
    made = _casework(folder, laws, as_of)
    return judge(laws.pack, made.case), made.diagnostics


def _casework(folder: Path, laws: Laws, as_of: date) -> Casework:
    records = Records(laws.catalog, _on_file(folder, laws.pack))
    return make_case(_plan(folder), records, laws.pack, as_of=as_of)


def _plan(folder: Path) -> Plan:
    def include(name: str) -> Node | None:
        return read_yaml((folder / name).read_bytes(), name)

    notebook = Notebook()
    node = read_yaml((folder / "plan.yaml").read_bytes(), "plan.yaml")
    plan = parse_plan(node, notebook, include)
    assert plan is not None, notebook.found
    return plan


def _on_file(folder: Path, pack: Pack) -> OnFile:
    files = [
        SourceFile(path.name, path.read_bytes()) for path in (folder / "onfile").glob("*.yaml")
    ]
    on_file, found = load_on_file(files, pack)
    assert not found, found
    return on_file


def decisive(finding: Finding) -> bool:
    """Return whether a finding moves the verdict, or would have but for what sets it aside."""
    if finding.state in {State.LIFTED, State.WAIVED}:
        return finding.effect in {Effect.FORBIDS, Effect.CAUTIONS}
    return finding.duty is None and finding.severity in {Severity.DENY, Severity.REVIEW}


def answered(
    verdict: Verdict, warnings: tuple[Diagnostic, ...], expected: ExpectedVerdict
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
        warnings=tuple(warning.code.value for warning in warnings),
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
