"""A plan that is submitted again takes out of the queue what waits for its earlier state."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from threading import Barrier, Thread

import pytest
from sqlalchemy import Connection, text

from distillgate.usecases.answerquestion import answer
from distillgate.usecases.decisionviews import Records
from distillgate.usecases.ledger import Ledger
from distillgate.usecases.review import (
    Approval,
    approve,
    ask,
    confirm,
    deny,
    escalate,
    reopen,
    request_review,
)
from distillgate.usecases.reviewviews import Reviews, standing
from distillgate.usecases.submit import Submission, submit_plan
from policy.diagnostics import Code
from policy.yamltext import UnreadableError
from registry.database import Database
from registry.events import Event
from registry.reviewqueue import SoughtQueue, counted
from registry.reviews import About, ActKind, Reason, Review, ReviewState
from registry.reviewstore import SoughtReviews
from registry.statements import Writer
from tests.distillgate.libraries import a_plan
from tests.distillgate.usecases.test_review import (
    ACCOUNT,
    AT,
    DAY,
    HERE,
    UNTIL,
    acting,
    denied_plan,
    refused,
    requested,
    unsure_plan,
)
from tests.distillgate.usecases.test_submit import library

RISK = Approval(UNTIL, Reason.RISK, "heard counsel")


def again(database: Database, content: str | None = None, day: date = DAY) -> Submission:
    plan = unsure_plan() if content is None else a_plan(content)
    return submit_plan(plan, library(), Ledger(database), Writer("ann", AT), as_of=day)


def review(database: Database, number: int = 1) -> Review:
    return Reviews(database).review(str(number), HERE)


def test_what_nobody_decided_is_superseded_and_out_of_the_queue(database: Database) -> None:
    requested(database)
    done = again(database)
    assert done.decision is not None
    (closed,) = done.superseded
    assert closed == review(database)
    assert (closed.number, closed.state, closed.decision) == (1, ReviewState.SUPERSEDED, 1)
    assert standing(closed, DAY) == "superseded"
    act = closed.acts[-1]
    assert (act.kind, act.writer.name) == (ActKind.SUPERSEDE, "ann")
    assert act.text == "the plan was submitted again: decision 2"
    assert closed.requesters == {"jo"}
    assert Reviews(database).sought(SoughtReviews(undecided=True)) == ()
    with database.reading() as connection:
        assert counted(connection, SoughtQueue()) == 0
    second = request_review(done.decision, "again", acting(database, "jo", ()))
    assert (second.number, second.state) == (2, ReviewState.OPEN)


def test_nobody_decides_by_mistake_what_is_superseded(database: Database) -> None:
    requested(database)
    ask(1, "which account?", ACCOUNT, acting(database))
    assert [each.number for each in again(database).superseded] == [1]
    lee = acting(database, "lee")
    acts: tuple[Callable[[], Review], ...] = (
        lambda: approve(1, RISK, lee),
        lambda: deny(1, Reason.NO_FIX, "no", lee),
        lambda: confirm(1, "yes", lee),
        lambda: ask(1, "why?", About(), lee),
        lambda: escalate(1, "ip-legal", "", lee),
        lambda: reopen(1, "news", lee),
        lambda: answer(1, None, "business", acting(database, "jo", ("legal",))),
    )
    for act in acts:
        with refused(Code.WRONG_STATE):
            act()
    assert review(database).state is ReviewState.SUPERSEDED


def test_a_denial_that_waits_for_a_second_person_is_superseded_too(database: Database) -> None:
    requested(database, denied_plan())
    assert approve(1, RISK, acting(database)).state is ReviewState.SECOND
    done = submit_plan(denied_plan(), library(), Ledger(database), Writer("ann", AT), as_of=DAY)
    assert [each.state for each in done.superseded] == [ReviewState.SUPERSEDED]
    assert not review(database).approves(1, DAY)


@pytest.mark.parametrize("decided", [ReviewState.APPROVED, ReviewState.DENIED])
def test_what_somebody_decided_stays_as_it_was(
    database: Database, decided: ReviewState
) -> None:
    requested(database)
    if decided is ReviewState.APPROVED:
        approve(1, RISK, acting(database))
    else:
        deny(1, Reason.NO_FIX, "no", acting(database))
    assert again(database).superseded == ()
    assert review(database).state is decided


def test_what_explains_only_supersedes_nothing(database: Database) -> None:
    requested(database)
    assert again(database, day=date(2026, 6, 1)).superseded == ()
    assert review(database).state is ReviewState.OPEN


def test_a_review_of_another_plan_stays_where_it_is(database: Database) -> None:
    requested(database)
    other = unsure_plan().content.decode().replace("document-reader", "other")
    assert again(database, other).superseded == ()
    assert review(database).state is ReviewState.OPEN


def test_what_is_carried_goes_on_in_a_review_of_its_own(database: Database) -> None:
    requested(database)
    ask(1, "which account?", ACCOUNT, acting(database))
    answer(1, None, "consumer", acting(database, "jo", ("legal",)))
    done = again(database)
    assert [each.number for each in done.superseded] == [1]
    assert done.review is not None
    assert (done.review.number, done.review.state) == (2, ReviewState.OPEN)


def test_that_it_is_superseded_is_told_with_the_decision_or_not_at_all(
    database: Database,
) -> None:
    told: list[Event] = []

    def keep(_: Connection, event: Event) -> None:
        told.append(event)

    requested(database)
    writer = Writer("ann", AT)
    ledger = Ledger(database, keep)
    submit_plan(unsure_plan(), library(), ledger, writer, as_of=DAY)
    assert [each.kind for each in told] == ["decision.made", "review.requested"]
    said = told[-1].context
    assert (said["act"], said["state"], said["decision"]) == ("supersede", "superseded", "1")

    class LogIsFullError(Exception):
        pass

    def fail(_: Connection, event: Event) -> None:
        if event.kind == "review.requested":
            raise LogIsFullError

    request_review_of_last(database)
    with pytest.raises(LogIsFullError):
        submit_plan(unsure_plan(), library(), Ledger(database, fail), writer, as_of=DAY)
    assert review(database, 2).state is ReviewState.OPEN
    with database.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM decision")).scalar() == 2


def request_review_of_last(database: Database) -> None:
    decision = Records(database).decision("2", HERE)
    request_review(decision, "again", acting(database, "jo", ()))


def test_an_answer_to_what_an_older_program_left_open_is_refused(database: Database) -> None:
    requested(database)
    ask(1, "which account?", ACCOUNT, acting(database))
    again(database)
    with database.writing() as connection:
        # As it was before a plan that is submitted again closed anything.
        connection.execute(text("DELETE FROM review_act WHERE number = 3"))
        connection.execute(text("UPDATE review SET state = 'waiting-for-requester'"))
    with refused(Code.WRONG_STATE):
        answer(1, None, "business", acting(database, "jo", ("legal",)))


def test_of_a_decision_and_a_new_state_at_once_one_counts(database: Database) -> None:
    """Whoever comes first is heard: it is approved and stays so, or superseded."""
    requested(database)
    ready, came = Barrier(2), list[str]()

    def approving() -> None:
        ready.wait()
        try:
            approve(1, RISK, replace(acting(database), ledger=Ledger(database)))
            came.append("approved")
        except UnreadableError:
            came.append("refused")

    def submitting() -> None:
        ready.wait()
        came.extend(each.state for each in again(database).superseded)

    threads = [Thread(target=each) for each in (approving, submitting)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    after = review(database)
    assert (sorted(came), after.state) in [
        (["approved"], ReviewState.APPROVED),
        (["refused", "superseded"], ReviewState.SUPERSEDED),
    ]
