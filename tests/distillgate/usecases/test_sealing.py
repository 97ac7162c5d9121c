"""What signs webhooks, and where they go, is in no dump of the database."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from distillgate.usecases.delivering import deliver_all
from distillgate.usecases.sealing import SealedError, Sealer, key_said
from distillgate.usecases.webhooks import (
    Subscriber,
    add_webhook,
    rotate_webhook,
    seal_all,
    webhooks_in,
)
from policy.diagnostics import Code
from policy.yamltext import UnreadableError
from registry.database import Database
from registry.deliveries import DeliveryState
from tests.distillgate.usecases.events import (
    HERE,
    SEALER,
    WEBHOOK_KEY,
    delivering,
    keeping,
    subscribed,
)
from tests.distillgate.usecases.logs import decided
from tests.receivers import receiving

NEW_KEY = "another one of tests, that is long enough, too"
NEW = Sealer((key_said(NEW_KEY), key_said(WEBHOOK_KEY)))
OUTSIDE = "https://hooks.example/services/T0/very-secret"


def dumped(database: Database) -> str:
    """Return all that the table of subscriptions says."""
    with database.reading() as connection:
        rows = connection.execute(text("SELECT * FROM webhook ORDER BY id"))
        return "\n".join(str(tuple(row)) for row in rows)


def test_secrets_and_addresses_are_in_no_dump(database: Database) -> None:
    _, first = add_webhook(Subscriber("outside", OUTSIDE), keeping(database))
    _, second = rotate_webhook("outside", keeping(database))
    found = dumped(database)
    for each in (first, second, "whsec_", "very-secret", "hooks.example"):
        assert each not in found
    (listed,) = webhooks_in(database, SEALER)
    assert listed["url"] == OUTSIDE


def test_without_a_key_nothing_is_kept(database: Database) -> None:
    with pytest.raises(UnreadableError) as refused:
        add_webhook(Subscriber("outside", OUTSIDE), replace(keeping(database), sealer=Sealer()))
    assert refused.value.diagnostics[0].code is Code.UNUSABLE_KEY
    assert dumped(database) == ""


def test_under_another_key_nothing_is_told_nor_lost(database: Database) -> None:
    other = Sealer((key_said(NEW_KEY),))
    with receiving() as receiver:
        subscribed(database, receiver)
        decided(database)
        told = delivering(database, receiver)
        with pytest.raises(SealedError):
            deliver_all(replace(told, sealer=lambda: other))
        assert receiver.got.empty()
        (listed,) = webhooks_in(database, other)
        assert (listed["url"], listed["deliveries"]) == ("***", {"waiting": 1})
        told.clock.pass_by(minutes=2)  # type: ignore[attr-defined]  # a clock of tests
        (sent,) = deliver_all(told)
        assert (sent.state, sent.attempts) == (DeliveryState.SENT, 1)


def test_what_is_sealed_is_of_use_in_its_place_alone() -> None:
    sealed = SEALER.sealed("hush", "here")
    assert SEALER.opened(sealed, "here") == "hush"
    assert SEALER.sealed("hush", "here") != sealed
    with pytest.raises(SealedError):
        SEALER.opened(sealed, "there")
    with pytest.raises(SealedError):
        SEALER.opened(sealed[:-4] + "AAA=", "here")


def test_what_was_kept_openly_or_under_an_old_key_is_sealed_by_the_new_one(
    database: Database,
) -> None:
    with receiving() as receiver:
        hook, first = subscribed(database, receiver)
        rotate_webhook("mine", keeping(database))
        with database.writing() as connection:
            openly = text("UPDATE webhook SET secret = :secret, url = :url")
            connection.execute(openly, {"secret": first, "url": receiver.url})
        assert first in dumped(database)
        assert seal_all(database, Sealer()) == 0
        assert [seal_all(database, NEW) for _ in range(2)] == [1, 0]
        found = dumped(database)
        assert first not in found
        assert receiver.url not in found
        only_new = Sealer(NEW.keys[:1])
        decided(database)
        (sent,) = deliver_all(replace(delivering(database, receiver), sealer=lambda: only_new))
        assert sent.state is DeliveryState.SENT
    assert webhooks_in(database, only_new)[0]["webhook"] == hook.id


def test_what_no_key_opens_stays_as_it_is(database: Database) -> None:
    add_webhook(Subscriber("outside", OUTSIDE), keeping(database))
    before = dumped(database)
    assert seal_all(database, Sealer((key_said(NEW_KEY),))) == 0
    assert dumped(database) == before


def test_a_key_that_can_be_guessed_is_none() -> None:
    with pytest.raises(UnreadableError) as refused:
        key_said("secret")
    assert refused.value.diagnostics[0].code is Code.UNUSABLE_KEY
    assert refused.value.diagnostics[0].span.path == "DISTILLGATE_WEBHOOK_KEY"
    assert HERE.path not in str(refused.value)
