from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Connection

from distillgate.usecases.ledger import Ledger
from distillgate.usecases.obligations import (
    Keeper,
    Saying,
    duties_of,
    duty_json,
    say_of_duty,
)
from distillgate.usecases.review import Approval, approve, reopen
from distillgate.usecases.submit import submit_plan
from policy.diagnostics import Code, Span
from policy.yamltext import UnreadableError
from registry.database import Database
from registry.events import Event
from registry.obligations import Duty, DutyAct, DutyStanding, standing_of
from registry.reviews import Reason
from registry.statements import Writer
from tests.distillgate.libraries import a_plan
from tests.distillgate.usecases.test_review import UNTIL, acting, requested
from tests.distillgate.usecases.test_submit import library

HERE = Span("<command line>", 1, 1)
AT = "2026-11-24T10:00:00.000000Z"
DAY = date(2026, 11, 24)
PLAN = "document-reader"
SUMMARY = "examplian-act#summary"
MET = Saying(DutyStanding.MET, "https://example.org/summary")


def submitted(database: Database, day: date = DAY) -> None:
    submit_plan(a_plan(), library(), Ledger(database), Writer("jo", AT), as_of=day)


def keeper(database: Database, name: str = "jo", *roles: str) -> Keeper:
    return Keeper(Ledger(database), Writer(name, AT), roles)


def duties(database: Database, plan: str = PLAN) -> tuple[Duty, ...]:
    with database.reading() as connection:
        return duties_of(connection, plan, HERE)


def code(saying: Saying, who: Keeper, clause: str = SUMMARY) -> Code:
    with pytest.raises(UnreadableError) as raised:
        say_of_duty(PLAN, clause, saying, who, HERE)
    (found,) = raised.value.diagnostics
    assert found.span == HERE
    return found.code


def test_a_plan_owes_what_its_newest_verdict_says(database: Database) -> None:
    submitted(database)
    summary, copy = duties(database)
    assert summary == Duty(
        "examplian-act@2026-01-01#summary",
        "A public summary of the training content.",
        "release",
        date(2027, 1, 15),
        (),
        DutyStanding.OPEN,
    )
    assert (copy.standing, copy.checked) == (DutyStanding.MET, True)
    assert copy.ingredients == ("hf:opener/base-7b",)


def test_a_duty_is_overdue_from_its_day_until_it_is_done(database: Database) -> None:
    submitted(database)
    summary, copy = duties(database)
    assert not summary.overdue(date(2027, 1, 14))
    assert summary.overdue(date(2027, 1, 15))
    assert not copy.overdue(date(2027, 1, 15))
    acknowledged = replace(summary, standing=DutyStanding.ACKNOWLEDGED)
    assert acknowledged.overdue(date(2027, 1, 15))


def test_what_somebody_says_of_a_duty_stays_with_its_evidence(database: Database) -> None:
    submitted(database)
    say_of_duty(PLAN, SUMMARY, Saying(DutyStanding.ACKNOWLEDGED), keeper(database), HERE)
    said = say_of_duty(PLAN, SUMMARY, MET, keeper(database, "kim"), HERE)
    submitted(database)
    summary = duties(database)[0]
    assert summary == said
    told = duty_json(summary, date(2027, 1, 15))
    assert (told["state"], told["by"], told["overdue"]) == ("met", "kim", False)
    assert told["evidence"] == "https://example.org/summary"


def test_what_may_not_be_said_is_told_and_changes_nothing(database: Database) -> None:
    submitted(database)
    nothing = Saying(DutyStanding.NOT_APPLICABLE, note="we publish nothing")
    machine = Keeper(Ledger(database), Writer("ci", AT, machine=True), ())
    legal = keeper(database, "max", "legal")
    refusals = [
        code(Saying(DutyStanding.MET), keeper(database)),
        code(MET, machine),
        code(Saying(DutyStanding.NOT_APPLICABLE), legal),
        code(nothing, keeper(database, "jo", "legal")),
        code(nothing, keeper(database, "max")),
        code(MET, keeper(database), "examplian-act#sumary"),
        code(MET, keeper(database), "open-license#license-copy"),
    ]
    assert refusals == [
        Code.MISSING_KEY,
        Code.NOT_ENTITLED,
        Code.MISSING_KEY,
        Code.NOT_ENTITLED,
        Code.NOT_ENTITLED,
        Code.UNKNOWN_RECORD,
        Code.WRONG_STATE,
    ]
    assert duties(database)[0].standing is DutyStanding.OPEN
    after = say_of_duty(PLAN, SUMMARY, nothing, legal, HERE)
    assert after.standing is DutyStanding.NOT_APPLICABLE


def test_another_version_or_another_ingredient_opens_a_duty_again() -> None:
    jo = Writer("jo", AT)
    duty = Duty("a@2#x", "do it", "release", None, ("hf:a/one",), DutyStanding.OPEN)
    met = DutyAct("a@2#x", ("hf:a/one", "hf:a/two"), DutyStanding.MET, jo, "here")
    assert standing_of(duty, (met,)).standing is DutyStanding.MET
    assert standing_of(replace(duty, clause="a@3#x"), (met,)).standing is DutyStanding.OPEN
    more = replace(duty, ingredients=("hf:a/one", "hf:a/three"))
    assert standing_of(more, (met,)) == more


def test_what_an_approval_asks_for_is_owed_while_it_holds(database: Database) -> None:
    review = requested(database)
    approval = Approval(UNTIL, Reason.RISK, "", ("keep it internal", "tell us"))
    approve(review.number, approval, acting(database))
    found = [(each.clause, each.says) for each in duties(database)[-2:]]
    assert found == [("review:1#1", "keep it internal"), ("review:1#2", "tell us")]
    after = say_of_duty(PLAN, "review:1#1", MET, keeper(database), HERE)
    assert after.standing is DutyStanding.MET
    reopen(review.number, "", acting(database))
    assert not [each for each in duties(database) if each.clause.startswith("review:")]


def test_a_plan_without_a_verdict_that_counts_owes_nothing_yet(database: Database) -> None:
    with pytest.raises(UnreadableError):
        duties(database)
    submitted(database, date(2026, 6, 1))
    with pytest.raises(UnreadableError) as raised:
        duties(database)
    (found,) = raised.value.diagnostics
    assert found.code is Code.UNKNOWN_RECORD
    with pytest.raises(UnreadableError) as other:
        duties(database, "document-raeder")
    assert other.value.diagnostics[0].hint == "did you mean `document-reader`?"


def test_what_is_said_is_told_in_its_transaction_or_not_said(database: Database) -> None:
    class LogIsFullError(Exception):
        pass

    told: list[Event] = []

    def keep(_: Connection, event: Event) -> None:
        told.append(event)
        raise LogIsFullError

    submitted(database)
    who = replace(keeper(database), ledger=Ledger(database, keep))
    with pytest.raises(LogIsFullError):
        say_of_duty(PLAN, SUMMARY, MET, who, HERE)
    assert [(each.kind, each.outcome) for each in told] == [("registry.changed", "met")]
    assert duties(database)[0].standing is DutyStanding.OPEN
