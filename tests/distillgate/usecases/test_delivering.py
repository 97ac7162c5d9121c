"""Events reach whoever subscribed: at least once, each for itself, and with a signature."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from queue import Empty
from threading import Thread

import pytest
from sqlalchemy import text

from connectors.posting import Posted, Sent
from distillgate.gate.signatures import TOLERANCE, WebhookError, verify
from distillgate.usecases.delivering import (
    ATTEMPTS,
    FIRST_WAIT,
    LONGEST_WAIT,
    deliver_all,
    outcome_of,
    wait_after,
)
from distillgate.usecases.eventlists import letters, messages_after, replay
from distillgate.usecases.filing import Clerk, put_on_file, revoke
from distillgate.usecases.permits import begin_run, revoke_permit
from distillgate.usecases.review import deny, reopen, request_review
from distillgate.usecases.webhooks import retire_webhook, rotate_webhook
from distillgate.web.outboxworker import OutboxWorker, delivering_events
from policy.packs import SourceFile
from registry.database import Database
from registry.deliveries import Delivery, DeliveryState
from registry.events import Event
from registry.filings import FilingKind
from registry.reviews import Reason
from tests.databases import JO
from tests.distillgate.libraries import approved, example
from tests.distillgate.usecases.events import (
    HERE,
    SHORT,
    WEBHOOK_KEY,
    Clock,
    delivering,
    keeping,
    subscribed,
)
from tests.distillgate.usecases.logs import NOON, begun, decided, ledger_of
from tests.distillgate.usecases.test_filing import WAIVER
from tests.distillgate.usecases.test_permits import issued
from tests.distillgate.usecases.test_review import acting
from tests.receivers import receiving

UNSURE = approved().replace("    account: business\n", "")
SECONDS = 60
on_one = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
"""What no database makes any difference to."""


def named(number: int) -> str:
    return approved().replace("document-reader", f"reader-{number}")


def test_a_decision_is_told_with_verdict_plan_link_and_signature(database: Database) -> None:
    with receiving() as receiver:
        _, secret = subscribed(database, receiver)
        decision = decided(database, UNSURE)
        (sent,) = deliver_all(delivering(database, receiver))
        assert sent.state is DeliveryState.SENT
        (got,) = receiver.all()
    at = int(got.headers["webhook-timestamp"])
    assert verify(secret, got.headers, got.body, now=at) == got.headers["webhook-id"]
    data = got.said["data"]
    assert got.said["type"] == "decision.made"
    assert (data["plan"], data["owner"], data["verdict"]) == (
        "document-reader",
        "jo",
        "needs-review",
    )
    assert data["link"] == f"https://gate.example/decisions/{decision.number}"
    assert data["clauses"]
    assert data["id"] == got.headers["webhook-id"]
    assert not deliver_all(delivering(database, receiver))


@on_one
def test_a_receiver_that_fails_is_tried_again_under_the_same_id(database: Database) -> None:
    clock = Clock()
    with receiving(500, 302, 200) as receiver:
        subscribed(database, receiver)
        decided(database)
        told = delivering(database, receiver, clock=clock)
        (first,) = deliver_all(told)
        assert (first.state, first.status, first.attempts) == (DeliveryState.WAITING, 500, 1)
        assert not deliver_all(told)
        clock.pass_by(seconds=FIRST_WAIT * 2)
        (second,) = deliver_all(told)
        assert (second.status, second.attempts) == (302, 2)
        clock.pass_by(hours=1)
        (third,) = deliver_all(told)
        assert (third.state, third.attempts) == (DeliveryState.SENT, 3)
        got = receiver.all()
    assert len({each.headers["webhook-id"] for each in got}) == 1
    assert len({each.body for each in got}) == 1
    assert len({each.headers["webhook-signature"] for each in got}) == 3


def test_a_receiver_that_is_gone_leaves_dead_letters_that_a_replay_tells(
    database: Database,
) -> None:
    clock = Clock()
    with receiving() as receiver:
        subscribed(database, receiver)
    decided(database)
    told = delivering(database, receiver, clock=clock)
    tries: list[Delivery] = []
    for _ in range(ATTEMPTS):
        tries += deliver_all(told)
        clock.pass_by(hours=24)
    assert {each.why for each in tries} == {"unreachable"}
    assert [each.state for each in tries[-2:]] == [DeliveryState.WAITING, DeliveryState.DEAD]
    assert not deliver_all(told)
    (dead,) = letters(database, DeliveryState.DEAD, "mine", HERE, 10)
    assert (dead.message.plan, dead.delivery.attempts) == ("document-reader", ATTEMPTS)
    assert replay(0, "mine", keeping(database)) == 1
    assert not letters(database, DeliveryState.DEAD, None, HERE, 10)
    with receiving() as back:
        with database.writing() as connection:
            connection.execute(text("UPDATE webhook SET url = :url"), {"url": back.url})
        (sent,) = deliver_all(delivering(database, back, clock=clock))
        assert sent.state is DeliveryState.SENT
        assert back.got.get(timeout=SECONDS).said["data"]["plan"] == "document-reader"


@on_one
def test_a_receiver_that_wants_no_more_is_left_alone(database: Database) -> None:
    with receiving(410) as receiver:
        subscribed(database, receiver)
        decided(database)
        (found,) = deliver_all(delivering(database, receiver))
        assert (found.state, found.status, found.why) == (DeliveryState.DEAD, 410, "gone")


def test_one_that_hangs_is_given_up_and_holds_up_nobody_else(database: Database) -> None:
    with receiving(hangs=True) as hanging, receiving() as good:
        subscribed(database, hanging, "hanging")
        subscribed(database, good, "good")
        decided(database)
        with delivering_events(delivering(database, hanging, good)):
            hanging.got.get(timeout=SECONDS)
            assert good.got.get(timeout=SECONDS).said["data"]["plan"]
            for number in range(2):
                decided(database, named(number))
                assert good.got.get(timeout=SECONDS).said["data"]["plan"]
            assert hanging.got.empty()
            hanging.released.set()


@on_one
def test_the_time_that_one_that_hangs_gets_is_bounded(database: Database) -> None:
    with receiving(hangs=True) as hanging:
        subscribed(database, hanging)
        for number in range(3):
            decided(database, named(number))
        found = deliver_all(delivering(database, hanging, limits=SHORT))
    assert [(each.state, each.why) for each in found] == [(DeliveryState.WAITING, "timed-out")]


@on_one
def test_a_private_address_that_nobody_allowed_is_not_asked(database: Database) -> None:
    with receiving() as receiver:
        subscribed(database, receiver)
        decided(database)
        (found,) = deliver_all(delivering(database))
        assert found.why == "address-refused"
        assert receiver.got.empty()


def test_what_several_deliver_at_once_is_told_once(database: Database) -> None:
    with receiving() as receiver:
        subscribed(database, receiver)
        for number in range(6):
            decided(database, named(number))
        first, second = delivering(database, receiver), delivering(database, receiver)
        with delivering_events(first), delivering_events(second):
            got = [receiver.got.get(timeout=SECONDS) for _ in range(6)]
        with pytest.raises(Empty):
            receiver.got.get_nowait()
    assert len({each.headers["webhook-id"] for each in got}) == 6


_DELIVERER = """
import sys
from pathlib import Path
from distillgate.settings import Settings
from distillgate.sending import delivering_from
from distillgate.usecases.delivering import deliver_all
from registry.database import database_at

