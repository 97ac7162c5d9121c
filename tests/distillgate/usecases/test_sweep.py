import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text

from distillgate.usecases import sweep as sweeping_module
from distillgate.usecases.answerquestion import answer
from distillgate.usecases.auditlog import Sought, check_stored, records_in
from distillgate.usecases.decisionviews import Records
from distillgate.usecases.ledger import Ledger
from distillgate.usecases.library import Library
from distillgate.usecases.rejudging import Rejudged, Stored, rejudge
from distillgate.usecases.review import Approval, approve, ask, request_review
from distillgate.usecases.reviewviews import Reviews
from distillgate.usecases.submit import submit_plan
from distillgate.usecases.sweep import Bench, Recording, Sweeping, Swept, sweep
from distillgate.usecases.sweepviews import swept_json
from policy.verdict import Ruling
from registry.audit.verifying import Standing
from registry.database import Database
from registry.decisionstore import Sought as DecisionsSought
from registry.reviews import ActKind, Reason, ReviewState
from registry.reviewstore import SoughtReviews
from registry.statements import Writer
from tests.distillgate.libraries import a_plan, approved, changed_library
from tests.distillgate.usecases.logs import begun, decided
from tests.distillgate.usecases.test_review import (
    ACCOUNT,
    HERE,
    acting,
    denied_plan,
    unsure_plan,
)
from tests.distillgate.usecases.test_submit import library

DAY = date(2026, 11, 24)
LATER = date(2026, 11, 25)
NIGHT = Writer("nightly", "2026-11-25T02:00:00.000000Z", machine=True)
_LAW = '      - id: law\n        section: "9"'
_BAN = """\
      - id: no-training
        section: "8"
        topic: train-on-outputs
        forbids: Training on output.
        when: {ingredient.feeds_training: true}
"""
BANNED = (_LAW, _BAN + _LAW)
"""The text of Acme is found to have one more clause, which forbids what the plans do."""
REWORDED = ("any product of Acme.", "any product\n          of Acme or of its affiliates.")


def bench(library: Library, day: date = LATER) -> Bench:
    def judged(batch: Sequence[Stored]) -> list[Rejudged]:
        return [rejudge(each, library, day) for each in batch]

    return judged


def swept(
    database: Database, found: Library, *, record: bool = True, on: str | None = None
) -> Swept:
    recording = Recording(Ledger(database), NIGHT, found.layers) if record else None
    return sweep(Sweeping(database, bench(found), LATER, recording, on))


def stored(database: Database, plan: str = "document-reader") -> int:
    """Store the example that is approved, under a name of its own."""
    text_of = approved().replace("plan: document-reader", f"plan: {plan}")
    jo = Writer("jo", "2026-11-24T10:00:00.000000Z")
    done = submit_plan(a_plan(text_of), library(), Ledger(database), jo, as_of=DAY)
    assert done.decision is not None
    assert done.decision.ruling <= Ruling.WITH_OBLIGATIONS
    return done.decision.number


def decisions(database: Database) -> list[tuple[str, str]]:
    found = Records(database).decisions(DecisionsSought())
    return [(each.version.plan, each.ruling.word) for each in reversed(found)]


def test_nothing_is_reopened_where_nothing_changed_in_meaning(database: Database) -> None:
    stored(database)
    assert swept(database, library()).same == 1
    again = swept(database, changed_library(REWORDED, ('section: "9"', 'section: "10"')))
    assert (again.same, again.reopened, again.told) == (1, 0, [])
    assert len(decisions(database)) == 1


