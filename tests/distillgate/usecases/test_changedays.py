"""A permit of many days is judged on each day on which something may come out otherwise."""

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from distillgate.usecases.changedays import change_days
from distillgate.usecases.check import examine
from distillgate.usecases.grounds import NoPermitError
from distillgate.usecases.library import Library
from distillgate.usecases.permits import issue_permit
from distillgate.usecases.submit import submit_plan
from policy.case import Case
from policy.judging import judge
from policy.verdict import State
from registry.database import Database
from tests.databases import JO
from tests.distillgate.libraries import a_plan, approved, changed_library
from tests.distillgate.usecases.logs import NOON, SIGNERS, begun, ledger_of
from tests.distillgate.usecases.test_permits import WISH
from tests.distillgate.usecases.test_submit import DAY

_LAW = """    clauses:
      - id: summary
"""
_FREEZE = """    clauses:
      - id: freeze
        section: Art. 9
        topic: training-summary
        forbids: Handing a learning machine to anybody.
        when: {release.forms: {has_any: [api]}}
        from: 2026-12-10
        until: 2026-12-20
      - id: summary
"""
_TRAINED = "  markets: [document-processing]\n"
_DATED = f"{_TRAINED}  trained: {{from: 2026-11-24, until: 2026-11-25}}\n"


@cache
def frozen() -> Library:
    """Return the example with a ban for ten days, on neither of which anything is made."""
    return changed_library((_LAW, _FREEZE))


def plan() -> str:
    return approved().replace(_TRAINED, _DATED)


def issued(database: Database, days: int) -> date:
    """Return the last day of a permit that is wanted for so many days."""
    wish = replace(WISH, valid_for=timedelta(days=days))
    ledger = ledger_of(database)
    return issue_permit(ledger, SIGNERS, (1, wish), JO, now=NOON)[0].not_after.date()


@pytest.mark.parametrize("days", [17, 20, 40])
def test_what_begins_and_ends_between_first_and_last_day_refuses(
    database: Database, days: int
) -> None:
    begun(database)
    submit_plan(a_plan(plan()), frozen(), ledger_of(database), JO, as_of=DAY)
    reason = "no longer holds on 2026-12-10: `examplian-act@2026-01-01#freeze` speaks"
    with pytest.raises(NoPermitError, match=reason) as refused:
        issued(database, days)
    assert refused.value.hint == "a permit that ends before that day may be issued"


def test_a_permit_that_ends_before_is_issued(database: Database) -> None:
    begun(database)
    submit_plan(a_plan(plan()), frozen(), ledger_of(database), JO, as_of=DAY)
    assert issued(database, 15) == date(2026, 12, 9)


@cache
def case() -> Case:
    found = examine(a_plan(plan()), frozen(), as_of=DAY).case
    assert found is not None
    return found


def shape(of: Case, day: date) -> tuple[tuple[str, str | None, State, str], ...]:
    """Return what a verdict says on a day, less the words that count days."""
    verdict = judge(frozen().pack, replace(of, as_of=day))
    return tuple(
        (each.clause, each.ingredient, each.state, each.severity.value)
        for each in verdict.findings
    )


@settings(max_examples=15)
@given(st.integers(0, 500), st.integers(0, 500))
def test_between_two_such_days_nothing_comes_out_otherwise(start: int, lasts: int) -> None:
    asked = case()
    first, last = DAY + timedelta(days=start), DAY + timedelta(days=start + lasts)
    days = change_days(frozen().pack, asked, first, last)
    assert (days[0], days[-1]) == (first, last)
    for one, following in pairwise(days):
        eve = following - timedelta(days=1)
        assert shape(asked, one) == shape(asked, eve)