where, origin, key = sys.argv[1:]
database = database_at(where if "://" in where else Path(where))
settings = Settings(private_origins=(origin,), webhook_keys=(key,))
deliver_all(delivering_from(database, settings))
"""


def test_whoever_is_killed_between_commit_and_delivery_loses_no_event(
    database: Database,
) -> None:
    where = database.engine.url.render_as_string(hide_password=False)
    with receiving(hangs=True) as receiver:
        subscribed(database, receiver)
        decisions = [decided(database, named(number)) for number in range(3)]
        root = Path(__file__).parents[3]
        command = [sys.executable, "-c", _DELIVERER, where, receiver.origin, WEBHOOK_KEY]
        with subprocess.Popen(command, cwd=root) as process:  # noqa: S603 our own code
            first = receiver.got.get(timeout=SECONDS)
            os.kill(process.pid, signal.SIGKILL)
        receiver.hangs = False
        receiver.released.set()
        # The claim of the one that was killed ends; until then nobody tells its message.
        clock = Clock()
        clock.pass_by(days=3_650)
        deliver_all(delivering(database, receiver, clock=clock))
        got = receiver.all()
    told = [each.said["data"]["decision"] for each in got]
    assert sorted(told) == sorted(str(each.number) for each in decisions)
    assert first.headers["webhook-id"] in {each.headers["webhook-id"] for each in got}


def test_what_is_undone_is_told_to_nobody(database: Database) -> None:
    class BrokenError(Exception): ...

    def failing() -> None:
        with ledger_of(database).writing() as entry:
            entry.tell(Event("decision.made", JO, "plan:none", None, "approved"))
            raise BrokenError

    with pytest.raises(BrokenError):
        failing()
    assert messages_after(database, 0, 10) == ()


def test_every_decision_has_its_event_and_no_event_is_without_one(database: Database) -> None:
    numbers = [decided(database, named(number), key=f"k-{number}").number for number in (1, 2)]
    assert decided(database, named(2), key="k-2").number == numbers[1]
    found = messages_after(database, 0, 10)
    assert [each.decision for each in found] == numbers
    assert [each.cursor for each in messages_after(database, found[0].cursor, 10)] == [
        found[1].cursor
    ]


def test_who_reads_by_cursor_while_others_write_misses_nothing(database: Database) -> None:
    def writing(first: int) -> None:
        for number in range(first, first + 4):
            decided(database, named(number))

    threads = [Thread(target=writing, args=(each * 10,)) for each in (1, 2, 3)]
    for thread in threads:
        thread.start()
    read: list[int] = []
    while any(thread.is_alive() for thread in threads):
        read += [each.cursor for each in messages_after(database, (read or [0])[-1], 100)]
    for thread in threads:
        thread.join()
    read += [each.cursor for each in messages_after(database, (read or [0])[-1], 100)]
    assert len(read) == 12
    assert read == [each.cursor for each in messages_after(database, 0, 100)]


def test_reviews_waivers_and_permits_are_told_of(database: Database) -> None:
    begun(database)
    decided(database)
    issued(database)
    begin_run(ledger_of(database), "p-1", JO, now=NOON)
    revoke_permit(ledger_of(database), "p-1", JO, now=NOON)
    jo = replace(acting(database, "jo", ()), ledger=ledger_of(database))
    max_ = replace(acting(database), ledger=ledger_of(database))
    review = request_review(decided(database, UNSURE), "", jo)
    deny(review.number, Reason.NO_FIX, "no", max_)
    reopen(review.number, "again", max_)
    clerk = Clerk(ledger_of(database), max_.writer, ("ip-legal",))
    file = SourceFile("w.yaml", WAIVER.encode())
    filing = put_on_file(FilingKind.WAIVER, file, example().pack, clerk)
    revoke(filing, "signed", clerk, HERE)
    found = messages_after(database, 0, 100)
    assert [each.kind for each in found] == [
        "decision.made",
        "permit.issued",
        "permit.consumed",
        "permit.revoked",
        "decision.made",
        "review.requested",
        "signoff.refused",
        "decision.reopened",
        "waiver.granted",
        "filing.revoked",
    ]
    assert {each.plan for each in found[:8]} == {"document-reader"}
    assert {each.permit for each in found[1:4]} == {"p-1"}
    assert [each.decision for each in found[1:4]] == [1, 1, 1]
    assert [each.subject for each in found[8:]] == ["waiver:W-1", "waiver:W-1"]
    assert [each.review for each in found[5:8]] == [review.number] * 3
    assert "no" not in found[6].body().decode().split()


@on_one
def test_only_what_a_filter_wants_is_told(database: Database) -> None:
    with receiving() as receiver:
        subscribed(database, receiver, kinds=("decision.made",), verdicts=("needs-review",))
        subscribed(database, receiver, "others", plans=("reader-*",), owners=("J?",))
        decided(database)
        decided(database, UNSURE)
        decided(database, named(7))
        found = deliver_all(delivering(database, receiver))
        got = {
            (each.said["data"]["plan"], each.said["data"]["verdict"]) for each in receiver.all()
        }
    assert len(found) == 2
    assert (
        got == {("document-reader", "needs-review"), ("reader-7", "approved-with-obligations")}
        or len(got) == 2
    )


@on_one
def test_a_broken_filter_delivers(database: Database) -> None:
    with receiving() as receiver:
        subscribed(database, receiver, kinds=("permit.revoked",))
        with database.writing() as connection:
            connection.execute(text("UPDATE webhook SET filter = '{'"))
        decided(database)
        assert len(deliver_all(delivering(database, receiver))) == 1


@on_one
def test_both_secrets_sign_while_receivers_change_over(database: Database) -> None:
    clock = Clock()
    with receiving() as receiver:
        _, old = subscribed(database, receiver)
        _, new = rotate_webhook("mine", keeping(database))
        decided(database)
        told = delivering(database, receiver, clock=clock)
        deliver_all(told)
        (got,) = receiver.all()
        at = int(got.headers["webhook-timestamp"])
        assert verify(old, got.headers, got.body, now=at) == verify(
            new, got.headers, got.body, now=at
        )
        clock.pass_by(days=2)
        decided(database, named(1))
        deliver_all(told)
        (later,) = receiver.all()
    at = int(later.headers["webhook-timestamp"])
    verify(new, later.headers, later.body, now=at)
    with pytest.raises(WebhookError, match="no signature"):
        verify(old, later.headers, later.body, now=at)


@on_one
def test_what_was_changed_is_old_or_has_no_signature_is_not_believed(
    database: Database,
) -> None:
    with receiving() as receiver:
        _, secret = subscribed(database, receiver)
        decided(database)
        deliver_all(delivering(database, receiver))
        (got,) = receiver.all()
    at = int(got.headers["webhook-timestamp"])
    for headers, body, now in (
        (got.headers, got.body + b" ", at),
        (got.headers, got.body, at + TOLERANCE + 1),
        (got.headers, got.body, at - TOLERANCE - 1),
        ({**got.headers, "webhook-id": "evt_other"}, got.body, at),
        ({**got.headers, "webhook-timestamp": str(at + 1)}, got.body, at),
        ({**got.headers, "webhook-timestamp": "now"}, got.body, at),
        ({**got.headers, "webhook-signature": ""}, got.body, at),
        ({}, got.body, at),
    ):
        with pytest.raises(WebhookError):
            verify(secret, headers, body, now=now)


@on_one
def test_one_that_is_retired_is_told_nothing_not_even_what_waits(database: Database) -> None:
    with receiving(500) as receiver:
        clock = Clock()
        subscribed(database, receiver)
        decided(database)
        told = delivering(database, receiver, clock=clock)
        deliver_all(told)
        retire_webhook("mine", keeping(database))
        decided(database, named(1))
        clock.pass_by(hours=1)
        assert not deliver_all(told)
        assert len(receiver.all()) == 1


def test_a_replay_tells_again_what_was_told(database: Database) -> None:
    with receiving() as receiver:
        subscribed(database, receiver)
        decided(database)
        decided(database, named(1))
        told = delivering(database, receiver)
        deliver_all(told)
        before = receiver.all()
        first = messages_after(database, 0, 1)[0].cursor
        assert replay(first, None, keeping(database)) == 1
        deliver_all(told)
        (again,) = receiver.all()
    assert again.body == before[1].body


WAITING = Delivery("whk_1", 7, DeliveryState.WAITING, 0, "2026-11-24T12:00:00.000000Z")


def test_waits_grow_are_spread_and_are_the_same_each_time() -> None:
    waits = [wait_after(attempts, "whk_1/7") for attempts in range(1, ATTEMPTS)]
    assert waits == [wait_after(attempts, "whk_1/7") for attempts in range(1, ATTEMPTS)]
    assert all(after > before for before, after in pairwise(waits[:9]))
    assert max(waits) <= LONGEST_WAIT * 1.25
    assert len({wait_after(1, f"whk_1/{number}") for number in range(50)}) == 50
    assert 24 * 3600 <= sum(waits) <= 72 * 3600


def test_a_receiver_may_ask_for_more_time_but_not_for_ever() -> None:
    busy = Posted(Sent.REFUSED, 429, 600.0)
    assert outcome_of(WAITING, busy, now=NOON).due == "2026-11-24T12:10:00.000000Z"
    endless = outcome_of(WAITING, Posted(Sent.REFUSED, 503, 1e9), now=NOON)
    assert endless.due == "2026-11-25T00:00:00.000000Z"


@on_one
def test_a_worker_outlives_a_database_that_is_gone(database: Database) -> None:
    with receiving() as receiver:
        subscribed(database, receiver)
        decided(database)
        told = delivering(database, receiver)
        calls = iter([0, 1])

        def clock() -> object:
            if next(calls, None) is not None:
                raise RuntimeError("away")
            return told.clock()

        worker = OutboxWorker(replace(told, clock=clock), pause=0.01)  # type: ignore[arg-type]  # a clock that fails first
        thread = Thread(target=worker.run, daemon=True)
        thread.start()
        assert receiver.got.get(timeout=SECONDS).said["type"] == "decision.made"
        worker.stop()
        thread.join()
        worker.wait(SECONDS)
