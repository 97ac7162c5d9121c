"""The routes of what a long plan page leaves out: facts of one ingredient, further findings."""

import json
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse

from distillgate.console.facts import FactGroup, ingredient_group
from distillgate.console.findings import FindingView, Json, Part, further
from distillgate.console.seeing import decision_for
from distillgate.console.visiting import Visit, visit
from distillgate.console.words import LAYER_TITLES, Layer
from distillgate.usecases.decisionviews import Records
from distillgate.usecases.files import refused
from distillgate.web.identity import Right
from policy.casejson import case_from_json
from policy.diagnostics import Code

router = APIRouter(include_in_schema=False)
_Reading = Annotated[Visit, Depends(visit(Right.READ_PLANS))]
_Place = Annotated[int, Query(ge=0, le=1_000_000)]


@dataclass(frozen=True, slots=True)
class FactsPage:
    """The facts of one ingredient."""

    decision: int
    group: FactGroup


@dataclass(frozen=True, slots=True)
class FindingsPage:
    """Further findings of one layer."""

    decision: int
    title: str
    layer: Layer
    part: Part
    findings: tuple[FindingView, ...]
    next: int
    more: int


@router.get("/decisions/{number}/facts/{place}")
def show_facts(visit: _Reading, number: str, place: int) -> HTMLResponse:
    """Show the facts of one ingredient of a decision."""
    decision, _ = decision_for(visit, number)
    case = case_from_json(Records(visit.database).text(decision.case, visit.place))
    if not 0 <= place < len(case.ingredients):
        message = f"decision {decision.number} has no ingredient {place}"
        raise refused(Code.UNKNOWN_RECORD, message, visit.place)
    page = FactsPage(decision.number, ingredient_group(case, place))
    return visit.part("_facts.html", "facts.html", "Facts", page)


@router.get("/decisions/{number}/findings/{layer}")
def show_findings(
    visit: _Reading, number: str, layer: Layer, part: Part = Part.STANDING, skip: _Place = 0
) -> HTMLResponse:
    """Show the findings of one layer after the first ones."""
    decision, _ = decision_for(visit, number)
    told: Json = json.loads(Records(visit.database).text(decision.verdict, visit.place))
    pack = visit.service.library().pack
    found, more = further(told["findings"], pack, layer, part, skip)
    title = LAYER_TITLES[layer][0]
    page = FindingsPage(decision.number, title, layer, part, found, skip + len(found), more)
    return visit.part("_findings.html", "findings.html", title, page)
