"""The page of one decision: sentence, verdict, findings, facts, questions, duties, history."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from distillgate.console.assumptions import AssumptionView, assumptions_of
from distillgate.console.facts import FactGroup, Words, groups_of, sentence_of
from distillgate.console.findings import Json, LayerView, layers_of
from distillgate.console.history import ActView, Standing, acts_of
from distillgate.console.questions import QuestionView, question_views
from distillgate.console.words import (
    Locale,
    Mark,
    day_words,
    duty_mark,
    ruling_mark,
    spoken,
)
from distillgate.usecases.decisionviews import source_text
from policy.casejson import case_from_json
from policy.compiling import Pack
from policy.documents import Act
from policy.explaining import DUE_WORDS
from policy.explaining_words import counted
from policy.verdict import Ruling
from registry.decisions import Decision
from registry.reviews import Review

_MOST_RAW = 200_000


@dataclass(frozen=True, slots=True)
class Stored:
    """A decision with the texts that are stored of it."""

    decision: Decision
    verdict: str
    case: str
    source: str
    review: Review | None = None
    others: tuple[Decision, ...] = ()
    """The decisions about this plan, the latest first."""


@dataclass(frozen=True, slots=True)
class DutyView:
    """A duty: what, by when, for what, by which clause."""

    mark: Mark
    due: str
    duty: str
    clause: str
    about: str


@dataclass(frozen=True, slots=True)
class BasisView:
    """Why one thing may be taken from one ingredient."""

    about: str
    thing: str
    kind: str
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IngredientView:
    """What one ingredient came to."""

    id: str
    role: str
    depth: int
    mark: Mark
    documents: tuple[str, ...]
    bases: tuple[BasisView, ...]


@dataclass(frozen=True, slots=True)
class Earlier:
    """Another decision about the same plan."""

    number: int
    mark: Mark
    day: str
    by: str
    current: bool


@dataclass(frozen=True, slots=True)
class PlanPage:
    """All that the page of a decision shows."""

    plan: str
    title: str
    version: int
    decision: int
    sentence: tuple[Words, ...]
    mark: Mark
    best: Mark
    worst: Mark
    settled: bool
    """Best and worst are the same: no answer moves it."""
    summary: str
    as_of: str
    binding: bool
    newest: bool
    newest_number: int
    layers: tuple[LayerView, ...]
    groups: tuple[FactGroup, ...]
    assumptions: tuple[AssumptionView, ...]
    questions: tuple[QuestionView, ...]
    duties: tuple[DutyView, ...]
    bases: tuple[BasisView, ...]
    ingredients: tuple[IngredientView, ...]
    acts: tuple[ActView, ...]
    standing: Standing | None
    earlier: tuple[Earlier, ...]
    owner: str
    submitter: str
    submitted_at: str
    decided_at: str
    engine: str
    digests: tuple[tuple[str, str], ...]
    source: str
    passes: bool
    """The verdict approves by itself."""
    done: bool
    """The plan says that its student is trained, or released, already."""
    raw: str
    """The verdict, unless it is too long to be read on a page."""


def plan_page(
    stored: Stored, pack: Pack | None, day: date, locale: Locale, *, whole: bool = False
) -> PlanPage:
    """Return the page of a decision as it was recorded; nothing is judged anew.

    What is long is cut and fetched on demand, unless the `whole` of it is wanted.
    """
    decision = stored.decision
    verdict: Json = json.loads(stored.verdict)
    case = case_from_json(stored.case)
    newest = next((each for each in stored.others if each.binding), decision)
    layers = layers_of(verdict["findings"], pack, whole=whole)
    bases = tuple(map(_basis, verdict["basis"]))
    shows_raw = len(stored.verdict) <= _MOST_RAW
    return PlanPage(
        plan=decision.version.plan,
        title=decision.version.title,
        version=decision.version.number,
        decision=decision.number,
        sentence=sentence_of(case),
        mark=ruling_mark(verdict["verdict"]),
        best=ruling_mark(verdict["range"]["best"]),
        worst=ruling_mark(verdict["range"]["worst"]),
        settled=verdict["range"]["best"] == verdict["range"]["worst"],
        summary=summary_of(verdict),
        as_of=day_words(decision.as_of, locale),
        binding=decision.binding,
        newest=newest.number == decision.number,
        newest_number=newest.number,
        layers=layers,
        groups=groups_of(case, whole=whole),
        assumptions=assumptions_of(case, verdict["assumptions"], whole=whole),
        questions=question_views(verdict["questions"]),
        duties=tuple(map(_duty, verdict["obligations"])),
        bases=bases,
        ingredients=_ingredients(verdict["ingredients"], bases),
        acts=acts_of(stored.review, locale) if stored.review else (),
        standing=Standing.of(stored.review, day, locale) if stored.review else None,
        earlier=tuple(_earlier(each, decision, locale) for each in stored.others),
        owner=decision.version.owner,
        submitter=decision.version.submitter,
        submitted_at=decision.version.made_at,
        decided_at=decision.made_at,
        engine=decision.engine,
        digests=tuple(_digests(decision)),
        source=source_text(stored.source),
        passes=decision.ruling <= Ruling.WITH_OBLIGATIONS,
        done=case.given("student.status").value in {"trained", "released"},
        raw=json.dumps(verdict, indent=2, ensure_ascii=False) if shows_raw else "",
    )


def summary_of(verdict: Json) -> str:
    """Return in one line what the verdict hangs on."""
    findings = [each for each in verdict["findings"] if each["state"] in {"applies", "unsure"}]
    counts = {
        name: sum(each["severity"] == name for each in findings) for name in ("deny", "review")
    }
    duties = [each["state"] for each in verdict["obligations"]]
    perhaps = duties.count("unsure")
    owed = len(duties) - perhaps - duties.count("met")
    parts = []
    if counts["deny"]:
        parts.append(counted(counts["deny"], "clause forbids it", "clauses forbid it"))
    if counts["review"]:
        parts.append(counted(counts["review"], "finding is open", "findings are open"))
    if verdict["questions"]:
        asked = len(question_views(verdict["questions"]))
        parts.append(counted(asked, "question waits", "questions wait"))
    if owed:
        parts.append(counted(owed, "duty is owed", "duties are owed"))
    if perhaps:
        parts.append(counted(perhaps, "duty may come with it", "duties may come with it"))
    return "; ".join(parts) or "nothing stands against it"


def _duty(each: Json) -> DutyView:
    return DutyView(
        duty_mark(each["state"]),
        DUE_WORDS[Act(each["due"])],
        each["duty"],
        each["clause"],
        ", ".join(each.get("ingredients", ())),
    )


def _basis(each: Json) -> BasisView:
    return BasisView(
        each["ingredient"], spoken(each["for"]), each["kind"], tuple(each["clauses"])
    )


def _ingredients(
    found: Iterable[Json], bases: Iterable[BasisView]
) -> tuple[IngredientView, ...]:
    by_name: dict[str, list[BasisView]] = {}
    for each in bases:
        by_name.setdefault(each.about, []).append(each)
    return tuple(
        IngredientView(
            each["id"],
            each["role"],
            each["depth"],
            ruling_mark(each["verdict"]),
            tuple(each["documents"]),
            tuple(by_name.get(each["id"], ())),
        )
        for each in found
    )


def _earlier(each: Decision, shown: Decision, locale: Locale) -> Earlier:
    return Earlier(
        each.number,
        ruling_mark(each.ruling.word),
        day_words(date.fromisoformat(each.made_at[:10]), locale),
        each.actor,
        each.number == shown.number,
    )


def _digests(decision: Decision) -> Iterable[tuple[str, str]]:
    yield "plan", decision.version.digest
    yield "case", decision.case
    yield "packs", decision.packs
    yield "verdict", decision.verdict
    yield "documents", decision.documents
