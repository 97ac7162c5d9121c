"""Events by cursor, letters that could not be delivered, and telling all of it once more."""

from collections.abc import Iterable
from dataclasses import dataclass

from distillgate.usecases.eventfilters import wants
from distillgate.usecases.eventviews import Message, message_of, messages_of
from distillgate.usecases.files import refused
from distillgate.usecases.webhooks import Keeping, active_webhook, refuse_keeping
from policy.diagnostics import Code, Span
from registry.database import Database
from registry.deliveries import Delivery, DeliveryState, DeliveryStore
from registry.events import Event
from registry.outbox import events_after, events_numbered
from registry.webhooks import Webhook, WebhookStore

_PAGE = 200


@dataclass(frozen=True, slots=True)
class Letter:
    """A delivery with what was to be told to whom."""

    delivery: Delivery
    webhook: str
    message: Message

    def plain(self) -> dict[str, object]:
        """Return it in the types of JSON."""
        return {
            "webhook": self.webhook,
            "cursor": str(self.message.cursor),
            "id": self.message.id,
            "type": self.message.kind,
            "plan": self.message.plan,
            "state": self.delivery.state.value,
            "attempts": self.delivery.attempts,
            "due": self.delivery.due,
            "status": self.delivery.status,
            "why": self.delivery.why,
            "tried_at": self.delivery.tried_at,
        }


def messages_after(database: Database, cursor: int, most: int) -> tuple[Message, ...]:
    """Return what happened after `cursor`, in its order."""
    with database.reading() as connection:
        return messages_of(connection, events_after(connection, cursor, most))


def letters(
    database: Database, state: DeliveryState | None, name: str | None, said: Span, most: int
) -> tuple[Letter, ...]:
    """Return deliveries, those of the latest events first; of one subscriber, where named."""
    with database.reading() as connection:
        hooks = {each.id: each for each in WebhookStore(connection).all()}
        number = None if name is None else _number(hooks.values(), name, said)
        found = DeliveryStore(connection).listed(state, number, most)
        events = events_numbered(connection, {each.event for each in found})
        told = {cursor: message_of(connection, event) for cursor, event in events.items()}
        return tuple(Letter(each, hooks[each.webhook].name, told[each.event]) for each in found)


def replay(after: int, name: str | None, keeping: Keeping) -> int:
    """Tell subscribers, or one of them, once more of all they want after a cursor.

    Returns how many deliveries that is. The ids are those of the first time,
    so that receivers know what they have had.
    """
    refuse_keeping(keeping)
    count, cursor = 0, after
    with keeping.ledger.writing() as entry:
        store = WebhookStore(entry.connection)
        hooks = store.active() if name is None else (active_webhook(store, name, keeping.said),)
        deliveries = DeliveryStore(entry.connection)
        while events := events_after(entry.connection, cursor, _PAGE):
            found = messages_of(entry.connection, events)
            for hook in hooks:
                wanted = [each.cursor for each in found if wants(hook.filter, each)]
                deliveries.again(hook.id, wanted, keeping.writer.at)
                count += len(wanted)
            cursor = events[-1].cursor
        store.seen_to([each.id for each in hooks], cursor)
        subject = "webhook:" + (hooks[0].id if name is not None else "")
        context = {"after": str(after)}
        entry.tell(
            Event("registry.changed", keeping.writer, subject, None, "events-replayed", context)
        )
    return count


def _number(hooks: Iterable[Webhook], name: str, said: Span) -> str:
    for each in hooks:
        if each.name == name:
            return each.id
    raise refused(Code.UNKNOWN_RECORD, f"there is no webhook `{name}`", said)
