"""What a student was made from, and what those who get it have to keep to, as a bill."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, time

from connectors.bomwriting import student_bom
from connectors.evidence import Where
from connectors.hubs import SOURCES
from connectors.record import (
    Base,
    DeclaredLicense,
    Hub,
    Kind,
    ModelRecord,
    Relation,
    Tier,
    UsedData,
)
from distillgate.usecases.cardfields import NO_LICENSE
from distillgate.usecases.demands import LICENSE, NAME, demands_of
from distillgate.usecases.judged import JudgedPlan
from policy.case import Edge, Ingredient, Role
from policy.documents import Clause, Document, DocumentKind, Effect
from policy.values import Several, plain

_HERE = Where(0)
_LIMITS = frozenset(
    """
    commercial-use entity-restriction research-only revenue-threshold territory
    train-on-outputs use-restrictions user-threshold
    """.split()
)
"""Topics of clauses that bind whoever gets the student, as far as they reach it."""
_LICENSES = frozenset(
    {DocumentKind.MODEL_LICENSE, DocumentKind.DATASET_LICENSE, DocumentKind.STATEMENT}
)
_RELATIONS = {
    "adapter": Relation.ADAPTER,
    "fine-tune": Relation.FINETUNE,
    "merge": Relation.MERGE,
    "quantized": Relation.QUANTIZED,
}
_MODELS = frozenset({Role.BASE, Role.TEACHER})
_PURPOSE = (
    "use.purpose",
    "use.domains",
    "release.forms",
    "release.places",
    "release.recipients",
)


def bom_of(plan: JudgedPlan, tool: str) -> Mapping[str, object]:
    """Return the CycloneDX ML-BOM of the student of `plan`, made by `tool`."""
    return student_bom(tuple(_records(plan)), tuple(_said(plan)), tool)


def _records(plan: JudgedPlan) -> Iterator[ModelRecord]:
    """Yield the student, and each model that it was made from."""
    moment = datetime.combine(plan.case.as_of, time(), UTC)
    known = [each for each in plan.case.ingredients if each.unknown is None]
    name = plan.text(NAME) or plan.verdict.plan
    license_ = plan.text(LICENSE)
    declared = license_ is not None and license_.casefold() != NO_LICENSE
    yield ModelRecord(
        Hub.FILE,
        Kind.MODEL,
        name,
        name,
        moment,
        licenses=(DeclaredLicense(license_ or "", _HERE, license_),) if declared else (),
        bases=tuple(_bases(None, known, plan)),
        datasets=tuple(_data(None, known)),
    )
    done = set()
    for each in sorted(known, key=lambda one: one.id):
        bare, hub = _located(each.id)
        if each.role in _MODELS and each.id not in done:
            done.add(each.id)
            made = tuple(_bases(each.id, known, plan)), tuple(_data(each.id, known))
            yield ModelRecord(
                hub or Hub.FILE, Kind.MODEL, bare, bare, moment, bases=made[0], datasets=made[1]
            )


def _below(
    parent: str | None, known: Iterable[Ingredient]
) -> Iterator[tuple[Ingredient, Edge]]:
    """Yield what was made directly into `parent`; nothing stands for the student."""
    found: dict[tuple[str, Edge], Ingredient] = {}
    for each in known:
        for path in each.paths:
            above = path[-2].to if len(path) > 1 else None
            if above == parent:
                found[(each.id, path[-1].edge)] = each
    for (_, edge), each in sorted(found.items(), key=lambda pair: pair[0]):
        yield each, edge


def _bases(parent: str | None, known: Iterable[Ingredient], plan: JudgedPlan) -> Iterator[Base]:
    for each, edge in _below(parent, known):
        trained_on = each.value("ingredient.feeds_training") is not False
        if each.role not in _MODELS or edge is Edge.DATA or not trained_on:
            continue
        bare, hub = _located(each.id)
        relation = Relation.DISTILLED if edge is Edge.OUTPUTS else Relation.UNKNOWN
        if parent is None and edge is Edge.WEIGHTS:
            relation = _RELATIONS.get(plan.text("student.derivation") or "", relation)
        yield Base(bare, relation, Tier.DECLARED, _HERE, hub=hub)


def _data(parent: str | None, known: Iterable[Ingredient]) -> Iterator[UsedData]:
    for each, edge in _below(parent, known):
        if each.role is Role.DATASET or (each.role in _MODELS and edge is Edge.DATA):
            bare, hub = _located(each.id)
            yield UsedData(bare, _HERE, hub)


def _located(ref: str) -> tuple[str, Hub | None]:
    """Return the id without its hub, and the hub; what lies at none keeps its scheme."""
    scheme, _, rest = ref.partition("@")[0].partition(":")
    source = SOURCES.get(scheme)
    if source is None or source.hub is Hub.LOCAL:
        return ref, None
    return rest, source.hub


def _said(plan: JudgedPlan) -> Iterator[tuple[str, str]]:
    """Yield what is told of the student as properties."""
    verdict = plan.verdict
    yield "distillgate:plan", verdict.digest
    yield "distillgate:verdict", f"{verdict.ruling.word}, {verdict.as_of.isoformat()}"
    if plan.decision is not None:
        yield "distillgate:decision", str(plan.decision)
    for fact in _PURPOSE:
        words = _words(plan, fact)
        yield f"distillgate:{fact}", words
    for ref, clause, document, names in limits_of(plan):
        section = f", section {clause.section}" if clause.section else ""
        about = f"{document.title}{section}; through {', '.join(names)}"
        yield "distillgate:limit", f"{ref}: {_line(clause.statement)} ({about})"
    for each in demands_of(plan):
        if each.goes_along:
            owed = each.obligation
            section = f", section {owed.section}" if owed.section else ""
            duty = f"{owed.clause}: {_line(owed.duty)} ({each.title}{section})"
            yield "distillgate:duty", duty
    if any(each.unknown is not None for each in plan.case.ingredients):
        yield "distillgate:lineage", "not complete: what else there may be is not known"


def _words(plan: JudgedPlan, fact: str) -> str:
    value = plan.given(fact).value
    if isinstance(value, Several):
        listed = ", ".join(value.items) or "none"
        return f"{listed}, and others" if value.open else listed
    known = plain(value)
    return "unknown" if known is None else str(known)


def _line(text: str) -> str:
    return " ".join(text.split())


def limits_of(
    plan: JudgedPlan,
) -> Iterator[tuple[str, Clause, Document, tuple[str, ...]]]:
    """Yield the limits in the licenses of all that the student was made from.

    Those that do not bind us now are among them: they bind others, or later.
    """
    named: dict[str, list[str]] = {}
    for each in plan.verdict.ingredients:
        for version in each.documents:
            named.setdefault(version, []).append(each.id)
    for ref, ingredients in sorted(named.items()):
        name, _, label = ref.partition("@")
        document = plan.pack.documents.get(name)
        if document is None or document.kind not in _LICENSES:
            continue
        clauses = [
            clause
            for version in document.versions
            if version.label == label
            for clause in version.clauses
            if clause.topic in _LIMITS and clause.effect in {Effect.FORBIDS, Effect.REQUIRES}
        ]
        for clause in clauses:
            yield f"{ref}#{clause.id}", clause, document, tuple(sorted(set(ingredients)))
