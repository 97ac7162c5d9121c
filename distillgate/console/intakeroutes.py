"""The routes of the intake form: fill it in, see what it comes to, submit it."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from distillgate.console.filledin import Filled
from distillgate.console.findings import Json, LayerView, layers_of
from distillgate.console.intake import Block, Form, open_questions, read_form
from distillgate.console.planpage import summary_of
from distillgate.console.problempages import Told
from distillgate.console.questions import QuestionView, question_views
from distillgate.console.visiting import Visit, visit
from distillgate.console.words import Mark, ruling_mark
from distillgate.usecases.check import PlanText, check_plan, includes_nothing
from distillgate.usecases.checked import CheckedPlan
from distillgate.usecases.decisionviews import Records
from distillgate.usecases.plandraft import DEFAULT_ID, draft_text
from distillgate.usecases.submit import submit_plan
from distillgate.web.identity import Right, is_theirs
from policy.diagnostics import Diagnostic
from policy.verdict import Verdict
from policy.verdictjson import verdict_json
from registry.decisionstore import Sought

router = APIRouter(include_in_schema=False)
_Submitting = Annotated[Visit, Depends(visit(Right.SUBMIT))]
PATH = "form.yaml"


@dataclass(frozen=True, slots=True)
class Preview:
    """What the plan would come to, judged and not recorded."""

    mark: Mark
    best: Mark
    worst: Mark
    settled: bool
    summary: str
    layers: tuple[LayerView, ...]
    legal: tuple[QuestionView, ...]
    """The questions that others answer."""


@dataclass(frozen=True, slots=True)
class IntakePage:
    """The form."""

    blocks: tuple[Block, ...]
    preview: Preview | None
    told: tuple[Told, ...]
    text: str
    wrong: int


@router.get("/new")
def blank(visit: _Submitting) -> HTMLResponse:
    """Show the form."""
    page = IntakePage(tuple(read_form({}).blocks), None, (), "", 0)
    return visit.page("intake.html", "Ask for a plan", page)


@router.post("/new/check")
def check(visit: _Submitting, said: Filled) -> HTMLResponse:
    """Show what the plan would come to, and on what it still hangs."""
    form = read_form(said)
    return _shown(visit, form, _judged(visit, form))


@router.post("/new")
def submit(visit: _Submitting, said: Filled) -> Response:
    """Submit the plan; where something in the form is wrong, nothing is recorded."""
    form = read_form(said)
    told = _refused(visit, form)
    if form.wrong or told:
        return _shown(visit, form, _judged(visit, form), told, HTTPStatus.UNPROCESSABLE_ENTITY)
    library, service = visit.service.library(), visit.service
    plan = _plan(form)
    ledger = service.shared_ledger()
    done = submit_plan(plan, library, ledger, visit.writer, as_of=visit.day)
    if done.decision is None:
        return _shown(visit, form, done.checked, (), HTTPStatus.UNPROCESSABLE_ENTITY)
    where = f"/decisions/{done.decision.number}?told=submit"
    return RedirectResponse(where, HTTPStatus.SEE_OTHER)


def _plan(form: Form) -> PlanText:
    return PlanText(PATH, draft_text(form.draft).encode(), includes_nothing)


def _judged(visit: Visit, form: Form) -> CheckedPlan:
    return check_plan(_plan(form), visit.service.library(), as_of=visit.day)


def _refused(visit: Visit, form: Form) -> tuple[Told, ...]:
    """Return why the plan may not be submitted under its name."""
    name = form.draft.id
    if name is None:
        message = "the plan needs a short name before it is submitted"
        return (Told(message, f"`{DEFAULT_ID}` is nobody's", "missing-key", ""),)
    found = Records(visit.database).decisions(Sought(plan=name, most=1))
    if not found:
        return ()
    version = found[0].version
    if any(is_theirs(visit.caller, each) for each in (version.owner, version.submitter)):
        return ()
    message = f"the name `{name}` is taken by a plan of others"
    return (Told(message, "give yours another name", "not-entitled", ""),)


def _shown(
    visit: Visit,
    form: Form,
    checked: CheckedPlan,
    told: tuple[Told, ...] = (),
    status: HTTPStatus = HTTPStatus.OK,
) -> HTMLResponse:
    verdict = checked.verdict
    blocks = list(form.blocks)
    preview = None
    if verdict is None:
        told = (*told, *map(_told, checked.diagnostics))
    else:
        further = open_questions(form, verdict.questions)
        blocks += [further] if further else []
        preview = preview_of(visit, verdict)
    page = IntakePage(tuple(blocks), preview, told, draft_text(form.draft), form.wrong)
    return visit.page("intake.html", "Ask for a plan", page, status)


def preview_of(visit: Visit, verdict: Verdict) -> Preview:
    """Return what a verdict that nobody records looks like."""
    told: Json = verdict_json(verdict, "")
    pack = visit.service.library().pack
    questions: Sequence[Json] = told["questions"]
    return Preview(
        ruling_mark(verdict.ruling.word),
        ruling_mark(verdict.best.word),
        ruling_mark(verdict.worst.word),
        verdict.best is verdict.worst,
        summary_of(told),
        layers_of(told["findings"], pack),
        question_views(each for each in questions if each["who"] == "legal"),
    )


def _told(each: Diagnostic) -> Told:
    place = f"{each.span.line}:{each.span.column}"
    return Told(each.message, each.hint or "", each.code.value, place)
