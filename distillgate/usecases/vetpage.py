"""What procurement puts on file about a model of others: question, answer, grounds, duties."""

from collections.abc import Iterator
from dataclasses import dataclass

from distillgate.usecases.judged import JudgedPlan
from distillgate.usecases.vet import Adoption
from policy.values import plain
from policy.verdict import Finding, Ruling, Severity, State

_AGAINST = frozenset({Severity.DENY, Severity.REVIEW})
_ANSWERS = {
    Ruling.APPROVED: "It may be used.",
    Ruling.WITH_OBLIGATIONS: "It may be used; what is owed for it stands below.",
    Ruling.NEEDS_REVIEW: "A person has to decide; nothing is permitted until then.",
    Ruling.DENIED: "It may not be used so.",
}
_SIGNED = ("Asked by", "Legal", "Security", "Procurement")


@dataclass(frozen=True, slots=True)
class Table:
    """One part of the page: a heading, and rows under columns."""

    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class VetPage:
    """The page about one model."""

    title: str
    ruling: Ruling
    answer: str
    tables: tuple[Table, ...]


def vet_page(adoption: Adoption, plan: JudgedPlan, engine: str) -> VetPage:
    """Return the page of `adoption`, as it was judged by the program `engine`."""
    verdict = plan.verdict
    tables = (
        Table("Question", ("", ""), tuple(_question(adoption, plan))),
        Table("What it was made from", ("what", "role", "texts"), tuple(_made_from(plan))),
        Table("What stands against it", ("state", "rule", "where"), tuple(_against(plan))),
        Table("What is owed", ("due", "duty", "where", "state"), tuple(_owed(plan))),
        Table("What has to be answered", ("question", "by whom"), tuple(_asked(plan))),
        Table("Why it may be used", ("for", "basis", "clauses"), tuple(_bases(plan))),
        Table("What is assumed", ("fact", "value", "origin"), tuple(_assumed(plan))),
        Table("On what it rests", ("", ""), tuple(_rests(plan, engine))),
        Table("Signed", ("", "name", "day"), tuple((each, "", "") for each in _SIGNED)),
    )
    title = f"May we use {adoption.model}?"
    kept = tuple(each for each in tables if each.rows)
    return VetPage(title, verdict.ruling, _ANSWERS[verdict.ruling], kept)


def _question(adoption: Adoption, plan: JudgedPlan) -> Iterator[tuple[str, str]]:
    yield "model", adoption.model
    yield "use", adoption.purpose
    yield "places", _listed("release.places", plan)
    yield "release", _listed("release.forms", plan)
    yield "organization", plan.text("organization.name") or "not said"
    yield "signed statements", ", ".join(adoption.attests) or "none"
    yield "day", plan.case.as_of.isoformat()


def _listed(fact: str, plan: JudgedPlan) -> str:
    found = plan.texts(fact)
    return "not said" if found is None else ", ".join(found) or "none"


def _made_from(plan: JudgedPlan) -> Iterator[tuple[str, str, str]]:
    for each in plan.verdict.ingredients:
        depth = f"{each.role}, {each.depth} further up" if each.depth else each.role
        yield each.id, depth, ", ".join(each.documents) or "none known"


def _where(finding: Finding) -> str:
    section = f", section {finding.section}" if finding.section else ""
    link = f", {finding.url}" if finding.url else ""
    about = f" ({finding.ingredient})" if finding.ingredient else ""
    return f"{finding.clause}{section}{link}{about}"


def _against(plan: JudgedPlan) -> Iterator[tuple[str, str, str]]:
    order = {Severity.DENY: 0, Severity.REVIEW: 1}
    found = [
        each
        for each in plan.verdict.findings
        if each.severity in _AGAINST and each.state in {State.APPLIES, State.UNSURE}
    ]
    for each in sorted(found, key=lambda one: (order[one.severity], one.clause)):
        yield each.state.value, each.statement, _where(each)


def _owed(plan: JudgedPlan) -> Iterator[tuple[str, str, str, str]]:
    for each in plan.verdict.obligations:
        section = f", section {each.section}" if each.section else ""
        yield each.due.value, each.duty, f"{each.clause}{section}", each.state.value


def _asked(plan: JudgedPlan) -> Iterator[tuple[str, str]]:
    for each in plan.verdict.questions:
        about = f" ({each.ingredient})" if each.ingredient else ""
        yield f"{each.question}{about}", each.who


def _bases(plan: JudgedPlan) -> Iterator[tuple[str, str, str]]:
    for each in plan.verdict.bases:
        yield (
            f"{each.thing.value} of {each.ingredient}",
            each.kind.value,
            ", ".join(each.clauses),
        )


def _assumed(plan: JudgedPlan) -> Iterator[tuple[str, str, str]]:
    for each in plan.verdict.assumptions:
        value = plain(each.given.value)
        owner = f", {each.given.owner}" if each.given.owner else ""
        yield each.fact, str(value), f"{each.given.origin.value}{owner}"


def _rests(plan: JudgedPlan, engine: str) -> Iterator[tuple[str, str]]:
    yield "plan", plan.verdict.digest
    yield "case", plan.case.sha256
    yield "documents", plan.pack.digest
    yield "program", engine
