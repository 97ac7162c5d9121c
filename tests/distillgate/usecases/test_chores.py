"""What is due from time to time: told, sealed, and cleaned up, but never what waits."""

from dataclasses import replace
from datetime import timedelta
from threading import Event as Signal

import pytest
from sqlalchemy import text

from distillgate.usecases.chores import Chores, Done, do_chores
from distillgate.usecases.delivering import ATTEMPTS, deliver_all
from distillgate.usecases.eventlists import letters, messages_after, replay
from distillgate.usecases.ledger import Ledger
from distillgate.web.outboxworker import delivering_events
from registry.database import Database, UnusableRegistryError
from registry.deliveries import DeliveryState
from tests.distillgate.libraries import approved, example
from tests.distillgate.usecases.events import (
    HERE,
    SEALER,
    Clock,
    delivering,
    keeping,
    subscribed,
)
from tests.distillgate.usecases.logs import begun, decided, ledger_of
from tests.distillgate.usecases.test_permits import issued
from tests.receivers import receiving


def chores(database: Database, clock: Clock, keep_days: int = 90) -> Chores:
    return Chores(
        lambda: ledger_of(database), lambda: example().pack, lambda: SEALER, clock, keep_days
    )


def test_what_was_told_long_ago_goes_and_nothing_that_was_not(database: Database) -> None:
    clock = Clock()
    with receiving(204, 410) as receiver:
        subscribed(database, receiver)
        for number in range(2):
            decided(database, approved().replace("document-reader", f"reader-{number}"))
        told = delivering(database, receiver, clock=clock)
        states = [each.state for _ in range(2) for each in deliver_all(told)]
        assert states == [DeliveryState.SENT, DeliveryState.DEAD]
    # One more, which its receiver is too far away to hear of.
    decided(database, approved().replace("document-reader", "reader-2"))
    deliver_all(told)
    clock.pass_by(days=90)
    assert do_chores(chores(database, clock)).forgotten == 0
    clock.pass_by(days=1)
    assert do_chores(chores(database, clock, keep_days=0)).forgotten == 0
    assert [do_chores(chores(database, clock)).forgotten for _ in range(2)] == [1, 0]
    left = letters(database, None, "mine", HERE, 10)
    assert sorted(each.delivery.state.value for each in left) == ["dead", "waiting"]
    # The events stay, so that all of it may be told again.
    assert len(messages_after(database, 0, 10)) == 3
    assert replay(0, "mine", keeping(database)) == 3
    assert len(letters(database, DeliveryState.WAITING, None, HERE, 10)) == 3


def test_all_of_it_is_done_and_then_nothing_is_left_to_do(database: Database) -> None:
    clock = Clock()
    begun(database)
    decided(database)
    issued(database)
    with receiving() as receiver:
        _, secret = subscribed(database, receiver)
    with database.writing() as connection:
        connection.execute(text("UPDATE webhook SET secret = :secret"), {"secret": secret})
    clock.pass_by(days=-600)
    assert do_chores(chores(database, clock)).changed == 0
    clock.pass_by(days=600, hours=20)
    assert do_chores(chores(database, clock)) == Done(ending=1, changed=1)
    assert do_chores(chores(database, clock)) == Done()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_worker_does_chores_and_outlives_what_goes_wrong(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("distillgate.web.outboxworker.CHORES", 0.01)
    asked, done = [0], Signal()

    def ledger() -> Ledger:
        asked[0] += 1
        if asked[0] == 1:
            raise UnusableRegistryError("it is away")
        if asked[0] == 2:
            raise ZeroDivisionError
        done.set()
        return ledger_of(database)

    found = replace(chores(database, Clock()), ledger=ledger)
    with delivering_events(None, found):
        assert done.wait(60)


def test_the_times_of_a_registry_are_those_of_its_clock(database: Database) -> None:
    clock = Clock()
    with receiving(*[500] * ATTEMPTS) as receiver:
        subscribed(database, receiver)
        decided(database)
        told = delivering(database, receiver, clock=clock)
        for _ in range(ATTEMPTS):
            deliver_all(told)
            clock.pass_by(hours=24)
    clock.moment += timedelta(days=1_000)
    # However old a dead letter is, it is still there to be told again.
    assert do_chores(chores(database, clock)).forgotten == 0
    (dead,) = letters(database, DeliveryState.DEAD, "mine", HERE, 10)
    assert dead.delivery.attempts == ATTEMPTS
