"""Pages made from what the use cases recorded, as the server makes them."""

import re
from datetime import date

from distillgate.console.history import REASONS, MayDo, Reader, may_do
from distillgate.console.pages import Frame, drawn, nav_of
from distillgate.console.planpage import PlanPage, Stored, plan_page
from distillgate.console.words import Locale
from distillgate.usecases.decisionviews import Records
from distillgate.usecases.reviewviews import Reviews
from policy.diagnostics import Span
from registry.database import Database
from registry.decisionstore import Sought
from tests.distillgate.libraries import example

HERE = Span("here", 1, 1)
DAY = date(2026, 11, 24)
MAX = Reader("max", frozenset({"legal"}))


def frame(path: str = "/plans", locale: Locale = Locale.ENGLISH) -> Frame:
    return Frame("A page", locale, "max", "legal", "token", nav_of(path))


def stored(database: Database, number: int = 1) -> Stored:
    records = Records(database)
    decision = records.decision(str(number), HERE)
    return Stored(
        decision,
        records.text(decision.verdict, HERE),
        records.text(decision.case, HERE),
        records.text(decision.version.source, HERE),
        Reviews(database).of_decision(number),
        records.decisions(Sought(plan=decision.version.plan)),
    )


def page_of(database: Database, number: int = 1, locale: Locale = Locale.ENGLISH) -> PlanPage:
    return plan_page(stored(database, number), example().pack, DAY, locale)


def html_of(
    database: Database,
    reader: Reader = MAX,
    number: int = 1,
    locale: Locale = Locale.ENGLISH,
) -> str:
    one = stored(database, number)
    may = may_do(one.review, reader, one.decision.ruling, DAY) if one.review else MayDo()
    more = {
        "told": "",
        "trouble": None,
        "may": may,
        "reasons": REASONS,
        "files": True,
        "may_try": True,
        "askable": (),
        "coming": False,
        "may_request": True,
        "why_no_request": "",
    }
    page = page_of(database, number, locale)
    return drawn("plan.html", frame(locale=locale), page, more)


def acts_in(html: str) -> list[str]:
    """Return the acts for which a page has a form."""
    return sorted(set(re.findall(r'action="/reviews/\d+/([a-z]+)"', html)))
