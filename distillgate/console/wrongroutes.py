"""The routes of a fact that is wrong: its record is corrected, or the answer is remembered."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from distillgate.console.facts import fact_line
from distillgate.console.findings import FactLine
from distillgate.console.problempages import SignInPage, Told, told_of
from distillgate.console.recordpages import PATHS
from distillgate.console.seeing import decision_for
from distillgate.console.visiting import Visit, visit
from distillgate.usecases.corrections import Correction, correct, field_of
from distillgate.usecases.decisionviews import Records
from distillgate.usecases.declare import Declaring
from distillgate.usecases.files import refused
from distillgate.web.identity import Right
from distillgate.web.problems import problem_of
from distillgate.web.service import stale
from policy.case import Ingredient, Role
from policy.casejson import case_from_json
from policy.diagnostics import Code
from policy.facts.fact import Kind
from policy.facts.vocabulary import VOCABULARY
from policy.yamltext import UnreadableError
from registry.statements import Grade, SubjectKind

router = APIRouter(include_in_schema=False)
_Reading = Annotated[Visit, Depends(visit(Right.READ_PLANS))]
_Correcting = Annotated[Visit, Depends(visit(Right.CORRECT_FACTS))]
_Word = Annotated[str, Form(max_length=4_000)]


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says of a fact."""

    value: str = ""
    reason: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class WrongPage:
    """One fact, and what can be done where it is wrong."""

    decision: int
    plan: str
    line: FactLine
    fact: str
    about: str
    issuer: str
    question: str
    recorded: bool
    """A record states it, and can be corrected."""
    by_plan: bool
    """The plan, or the organization, says so."""
    choices: tuple[str, ...]
    corrects: bool
    files: bool
    remember: str
    said: Said
    told: tuple[Told, ...]


@router.get("/decisions/{number}/wrong")
def show(
    visit: _Reading, number: str, fact: str, ingredient: str = "", issuer: str = ""
) -> HTMLResponse:
    """Show what can be done where a fact is wrong."""
    return _shown(visit, number, (fact, ingredient, issuer), Said())


@router.post("/decisions/{number}/wrong")
def tell(  # noqa: PLR0913 each parameter is a field
    visit: _Correcting,
    number: str,
    *,
    fact: _Word,
    ingredient: _Word,
    value: _Word = "",
    reason: _Word = "",
    evidence: _Word = "",
) -> Response:
    """Correct the record that states a fact."""
    if stale(visit.caller, visit.service):
        page = SignInPage(again=True)
        return visit.page("signin.html", "Sign in once more", page, HTTPStatus.FORBIDDEN)
    about = (fact, ingredient, "")
    said = Said(value, reason, evidence)
    kind = _kind(_ingredient(visit, number, ingredient))
    try:
        correct(
            Correction(fact, ingredient, kind, value, reason, evidence),
            _declaring(visit),
            visit.place,
        )
    except UnreadableError as error:
        return _shown(visit, number, about, said, told_of(problem_of(error.diagnostics)))
    return RedirectResponse(f"{PATHS[kind]}/{ingredient}", HTTPStatus.SEE_OTHER)


def _declaring(visit: Visit) -> Declaring:
    service = visit.service
    pack = service.library().pack
    return Declaring(pack, service.shipped, service.ledger(), visit.writer, Grade.CURATED)


def _ingredient(visit: Visit, number: str, name: str) -> Ingredient:
    decision, _ = decision_for(visit, number)
    case = case_from_json(Records(visit.database).text(decision.case, visit.place))
    for each in case.ingredients:
        if each.id == name:
            return each
    message = f"decision {decision.number} has no ingredient `{name}`"
    raise refused(Code.UNKNOWN_RECORD, message, visit.place)


def _kind(ingredient: Ingredient) -> SubjectKind:
    return SubjectKind.DATASET if ingredient.role is Role.DATASET else SubjectKind.MODEL


def _shown(
    visit: Visit,
    number: str,
    about: tuple[str, str, str],
    said: Said,
    told: tuple[Told, ...] = (),
) -> HTMLResponse:
    path, name, issuer = about
    decision, _ = decision_for(visit, number)
    fact = VOCABULARY.find(path)
    if fact is None:
        raise refused(Code.UNKNOWN_FACT, f"no fact is called `{path}`", visit.place)
    case = case_from_json(Records(visit.database).text(decision.case, visit.place))
    ingredient = _ingredient(visit, number, name) if name else None
    given = case.given(path, ingredient, issuer or None)
    line = fact_line(path, given)
    choices = ("true", "false") if fact.kind is Kind.BOOLEAN else fact.values
    remember = {"fact": path, "issuer": issuer, "ingredients": name}
    page = WrongPage(
        decision.number,
        decision.version.plan,
        line,
        path,
        name,
        issuer,
        fact.question.format(ingredient=name or "it", issuer=issuer or "the issuer"),
        bool(name) and field_of(path, name) is not None,
        given.origin.value in {"plan", "organization"},
        choices,
        visit.caller.may(Right.CORRECT_FACTS),
        visit.caller.may(Right.FILE),
        urlencode({key: value for key, value in remember.items() if value}),
        said,
        told,
    )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if told else HTTPStatus.OK
    return visit.page("wrong.html", "This fact is wrong", page, status)
