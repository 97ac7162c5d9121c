import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from threading import Thread

import pytest
from sqlalchemy import Connection, text

from distillgate.usecases.answerquestion import answer
from distillgate.usecases.check import PlanText
from distillgate.usecases.decisionviews import Records
from distillgate.usecases.ledger import Ledger
from distillgate.usecases.library import Library
from distillgate.usecases.review import (
    Approval,
    Reviewing,
    approve,
    ask,
    confirm,
    deny,
    escalate,
    reopen,
    request_review,
)
from distillgate.usecases.reviewviews import Reviews, review_json, standing
from distillgate.usecases.submit import submit_plan
from policy.diagnostics import Code, Span
from policy.house import WaiverRule
from policy.yamltext import UnreadableError
from registry.database import Database
from registry.decisions import Decision
from registry.decisionstore import Sought
from registry.events import Event, unrecorded
from registry.replaying import Outcome
from registry.reviews import About, Reason, Review, ReviewState
from registry.reviewstore import SoughtReviews
from registry.statements import Writer
from tests.distillgate.libraries import EXAMPLE, a_plan, approved
from tests.distillgate.usecases.test_submit import library

HERE = Span("<command line>", 1, 1)
AT = "2026-11-24T10:00:00.000000Z"
DAY = date(2026, 11, 24)
UNTIL = date(2027, 3, 1)
ACCOUNT = About("ingredient.account", "hf:acme/large")
LEGAL = ("legal",)


def acting(
    database: Database,
    name: str = "max",
    roles: tuple[str, ...] = LEGAL,
    found: Callable[[], Library] = library,
) -> Reviewing:
    return Reviewing(Ledger(database), Writer(name, AT), roles, found, HERE)


def unsure_plan() -> PlanText:
    return a_plan(approved().replace("    account: business\n", ""))


def denied_plan() -> PlanText:
    text = (EXAMPLE / "plans" / "denied.yaml").read_text("utf-8")
    return a_plan(text.replace("{file: org.yaml}", "{name: Example GmbH, country: DE}"))


def decided(database: Database, plan: PlanText | None = None) -> Decision:
    jo = Writer("jo", AT)
    done = submit_plan(plan or unsure_plan(), library(), Ledger(database), jo, as_of=DAY)
    assert done.decision is not None
    return done.decision


def requested(database: Database, plan: PlanText | None = None) -> Review:
    decision = decided(database, plan)
    return request_review(decision, "please", acting(database, "jo", ()))


def test_a_review_is_opened_once_and_waits_for_a_person(database: Database) -> None:
    review = requested(database)
    assert (review.number, review.state, review.plan) == (
        1,
        ReviewState.OPEN,
        "document-reader",
    )
    assert review.requesters == {"jo"}
    with refused(Code.WRONG_STATE):
        request_review(Records(database).decision("1", HERE), "", acting(database, "jo"))


def refused(code: Code) -> "Refused":
    return Refused(code)


class Refused:
    """Expects one diagnostic with this code, at the place where the review was named."""

    def __init__(self, code: Code) -> None:
        self._raises = pytest.raises(UnreadableError)
        self._code = code

    def __enter__(self) -> None:
        self._found = self._raises.__enter__()

    def __exit__(self, *error: object) -> bool:
        done = self._raises.__exit__(*error)  # type: ignore[arg-type]
        found = self._found.value.diagnostics
        assert [(each.code, each.span) for each in found] == [(self._code, HERE)]
        return bool(done)


def test_an_approved_plan_needs_no_review(database: Database) -> None:
    decision = decided(database, a_plan())
    with refused(Code.WRONG_STATE):
        request_review(decision, "", acting(database, "jo"))
    assert Reviews(database).sought(SoughtReviews()) == ()


def test_an_answer_is_a_fact_of_a_new_case_and_the_plan_is_not_touched(
    database: Database,
) -> None:
    review = requested(database)
    asked = ask(review.number, "which account?", ACCOUNT, acting(database))
    assert asked.state is ReviewState.ASKED
    after = answer(review.number, None, "business", acting(database, "jo", ()))
    assert (after.state, after.decision) == (ReviewState.SETTLED, 2)
    before, now = (Records(database).decision(name, HERE) for name in ("1", "2"))
    assert before.version == now.version
    assert before.case != now.case
    assert now.ruling.word == "approved-with-obligations"
    case = Records(database).text(now.case, HERE)
    assert "answer 3 of review 1" in case
    assert '"jo"' in case
    found = Records(database).replay_all()
    assert (found.identical, found.bad) == (2, ())
    assert Records(database).replay(now).outcome is Outcome.IDENTICAL


