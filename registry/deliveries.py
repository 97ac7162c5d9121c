"""What each subscriber was told, is to be told, and could not be told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, delete, func, select, update

from registry.eventtables import DeliveryRow, WebhookRow
from registry.inserting import insert_new
from registry.tables import table_of

_DELIVERY, _HOOK = table_of(DeliveryRow), table_of(WebhookRow)


class DeliveryState(StrEnum):
    """How far a delivery has come."""

    __hash__ = str.__hash__

    WAITING = "waiting"
    SENT = "sent"
    DEAD = "dead"
    """It was tried as often as anything is; a replay tries it again."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event that one subscriber is told of."""

    webhook: str
    event: int
    state: DeliveryState
    attempts: int
    due: str
    status: int | None = None
    why: str | None = None
    tried_at: str | None = None


class DeliveryStore:
    """Writes and reads deliveries through one connection; it never commits."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def plan(self, wanted: Iterable[tuple[str, int]], at: str) -> None:
        """Let subscribers be told of events, those that are not known of yet."""
        rows = [
            {
                "webhook_id": hook,
                "event_id": event,
                "state": DeliveryState.WAITING.value,
                "attempts": 0,
                "due": at,
            }
            for hook, event in wanted
        ]
        insert_new(self._connection, _DELIVERY, rows)

    def again(self, hook: str, events: Sequence[int], at: str) -> None:
        """Let a subscriber be told of these once more, whatever came of it before."""
        for first in range(0, len(events), _SOME):
            here = (_DELIVERY.c.webhook_id == hook) & _DELIVERY.c.event_id.in_(
                list(events[first : first + _SOME])
            )
            values = {"state": DeliveryState.WAITING.value, "attempts": 0, "due": at}
            self._connection.execute(update(_DELIVERY).where(here).values(values))
        self.plan(((hook, each) for each in events), at)

    def due(self, hook: str, at: str, most: int) -> tuple[Delivery, ...]:
        """Return what a subscriber is to be told at that moment, in the order of events."""
        wanted = (
            select(_DELIVERY)
            .where(
                _DELIVERY.c.webhook_id == hook,
                _DELIVERY.c.state == DeliveryState.WAITING.value,
                _DELIVERY.c.due <= at,
            )
            .order_by(_DELIVERY.c.event_id)
            .limit(most)
        )
        return tuple(map(_delivery, self._connection.execute(wanted)))

    def hooks_due(self, at: str) -> tuple[str, ...]:
        """Return the active subscriptions that are to be told something at that moment."""
        wanted = (
            select(_DELIVERY.c.webhook_id)
            .join_from(_DELIVERY, _HOOK, _HOOK.c.id == _DELIVERY.c.webhook_id)
            .where(
                _DELIVERY.c.state == DeliveryState.WAITING.value,
                _DELIVERY.c.due <= at,
                _HOOK.c.retired_at.is_(None),
            )
            .distinct()
        )
        return tuple(sorted(row[0] for row in self._connection.execute(wanted)))

    def claim(self, delivery: Delivery, until: str) -> bool:
        """Take a delivery upon oneself until a moment; return whether nobody else had.

        Whoever dies before then leaves it to others.
        """
        here = self._same(delivery)
        taken = self._connection.execute(update(_DELIVERY).where(here).values(due=until))
        return taken.rowcount == 1

    def tried(self, claimed: Delivery, after: Delivery) -> None:
        """Write down what came of an attempt, unless somebody else took it over since."""
        values = {
            "state": after.state.value,
            "attempts": after.attempts,
            "due": after.due,
            "status": after.status,
            "why": after.why,
            "tried_at": after.tried_at,
        }
        here = self._same(claimed)
        self._connection.execute(update(_DELIVERY).where(here).values(values))

    def listed(
        self, state: DeliveryState | None, hook: str | None, most: int
    ) -> tuple[Delivery, ...]:
        """Return deliveries, those of the latest events first."""
        wanted = select(_DELIVERY).order_by(_DELIVERY.c.event_id.desc(), _DELIVERY.c.webhook_id)
        if state is not None:
            wanted = wanted.where(_DELIVERY.c.state == state.value)
        if hook is not None:
            wanted = wanted.where(_DELIVERY.c.webhook_id == hook)
        return tuple(map(_delivery, self._connection.execute(wanted.limit(most))))

    def forget_sent(self, before: str) -> int:
        """Drop what was told before a moment, and nothing else; return how much that was.

        What waits and what could not be told stays, however old it is.
        """
        told = (_DELIVERY.c.state == DeliveryState.SENT.value) & (_DELIVERY.c.due < before)
        return self._connection.execute(delete(_DELIVERY).where(told)).rowcount

    def counts(self) -> dict[str, dict[str, int]]:
        """Return how many deliveries of each subscription stand how."""
        wanted = select(_DELIVERY.c.webhook_id, _DELIVERY.c.state, func.count()).group_by(
            _DELIVERY.c.webhook_id, _DELIVERY.c.state
        )
        found: dict[str, dict[str, int]] = {}
        for hook, state, count in self._connection.execute(wanted):
            found.setdefault(hook, {})[state] = count
        return found

    def _same(self, delivery: Delivery) -> Any:  # noqa: ANN401 a condition
        return (
            (_DELIVERY.c.webhook_id == delivery.webhook)
            & (_DELIVERY.c.event_id == delivery.event)
            & (_DELIVERY.c.state == DeliveryState.WAITING.value)
            & (_DELIVERY.c.attempts == delivery.attempts)
            & (_DELIVERY.c.due == delivery.due)
        )


_SOME = 400


def _delivery(row: Any) -> Delivery:  # noqa: ANN401 a row
    return Delivery(
        row.webhook_id,
        row.event_id,
        DeliveryState(row.state),
        row.attempts,
        row.due,
        row.status,
        row.why,
        row.tried_at,
    )
