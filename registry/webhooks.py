"""Who is told of events: places, what they want to hear, and how far they were told."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Select, insert, select, update

from registry.eventtables import WebhookRow
from registry.inserting import actor_number
from registry.statements import Writer
from registry.tables import ActorRow, table_of

_HOOK, _ACTOR = table_of(WebhookRow), table_of(ActorRow)
_MAKER, _RETIRER = _ACTOR.alias("maker"), _ACTOR.alias("retirer")


class Form(StrEnum):
    """How a place is told."""

    __hash__ = str.__hash__

    WEBHOOK = "webhook"
    """A signed POST of JSON."""
    CHAT = "chat"
    """A message that people read."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """What signs: the secret, and the one before it for as long as receivers change over."""

    new: str
    old: str | None = None
    old_until: str | None = None

    def signing(self, at: str) -> tuple[str, ...]:
        """Return the secrets that sign at that moment."""
        if self.old is None or self.old_until is None or at >= self.old_until:
            return (self.new,)
        return (self.new, self.old)


@dataclass(frozen=True, slots=True)
class Webhook:
    """One place that is told of events, without its secret."""

    id: str
    name: str
    form: Form
    url: str
    filter: str
    """Which events it wants, as canonical JSON."""
    cursor: int
    """The last event for which it was seen to."""
    maker: str = ""
    made_at: str = ""
    retired_by: str | None = None
    retired_at: str | None = None


class WebhookStore:
    """Writes and reads subscriptions through one connection; it never commits."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, hook: Webhook, secret: str, writer: Writer) -> None:
        """Store a new subscription."""
        row = {
            "id": hook.id,
            "name": hook.name,
            "form": hook.form.value,
            "url": hook.url,
            "secret": secret,
            "filter": hook.filter,
            "cursor": hook.cursor,
            "maker_id": actor_number(self._connection, writer),
            "made_at": writer.at,
        }
        self._connection.execute(insert(_HOOK), [row])

    def named(self, name: str) -> Webhook | None:
        """Return the subscription that is, or was, called so."""
        row = self._connection.execute(_hooks().where(_HOOK.c.name == name)).first()
        return None if row is None else _hook(row)

    def all(self) -> tuple[Webhook, ...]:
        """Return all subscriptions, retired ones too, by name."""
        return tuple(map(_hook, self._connection.execute(_hooks().order_by(_HOOK.c.name))))

    def active(self) -> tuple[Webhook, ...]:
        """Return the subscriptions that are told of events."""
        wanted = _hooks().where(_HOOK.c.retired_at.is_(None)).order_by(_HOOK.c.id)
        return tuple(map(_hook, self._connection.execute(wanted)))

    def secrets(self, number: str) -> Secrets:
        """Return what signs for a subscription; raises `LookupError` where there is none."""
        wanted = select(_HOOK.c.secret, _HOOK.c.old_secret, _HOOK.c.old_until)
        row = self._connection.execute(wanted.where(_HOOK.c.id == number)).first()
        if row is None:
            raise LookupError(number)
        return Secrets(row.secret, row.old_secret, row.old_until)

    def keep(self, number: str, url: str, secrets: Secrets) -> None:
        """Store the address and the secrets of a subscription in another form."""
        values = {"url": url, "secret": secrets.new, "old_secret": secrets.old}
        self._connection.execute(update(_HOOK).where(_HOOK.c.id == number).values(values))

    def rotate(self, number: str, secrets: Secrets) -> None:
        """Let another secret sign, and the one before it for a while."""
        values = {
            "secret": secrets.new,
            "old_secret": secrets.old,
            "old_until": secrets.old_until,
        }
        self._connection.execute(update(_HOOK).where(_HOOK.c.id == number).values(values))

    def retire(self, number: str, writer: Writer) -> None:
        """Say that it is told of nothing any more."""
        values = {
            "retired_by": actor_number(self._connection, writer),
            "retired_at": writer.at,
        }
        self._connection.execute(update(_HOOK).where(_HOOK.c.id == number).values(values))

    def seen_to(self, hooks: Collection[str], cursor: int) -> None:
        """Say that for these it was seen to all events up to `cursor`."""
        here = _HOOK.c.id.in_(list(hooks)) & (_HOOK.c.cursor < cursor)
        self._connection.execute(update(_HOOK).where(here).values(cursor=cursor))


def _hooks() -> Select[Any]:
    return (
        select(_HOOK, _MAKER.c.name.label("maker"), _RETIRER.c.name.label("retirer"))
        .join_from(_HOOK, _MAKER, _MAKER.c.id == _HOOK.c.maker_id)
        .outerjoin(_RETIRER, _RETIRER.c.id == _HOOK.c.retired_by)
    )


def _hook(row: Any) -> Webhook:  # noqa: ANN401 a row
    return Webhook(
        row.id,
        row.name,
        Form(row.form),
        row.url,
        row.filter,
        row.cursor,
        row.maker,
        row.made_at,
        row.retirer,
        row.retired_at,
    )
