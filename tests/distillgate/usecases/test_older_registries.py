"""A registry of an older program is brought up to date, and what it holds stays what it is."""

from datetime import date
from pathlib import Path

import pytest

from distillgate.usecases.decisionviews import Records
from distillgate.usecases.ledger import Ledger
from distillgate.usecases.review import request_review
from distillgate.usecases.submit import submit_plan
from policy.diagnostics import Span
from registry.database import Standing, database_at
from registry.decisionstore import Sought
from registry.statements import Writer
from tests.distillgate.usecases.test_review import acting, unsure_plan
from tests.distillgate.usecases.test_submit import library

HERE = Span("<command line>", 1, 1)
JO = Writer("jo", "2026-11-24T10:00:00.000000Z")


@pytest.mark.parametrize("revision", ["0002", "0003", "0004", "0005"])
def test_what_was_decided_before_is_judged_again_and_reviewed(
    where: str | Path, revision: str
) -> None:
    database = database_at(where)
    database.upgrade()
    day = date(2026, 11, 24)
    done = submit_plan(unsure_plan(), library(), Ledger(database), JO, as_of=day)
    assert done.decision is not None
    # What it holds is what an older program wrote: the tables of later ones are gone.
    database.downgrade(revision)
    assert database.standing() is Standing.OLDER
    database.upgrade()
    assert database.standing() is Standing.CURRENT
    records = Records(database)
    assert records.decisions(Sought()) == (done.decision,)
    assert records.replay_all().identical == 1
    review = request_review(records.decision("1", HERE), "", acting(database, "jo", ()))
    assert review.decision == 1
    database.engine.dispose()
