"""The routes of lineage: of a model or data set, and of a decision."""

import json
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse

from distillgate.console.findings import Json
from distillgate.console.lineagepage import lineage_page, of_graph, of_verdict
from distillgate.console.seeing import decision_for
from distillgate.console.visiting import Visit, visit
from distillgate.usecases.decisionviews import Records
from distillgate.usecases.lineage import lineage_of
from distillgate.web.identity import Right

router = APIRouter(include_in_schema=False)
_Reading = Annotated[Visit, Depends(visit(Right.READ_REGISTRY))]


@router.get("/lineage")
def show(
    visit: _Reading, of: str = "", decision: str = "", down: str = "", deep: str = ""
) -> HTMLResponse:
    """Show what something was made from, or what was made from it."""
    whole = bool(deep)
    if decision:
        found, _ = decision_for(visit, decision)
        told: Json = json.loads(Records(visit.database).text(found.verdict, visit.place))
        picture = of_verdict(told, found.version.plan)
        page = lineage_page(picture, deep=whole, decision=found.number)
        return visit.page("lineage.html", "Lineage", page)
    if not of.strip():
        return visit.page("lineage.html", "Lineage", None)
    catalog = visit.service.library().records.catalog
    graph = lineage_of(catalog, of.strip(), None, visit.place, descendants=bool(down))
    page = lineage_page(of_graph(graph), deep=whole, descendants=bool(down))
    return visit.page("lineage.html", "Lineage", page)
