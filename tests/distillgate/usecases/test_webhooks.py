from dataclasses import replace

import pytest
from sqlalchemy import text

from distillgate.gate.signatures import key_of
from distillgate.usecases.webhooks import (
    MOST,
    Subscriber,
    add_webhook,
    retire_webhook,
    rotate_webhook,
    webhooks_in,
)
from policy.diagnostics import Code
from policy.yamltext import UnreadableError
from registry.database import Database
from registry.webhooks import Form, Webhook, WebhookStore
from tests.distillgate.usecases.events import SEALER, keeping, subscribed
from tests.receivers import Receiver, receiving

on_one = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
"""What no database makes any difference to."""
OUTSIDE = "https://hooks.example/in?token=secret"


def refused_for(database: Database, wanted: Subscriber, *receivers: Receiver) -> Code:
    with pytest.raises(UnreadableError) as refused:
        add_webhook(wanted, keeping(database, *receivers))
    return refused.value.diagnostics[0].code


def test_a_webhook_is_listed_without_what_is_secret(database: Database) -> None:
    hook, secret = add_webhook(
        Subscriber("outside", OUTSIDE, filter={"kinds": ["decision.made"]}), keeping(database)
    )
    assert len(key_of(secret)) == 32
    (listed,) = webhooks_in(database, SEALER)
    assert (listed["name"], listed["by"], listed["form"]) == ("outside", "ada", "webhook")
    assert listed["url"] == "https://hooks.example/in?***"
    assert listed["filter"] == {"kinds": ["decision.made"]}
    assert secret not in str(listed)
    assert hook.id == listed["webhook"]


@on_one
def test_only_addresses_that_may_be_told_are_saved(database: Database) -> None:
    for url in (
        "http://hooks.example/in",
        "http://127.0.0.1:9/in",
        "https://jo:pw@hooks.example/in",
        "file:///etc/passwd",
        "hooks.example",
        "",
        "https://hooks.example/\n",
    ):
        assert refused_for(database, Subscriber("mine", url)) is Code.WRONG_VALUE, url


@on_one
def test_names_are_plain_and_used_once(database: Database) -> None:
    for name in ("", "Mine", "a b", "-x", "x" * 64):
        assert refused_for(database, Subscriber(name, OUTSIDE)) is Code.WRONG_VALUE
    add_webhook(Subscriber("mine", OUTSIDE), keeping(database))
    assert refused_for(database, Subscriber("mine", OUTSIDE)) is Code.DUPLICATE_RECORD


@on_one
def test_only_people_who_administer_keep_subscriptions(database: Database) -> None:
    wanted = Subscriber("mine", OUTSIDE)
    for roles in ((), ("legal",), ("auditor",)):
        with pytest.raises(UnreadableError) as refused:
            add_webhook(wanted, keeping(database, roles=roles))
        assert refused.value.diagnostics[0].code is Code.NOT_ENTITLED
    ada = keeping(database)
    machine = replace(ada, writer=replace(ada.writer, machine=True))
    with pytest.raises(UnreadableError) as refused:
        add_webhook(wanted, machine)
    assert refused.value.diagnostics[0].code is Code.NOT_ENTITLED


@on_one
def test_what_is_retired_stays_so(database: Database) -> None:
    add_webhook(Subscriber("mine", OUTSIDE), keeping(database))
    assert retire_webhook("mine", keeping(database)).retired_by == "ada"
    for act in (retire_webhook, rotate_webhook):
        with pytest.raises(UnreadableError) as refused:
            act("mine", keeping(database))
        assert refused.value.diagnostics[0].code is Code.WRONG_STATE
        with pytest.raises(UnreadableError) as refused:
            act("nobody", keeping(database))
        assert refused.value.diagnostics[0].code is Code.UNKNOWN_RECORD


def test_no_more_are_told_than_have_a_thread_each(database: Database) -> None:
    with database.writing() as connection:
        store = WebhookStore(connection)
        for number in range(MOST):
            found = Webhook(f"whk_{number}", f"n-{number}", Form.WEBHOOK, OUTSIDE, "{}", 0)
            store.add(found, "whsec_", keeping(database).writer)
    assert refused_for(database, Subscriber("mine", OUTSIDE)) is Code.TOO_LARGE


def test_what_was_done_with_subscriptions_is_in_the_log(database: Database) -> None:
    with receiving() as receiver:
        subscribed(database, receiver)
        rotate_webhook("mine", keeping(database))
        retire_webhook("mine", keeping(database))
    query = "SELECT outcome FROM audit_entry WHERE kind = 'registry.changed' ORDER BY idx"
    with database.reading() as connection:
        found = [row[0] for row in connection.execute(text(query))]
    assert found == ["webhook-added", "webhook-rotated", "webhook-retired"]
