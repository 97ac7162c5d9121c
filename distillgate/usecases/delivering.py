"""Tell subscribers of events: at least once, each for itself, again where it failed.

What is to be told is planned in one transaction and tried outside of any. An
attempt is claimed until a moment; whoever dies before it leaves it to others.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from typing import Protocol

from connectors.posting import WHOLE, Posted, Sent
from distillgate.gate.signatures import signed_headers
from distillgate.usecases.eventfilters import wants
from distillgate.usecases.eventviews import Message, message_of
from distillgate.usecases.sealing import Sealer
from distillgate.usecases.spreading import Spread, one_by_one
from distillgate.usecases.webhooks import opened_hook, opened_secrets
from registry.database import Database
from registry.deliveries import Delivery, DeliveryState, DeliveryStore
from registry.outbox import events_after, events_numbered, last_event
from registry.webhooks import Secrets, Webhook, WebhookStore

ATTEMPTS = 12
"""So often is a message tried: over about a day and a half."""
FIRST_WAIT = 5.0
LONGEST_WAIT = 12 * 3600.0
_GROWTH = 3.0
_PAGE = 200
_BATCH = 50
_LEASE = timedelta(seconds=4 * WHOLE)
_STAMP = "%Y-%m-%dT%H:%M:%S.%fZ"


class Sender(Protocol):
    """Sends to one subscriber; what it holds is let go with `close`."""

    def send(self, hook: Webhook, message: Message, secrets: Secrets) -> Posted:
        """Send one message once, and return what came of it."""
        ...

    def close(self) -> None:
        """Let go of all connections."""
        ...


@dataclass(frozen=True, slots=True)
class Delivering:
    """Where events are, how they are sent, and what the clock says."""

    database: Database
    sender: Callable[[], Sender]
    clock: Callable[[], datetime]
    sealer: Callable[[], Sealer] = Sealer
    """Gives the keys that open the secrets of subscribers, those of now."""


def plan_deliveries(delivering: Delivering) -> int:
    """Write down who is to be told of what has happened; return how much that is."""
    at, count = stamp(delivering.clock()), 0
    while True:
        with delivering.database.reading() as connection:
            hooks = WebhookStore(connection).active()
            newest = last_event(connection)
        behind = [each for each in hooks if each.cursor < newest]
        if not behind:
            return count
        count += _planned(delivering, behind, at)


def _planned(delivering: Delivering, behind: list[Webhook], at: str) -> int:
    """Plan one page of events for the subscribers that are furthest behind."""
    first = min(each.cursor for each in behind)
    with delivering.database.writing() as connection:
        events = events_after(connection, first, _PAGE)
        last = events[-1].cursor if events else last_event(connection)
        wanted = [
            (hook.id, message.cursor)
            for message in (message_of(connection, each) for each in events)
            for hook in behind
            if message.cursor > hook.cursor and wants(hook.filter, message)
        ]
        DeliveryStore(connection).plan(wanted, at)
        WebhookStore(connection).seen_to([each.id for each in behind], last)
    return len(wanted)


def hooks_due(delivering: Delivering) -> tuple[str, ...]:
    """Return the subscribers that are to be told something now."""
    with delivering.database.reading() as connection:
        return DeliveryStore(connection).hooks_due(stamp(delivering.clock()))


def deliver_to(number: str, delivering: Delivering) -> tuple[Delivery, ...]:
    """Tell one subscriber what is due, and return what came of it.

    After a failure that is the receiver's, the rest waits for the next turn.
    """
    sender = delivering.sender()
    try:
        return tuple(_delivered(number, delivering, sender))
    finally:
        sender.close()


def deliver_all(delivering: Delivering, spread: Spread = one_by_one) -> tuple[Delivery, ...]:
    """Plan what happened, give each subscriber one turn, and return what came of it."""
    plan_deliveries(delivering)
    turn = partial(deliver_to, delivering=delivering)
    return tuple(each for part in spread(turn, hooks_due(delivering)) for each in part)


def _delivered(number: str, delivering: Delivering, sender: Sender) -> Iterator[Delivery]:
    while True:
        with delivering.database.reading() as connection:
            hooks = WebhookStore(connection).active()
            hook = next((each for each in hooks if each.id == number), None)
            due = DeliveryStore(connection).due(number, stamp(delivering.clock()), _BATCH)
        if hook is None or not due:
            return
        for each in due:
            after = _tried(hook, each, delivering, sender)
            if after is None:
                # Somebody else is at it, and goes on.
                return
            yield after
            if after.state is not DeliveryState.SENT:
                return


def _tried(
    hook: Webhook, delivery: Delivery, delivering: Delivering, sender: Sender
) -> Delivery | None:
    """Try one delivery; nothing where somebody else does so at the same time."""
    # 1. Claim it: nobody else tries it until the claim ends.
    now = delivering.clock()
    claimed = replace(delivery, due=stamp(now + _LEASE))
    with delivering.database.writing() as connection:
        if not DeliveryStore(connection).claim(delivery, claimed.due):
            return None
        event = events_numbered(connection, [delivery.event])[delivery.event]
        message = message_of(connection, event)
        sealed = WebhookStore(connection).secrets(hook.id)
    # 2. Send, with no transaction open; what no key opens waits until one does.
    sealer = delivering.sealer()
    secrets = opened_secrets(sealed, hook.id, sealer)
    posted = sender.send(opened_hook(hook, sealer), message, secrets)
    # 3. Write down what came of it.
    after = outcome_of(claimed, posted, now=delivering.clock())
    with delivering.database.writing() as connection:
        DeliveryStore(connection).tried(claimed, after)
    return after


def outcome_of(delivery: Delivery, posted: Posted, *, now: datetime) -> Delivery:
    """Return a delivery as it stands after one attempt more."""
    attempts = delivery.attempts + 1
    tried = replace(delivery, attempts=attempts, status=posted.status, tried_at=stamp(now))
    if posted.sent is Sent.TAKEN:
        return replace(tried, state=DeliveryState.SENT, why=None, due=stamp(now))
    why = posted.sent.value
    if posted.sent is Sent.GONE or attempts >= ATTEMPTS:
        return replace(tried, state=DeliveryState.DEAD, why=why, due=stamp(now))
    wait = wait_after(attempts, f"{delivery.webhook}/{delivery.event}")
    asked = min(posted.wait or 0.0, LONGEST_WAIT)
    due = now + timedelta(seconds=max(wait, asked))
    return replace(tried, state=DeliveryState.WAITING, why=why, due=stamp(due))


def wait_after(attempts: int, name: str) -> float:
    """Return the seconds before the next attempt: longer each time, and apart from others.

    What spreads them follows from the name alone, so that it can be told ahead.
    """
    grown = min(FIRST_WAIT * _GROWTH ** (attempts - 1), LONGEST_WAIT)
    digest = sha256(f"{name}/{attempts}".encode()).digest()
    return float(grown * (0.75 + int.from_bytes(digest[:4]) / 2**33))


def signed(
    message: Message, secrets: Secrets, home: str | None, now: datetime
) -> tuple[bytes, dict[str, str]]:
    """Return the body of a message and its headers, signed for that moment."""
    body = message.body(home)
    signing = secrets.signing(stamp(now))
    return body, signed_headers(signing, message.id, int(now.timestamp()), body)


def stamp(moment: datetime) -> str:
    """Return a moment as the registry writes it."""
    return moment.astimezone(UTC).strftime(_STAMP)
