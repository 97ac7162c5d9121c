"""The route of the overview."""

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse

from distillgate.console.overviewpage import ending_of, overview_page, stale_of, tiles_of
from distillgate.console.visiting import Visit, visit
from distillgate.web.identity import Right
from registry.figures import plans_counted, rulings_by_month
from registry.filings import COUNTING, FilingKind
from registry.filingstore import FilingStore
from registry.reviewqueue import SoughtQueue, queue
from registry.reviews import ReviewState

router = APIRouter(include_in_schema=False)
_Reading = Annotated[Visit, Depends(visit(Right.READ_ALL_PLANS))]
_MONTHS = 12


@router.get("/overview")
def show(visit: _Reading) -> HTMLResponse:
    """Show the overview."""
    day, locale = visit.day, visit.locale
    with visit.database.reading() as connection:
        first = queue(connection, SoughtQueue((ReviewState.OPEN, ReviewState.SECOND), most=1))
        asked = queue(connection, SoughtQueue((ReviewState.ASKED,), most=1))
        months = rulings_by_month(connection, _MONTHS)
        totals = (first.total, asked.total, plans_counted(connection))
        filings = FilingStore(connection).filings(*COUNTING, FilingKind.REQUEST)
    pack = visit.service.library().pack
    documents = (pack.documents[name] for name in pack.documents)
    page = overview_page(
        tiles_of(first.reviews, totals, day, locale),
        months,
        ending_of(filings, day, locale),
        stale_of(documents, day, locale),
        locale,
    )
    return visit.page("overview.html", "Overview", page)