def test_an_answer_that_is_no_value_is_told_and_nothing_is_recorded(
    database: Database,
) -> None:
    ask(requested(database).number, "which?", ACCOUNT, acting(database))
    with refused(Code.WRONG_VALUE):
        answer(1, None, "bussiness", acting(database, "jo", ()))
    assert Reviews(database).review("1", HERE).state is ReviewState.ASKED
    assert len(Records(database).decisions(Sought())) == 1


def test_questions_in_words_are_answered_in_words(database: Database) -> None:
    number = requested(database).number
    ask(number, "why this teacher?", About(), acting(database))
    ask(number, "and who collects?", About(), acting(database))
    with refused(Code.UNKNOWN_RECORD):
        answer(number, None, "it is the best", acting(database, "jo", ()))
    answer(number, 2, "it is the best", acting(database, "jo", ()))
    after = answer(number, None, "we do", acting(database, "jo", ()))
    assert (after.state, after.decision) == (ReviewState.OPEN, 1)
    with refused(Code.WRONG_STATE):
        answer(number, 2, "again", acting(database, "jo", ()))


@pytest.mark.parametrize(
    ("about", "code"),
    [
        (About("ingredient.acount", "hf:acme/large"), Code.UNKNOWN_FACT),
        (About("ingredient.account"), Code.MISSING_KEY),
        (About("terms.binds_us", "hf:acme/large"), Code.MISSING_KEY),
        (About("use.noncommercial"), Code.UNKNOWN_FACT),
        (About("ingredient.through", "hf:acme/large"), Code.UNKNOWN_FACT),
    ],
)
def test_a_question_asks_for_a_fact_that_somebody_can_answer(
    database: Database, about: About, code: Code
) -> None:
    with refused(code):
        ask(requested(database).number, "?", about, acting(database))


def test_what_legal_answers_takes_the_role(database: Database) -> None:
    number = requested(database).number
    about = About("terms.competes_with_issuer", None, "acme")
    ask(number, "does it compete?", about, acting(database))
    with refused(Code.NOT_ENTITLED):
        answer(number, None, "no", acting(database, "jo", ()))
    after = answer(number, None, "no", acting(database))
    assert after.decision == 2
    assert "terms.competes_with_issuer" in Records(database).text(
        Records(database).decision("2", HERE).case, HERE
    )


def test_an_ingredient_that_the_plan_does_not_name_is_declared_and_not_answered(
    database: Database,
) -> None:
    about = About("ingredient.account", "hf:acme/other")
    ask(requested(database).number, "?", about, acting(database))
    with refused(Code.UNKNOWN_REFERENCE):
        answer(1, None, "business", acting(database, "jo", ()))


def test_a_person_approves_until_a_day(database: Database) -> None:
    number = requested(database).number
    approval = Approval(UNTIL, Reason.COUNSEL, "seen", ("tell legal of a release",))
    after = approve(number, approval, acting(database))
    assert after.approves(1, DAY)
    assert not after.approves(1, UNTIL)
    assert standing(after, DAY) == "approved until 2027-03-01"
    assert standing(after, UNTIL) == "expired on 2027-03-01"
    told = review_json(Reviews(database).review("1", HERE), DAY)
    assert told["approves"] is True
    assert told["acts"] == [
        {
            "act": "1",
            "kind": "request",
            "by": "jo",
            "at": AT,
            "decision": "1",
            "text": "please",
        },
        {
            "act": "2",
            "kind": "approve",
            "by": "max",
            "at": AT,
            "decision": "1",
            "text": "seen",
            "reason": "counsel-opinion",
            "until": "2027-03-01",
            "obligations": ["tell legal of a release"],
        },
    ]


@pytest.mark.parametrize("until", [DAY, date(2026, 1, 1), date(2027, 11, 26)])
def test_an_approval_has_an_end_within_a_year(database: Database, until: date) -> None:
    with refused(Code.UNUSABLE_DATES):
        approve(requested(database).number, Approval(until, Reason.RISK), acting(database))


