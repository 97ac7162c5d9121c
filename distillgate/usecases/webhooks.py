"""Subscriptions to events: added, given a new secret, retired, listed."""

import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from connectors import chat
from connectors.origins import Origin, origin_of
from connectors.posting import may_post
from distillgate.gate.signatures import secret_of
from distillgate.usecases.eventfilters import checked_filter, stored_filter
from distillgate.usecases.files import refused
from distillgate.usecases.ledger import Entry, Ledger
from distillgate.usecases.reviewrules import refuse_machine
from distillgate.usecases.sealing import NO_KEYS, SealedError, Sealer, is_sealed
from policy.diagnostics import Code, Span
from registry.database import Database, exclusively
from registry.deliveries import DeliveryStore
from registry.events import Event
from registry.outbox import last_event
from registry.statements import Writer
from registry.webhooks import Form, Secrets, Webhook, WebhookStore

ADMIN = "org-admin"
NAME = r"[a-z0-9][a-z0-9-]{0,62}"
MOST = 50
"""How many are told at once; each has a thread of its own."""
OVERLAP = timedelta(hours=24)
"""For how long the old secret signs beside a new one."""
_ID_BYTES = 8
_SECRET_BYTES = 32
_STAMP = "%Y-%m-%dT%H:%M:%S.%fZ"


@dataclass(frozen=True, slots=True)
class Subscriber:
    """What is wanted: where it goes, and which events."""

    name: str
    url: str
    form: Form = Form.WEBHOOK
    filter: Mapping[str, Iterable[str]] = field(default_factory=dict)
    after: int | None = None
    """The event after which it begins; nothing: with those to come."""


@dataclass(frozen=True, slots=True)
class Keeping:
    """Who keeps subscriptions, in which roles, where, and which private places are allowed."""

    ledger: Ledger
    writer: Writer
    roles: tuple[str, ...]
    said: Span
    allowed: frozenset[Origin] = frozenset()
    sealer: Sealer = NO_KEYS


def add_webhook(wanted: Subscriber, keeping: Keeping) -> tuple[Webhook, str]:
    """Add a subscription and return it with its secret, which is told once.

    Raises `UnreadableError` where it may not be.
    """
    refuse_keeping(keeping)
    said = keeping.said
    if not re.fullmatch(NAME, wanted.name):
        message = f"`{wanted.name}` is no name of a webhook"
        hint = "small letters, digits and hyphens, at most 63"
        raise refused(Code.WRONG_VALUE, message, said, hint)
    _refuse_place(wanted, keeping)
    text = checked_filter(wanted.filter, said).text()
    secret = secret_of(secrets.token_bytes(_SECRET_BYTES))
    number = f"whk_{secrets.token_hex(_ID_BYTES)}"
    with keeping.ledger.writing() as entry:
        exclusively(entry.connection)
        store = WebhookStore(entry.connection)
        if store.named(wanted.name) is not None:
            message = f"there was a webhook `{wanted.name}` already"
            raise refused(Code.DUPLICATE_RECORD, message, said, "give this one another name")
        if len(store.active()) >= MOST:
            raise refused(Code.TOO_LARGE, f"{MOST} webhooks are told already", said)
        newest = last_event(entry.connection)
        begin = newest if wanted.after is None else min(wanted.after, newest)
        sealer = keeping.sealer
        url = sealer.sealed(wanted.url, url_of(number))
        hook = Webhook(number, wanted.name, wanted.form, url, text, begin)
        store.add(hook, sealer.sealed(secret, secret_in(number)), keeping.writer)
        _tell(entry, hook, "webhook-added", keeping.writer)
        made = store.named(wanted.name)
    return opened_hook(made or hook, sealer), secret


def rotate_webhook(name: str, keeping: Keeping) -> tuple[Webhook, str]:
    """Give a subscription a new secret; for a day the old one signs, too."""
    refuse_keeping(keeping)
    secret = secret_of(secrets.token_bytes(_SECRET_BYTES))
    with keeping.ledger.writing() as entry:
        exclusively(entry.connection)
        store = WebhookStore(entry.connection)
        hook = active_webhook(store, name, keeping.said)
        until = (datetime.strptime(keeping.writer.at, _STAMP) + OVERLAP).strftime(_STAMP)  # noqa: DTZ007 UTC, and written so again
        sealed = keeping.sealer.sealed(secret, secret_in(hook.id))
        store.rotate(hook.id, Secrets(sealed, store.secrets(hook.id).new, until))
        _tell(entry, hook, "webhook-rotated", keeping.writer)
    return opened_hook(hook, keeping.sealer), secret


def retire_webhook(name: str, keeping: Keeping) -> Webhook:
    """Tell a subscriber nothing any more, not even what waits; its history stays."""
    refuse_keeping(keeping)
    with keeping.ledger.writing() as entry:
        exclusively(entry.connection)
        store = WebhookStore(entry.connection)
        hook = active_webhook(store, name, keeping.said)
        store.retire(hook.id, keeping.writer)
        _tell(entry, hook, "webhook-retired", keeping.writer)
        found = store.named(name)
    return opened_hook(found or hook, keeping.sealer)


def webhooks_in(database: Database, sealer: Sealer) -> tuple[Mapping[str, object], ...]:
    """Return all subscriptions in the types of JSON, with how many deliveries stand how."""
    with database.reading() as connection:
        counts = DeliveryStore(connection).counts()
        return tuple(
            {**webhook_json(opened_hook(each, sealer)), "deliveries": counts.get(each.id, {})}
            for each in WebhookStore(connection).all()
        )


def url_of(number: str) -> str:
    """Return to what the sealed address of a subscription belongs."""
    return f"webhook url {number}"


