"""What happens without anybody doing it is told of once, whoever looks, and however often."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

from distillgate.usecases.announcing import announce_ending, announce_terms
from distillgate.usecases.auditlog import check_stored
from distillgate.usecases.delivering import deliver_all
from distillgate.usecases.eventlists import messages_after
from distillgate.usecases.eventviews import Message
from distillgate.usecases.permits import revoke_permit
from registry.audit.verifying import Standing
from registry.database import Database, database_at
from tests.databases import JO
from tests.distillgate.libraries import changed_library, example
from tests.distillgate.usecases.events import delivering, subscribed
from tests.distillgate.usecases.logs import NOON, begun, decided, ledger_of
from tests.distillgate.usecases.test_permits import WISH, issued
from tests.receivers import receiving

OLD = datetime(2025, 6, 1, 12, tzinfo=UTC)
PACK = example().pack


def hours(number: float) -> datetime:
    return NOON + timedelta(hours=number)


def told(database: Database, kind: str) -> list[Message]:
    return [each for each in messages_after(database, 0, 1_000) if each.kind == kind]


def test_a_permit_that_ends_soon_is_told_of_once(database: Database) -> None:
    ledger = begun(database)
    decided(database)
    issued(database)
    assert announce_ending(ledger, hours(17.9)) == 0
    assert announce_ending(ledger, hours(18)) == 1
    for later in (18, 20, 23.9, 24, 30):
        assert announce_ending(ledger, hours(later)) == 0
    (message,) = told(database, "permit.expiring")
    assert (message.permit, message.plan, message.by) == (
        "p-1",
        "document-reader",
        "distillgate",
    )
    assert message.until == "2026-11-25T12:00:00Z"
    assert message.line("https://gate.example") == (
        "permit.expiring: document-reader (Distill Acme large into a reader of"
        " documents) until 2026-11-25T12:00:00Z https://gate.example/decisions/1"
    )
    assert check_stored(database).standing is Standing.HOLDS


def test_a_long_permit_is_told_of_a_day_ahead_and_one_that_was_revoked_is_not(
    database: Database,
) -> None:
    ledger = begun(database)
    decided(database)
    issued(database, replace(WISH, valid_for=timedelta(days=7)))
    issued(database, replace(WISH, id="p-2", valid_for=timedelta(days=7)))
    revoke_permit(ledger, "p-2", JO, now=NOON)
    assert announce_ending(ledger, hours(6 * 24 - 1)) == 0
    assert announce_ending(ledger, hours(6 * 24)) == 1
    assert [each.permit for each in told(database, "permit.expiring")] == ["p-1"]


def test_nothing_that_ended_before_anybody_looked_is_told_of(database: Database) -> None:
    ledger = begun(database)
    assert announce_ending(ledger, NOON) == 0
    decided(database)
    issued(database)
    assert announce_ending(ledger, hours(24)) == 0
    assert told(database, "permit.expiring") == []


def test_terms_that_are_seen_first_are_no_change_and_new_ones_are_told_of_once(
    database: Database,
) -> None:
    ledger = ledger_of(database)
    assert announce_terms(ledger, PACK, OLD) == 0
    assert announce_terms(ledger, PACK, NOON) == 1
    assert announce_terms(ledger, PACK, NOON) == 0
    # A server that runs behind for a while makes no news of it.
    assert announce_terms(ledger, PACK, OLD) == 0
    assert announce_terms(ledger, PACK, NOON) == 0
    (message,) = told(database, "terms.changed")
    assert (message.document, message.version, message.before) == (
        "acme-terms",
        "2026-01-01",
        "2025-01-01",
    )
    assert message.path == "/documents/acme-terms"
    assert message.plan is None
    assert message.line().startswith("terms.changed: document:acme-terms in version 2026-01-01")


def test_a_version_that_is_read_anew_is_told_of_where_it_says_something_else(
    database: Database,
) -> None:
    ledger = ledger_of(database)
    announce_terms(ledger, PACK, NOON)
    noted = changed_library(("https://acme.example/terms", "https://acme.example/new-place"))
    assert announce_terms(ledger, noted.pack, NOON) == 0
    read = changed_library(("that compete with any product of Acme", "of any kind"))
    assert announce_terms(ledger, read.pack, NOON) == 1
    assert announce_terms(ledger, PACK, NOON) == 0
    (message,) = told(database, "terms.changed")
    assert (message.version, message.before) == ("2026-01-01", "2026-01-01")


def test_what_is_new_in_the_packs_changes_nothing(database: Database) -> None:
    ledger = ledger_of(database)
    announce_terms(ledger, changed_library(("acme-terms", "acme-house-rules")).pack, NOON)
    assert announce_terms(ledger, PACK, NOON) == 0
    assert told(database, "terms.changed") == []


def test_several_that_look_at_once_tell_once(database: Database) -> None:
    begun(database)
    decided(database)
    issued(database)
    announce_terms(ledger_of(database), PACK, OLD)
    url = database.engine.url
    where = url.render_as_string(hide_password=False)
    apart = [ledger_of(database_at(where)) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(partial(announce_ending, now=hours(20)), apart))
        list(pool.map(lambda each: announce_terms(each, PACK, hours(20)), apart))
    for each in apart:
        each.database.engine.dispose()
    kinds = [each.kind for each in messages_after(database, 0, 100)]
    assert kinds.count("permit.expiring") == 1
    assert kinds.count("terms.changed") == 1
    assert check_stored(database).standing is Standing.HOLDS


def test_both_reach_whoever_subscribed(database: Database) -> None:
    ledger = begun(database)
    with receiving() as receiver:
        subscribed(database, receiver, kinds=("permit.expiring", "terms.changed"))
        decided(database)
        issued(database)
        announce_terms(ledger, PACK, OLD)
        announce_terms(ledger, PACK, hours(20))
        announce_ending(ledger, hours(20))
        deliver_all(delivering(database, receiver))
        got = [each.said for each in receiver.all()]
    assert [each["type"] for each in got] == ["terms.changed", "permit.expiring"]
    changed, ending = (each["data"] for each in got)
    assert changed["link"] == "https://gate.example/documents/acme-terms"
    assert (changed["version"], changed["before"]) == ("2026-01-01", "2025-01-01")
    assert (ending["until"], ending["owner"]) == ("2026-11-25T12:00:00Z", "jo")