def test_a_requester_never_decides(database: Database) -> None:
    number = requested(database).number
    with refused(Code.NOT_ENTITLED):
        approve(number, Approval(UNTIL, Reason.RISK), acting(database, "jo"))
    with refused(Code.NOT_ENTITLED):
        deny(number, Reason.NO_FIX, "", acting(database, "jo"))


def test_whoever_asks_for_the_review_asks_for_the_plan(database: Database) -> None:
    decision = decided(database)
    request_review(decision, "", acting(database, "kim"))
    with refused(Code.NOT_ENTITLED):
        approve(1, Approval(UNTIL, Reason.RISK), acting(database, "kim"))


def test_whoever_answers_may_still_decide(database: Database) -> None:
    number = requested(database, a_plan(unmarketed())).number
    ask(number, "which account?", ACCOUNT, acting(database, "kim"))
    after = answer(number, None, "business", acting(database, "max"))
    assert after.state is ReviewState.OPEN
    assert approve(number, Approval(UNTIL, Reason.RISK), acting(database, "max")).approves(
        2, DAY
    )


def unmarketed() -> str:
    both = approved().replace("    account: business\n", "")
    return both.replace("  markets: [document-processing]\n", "")


def test_machines_and_people_without_a_role_decide_nothing(database: Database) -> None:
    number = requested(database).number
    machine = replace(acting(database), writer=Writer("ci", AT, machine=True))
    for who in (machine, acting(database, roles=()), acting(database, roles=("reviewer",))):
        with refused(Code.NOT_ENTITLED):
            approve(number, Approval(UNTIL, Reason.RISK), who)
    for who in (machine, acting(database, roles=()), acting(database, roles=("auditor",))):
        with refused(Code.NOT_ENTITLED):
            ask(number, "?", About(), who)
    with refused(Code.NOT_ENTITLED):
        approve(
            number, Approval(UNTIL, Reason.RISK), acting(database, roles=("auditor", "legal"))
        )


def test_the_group_that_a_review_is_handed_to_may_decide(database: Database) -> None:
    number = requested(database).number
    escalate(number, "ip-legal", "yours", acting(database, roles=("reviewer",)))
    lee = acting(database, "lee", ("ip-legal",))
    assert deny(number, Reason.NO_FIX, "no", lee).state is ReviewState.DENIED


def test_a_denial_is_set_aside_by_two_people_with_a_note(database: Database) -> None:
    number = requested(database, denied_plan()).number
    with refused(Code.MISSING_KEY):
        approve(number, Approval(UNTIL, Reason.CONTRACT), acting(database))
    half = approve(number, Approval(UNTIL, Reason.CONTRACT, "we signed"), acting(database))
    assert half.state is ReviewState.SECOND
    assert not half.approves(1, DAY)
    with refused(Code.NOT_ENTITLED):
        confirm(number, "me again", acting(database))
    with refused(Code.NOT_ENTITLED):
        confirm(number, "me", acting(database, "jo"))
    whole = confirm(number, "seen, too", acting(database, "lee", ("approver",)))
    assert whole.approves(1, DAY)


def test_what_was_decided_is_decided_until_it_is_reopened(database: Database) -> None:
    number = requested(database).number
    deny(number, Reason.NO_FIX, "", acting(database))
    with refused(Code.WRONG_STATE):
        approve(number, Approval(UNTIL, Reason.RISK), acting(database))
    assert reopen(number, "news", acting(database)).state is ReviewState.OPEN
    assert approve(number, Approval(UNTIL, Reason.RISK), acting(database)).approves(1, DAY)
    assert not reopen(number, "again", acting(database)).approves(1, DAY)


def test_a_verdict_that_a_newer_one_has_replaced_is_not_decided(database: Database) -> None:
    number = requested(database).number
    decided(database)
    with refused(Code.WRONG_STATE):
        approve(number, Approval(UNTIL, Reason.RISK), acting(database))


def test_a_verdict_for_another_day_is_not_reviewed(database: Database) -> None:
    jo = Writer("jo", AT)
    past = submit_plan(unsure_plan(), library(), Ledger(database), jo, as_of=date(2026, 6, 1))
    assert past.decision is not None
    with refused(Code.WRONG_STATE):
        request_review(past.decision, "", acting(database, "jo"))