def test_a_new_ban_reopens_what_rests_on_the_text_and_nothing_else(database: Database) -> None:
    stored(database)
    adoption = approved().replace("plan: document-reader", "plan: own-data")
    start, end = adoption.index("teachers:"), adoption.index("datasets:")
    other = f"{adoption[:start]}teachers: []\n{adoption[end:]}"
    jo = Writer("jo", "2026-11-24T10:00:00.000000Z")
    submit_plan(a_plan(other), library(), Ledger(database), jo, as_of=DAY)
    found = swept(database, changed_library(BANNED))
    assert [each.decision.version.plan for each in found.told] == ["document-reader"]
    assert (found.plans, found.same, found.reopened) == (2, 1, 1)
    names = [each.about.name for each in found.told[0].differences]
    assert "acme-terms#no-training" in names
    assert decisions(database)[2:] == [("document-reader", "denied")]
    review = Reviews(database).of_decision(3)
    assert review is not None
    assert (review.state, review.requesters) == (ReviewState.OPEN, frozenset({"jo"}))
    assert "acme-terms#no-training" in review.acts[0].text
    assert swept(database, changed_library(BANNED)).same == 2
    assert Records(database).replay_all().identical == 3


def test_a_dry_run_says_the_same_and_records_nothing(database: Database) -> None:
    stored(database)
    found = changed_library(BANNED)
    dry = swept(database, found, record=False)
    assert decisions(database) == [("document-reader", "approved-with-obligations")]
    assert Reviews(database).sought(SoughtReviews()) == ()
    real = swept(database, found)
    assert [each.differences for each in dry.told] == [each.differences for each in real.told]
    assert (dry.reopened, real.reopened) == (0, 1)


def test_an_approval_by_a_person_falls_with_what_it_rests_on(database: Database) -> None:
    jo = acting(database, "jo", ())
    done = submit_plan(unsure_plan(), library(), jo.ledger, jo.writer, as_of=DAY)
    assert done.decision is not None
    request_review(done.decision, "please", jo)
    approval = Approval(date(2027, 3, 1), Reason.COUNSEL)
    approve(1, approval, acting(database))
    assert swept(database, library()).same == 1
    found = swept(database, changed_library(BANNED)).told[0]
    assert (found.allowed, found.allows, found.ruling) == (True, False, Ruling.DENIED)
    review = Reviews(database).review("1", HERE)
    assert (review.state, review.decision) == (ReviewState.OPEN, 2)
    assert not review.approves(2, LATER)
    assert not review.approves(1, LATER)


def test_an_approval_that_has_ended_waits_for_a_person_again(database: Database) -> None:
    jo = acting(database, "jo", ())
    done = submit_plan(unsure_plan(), library(), jo.ledger, jo.writer, as_of=DAY)
    assert done.decision is not None
    request_review(done.decision, "please", jo)
    approve(1, Approval(LATER, Reason.COUNSEL), acting(database))
    found = swept(database, library())
    assert (found.same, found.reopened, found.told[0].lapsed) == (0, 1, LATER)
    review = Reviews(database).review("1", HERE)
    assert (review.state, review.acts[-1].text) == (
        ReviewState.OPEN,
        "the approval ended on 2026-11-25",
    )
    assert len(decisions(database)) == 1
    assert swept(database, library()).same == 1


def test_answers_are_heeded_when_the_plan_is_judged_anew(database: Database) -> None:
    jo = acting(database, "jo", ())
    done = submit_plan(unsure_plan(), library(), jo.ledger, jo.writer, as_of=DAY)
    assert done.decision is not None
    request_review(done.decision, "please", jo)
    ask(1, "which account?", ACCOUNT, acting(database))
    answer(1, None, "business", jo)
    assert swept(database, library()).same == 1
    found = swept(database, changed_library(BANNED))
    assert found.told[0].ruling is Ruling.DENIED
    review = Reviews(database).review("1", HERE)
    assert review.state is ReviewState.OPEN
    back = swept(database, library())
    assert back.told[0].allows
    assert Reviews(database).review("1", HERE).state is ReviewState.SETTLED