def secret_in(number: str) -> str:
    """Return to what the sealed secrets of a subscription belong."""
    return f"webhook secret {number}"


def opened_hook(hook: Webhook, sealer: Sealer) -> Webhook:
    """Return a subscription with its address, as far as a key at hand opens that."""
    try:
        return replace(hook, url=sealer.opened(hook.url, url_of(hook.id)))
    except SealedError:
        return hook


def opened_secrets(secrets: Secrets, number: str, sealer: Sealer) -> Secrets:
    """Return what signs for a subscription; raises `SealedError`."""
    new = sealer.opened(secrets.new, secret_in(number))
    old = None if secrets.old is None else sealer.opened(secrets.old, secret_in(number))
    return Secrets(new, old, secrets.old_until)


def seal_all(database: Database, sealer: Sealer) -> int:
    """Seal by the newest key what is not yet; return of how many subscriptions that is.

    What no key opens stays as it is.
    """
    if not sealer.keys:
        return 0
    with database.reading() as connection:
        waiting = [each.id for each in _unsealed(WebhookStore(connection), sealer)]
    if not waiting:
        return 0
    with database.writing() as connection:
        exclusively(connection)
        store = WebhookStore(connection)
        found = [each for each in _unsealed(store, sealer) if each.id in waiting]
        for each in found:
            _seal(each, store, sealer)
    return len(found)


def _unsealed(store: WebhookStore, sealer: Sealer) -> Iterator[Webhook]:
    for each in store.all():
        kept = store.secrets(each.id)
        words = [(each.url, url_of(each.id)), (kept.new, secret_in(each.id))]
        if kept.old is not None:
            words.append((kept.old, secret_in(each.id)))
        if all(sealer.is_new(*word) for word in words):
            continue
        try:
            for word in words:
                sealer.opened(*word)
        except SealedError:
            continue
        yield each


def _seal(hook: Webhook, store: WebhookStore, sealer: Sealer) -> None:
    url = sealer.sealed(sealer.opened(hook.url, url_of(hook.id)), url_of(hook.id))
    known = opened_secrets(store.secrets(hook.id), hook.id, sealer)
    place = secret_in(hook.id)
    old = None if known.old is None else sealer.sealed(known.old, place)
    store.keep(hook.id, url, Secrets(sealer.sealed(known.new, place), old))


def webhook_json(hook: Webhook) -> dict[str, object]:
    """Return a subscription in the types of JSON, without its secret."""
    wanted = stored_filter(hook.filter)
    return {
        "webhook": hook.id,
        "name": hook.name,
        "form": hook.form.value,
        "url": shown_url(hook),
        "filter": None if wanted is None else wanted.plain(),
        "cursor": str(hook.cursor),
        "by": hook.maker,
        "at": hook.made_at,
        "retired_by": hook.retired_by,
        "retired_at": hook.retired_at,
    }


def shown_url(hook: Webhook) -> str:
    """Return where it goes, as far as that is no secret: of a chat, only which service."""
    if is_sealed(hook.url):
        return "***"
    if hook.form is Form.CHAT:
        return f"{hook.url.partition('://')[0]}://***"
    return hook.url.partition("?")[0] + ("?***" if "?" in hook.url else "")


def refuse_keeping(keeping: Keeping) -> None:
    """Raise unless it is a person who administers."""
    refuse_machine(keeping.writer, keeping.said)
    if ADMIN not in keeping.roles:
        message = f"`{keeping.writer.name}` is no administrator"
        hint = f"this takes the role `{ADMIN}`; `DISTILLGATE_ROLES` names yours"
        raise refused(Code.NOT_ENTITLED, message, keeping.said, hint)


def _refuse_place(wanted: Subscriber, keeping: Keeping) -> None:
    if wanted.form is Form.CHAT:
        _refuse_chat(wanted, keeping)
        return
    if origin_of(wanted.url) is None:
        message = "this is no address of the web, or it has a user or a password in it"
        raise refused(Code.WRONG_VALUE, message, keeping.said, "`https://host/path`")
    if not may_post(wanted.url, keeping.allowed):
        message = "events are sent by https"
        hint = "`DISTILLGATE_PRIVATE_ORIGINS` names places of your own that are asked by http"
        raise refused(Code.WRONG_VALUE, message, keeping.said, hint)


def _refuse_chat(wanted: Subscriber, keeping: Keeping) -> None:
    if not chat.is_installed():
        message = "nothing is installed that speaks to chats"
        hint = "it comes with an extra: `pip install 'distillgate[chat]'`"
        raise refused(Code.WRONG_STATE, message, keeping.said, hint)
    if not chat.may_say(wanted.url, keeping.allowed):
        known = ", ".join(sorted(chat.HOSTED | set(chat.OWN)))
        message = "this is no chat that may be told"
        hint = f"the schemes are {known}, without a query; one's own chat is allowed by name"
        raise refused(Code.WRONG_VALUE, message, keeping.said, hint)
    if not chat.is_readable(wanted.url):
        message = "the address of the chat has other parts than its service asks for"
        raise refused(Code.WRONG_VALUE, message, keeping.said)


def active_webhook(store: WebhookStore, name: str, said: Span) -> Webhook:
    """Return the subscription that is called so; raises where it is told of nothing."""
    hook = store.named(name)
    if hook is None:
        raise refused(Code.UNKNOWN_RECORD, f"there is no webhook `{name}`", said)
    if hook.retired_at is not None:
        message = f"the webhook `{name}` was retired at {hook.retired_at}"
        raise refused(Code.WRONG_STATE, message, said)
    return hook


def _tell(entry: Entry, hook: Webhook, outcome: str, writer: Writer) -> None:
    entry.tell(Event("registry.changed", writer, f"webhook:{hook.id}", None, outcome))
