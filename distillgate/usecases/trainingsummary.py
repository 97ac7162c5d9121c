"""Drafts the public summary of training content, from a plan and what is known of it.

Only the sections that the documents record are drafted, each under the clause
that asks for it. What is not known is a blank that can be seen, never a guess.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from distillgate.usecases.demands import NAME
from distillgate.usecases.files import refused
from distillgate.usecases.judged import JudgedPlan
from policy.case import Edge, Ingredient, Role
from policy.diagnostics import Code, Span
from policy.documents import Clause, Document, Version
from policy.values import Several

SCHEMA = "distillgate/summary/v1"
TEMPLATE = "eu-training-summary-template"
_ABOUT = frozenset({"eu-ai-act", TEMPLATE})
_OURS = frozenset({"us", "affiliate", "contractor", "vendor"})


@dataclass(frozen=True, slots=True)
class Answer:
    """One field of the summary."""

    label: str
    values: tuple[str, ...]
    """Empty: nothing is known, or not all of it; then `blank` says what is missing."""
    blank: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """One section of the template, as the documents record it."""

    number: str
    title: str
    clause: str | None
    """The clause that asks for it; nothing where a section is only spoken of there."""
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """A draft of the public summary."""

    plan: str
    title: str
    url: str | None
    owed: tuple[str, ...]
    """The duties of the plan that ask for the summary."""
    sections: tuple[Section, ...]

    @property
    def blanks(self) -> int:
        """Return how many fields have something missing."""
        return sum(each.blank is not None for one in self.sections for each in one.answers)


def summary_of(plan: JudgedPlan, said: Span) -> Summary:
    """Return the draft for the student of `plan`; raises `UnreadableError`."""
    document = plan.pack.documents.get(TEMPLATE)
    version = _version(document, plan.case.as_of)
    if document is None or version is None:
        message = f"no document `{TEMPLATE}` holds the sections on {plan.case.as_of}"
        raise refused(Code.UNKNOWN_DOCUMENT, message, said, "the packs that ship have it")
    asking = {each.id: each for each in version.clauses}
    owed = tuple(
        each.clause
        for each in plan.verdict.obligations
        if each.clause.partition("@")[0] in _ABOUT and "summary" in _topic(each.clause, plan)
    )
    sections = (
        _general(plan, _ref(document, version, asking.get("general-part"))),
        _public(plan),
        _synthetic(plan, _ref(document, version, asking.get("synthetic-data"))),
        _reservations(plan, _ref(document, version, asking.get("reservations"))),
        _others(plan),
    )
    return Summary(plan.verdict.plan, document.title, version.url, owed, sections)


def _version(document: Document | None, day: date) -> Version | None:
    versions = document.versions if document else ()
    return next((each for each in reversed(versions) if each.covers(day)), None)


def _ref(document: Document, version: Version, clause: Clause | None) -> str | None:
    return None if clause is None else document.clause_ref(version, clause)


def _topic(ref: str, plan: JudgedPlan) -> str:
    return next((each.topic for each in plan.verdict.findings if each.clause == ref), "")


def _fact(label: str, fact: str, plan: JudgedPlan) -> Answer:
    """Return a field that is one fact of the plan."""
    value = plan.given(fact).value
    match value:
        case str():
            return Answer(label, (value,))
        case date():
            return Answer(label, (value.isoformat(),))
        case Several(items=items, open=more) if items:
            return Answer(label, items, "what else there is" if more else None)
        case _:
            return Answer(label, (), "the plan does not say")


def _unasked(label: str, what: str) -> Answer:
    return Answer(label, (), what)


def _general(plan: JudgedPlan, clause: str | None) -> Section:
    outside = "no fact of the plan says it"
    answers = (
        _fact("Provider", "organization.name", plan),
        _unasked("Authorized representative", outside),
        _fact("Model", NAME, plan),
        _unasked("Version of the model", outside),
        _bases(plan),
        _fact("Placed on the Union market", "release.first_date", plan),
        _fact("Modalities of the model", "student.generates", plan),
        _unasked(
            "Size of the data by modality",
            f"{outside}; text: under 1 billion, up to 10 trillion, or more tokens",
        ),
        _unasked("Types of content by modality", outside),
        _latest(plan),
    )
    return Section("1.1-1.3", "General information", clause, answers)


def _bases(plan: JudgedPlan) -> Answer:
    names = _names(plan.made_from(Role.BASE))
    more = plan.has_unnamed(Role.BASE)
    if not names and not more:
        names = ("none: trained from scratch",)
    return Answer("Models that it builds on", names, "what else there is" if more else None)


def _latest(plan: JudgedPlan) -> Answer:
    """Return the last day of the data: known only where it is known of all of it."""
    label = "Latest date of the data"
    found = plan.made_from(Role.TEACHER, Role.DATASET, Role.PROMPTS)
    fed = [each for each in found if each.value("ingredient.feeds_training") is not False]
    days = [each.value("ingredient.collected_until") for each in fed]
    known = [each for each in days if isinstance(each, date)]
    whole = len(known) == len(fed) and not plan.has_unnamed(Role.TEACHER, Role.DATASET)
    if known and whole:
        return Answer(label, (max(known).isoformat(),))
    seen = f"; collected until {max(known).isoformat()} as far as is known" if known else ""
    return Answer(label, (), f"not known of all data{seen}")


def _public(plan: JudgedPlan) -> Section:
    found = [each for each in plan.made_from(Role.DATASET) if _is_public(each)]
    more = plan.has_unnamed(Role.DATASET)
    names = _names(found)
    if not names and not more:
        names = ("none",)
    listed = Answer("Data sets", names, "what else there is" if more else None)
    inside = [each for one in found for each in _inside(one, plan)]
    return Section("2.1", "Publicly available data sets", None, (listed, *inside))


def _is_public(ingredient: Ingredient) -> bool:
    return not ingredient.id.startswith("local:")


def _inside(ingredient: Ingredient, plan: JudgedPlan) -> Iterator[Answer]:
    """Yield the models whose outputs are in a data set: they are told of here."""
    made, more = set(), False
    for each in plan.case.ingredients:
        for path in each.paths:
            if len(path) > 1 and path[-2].to == ingredient.id:
                more = more or each.unknown is not None
                if each.unknown is None and path[-1].edge is Edge.OUTPUTS:
                    made.add(each.id)
    if made or more:
        label = f"Models whose outputs are in {ingredient.id}"
        yield Answer(label, tuple(sorted(made)), "what else there is" if more else None)


def _synthetic(plan: JudgedPlan, clause: str | None) -> Section:
    teachers = [
        each
        for each in plan.made_from(Role.TEACHER)
        if each.value("ingredient.feeds_training") is not False
    ]
    ours = [each for each in teachers if each.value("ingredient.by") in _OURS]
    unsaid = [each for each in teachers if not isinstance(each.value("ingredient.by"), str)]
    open_ = plan.has_unnamed(Role.TEACHER) or bool(unsaid)
    made = ("yes",) if ours else () if open_ else ("no",)
    own = [each for each in ours if each.value("ingredient.own") is True]
    others = [each for each in ours if each.value("ingredient.own") is not True]
    unknown = [each for each in ours if not isinstance(each.value("ingredient.own"), bool)]
    more = "what else there is" if open_ else None
    whose = "whether all of them are" if unknown else more
    answers = (
        Answer("Data made by AI, by the provider or for it", made, None if made else more),
        _modalities(ours, more),
        Answer("Models on the market that made it", _names(others) or _none(more), whose),
        Answer(
            "Other models that made it, unreleased ones too", _names(own) or _none(more), more
        ),
    )
    return Section("2.5", "Synthetic data", clause, answers)


def _none(more: str | None) -> tuple[str, ...]:
    return () if more else ("none",)


def _modalities(teachers: list[Ingredient], more: str | None) -> Answer:
    found: set[str] = set()
    for each in teachers:
        signals = each.value("ingredient.signals")
        if isinstance(signals, Several):
            found.update(signals.items)
        if not isinstance(signals, Several) or signals.open:
            more = "what else there is"
    return Answer("What was taken from it", tuple(sorted(found)) or _none(more), more)


def _reservations(plan: JudgedPlan, clause: str | None) -> Section:
    answers = (
        _unasked("Signatory of the Code of Practice", "no fact of the plan says it"),
        *_reserved(plan),
    )
    return Section("3.1", "Reservations of rights", clause, answers)


def _reserved(plan: JudgedPlan) -> Iterator[Answer]:
    for each in plan.made_from(Role.DATASET):
        value = each.value("ingredient.tdm_reserved")
        label = f"Rights reserved in {each.id}"
        if isinstance(value, bool):
            yield Answer(label, ("yes" if value else "no",))
        else:
            yield Answer(label, (), "not known")
    how = "how they were honored before and during collection, by us and by suppliers"
    yield _unasked("Reservations honored", how)


def _others(plan: JudgedPlan) -> Section:
    """Return what belongs into sections that no document records."""
    private = [each for each in plan.made_from(Role.DATASET) if not _is_public(each)]
    answers = [
        Answer("Data sets that are not public", tuple(each.id for each in private))
        for _ in private[:1]
    ]
    answers.append(_unasked("All other sections", "take them from the template itself"))
    return Section("other", "Sections that no document here records", None, tuple(answers))


def _names(found: tuple[Ingredient, ...] | list[Ingredient]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.id for each in found))