def test_the_worst_come_first_and_no_more_than_wanted_are_told(database: Database) -> None:
    jo = Writer("jo", "2026-11-24T10:00:00.000000Z")
    for plan in (denied_plan(), unsure_plan()):
        submit_plan(plan, library(), Ledger(database), jo, as_of=DAY)
    stored(database, "a-reader")
    stored(database, "z-reader")
    found = replace(Sweeping(database, bench(changed_library(BANNED)), LATER), most=2)
    done = sweep(found)
    assert [each.decision.version.plan for each in done.told] == ["a-reader", "z-reader"]
    assert (done.plans, done.changed) == (4, 4)
    whole = sweep(replace(found, most=10)).told
    assert [each.decision.version.plan for each in whole] == [
        "a-reader",
        "z-reader",
        "document-reader",
        "assistant",
    ]


def test_what_was_judged_for_another_day_stands_for_nothing(database: Database) -> None:
    jo = Writer("jo", "2026-11-24T10:00:00.000000Z")
    past = submit_plan(a_plan(), library(), Ledger(database), jo, as_of=date(2026, 6, 1))
    assert past.decision is not None
    assert swept(database, changed_library(BANNED)).plans == 0
    stored(database)
    submit_plan(a_plan(), library(), Ledger(database), jo, as_of=date(2026, 6, 1))
    found = swept(database, library())
    assert (found.plans, found.same) == (1, 1)


def test_only_what_rests_on_a_text_is_judged_where_one_is_named(database: Database) -> None:
    stored(database)
    assert swept(database, library(), on="acme-terms").plans == 1
    assert swept(database, library(), on="acme-terms#no-such").plans == 0


def test_damaged_contents_are_named_first_and_stop_nothing(database: Database) -> None:
    number = stored(database)
    stored(database, "another")
    source = Records(database).decision(str(number), HERE).version.source
    with database.writing() as connection:
        connection.execute(
            text("UPDATE content SET packed = :packed WHERE digest = :digest"),
            {"packed": b"gone", "digest": source},
        )
    found = swept(database, changed_library(BANNED))
    assert (found.plans, found.unreadable, found.reopened) == (2, 1, 1)
    assert found.told[0].decision.number == number
    assert source in (found.told[0].why or "")


def test_a_decision_made_meanwhile_stands(database: Database) -> None:
    stored(database)
    found = changed_library(BANNED)

    def late(batch: Sequence[Stored]) -> list[Rejudged]:
        stored(database)
        return [rejudge(each, found, LATER) for each in batch]

    recording = Recording(Ledger(database), NIGHT, found.layers)
    done = sweep(Sweeping(database, late, LATER, recording))
    assert (done.overtaken, done.reopened) == (1, 0)
    assert len(decisions(database)) == 2


def test_batches_leave_nothing_out_and_take_nothing_twice(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"reader-{number}" for number in range(7)]
    for name in names:
        stored(database, name)
    whole = swept_json(
        swept(database, changed_library(BANNED), record=False), LATER, recorded=False
    )
    monkeypatch.setattr(sweeping_module, "BATCH", 3)
    seen: list[int] = []
    found = Sweeping(
        database,
        bench(changed_library(BANNED)),
        LATER,
        progress=lambda count, total: seen.append(total - count),
    )
    assert swept_json(sweep(found), LATER, recorded=False) == whole
    assert seen == [4, 1, 0]


def test_the_log_tells_what_was_reopened_and_how_the_review_goes_on(
    database: Database,
) -> None:
    ledger = begun(database)
    decided(database)
    found = changed_library(BANNED)
    for each in (found, library()):
        recording = Recording(ledger, NIGHT, each.layers)
        sweep(Sweeping(database, bench(each), LATER, recording))
    told = [each for each in records_in(database, Sought()) if each.kind == "decision.made"]
    assert [json.loads(each.leaf)["context"].get("reopens") for each in told] == [
        None,
        "1",
        "2",
    ]
    assert [act.kind for act in Reviews(database).review("1", HERE).acts] == [
        ActKind.REJUDGE,
        ActKind.REJUDGE,
    ]
    assert check_stored(database).standing is Standing.HOLDS
    with database.writing() as connection:
        connection.execute(text("UPDATE review_act SET kind = 'approve' WHERE number = 2"))
    assert check_stored(database).standing is not Standing.HOLDS