def test_house_policy_limits_approvals_as_it_limits_waivers(database: Database) -> None:
    number = requested(database, denied_plan()).number
    result = review_findings(database)
    assert result

    def strict(rule: WaiverRule) -> Callable[[], Library]:
        found = library()
        house = replace(found.pack.house, waivers=(rule,))
        return lambda: Library(replace(found.pack, house=house), found.records, found.layers)

    clause = result[0].partition("#")[2]
    by_others = strict(WaiverRule(clause, ("ip-legal",)))
    with refused(Code.WAIVER_NOT_ALLOWED):
        approve(number, Approval(UNTIL, Reason.RISK, "x"), acting(database, found=by_others))
    short = strict(WaiverRule(clause, LEGAL, at_most=date(2027, 1, 1) - DAY))
    with refused(Code.WAIVER_NOT_ALLOWED):
        approve(number, Approval(UNTIL, Reason.RISK, "x"), acting(database, found=short))
    within = Approval(date(2027, 1, 1), Reason.RISK, "x")
    assert approve(number, within, acting(database, found=short)).state is ReviewState.SECOND


def review_findings(database: Database) -> list[str]:
    stored = Records(database).text(Records(database).decision("1", HERE).verdict, HERE)
    return [
        each["clause"]
        for each in json.loads(stored)["findings"]
        if each["severity"] == "deny" and each["state"] == "applies"
    ]


def test_each_act_is_told_in_its_transaction_without_what_people_wrote(
    database: Database,
) -> None:
    told: list[Event] = []

    def keep(_: Connection, event: Event) -> None:
        told.append(event)

    who = replace(acting(database), ledger=Ledger(database, keep))
    jo = replace(who, writer=Writer("jo", AT), roles=())
    request_review(decided(database), "privileged", jo)
    ask(1, "privileged", ACCOUNT, who)
    answer(1, None, "consumer", jo)
    deny(1, Reason.NO_FIX, "privileged", who)
    assert [each.kind for each in told] == [
        "review.requested",
        "review.requested",
        "decision.made",
        "review.requested",
        "signoff.refused",
    ]
    assert "privileged" not in repr(told)
    assert told[-1].reasons == ("cannot-be-fixed",)


def test_if_the_log_cannot_be_written_nothing_was_reviewed(database: Database) -> None:
    class LogIsFullError(Exception):
        pass

    def fail(_: Connection, __: Event) -> None:
        raise LogIsFullError

    number = requested(database).number
    who = replace(acting(database), ledger=Ledger(database, fail))
    with pytest.raises(LogIsFullError):
        approve(number, Approval(UNTIL, Reason.RISK), who)
    assert Reviews(database).review("1", HERE).state is ReviewState.OPEN
    assert Ledger(database).recorder is unrecorded


def test_of_two_who_decide_at_once_one_comes_too_late(database: Database) -> None:
    number = requested(database).number
    came: list[str] = []

    def decide(name: str) -> None:
        try:
            deny(number, Reason.NO_FIX, "", acting(database, name))
            came.append("decided")
        except UnreadableError as error:
            came.append(error.diagnostics[0].code.value)

    threads = [Thread(target=decide, args=(name,)) for name in ("max", "lee", "kim")]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(came) == ["decided", "wrong-state", "wrong-state"]
    with database.reading() as connection:
        (count,) = connection.execute(text("SELECT count(*) FROM review_act")).one()
    assert count == 2


def test_reviews_are_listed_by_plan_and_by_how_they_stand(database: Database) -> None:
    requested(database)
    deny(1, Reason.NO_FIX, "", acting(database))
    reviews = Reviews(database)
    assert [each.number for each in reviews.sought(SoughtReviews(undecided=True))] == []
    sought = SoughtReviews(plan="document-reader", state=ReviewState.DENIED)
    assert [each.number for each in reviews.sought(sought)] == [1]
    assert reviews.sought(SoughtReviews(plan="other")) == ()
    assert reviews.of_decision(1) is not None
    assert reviews.of_decision(2) is None
    with refused(Code.UNKNOWN_RECORD):
        reviews.review("2", HERE)
    with refused(Code.UNKNOWN_RECORD):
        Reviews(None).review("1", HERE)
